"""Names as they are searched for: without accents, capitals and hyphens, the same in Python and in both databases."""

import unicodedata

from sqlalchemy import ColumnElement, String, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-’"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy '"
CHANGED = frozenset(PLAIN)
SPECIAL = str.maketrans({"-": " ", "’": "'", "œ": "oe", "æ": "ae"})


def fold(text: str) -> str:
    """ "Jean-Éric" as "jean eric"."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(SPECIAL))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Folded(FunctionElement[str]):
    """A column of names, folded by the database; on SQLite `booking.sqlite_connection` lends it our `fold`."""

    type = String()
    inherit_cache = True


def has_word(column: ColumnElement[str] | InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    """Whether a word of a name begins like this, however either is written."""
    sought = fold(beginning)
    surely = (literal(" ") + Folded(column)).contains(f" {sought}", autoescape=True)
    return func.lower(column).like(f"%{_loosely(sought)}%", escape="/") & surely


def _loosely(folded: str) -> str:
    """A pattern that lets few names through to be folded, which takes ten times as long: any letter for one that
    folding may have changed."""
    return "".join("_" if letter in CHANGED else f"/{letter}" if letter in "%_/" else letter for letter in folded)


@compiles(Folded, "sqlite")
def _sqlite(element: Folded, compiler: SQLCompiler, **options: object) -> str:
    return f"folded({compiler.process(element.clauses, **options)})"


@compiles(Folded, "postgresql")
def _postgresql(element: Folded, compiler: SQLCompiler, **options: object) -> str:
    """Most names are plain ASCII, and `translate` takes ten times as long as `lower` (PostgreSQL 18, measured)."""
    name = compiler.process(element.clauses, **options)
    accented, plain = (letters.replace("'", "''") for letters in (ACCENTED, PLAIN))
    translated = f"translate(lower({name}), '{accented}', '{plain}')"
    return (
        f"CASE WHEN octet_length({name}) = length({name}) THEN replace(lower({name}), '-', ' ') ELSE {translated} END"
    )
