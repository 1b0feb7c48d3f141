"""What the doctor finds: a line each, with what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands, as it is read."""

    FINE = "ok"
    WARNING = "attention"
    FAULT = "défaut"


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one thing that was looked at: how it stands, and in words what to do; nobody's data, no secret."""

    about: str
    verdict: Verdict
    words: str


def fine(about: str, words: str) -> Finding:
    """All is well."""
    return Finding(about, Verdict.FINE, words)


def warning(about: str, words: str) -> Finding:
    """It works, and may not for long, or not for everybody."""
    return Finding(about, Verdict.WARNING, words)


def fault(about: str, words: str) -> Finding:
    """Texts are lost, late or not answered."""
    return Finding(about, Verdict.FAULT, words)
