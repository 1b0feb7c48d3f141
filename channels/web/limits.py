"""How much an address of the site takes: the size of a body, and the calls of one caller in a minute.

A text costs money, a page costs time: what one caller can spend of either is bounded, so that a flood from one place
is answered 429 there and noticed nowhere else. Webhooks count only what they refuse: the provider's own posts all come
from a few places, as many as there are texts, and are signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

KB = 1024
PAGES_A_MINUTE = 1200  # a mobile operator's customers share one address: a hundred parents with twelve pages each


class Counted(StrEnum):
    """Which calls count."""

    ALL = "all"
    REFUSED = "refused"  # those of a caller who did not prove who they are, or sent what nobody honest sends


@dataclass(frozen=True, slots=True)
class Limit:
    """What is taken at the addresses that begin with `prefix`: bytes of a body, and calls of one caller in a minute.

    `is_page`: people read the answer, in French.
    """

    prefix: str
    body: int
    calls: int
    counted: Counted = Counted.ALL
    is_page: bool = False


def limits(pages_a_minute: int = PAGES_A_MINUTE) -> Sequence[Limit]:
    """The limits of every address; the last one is that of whatever is not there."""
    return (
        Limit("/sms", 64 * KB, 300, Counted.REFUSED),
        Limit("/telegram", 256 * KB, 300, Counted.REFUSED),
        Limit("/api", 200 * KB, 600, Counted.REFUSED),  # the API itself takes half, and says so in its own words
        Limit("/guichet/connexion", 256 * KB, 120, is_page=True),  # a form may be carried through the login
        Limit("/guichet/openid", KB, 120, is_page=True),
        Limit("/guichet", 256 * KB, pages_a_minute, is_page=True),
        Limit("/famille/lien", 16 * KB, 120, is_page=True),
        Limit("/famille/agenda", KB, 600),  # the large calendar services ask for all families from a few addresses
        Limit("/famille", 256 * KB, pages_a_minute, is_page=True),
        Limit("/", KB, pages_a_minute, is_page=True),
        Limit("/confidentialite", KB, pages_a_minute, is_page=True),
        Limit("/healthz", KB, 600),
        Limit("/readyz", KB, 600),
        Limit("/metrics", KB, 120),
        Limit("/demo", 64 * KB, 6000, is_page=True),  # a page that looks for news each second
        Limit("/essai", 64 * KB, 6000, is_page=True),
        Limit("", KB, 300),
    )


def limit_for(path: str, among: Sequence[Limit]) -> Limit:
    """The first that begins the path, at a border of its parts."""
    return next(limit for limit in among if _begins(limit.prefix, path))


def _begins(prefix: str, path: str) -> bool:
    return not prefix or path == prefix or path.startswith(f"{prefix}/")
