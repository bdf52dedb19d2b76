"""Counts are exact where the encoding is at hand, estimates where it is not, and never wait or reach outside."""

import gzip
import importlib.util
import inspect
import socket
import threading
from pathlib import Path

import pytest
import tiktoken
import tiktoken_ext.openai_public  # type: ignore[import-untyped]
from langchain_core.messages import AIMessage, HumanMessage

from simulator import tokens
from simulator.settings import Settings
from simulator.tokens import Count, count, count_messages, estimate, prepare

ENGLISH = (
    "That's a better start than most. When you audit a housing association you see a rent ledger. When you work in one "
    "you see the woman who keeps the rent ledger, and that she's been off with her back since March, and a temp's been "
    "posting everything to suspense. As an auditor I used to ask whether the control was there."
)
GERMAN = (
    "Ich habe im Herbst mein Studium der Wirtschaftsingenieurwissenschaften abgeschlossen und überlege, ob ich in die "
    "Lebensmittellogistik soll. Wie haben Sie das bei der Einführung der neuen Lieferantenbewertung gelöst? Und was "
    "hätten Sie gern gewusst, bevor Sie die Geschäftsführung übernommen haben? Ich will Ihnen nicht die Zeit stehlen."
)
CHINESE = "我去年秋天从供应链管理专业毕业，正在考虑是否进入食品物流行业。您在接任管理职务之前，希望自己早知道什么？"
CODE = """{"turns": [{"speaker": "learner", "text": "Hi Dana, I have 12 questions."}]}
def words(text: str) -> int:
    return len(text.split())
"""
EMOJI = "That was great 😀🎉👍🏽 thanks so much 🙏 see you soon 👩\u200d💻🚀"


def settings(**changes: object) -> Settings:
    return Settings(_env_file=None, fetch_encodings=False, **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing asked for, and an empty place to look for encodings."""
    monkeypatch.setattr(tokens, "_attempts", {})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))


@pytest.fixture(scope="session")
def encodings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real encodings, out of a package that carries them, under the names that tiktoken gives them."""
    folder = tmp_path_factory.mktemp("encodings")
    spec = importlib.util.find_spec("bpe_openai")
    assert spec is not None, "the development dependency bpe-openai carries the encodings"
    assert spec.submodule_search_locations
    data = Path(spec.submodule_search_locations[0], "data")
    for name, (url, _) in tokens._SOURCES.items():
        (folder / tokens.cache_name(url)).write_bytes(gzip.decompress((data / f"{name}.tiktoken.gz").read_bytes()))
    return folder


@pytest.fixture
def cached(encodings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(encodings))
    return encodings


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """tiktoken has no encoding in memory."""
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})


