"""What proves that a browser is whose it says: long random words, of which the disk knows digests only."""

import hashlib
import hmac
import secrets


def fresh() -> str:
    """A word that nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """How it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """What a form carries to prove that it is ours: made from what only this browser and the server know."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def genuine(token: str, given: object) -> bool:
    """Whether a form's token is the one for this browser."""
    return isinstance(given, str) and hmac.compare_digest(form_token(token), given)
