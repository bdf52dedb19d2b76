"""Environment and `.env` -> one frozen `Settings`. Nothing else in the package reads the environment."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from simulator.errors import InputError


class Settings(BaseSettings):
    """What may be set from outside. Every name is `SIMULATOR_` and the field's name, except OpenAI's own two."""

    model_config = SettingsConfigDict(
        env_prefix="SIMULATOR_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    model: str = "offline"
    grader: str = "offline"
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("interview-simulator")))
    database_url: SecretStr | None = None
    """Where calls are kept, `postgresql://USER:PASSWORD@HOST/NAME` for several servers; by default a SQLite file in the
    data folder."""
    base_url: str | None = Field(default=None, validation_alias=AliasChoices("SIMULATOR_BASE_URL", "OPENAI_BASE_URL"))
    api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("SIMULATOR_API_KEY", "OPENAI_API_KEY")
    )
    connect_seconds: Annotated[float, Field(gt=0)] = 5.0
    """How long a model's server may take to accept a connection."""
    first_token_seconds: Annotated[float, Field(gt=0)] = 30.0
    """How long a model may be silent, before its first word or between two."""
    reply_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How long one reply may take in all, retries included."""
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    """How often a request is tried again after 429, 5xx or a refused connection."""
    model_at_once: Annotated[int, Field(ge=1)] | None = None
    """How many turns may be with a model at the same time; others are on hold. By default 64, and 2 for a local one."""
    hold_seconds: Annotated[float, Field(gt=0)] = 45.0
    """How long a learner is kept on hold before the built-in professional takes the turn."""
    model_failures: Annotated[int, Field(ge=1)] = 5
    """After how many turns in a row that a model's server failed, in this process, it is left alone."""
    model_failures_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Within what time they must have failed."""
    model_rests_seconds: Annotated[float, Field(gt=0)] = 30.0
    """For how long it is left alone; the built-in professional answers meanwhile, and then one turn tries it again."""
    context_tokens: Annotated[int, Field(ge=1000)] = 8000
    """The most that is sent to a model in one request; the oldest turns give way first."""
    grader_temperature: Annotated[float, Field(ge=0, le=2)] | Literal["default"] = 0.0
    """What a model that grades is asked to sample with; `default` sends none, for servers that refuse to be told."""
    grading_seconds: Annotated[float, Field(gt=0)] = 180.0
    """How long one answer of a model that grades may take in all, retries included."""
    grading_at_once: Annotated[int, Field(ge=1, le=64)] = 4
    """How many parts and readings of one call a model that grades is asked for at the same time."""
    tokenizer_seconds: Annotated[float, Field(gt=0)] = 5.0
    """How long to wait for tiktoken to fetch an encoding, off the call's path, before the estimate is kept."""
    fetch_encodings: bool = False
    """Whether tiktoken may download its encodings; off by default, as is everything that reaches outside."""
    models_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("interview-simulator"), "models"))
    """Where `local:NAME` looks for NAME.gguf."""
    local_context_tokens: Annotated[int, Field(ge=512)] | None = None
    """How many tokens a local model keeps in sight; by default what `context_tokens` needs. Costs memory."""
    local_reply_tokens: Annotated[int, Field(ge=64)] = 2048
    """The most that a local model says at a time, thoughts included: a small one may never come to an end by itself."""
    local_threads: Annotated[int, Field(ge=1)] | None = None
    """How many threads a local model computes with; by default as many as llama.cpp finds right, one a core."""
    local_template: str | None = None
    """The chat template of a local model, if the one in its file is none or wrong: `chatml`, or a Jinja file."""
    local_start_seconds: Annotated[float, Field(gt=0)] = 120.0
    """How long a local model may take to load; a reply that waits for it is bounded by `reply_seconds` all the same."""

    shared: bool | None = None
    """Whether learners who are strangers to each other use this server, so that each browser has its own professionals;
    by default when it listens on more than this machine."""

    language: str | None = None
    """What the page speaks to who has not chosen, `en` or `es`; by default what their browser asks for."""

    allowed_hosts: str | None = None
    """By what names browsers may ask for this server, with commas between; by default those of this machine if it
    listens on no other, and any name else. Somebody else's page that has its own name point here is refused by it."""
    forwarded_allow_ips: str = "127.0.0.1"
    """Proxies that are believed when they say who asks, and whether by https: addresses or networks, with commas."""
    rate_person: Annotated[int, Field(ge=0)] | None = None
    """Requests a minute that change something, for one browser; 0 for no limit. By default 240 on a shared server."""
    rate_address: Annotated[int, Field(ge=0)] | None = None
    """Requests a minute from one address, a page's own small files not counted; 0 for no limit. A whole class may sit
    behind one address: by default 12000 on a shared server."""
    max_body_kb: Annotated[int, Field(ge=64, le=65536)] = 1024
    """The most that one request may bring along, in units of 1024 bytes."""
    metrics: Literal["off", "local", "open"] | None = None
    """Who may read /metrics: nobody, who asks from this machine, or anybody. By default this machine, and nobody on a
    shared server, where a proxy may make everybody look like this machine."""
    metrics_token: SecretStr | None = None
    """What a reader of /metrics must send as a bearer token, if it is set."""
    log_level: Literal["debug", "info", "warning", "error"] | None = None
    """How much of the log goes to standard error; by default warnings, on a shared server each request too."""
    log_format: Literal["text", "json"] | None = None
    """By default text, and JSON on a shared server."""
    otel_endpoint: str | None = None
    """Where spans go, by OTLP over HTTP (http://127.0.0.1:4318/v1/traces); nowhere if not set. Needs extra `otel`."""
    drain_seconds: Annotated[float, Field(ge=0, le=300)] = 0.0
    """How long a server that was told to end still takes requests while /readyz says 503: a balancer has to notice."""
    shutdown_seconds: Annotated[float, Field(ge=0, le=300)] = 20.0
    """How long it then waits for replies under way. The next process answers the rest, from the log."""
    keep_days: Annotated[float, Field(gt=0)] | None = None
    """Calls that began longer ago than this are erased, at each start and once a day; by default none is."""

    sign_in: Literal["none", "accounts", "oidc"] = "none"
    """Whether learners sign in: not at all, with a name and a password kept here, or by a server that vouches (OpenID
    Connect). The last two need the extra `class`, and make the server a shared one."""
    session_hours: Annotated[float, Field(gt=0, le=24 * 90)] = 12.0
    """How long somebody stays signed in."""
    public_url: str | None = None
    """By what address browsers reach this server, where it is not the one that it sees: https://practice.example.edu"""
    oidc_issuer: str | None = None
    """The server that vouches: its address, under which /.well-known/openid-configuration is found."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "OpenID Connect"
    """What the button to sign in says that server is."""
    oidc_scopes: str = "openid profile email"
    oidc_adviser_claim: str = ""
    """Who is an adviser, by a claim and its value: `roles=adviser`; of a list of values one is enough."""
    oidc_advisers: str = ""
    """Who else is one: verified e-mail addresses or subjects, with commas between."""

    @property
    def own_personas(self) -> Path:
        """The folder of the professionals that the user of this program brought."""
        return self.data_dir / "personas"


@cache
def settings() -> Settings:
    """The settings of this process, read once. A bad value raises `InputError` that names it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise InputError(f"setting {name}: {first['msg']} (got {first['input']!r})") from None


def writable(folder: Path) -> None:
    """Make sure that the data folder is there and takes files. Raises `InputError`, one line, if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"data folder {folder}: {reason}; set SIMULATOR_DATA_DIR to one that can be written") from None
