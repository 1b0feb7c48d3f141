"""One cell at a time: what is mended, how, and what is left to a person."""

from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.importing.birth_dates import read_born
from booking.importing.choices import read_yes_or_no
from booking.importing.findings import Reason
from booking.importing.names import apart, tidy
from booking.importing.phones import read_phone
from booking.importing.schools import Schools
from booking.importing.texts import read_text
from booking.town import Region, Town

TODAY = date(2026, 8, 31)
MOBILE = "+33639980001"


@pytest.mark.parametrize(
    ("cell", "number", "notes"),
    [
        ("06 39 98 00 01", MOBILE, ()),
        ("0639980001", MOBILE, ()),
        ("06.39.98.00.01", MOBILE, ()),
        ("+33639980001", MOBILE, ()),
        ("639980001", MOBILE, (Reason.PHONE_ZERO_LOST,)),
        ("6,39980001E+08", MOBILE, (Reason.PHONE_ZERO_LOST,)),
        ("+33 (0)6 39 98 00 01", MOBILE, (Reason.PHONE_REWRITTEN,)),
        ("0033639980001", MOBILE, (Reason.PHONE_REWRITTEN,)),
        ("33639980001", MOBILE, (Reason.PHONE_REWRITTEN,)),
        ("06 39 98 00 01 (papa)", MOBILE, (Reason.PHONE_REWRITTEN,)),
        ("tél : 06 39 98 00 01", MOBILE, (Reason.PHONE_REWRITTEN,)),
        ("04 65 71 20 26 / 06 39 98 00 01", MOBILE, (Reason.PHONE_TWO_IN_CELL,)),
        ("06 39 98 00 01 06 39 98 00 02", MOBILE, (Reason.PHONE_TWO_IN_CELL,)),
        ("06 39 98 00 01 ou 06 39 98 00 02", MOBILE, (Reason.PHONE_TWO_IN_CELL,)),
        ("04 65 71 20 26", "+33465712026", (Reason.PHONE_LANDLINE,)),
    ],
)
def test_phones_that_can_be_read(cell: str, number: str, notes: tuple[Reason, ...]) -> None:
    read = read_phone(cell, Region.METROPOLE)
    assert (read.value, read.notes) == (number, notes)


@pytest.mark.parametrize("cell", ["06 39 98", "6,4E+08", "néant", "06 39 98 00 01 2", "00 00 00 00 00", "0612"])
def test_phones_that_cannot(cell: str) -> None:
    assert read_phone(cell, Region.METROPOLE).problem is Reason.PHONE_UNREADABLE


@given(st.integers(100_000_000, 999_999_999))
def test_a_number_of_nine_digits_is_what_the_library_takes_it_for(digits: int) -> None:
    known = phonenumbers.parse(f"0{digits}", "FR")
    is_fiction = str(digits).startswith("63998")
    mobile = phonenumbers.number_type(known) is phonenumbers.PhoneNumberType.MOBILE or is_fiction
    read = read_phone(f"0{digits}", Region.METROPOLE)
    assert read.value == (f"+33{digits}" if phonenumbers.is_valid_number(known) or is_fiction else None)
    assert read.value is None or (Reason.PHONE_LANDLINE not in read.notes) is mobile


def test_overseas_a_number_is_dialled_from_there() -> None:
    assert read_phone("0692 12 34 56", Region.REUNION).value == "+262692123456"


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("12/03/2018", date(2018, 3, 12)),
        ("1/3/2018", date(2018, 3, 1)),
        ("2018-03-12", date(2018, 3, 12)),
        ("12.03.18", date(2018, 3, 12)),
        ("12-03-2018", date(2018, 3, 12)),
        ("43171", date(2018, 3, 12)),
        ("12 mars 2018", date(2018, 3, 12)),
        ("lundi 1er août 2016", date(2016, 8, 1)),
        ("12032018", date(2018, 3, 12)),
        ("12/03/2018 00:00:00", date(2018, 3, 12)),
    ],
)
def test_dates_that_can_be_read(cell: str, born: date) -> None:
    assert read_born(cell, TODAY).value == born


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31/02/2018", Reason.BORN_IMPOSSIBLE),
        ("03/25/2018", Reason.BORN_IMPOSSIBLE),
        ("12/03/2027", Reason.BORN_IMPOSSIBLE),
        ("12/03/1978", Reason.BORN_IMPOSSIBLE),
        ("12/03/78", Reason.BORN_IMPOSSIBLE),
        ("99999", Reason.BORN_IMPOSSIBLE),
        ("mars 2018", Reason.BORN_UNREADABLE),
        ("inconnue", Reason.BORN_UNREADABLE),
    ],
)
def test_dates_that_cannot(cell: str, problem: Reason) -> None:
    assert read_born(cell, TODAY).problem is problem


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("DUPONT", "Dupont"),
        ("de la tour", "De La Tour"),
        ("D'ALMEIDA", "D'Almeida"),
        ("LE GOFF-MARTIN", "Le Goff-Martin"),
        ("McDonald", "McDonald"),
        ("  Jean   Paul ", "Jean Paul"),
    ],
)
def test_names_are_tidied(cell: str, name: str) -> None:
    assert tidy(cell)[0] == name


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("DUPONT, Léo", "Léo", "Dupont"),
        ("DUPONT Léo", "Léo", "Dupont"),
        ("Léo DUPONT", "Léo", "Dupont"),
        ("DE LA TOUR Jean Paul", "Jean Paul", "De La Tour"),
        ("Dupont Léo", "Léo", "Dupont"),
        ("Léo Moreau", "Léo", "Moreau"),
    ],
)
def test_full_names_are_taken_apart(cell: str, first: str, last: str) -> None:
    name = apart(cell, family_names=frozenset({"moreau"}))
    assert name is not None
    assert (name.first, name.last) == (first, last)


