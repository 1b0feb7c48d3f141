"""A reaction: an emoji alone, what a telephone makes of a heart tapped on one of our messages, or "ok merci"."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from messages.understanding.normalise import plain

# what iPhones and Android telephones send by SMS to somebody without such reactions, in French and English
TAPPED = re.compile(
    r"\s*(?:(?:a (?:aime|adore|ri (?:a|de)|souligne|insiste sur|remis en question|reagi)"
    r"|n'a pas aime|liked|loved|disliked|laughed at|emphasized|questioned|reacted)\b[^\"“«]{0,20}"
    r"|[^\w\s]+\s+(?:to|a|pour)\s+)[\"“«]"
)
LETTER_OR_DIGIT = re.compile(r"\w")
TOKEN = re.compile(r"[^\W_]+|[👍👌✅🆗🙏❤😊🙂😀😉]")
SIGNS = re.compile(r"[\s!?.,;:'\"()/+-]*")


def is_reaction(text: str) -> bool:
    """Whether the text is a reaction to a message of ours, and says nothing itself."""
    if TAPPED.match(plain(text)):
        return True
    return not LETTER_OR_DIGIT.search(text) and not SIGNS.fullmatch(text)


def is_acknowledgement(text: str) -> bool:
    """Whether the text only takes note ("ok merci", "parfait, bonne soirée"); it means so where nothing was asked."""
    said, beside = _acknowledging()
    words = TOKEN.findall(plain(text))
    return not said.isdisjoint(words) and said | beside >= {*words}


@cache
def _acknowledging() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "acknowledged.toml").read_text(encoding="utf-8"))
    return frozenset(table["said"].split()), frozenset(table["beside"].split())
