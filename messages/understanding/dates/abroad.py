"""Months in the languages that parents come from: "7 december", "3 dicembre". dateparser knows their names."""

from functools import lru_cache

_LANGUAGES = ["en", "es", "pt", "it", "de", "nl", "tr", "ro", "pl", "ar"]
# How the names of months begin in these languages: dateparser is slow, and is only asked where it may know the word.
_BEGINNINGS = frozenset(
    {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ene", "abr", "ago", "dic",
        "fev", "mai", "set", "out", "dez", "gen", "mag", "giu", "lug", "ott", "okt", "maj", "oca", "sub", "nis", "haz",
        "tem", "eyl", "eki", "kas", "ara", "ian", "iun", "iul", "noi", "sty", "lut", "kwi", "cze", "lip", "sie", "wrz",
        "paz", "lis", "gru", "mei",
    }
)  # fmt: skip


@lru_cache(maxsize=512)
def month_abroad(word: str) -> int | None:
    """The month that a word names in another language than French, asked of dateparser as one whole date."""
    if word[:3] not in _BEGINNINGS or len(word) > 12:
        return None
    import dateparser  # here and not above: it takes a third of a second, and few texts need it

    found = dateparser.parse(f"1 {word} 2001", languages=_LANGUAGES, settings={"PARSERS": ["absolute-time"]})
    return found.month if found is not None and (found.day, found.year) == (1, 2001) else None