@pytest.mark.parametrize("cell", ["Jean Paul Martin", "Cher", "DUPONT Léo MARTIN"])
def test_a_name_that_nothing_tells_apart_is_left(cell: str) -> None:
    assert apart(cell) is None


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("Jean Moulin", "jean-moulin"),
        ("ECOLE JEAN-MOULIN", "jean-moulin"),
        ("École maternelle des Oliviers", "les-oliviers"),
        ("Paul Eluart", "paul-eluard"),
        ("crèche Les Lucioles", "les-lucioles"),
    ],
)
def test_schools_are_recognised(town: Town, cell: str, key: str) -> None:
    assert Schools(town).school(cell).value == key


@pytest.mark.parametrize("cell", ["Victor-Hugo", "Jean", "école", "Jean-Jaurès", "Marie"])
def test_a_school_that_is_none_of_the_town_is_not_guessed(town: Town, cell: str) -> None:
    assert Schools(town).school(cell).problem is Reason.SCHOOL_UNKNOWN


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("CE1", "CE1"),
        ("ce 1", "CE1"),
        ("CE1 B", "CE1"),
        ("CP Mme Durand", "CP"),
        ("Petite Section", "PS"),
        ("cm2", "CM2"),
    ],
)
def test_classes_are_recognised(town: Town, cell: str, name: str) -> None:
    assert Schools(town).class_name(cell).value == name


@pytest.mark.parametrize("cell", ["CE1/CE2", "6e", "ULIS"])
def test_a_class_that_is_two_or_none_is_not_guessed(town: Town, cell: str) -> None:
    assert Schools(town).class_name(cell).problem is Reason.CLASS_UNKNOWN


@pytest.mark.parametrize(
    ("cell", "said"), [("oui", True), ("X", True), ("1", True), ("Non", False), ("-", False), ("", None), ("?", None)]
)
def test_yes_and_no(cell: str, said: bool | None) -> None:
    assert read_yes_or_no(cell).value is said


@pytest.mark.parametrize(
    ("cell", "text"),
    [("LÃ©o", "Léo"), ("ANDRÃ‰", "ANDRÉ"), ("FranÃ§ois", "François"), ("ChloÃ«", "Chloë"), ("LÃƒÂ©o", "Léo")],
)
def test_broken_accents_are_repaired(cell: str, text: str) -> None:
    read = read_text(cell)
    assert (read.value, read.notes) == (text, (Reason.ACCENTS_REPAIRED,))


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("L\ufffdo", Reason.TEXT_BROKEN),
        ("L?o", Reason.TEXT_BROKEN),
        ("=B2", Reason.FORMULA),
        ("@SUM(A1)", Reason.FORMULA),
        ("+cmd|' /C calc'!A0", Reason.FORMULA),
    ],
)
def test_lost_letters_and_formulas_are_left_to_a_person(cell: str, problem: Reason) -> None:
    assert read_text(cell).problem is problem


@pytest.mark.parametrize("cell", ["Zoë", "Nuñez", "O'Brien", "Ça va", "+33639980001", "Aÿ-Champagne"])
def test_sound_text_is_left_as_it_is(cell: str) -> None:
    read = read_text(cell)
    assert (read.value, read.notes) == (cell, ())
