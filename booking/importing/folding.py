"""Words without what people write in different ways: accents, capitals, hyphens, points."""

import re
import unicodedata
from functools import lru_cache

NOT_LETTERS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Lower case, no accents, one space between words: "ÉCOLE Jean-Moulin" is "ecole jean moulin"."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").lower())
    return NOT_LETTERS.sub(" ", bare.encode("ascii", "ignore").decode()).strip()
