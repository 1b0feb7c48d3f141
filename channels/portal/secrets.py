"""Secrets that we hand out: made at random, shown once, and kept only as what recognises them."""

import hashlib
import secrets

SHORT, LONG = 16, 32  # bytes: 128 bits for what lives minutes (and travels in a text message), 256 for the rest


def new_secret(size: int = LONG) -> str:
    """A secret that nobody can guess, in letters that may stand in an address."""
    return secrets.token_urlsafe(size)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is as long as it is random, so one round of SHA-256 is enough: there is nothing
    to try out as there is with a password."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