def through_proxy(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Whoever reaches outside ends up on a port of this machine."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def load(model: str, config: Settings) -> None:
    thread = prepare(model, config)
    assert thread is not None
    thread.join(20)
    assert not thread.is_alive()


def test_without_an_encoding_the_count_is_an_estimate_and_says_so() -> None:
    assert prepare("gpt-4o", settings()) is None
    assert count(ENGLISH, "gpt-4o") == Count(estimate(ENGLISH), estimated=True)


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4", "gpt-oss-20b"])
def test_an_encoding_on_disk_is_used_without_leave_to_fetch(cached: Path, model: str) -> None:
    load(model, settings())
    assert count("Hi Dana, are you hiring?", model) == Count(7, estimated=False)


def test_a_model_nobody_knows_is_counted_and_the_count_is_still_called_an_estimate(cached: Path) -> None:
    load("qwen3:8b", settings())
    assert count("Hi Dana, are you hiring?", "qwen3:8b") == Count(7, estimated=True)


def test_the_signs_of_a_chat_format_are_ordinary_text(cached: Path) -> None:
    load("gpt-4o", settings())
    assert count("<|endoftext|>", "gpt-4o").tokens > 1


def test_a_text_beyond_all_measure_is_estimated(cached: Path) -> None:
    load("gpt-4o", settings())
    assert count("a" * 200_000, "gpt-4o").estimated


def test_a_damaged_file_counts_as_missing_and_is_left_alone(tmp_path: Path, encodings: Path) -> None:
    name = tokens.cache_name(tokens._SOURCES["o200k_base"][0])
    damaged = tmp_path / name
    damaged.write_bytes((encodings / name).read_bytes()[:-1])
    assert prepare("gpt-4o", settings()) is None
    assert damaged.exists()


def test_with_caching_switched_off_nothing_is_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert not tokens.is_cached("o200k_base")


def test_an_encoding_that_cant_be_had_is_given_up_and_may_be_tried_again(
    unloaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    through_proxy(monkeypatch, port)
    config = settings().model_copy(update={"fetch_encodings": True})
    first = prepare("gpt-4o", config)
    assert first is not None
    first.join(20)
    assert count("Hi", "gpt-4o").estimated
    again = prepare("gpt-4o", config)
    assert again is not None
    assert again is not first
    again.join(20)


def test_a_fetch_that_hangs_holds_nobody_up(unloaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        through_proxy(monkeypatch, silent.getsockname()[1])
        config = settings(tokenizer_seconds=0.05).model_copy(update={"fetch_encodings": True})
        thread = prepare("gpt-4o", config)
        assert count(ENGLISH, "gpt-4o").estimated
        # nobody has answered the one that fetches, and the count is there all the same
        assert thread is not None
        assert thread.is_alive()
        assert thread.daemon
        assert prepare("gpt-4o", config) is thread
        connection, _ = silent.accept()
        connection.close()
        thread.join(10)
    assert not thread.is_alive()


def test_an_encoding_that_comes_too_late_changes_no_count(cached: Path, unloaded: None) -> None:
    load("gpt-4o", settings(tokenizer_seconds=0.001))
    assert count("Hi", "gpt-4o").estimated


def test_loading_is_off_the_callers_thread(cached: Path) -> None:
    thread = prepare("gpt-4o", settings())
    assert thread is not None
    assert thread is not threading.current_thread()
    thread.join(20)


def test_the_sources_are_tiktokens_own() -> None:
    source = inspect.getsource(tiktoken_ext.openai_public)
    for url, sha256 in tokens._SOURCES.values():
        assert f'"{url}",\n        expected_hash="{sha256}"' in source


def test_a_request_counts_its_messages_with_their_frames(cached: Path) -> None:
    load("gpt-4o", settings())
    text = count("Hi Dana", "gpt-4o").tokens
    both = count_messages([HumanMessage("Hi Dana"), AIMessage("Hi Dana")], "gpt-4o")
    assert both == Count(3 + 2 * (text + 4), estimated=False)


@pytest.mark.parametrize(
    ("text", "model", "most"),
    [
        pytest.param(ENGLISH, "gpt-4o", 0.10, id="English, o200k"),
        pytest.param(ENGLISH, "gpt-4", 0.10, id="English, cl100k"),
        pytest.param(GERMAN, "gpt-4o", 0.20, id="German, o200k"),
        pytest.param(GERMAN, "gpt-4", 0.20, id="German, cl100k"),
        pytest.param(CODE, "gpt-4o", 0.20, id="code, o200k"),
        pytest.param(CODE, "gpt-4", 0.20, id="code, cl100k"),
        pytest.param(CHINESE, "gpt-4o", 0.35, id="Chinese, o200k"),
        pytest.param(CHINESE, "gpt-4", 0.35, id="Chinese, cl100k"),
        pytest.param(EMOJI, "gpt-4o", 0.35, id="emoji, o200k"),
        pytest.param(EMOJI, "gpt-4", 0.35, id="emoji, cl100k"),
    ],
)
def test_the_estimate_is_near_the_real_count(cached: Path, text: str, model: str, most: float) -> None:
    load(model, settings())
    real = count(text, model)
    assert not real.estimated
    error = estimate(text) / real.tokens - 1
    assert abs(error) <= most, f"{error:+.1%}"


@pytest.mark.parametrize("text", ["", "   ", "\n"], ids=repr)
def test_nothing_is_next_to_nothing(text: str) -> None:
    assert estimate(text) <= 1
