"""Today at the desk: counts to look at, to freeze, to take away; and the roll-call."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from booking.domain import Author, AuthorKind, Place
from booking.journal import open_act
from booking.outcomes import Booked
from booking.reservations import book, cancel
from booking.tables import Child
from channels.desk.roles import Role
from tests.channels.desk.office import Office

MONDAY = date(2026, 11, 30)
PAGE = f"/guichet?jour={MONDAY}&service=cantine"


async def act_for(office: Office, child: str, *, booking: bool = True, class_name: str | None = None) -> None:
    """Somebody books (or cancels) Monday's canteen for a child."""
    now = office.clock.now()
    async with office.database.writing() as db:
        found = (await db.scalars(select(Child).where(Child.first_name == child))).first()
        assert found is not None
        found.class_name = class_name or found.class_name
        author = Author(AuthorKind.STAFF, "Accueil", "desk", "", now)
        act = await open_act(db, author, now=now)
        place = Place(found.id, "cantine", MONDAY)
        outcome = await (book if booking else cancel)(db, office.town, place, act=act)
        assert not booking or isinstance(outcome, Booked), outcome


async def test_children_are_counted_by_site_and_class(office: Office) -> None:
    await act_for(office, "Raphaël")
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(PAGE)
        assert "1 enfant" in page.words
        assert "Provisoire" in page.words


async def test_a_frozen_version_is_shown_with_what_changed_since(office: Office) -> None:
    await act_for(office, "Raphaël")
    async with office.clerk(Role.MANAGER) as clerk:
        await clerk.open(PAGE)
        page = await clerk.press("Arrêter la version 1 : cantine")
        assert "Version 1 arrêtée : cantine, lundi 30 novembre, 1 enfant." in page.words
        await act_for(office, "Raphaël", booking=False)
        page = await clerk.open(PAGE)
        assert "Depuis la version 1" in page.words
        assert "(1 → 0)" in page.words
        page = await clerk.open(f"/guichet/effectifs/versions?jour={MONDAY}&service=cantine")
        assert "par Claire Duval" in page.words


async def test_the_second_of_two_who_freeze_is_told(office: Office) -> None:
    async with office.clerk(Role.MANAGER) as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        await claire.open(PAGE)
        await karim.open(PAGE)
        await claire.press("Arrêter la version 1 : cantine")
        page = await karim.press("Arrêter la version 1 : cantine")
        assert "Quelqu'un vient d'arrêter une autre version" in page.words


@pytest.mark.parametrize("hostile", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
async def test_no_name_becomes_a_formula_in_a_file(office: Office, hostile: str) -> None:
    await act_for(office, "Raphaël", class_name=hostile)
    async with office.clerk(Role.READER) as clerk:
        await clerk.open(f"/guichet/effectifs.csv?jour={MONDAY}")
        rows = list(csv.reader(io.StringIO(clerk.answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1][4] == f"'{hostile}"
        await clerk.open(f"/guichet/effectifs.xlsx?jour={MONDAY}")
        sheet = load_workbook(io.BytesIO(clerk.answer.content)).active
        assert sheet is not None
        assert (sheet["E2"].value or "").strip() == hostile.strip()
        assert sheet["E2"].data_type == "s"
        assert sheet["H2"].value == 1


async def test_the_roll_call_names_who_is_expected_and_phones_only_for_those_who_need_them(office: Office) -> None:
    await act_for(office, "Raphaël")
    async with office.database.reading() as db:
        school = await db.scalar(select(Child.school).where(Child.first_name == "Raphaël"))
    path = f"/guichet/appel?jour={MONDAY}&service=cantine&site={school}"
    async with office.clerk(Role.READER) as reader, office.clerk(Role.COUNTER, "Karim Ziani") as counter:
        for clerk, phones in ((reader, False), (counter, True)):
            page = await clerk.open(path)
            assert "Raphaël" in page.words
            assert "1 enfant attendu" in page.words
            assert ("06 39 98" in page.words) is phones


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("jour=hier", 422),
        ("jour=2031-01-01", 422),
        ("jour=9999999-01-01", 422),
        ("service=danse", 404),
        ("site=../../etc/passwd", 404),
        ("service=%3Cscript%3E", 404),
        ("jour=x%00&service=%00", 422),
    ],
)
async def test_what_cannot_be_is_said_on_a_page(office: Office, query: str, status: int) -> None:
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(f"/guichet?{query}")
        assert clerk.answer.status_code == status
        assert "Revenir à l'accueil" in page.words
        assert "<script>" not in clerk.answer.text
