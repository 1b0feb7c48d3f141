"""ETags: a tag that changes with what is shown, so that a portal neither fetches twice nor overwrites unseen."""

import hashlib

from channels.portal.problems import ProblemError, problem


def etag_of(text: str) -> str:
    """The tag of what is shown (RFC 9110, section 8.8.3)."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def is_known(tag: str, told: str | None) -> bool:
    """Whether a header of tags (`If-Match`, `If-None-Match`) names this one, or any."""
    named = [part.strip().removeprefix("W/") for part in (told or "").split(",")]
    return tag in named or "*" in named


def require_unchanged(tag: str, if_match: str | None) -> None:
    """Raise ProblemError (412) where the caller saw something else than there is now."""
    if if_match is not None and not is_known(tag, if_match):
        raise ProblemError(problem("changed", 412, "Read it again: it is not any more what your If-Match saw."))
