"""What is wrong with the text of a cell itself: broken accents, letters that are lost, formulas."""

import re
import unicodedata

from booking.importing.findings import Read, Reason

SUSPICIOUS = re.compile(r"[ÃÂâ€™ÅÄ‚Ð]|[\x80-\x9f]")
LOST = re.compile("\ufffd|[A-Za-zÀ-ÿ]\\?+[A-Za-zÀ-ÿ]|^\\?+[A-Za-zÀ-ÿ]")
FORMULA = re.compile(r"^[=@]|^[+-](?![\d(. ])")


def read_text(cell: str) -> Read[str]:
    """The text with its accents repaired; a formula and lost letters are problems, an empty cell is no value."""
    if not cell:
        return Read()
    if FORMULA.match(cell):
        return Read(problem=Reason.FORMULA)
    text = _repaired(cell) if SUSPICIOUS.search(cell) else cell
    if LOST.search(text) or "Ã" in text:
        return Read(problem=Reason.TEXT_BROKEN)
    notes = () if text == cell else (Reason.ACCENTS_REPAIRED,)
    return Read(unicodedata.normalize("NFC", text), notes)


def _repaired(cell: str) -> str:
    """Loaded for the first broken text only: the desk, which reads cells too, hardly ever sees one (3 MB)."""
    import ftfy

    return ftfy.fix_encoding(cell)
