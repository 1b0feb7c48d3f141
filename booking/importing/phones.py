"""Telephone numbers as people and spreadsheets write them, to E.164."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import phonenumbers

from booking.importing.findings import Read, Reason
from booking.town import Region

DIALLED_FROM = {
    Region.GUADELOUPE: "GP",
    Region.MARTINIQUE: "MQ",
    Region.GUYANE: "GF",
    Region.REUNION: "RE",
    Region.MAYOTTE: "YT",
    Region.SAINT_BARTHELEMY: "BL",
    Region.SAINT_MARTIN: "MF",
    Region.SAINT_PIERRE_ET_MIQUELON: "PM",
    Region.NOUVELLE_CALEDONIE: "NC",
    Region.POLYNESIE: "PF",
    Region.WALLIS_ET_FUTUNA: "WF",
}
USUAL = re.compile(r"0[1-9](?:[ .-]?\d\d){4}|\+33[1-9]\d{8}")
BETWEEN = re.compile(r"\s*(?:[/;,|\\]|\bou\b|\bet\b|\s-\s)\s*", re.IGNORECASE)
TWO_NUMBERS = re.compile(r"(0\d{9})\s*(0\d{9})")
REMARK = re.compile(r"\([^)0]*\)|[A-Za-zÀ-ÿ.:]{2,}:?")
# from 06 39 98 00 00 to 06 39 98 99 99: kept for fiction by ARCEP (decision 2018-0881), so that examples can be used
FICTION = re.compile(r"\+3363998\d{4}")
SCIENTIFIC = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)
FRENCH = "FR"
ZERO_LOST = re.compile(r"[1-9]\d{8}(?:[.,]0)?")


def _mobile_numbers(country: str) -> re.Pattern[str]:
    """The mobile numbers of a country without its zero, as the library knows them; none where it does not."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(country)
    pattern = None if known is None or known.mobile is None else known.mobile.national_number_pattern
    return re.compile(pattern or "(?!)")


# the usual cell is told by the library's own pattern in a tenth of its time; about all others the library is asked
MOBILE_AT_HOME = _mobile_numbers(FRENCH)


@lru_cache(maxsize=4096)
def read_phone(cell: str, region: Region) -> Read[str]:
    """The number of a cell in E.164, of several the first mobile one; a problem where none can be made of it."""
    if not cell:
        return Read()
    text = _without_exponent(cell)
    numbers = [number for piece in _pieces(text) if (number := _number(piece, region)) is not None]
    if not numbers:
        return Read(problem=Reason.PHONE_UNREADABLE)
    chosen = next((number for number in numbers if is_mobile(number)), numbers[0])
    return Read(chosen, tuple(_notes(cell, text, numbers, chosen)))


def is_mobile(number: str) -> bool:
    """Whether a number in E.164 can receive texts, as far as its digits tell."""
    if is_mobile_at_home(number):
        return True
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(phonenumbers.parse(number)) in kinds


def is_mobile_at_home(number: str) -> bool:
    """Whether a number in E.164 is a mobile one of France itself, or one of fiction."""
    return number.startswith("+33") and bool(MOBILE_AT_HOME.fullmatch(number, 3) or FICTION.fullmatch(number))


def _notes(cell: str, text: str, numbers: Sequence[str], chosen: str) -> Sequence[Reason]:
    notes = []
    if len(set(numbers)) > 1:
        notes.append(Reason.PHONE_TWO_IN_CELL)
    elif ZERO_LOST.fullmatch(re.sub(r"[ .-]", "", text)):
        notes.append(Reason.PHONE_ZERO_LOST)
    elif not USUAL.fullmatch(cell):
        notes.append(Reason.PHONE_REWRITTEN)
    if not is_mobile(chosen):
        notes.append(Reason.PHONE_LANDLINE)
    return notes


def _without_exponent(cell: str) -> str:
    """ "6,39980001E+08" is a number that a spreadsheet showed its way; with fewer digits it is lost."""
    if not SCIENTIFIC.fullmatch(cell):
        return cell
    try:
        value = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        return cell
    mantissa = re.split("e", cell, flags=re.IGNORECASE)[0].replace(".", "").replace(",", "")
    return str(int(value)) if value == int(value) and len(mantissa) >= len(str(int(value))) else cell


def _pieces(text: str) -> Sequence[str]:
    bare = re.sub(r"(?<=\d)[\s.](?=\d)", "", text)
    if (two := TWO_NUMBERS.fullmatch(bare)) is not None:
        return (two[1], two[2])
    return [piece for piece in BETWEEN.split(text) if piece]


def _number(piece: str, region: Region) -> str | None:
    bare = re.sub(r"[\s.:\-]|[.,]0$", "", REMARK.sub(" ", piece)).replace("(0)", "")
    if re.fullmatch(r"[1-9]\d{8}", bare):
        bare = f"0{bare}"
    elif re.fullmatch(r"33[1-9]\d{8}", bare):
        bare = f"+{bare}"
    if not re.fullmatch(r"\+?\d{6,15}", bare):
        return None
    dialled_from_here = DIALLED_FROM.get(region, FRENCH)
    if dialled_from_here == FRENCH and bare[0] == "0" and is_mobile_at_home(at_home := f"+33{bare[1:]}"):
        return at_home
    for dialled_from in dict.fromkeys((dialled_from_here, FRENCH)):
        try:
            parsed = phonenumbers.parse(bare, dialled_from)
        except phonenumbers.NumberParseException:
            continue
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed) or FICTION.fullmatch(written):
            return written
    return None
