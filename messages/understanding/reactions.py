"""A reaction: an emoji alone, or what a telephone makes of a heart that was tapped on one of our messages."""

import re

from messages.understanding.normalise import plain

# what iPhones and Android telephones send by SMS to somebody without such reactions, in French and English
TAPPED = re.compile(
    r"\s*(?:(?:a (?:aime|adore|ri (?:a|de)|souligne|insiste sur|remis en question|reagi)"
    r"|n'a pas aime|liked|loved|disliked|laughed at|emphasized|questioned|reacted)\b[^\"“«]{0,20}"
    r"|[^\w\s]+\s+(?:to|a|pour)\s+)[\"“«]"
)
LETTER_OR_DIGIT = re.compile(r"\w")
SIGNS = re.compile(r"[\s!?.,;:'\"()/+-]*")


def is_reaction(text: str) -> bool:
    """Whether the text is a reaction to a message of ours, and says nothing itself."""
    if TAPPED.match(plain(text)):
        return True
    return not LETTER_OR_DIGIT.search(text) and not SIGNS.fullmatch(text)
