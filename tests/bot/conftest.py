"""Families that text: a small town of people whose children and bookings the tests know."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from booking.database import Database
from booking.sessions import open_sessions
from booking.tables import Child, Enrolment, Family, Guardian
from booking.town import Town
from bot.demonstration import prepare
from tests.bot.phone import Phones
from tests.conftest import At

CLAIRE, KARIM, NADIA = "+33639980001", "+33639980002", "+33639980003"
YEAR = (date(2026, 9, 1), date(2027, 7, 2))


def child(first_name: str, *services: str, school: str = "jean-moulin", class_name: str = "CP") -> Child:
    """A child enrolled in these services, at the school or the first site of each."""
    sites = {"centre": "les-cigales", "creche": "les-lucioles"}
    enrolments = [
        Enrolment(service=service, site=sites.get(service, school), first=YEAR[0], last=YEAR[1]) for service in services
    ]
    return Child(first_name=first_name, last_name="Moreau", school=school, class_name=class_name, enrolments=enrolments)


def families() -> list[Family]:
    """Claire and Karim have Léo and Emma; Nadia has Inès, whose file lacks a paper."""
    return [
        Family(
            number="F1",
            missing=[],
            guardians=[
                Guardian(name="Claire Moreau", phone=CLAIRE, language="fr"),
                Guardian(name="Karim Moreau", phone=KARIM, language="fr"),
            ],
            children=[
                child("Léo", "cantine", "garderie-matin", "garderie-soir", "centre"),
                child("Emma", "cantine", class_name="CE1"),
            ],
        ),
        Family(
            number="F2",
            missing=["assurance scolaire"],
            guardians=[Guardian(name="Nadia Haddad", phone=NADIA, language="fr")],
            children=[child("Inès", "cantine")],
        ),
    ]


@pytest.fixture
async def phones(database: Database, town: Town, at: At) -> Phones:
    """The town on Monday 23 November 2026, 9 h."""
    nine = at("2026-11-23 09:00")
    async with database.writing() as db:
        db.add_all(families())
        await open_sessions(db, town, date(2026, 11, 23), date(2027, 1, 15), now=nine)
    return Phones(town, database, nine)


@pytest.fixture(scope="session")
def prepared(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration town, from which each performance takes a copy."""
    path = tmp_path_factory.mktemp("screenplays") / "prepared.db"
    asyncio.run(fill(path, town))
    return path


async def fill(path: Path, town: Town) -> None:
    """Make the demonstration's database."""
    database = Database(f"sqlite:///{path}")
    await prepare(database, town)
    await database.close()
