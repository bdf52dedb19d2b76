"""Signing in by another server that vouches: OpenID Connect, the authorization code flow with PKCE, state and nonce.

The flow, the keys and the checks of the token are Authlib's. What it has to remember between going there and coming
back is kept in the database under a digest of this browser's visit, and given back once: so any server may finish what
another began, and no answer can be used twice or by another browser.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.account import Role
from simulator.accounts.refused import Refused
from simulator.accounts.tokens import digest
from simulator.errors import InputError
from simulator.settings import Settings
from simulator.texts import FIRST
from simulator.web.desk import Desk
from simulator.web.signin import door, enter, reason, within
from simulator.web.visit import Rooms, Visit

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App

FLOW = timedelta(minutes=15)
"""How long somebody may take to show who they are."""
SECONDS = 10.0
"""How long the other server may take for one answer."""
_BACK = "signed-in"


def routes(rooms: Rooms) -> list[Route]:
    """There, and back. The address to come back to is one for all languages: providers compare it letter by letter."""
    provider = Provider(rooms.desk)
    prefix = "" if rooms.language == FIRST else f"/{rooms.language}"

    async def there(request: Request) -> Response:
        return await provider.there(Visit.of(rooms.desk, request, rooms.language))

    async def back(request: Request) -> Response:
        return await provider.back(Visit.of(rooms.desk, request, rooms.language))

    found = [Route(f"{prefix}/sign-in-with", there, methods=["GET"])]
    return [*found, Route(f"/{_BACK}", back, methods=["GET"])] if rooms.language == FIRST else found


class Provider:
    """The server that vouches, as the settings name it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._client = _client(desk.settings)

    async def there(self, visit: Visit) -> Response:
        """Send the browser there."""
        from authlib.common.errors import AuthlibBaseError
        from httpx2 import HTTPError

        flow: dict[str, Any] = {}
        visit.request.scope["session"] = flow
        try:
            response: Response = await self._client.authorize_redirect(visit.request, self._back(visit.request))
        except (AuthlibBaseError, HTTPError, ValueError, KeyError):
            # it does not answer, or what it says of itself is no OpenID configuration
            return await asyncio.to_thread(self._refused, visit, Refused("elsewhere_down"))
        kept = {"flow": flow, "next": within(visit.query("next")), "language": visit.language}
        now = datetime.now(UTC)
        register = self._desk.accounts.register
        await asyncio.to_thread(register.keep_flow, digest(visit.token), kept, now + FLOW, now)
        return visit.kept(response)

    async def back(self, visit: Visit) -> Response:
        """They are back, with an answer for us to check."""
        from authlib.common.errors import AuthlibBaseError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        register = self._desk.accounts.register
        kept = await asyncio.to_thread(register.take_flow, digest(visit.token), datetime.now(UTC))
        if kept is None:
            return await asyncio.to_thread(self._refused, visit, Refused("elsewhere"))
        visit.request.scope["session"] = kept["flow"]
        try:
            token = await self._client.authorize_access_token(visit.request)  # type: ignore[no-untyped-call]
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError):
            return await asyncio.to_thread(self._refused, visit, Refused("elsewhere"))
        except HTTPError:
            return await asyncio.to_thread(self._refused, visit, Refused("elsewhere_down"))
        claims = token.get("userinfo")
        if not isinstance(claims, Mapping) or not claims.get("sub"):
            return await asyncio.to_thread(self._refused, visit, Refused("elsewhere"))
        return await asyncio.to_thread(self._enter, visit, claims, kept)

    def _enter(self, visit: Visit, claims: Mapping[str, Any], kept: Mapping[str, Any]) -> Response:
        doorway, settings = self._desk.accounts.door, self._desk.settings
        account = doorway.vouched(
            f"{claims.get('iss', '')} {claims['sub']}", name_of(claims), role_of(claims, settings)
        )
        session = doorway.begin(account, before=visit.token if visit.account else None)
        language = "" if kept["language"] == FIRST else f"{kept['language']}/"
        return enter(visit, session, language + within(kept["next"]))

    def _refused(self, visit: Visit, why: Refused) -> Response:
        return door(visit, status=502 if why.why == "elsewhere_down" else 403, wrong=reason(why, visit.t))

    def _back(self, request: Request) -> str:
        root = self._desk.settings.public_url or str(request.base_url)
        return f"{root.rstrip('/')}/{_BACK}"


def name_of(claims: Mapping[str, Any]) -> str:
    """What to call somebody: the best of what is said of them."""
    known = (claims.get(claim) for claim in ("name", "preferred_username", "email", "sub"))
    return next(str(name) for name in known if name)


def role_of(claims: Mapping[str, Any], settings: Settings) -> Role:
    """Adviser by a claim of the provider's, or by the list of our settings; else a learner.

    An e-mail address counts only if the provider says that it is verified: else anybody could write an adviser's.
    """
    name, _, wanted = settings.oidc_adviser_claim.partition("=")
    has = claims.get(name) if name and wanted else None
    if has is not None and wanted in ([str(one) for one in has] if isinstance(has, list | tuple) else [str(has)]):
        return "adviser"
    listed = {one.strip().casefold() for one in settings.oidc_advisers.split(",") if one.strip()}
    known = {str(claims["sub"]).casefold()}
    if claims.get("email") and claims.get("email_verified") is True:
        known.add(str(claims["email"]).casefold())
    return "adviser" if listed & known else "learner"


def _client(settings: Settings) -> "StarletteOAuth2App":
    try:
        from authlib.integrations.starlette_client import OAuth
    except ImportError:
        extra = "pip install 'interview-simulator[class]'"
        raise InputError(f"SIMULATOR_SIGN_IN=oidc needs the extra `class`: {extra}") from None
    if not (settings.oidc_issuer and settings.oidc_client_id):
        raise InputError("SIMULATOR_SIGN_IN=oidc needs SIMULATOR_OIDC_ISSUER and SIMULATOR_OIDC_CLIENT_ID")
    secret = settings.oidc_client_secret
    registered = OAuth().register(
        "provider",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        client_kwargs={
            "scope": settings.oidc_scopes,
            "code_challenge_method": "S256",
            "timeout": SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    client: StarletteOAuth2App = registered
    return client
