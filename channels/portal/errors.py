"""What the portal raises to whoever runs it. What it answers to callers is in `problems`.

PortalError
├── KeyNameTaken   another key has that name
└── UnknownKey     no key has that name
"""

from dataclasses import dataclass


class PortalError(Exception):
    """Base of what the portal raises."""


@dataclass
class KeyNameTaken(PortalError):  # noqa: N818 - named for what is wrong, as in booking/errors.py
    """Another key has that name."""

    name: str

    def __str__(self) -> str:
        return f"Une clé s'appelle déjà « {self.name} » : choisissez un autre nom (allo-cantine key list)."


@dataclass
class UnknownKey(PortalError):  # noqa: N818 - the same
    """No key has that name."""

    name: str

    def __str__(self) -> str:
        return f"Aucune clé ne s'appelle « {self.name} » : voyez allo-cantine key list."
