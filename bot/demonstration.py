"""Fills an empty database with the demonstration town: its families, and the sessions of its school year."""

from datetime import date, datetime, time
from typing import TypedDict

from sqlalchemy import exists, select

from booking.database import Database
from booking.demonstration.families import add_families
from booking.deployment import mark_as_demonstration
from booking.errors import DatabaseError
from booking.migrating import migrate
from booking.sessions import open_sessions
from booking.tables import Family
from booking.town import Town

USUAL_START = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - local time of the town, whose zone the clock adds


class GuardianShown(TypedDict):
    """A guardian, as scripts that try the town need it."""

    name: str
    phone: str | None


class ChildShown(TypedDict):
    """A child, as scripts that try the town need it."""

    name: str
    school: str | None
    services: list[str]


class FamilyShown(TypedDict):
    """A family, as scripts that try the town need it."""

    number: str
    guardians: list[GuardianShown]
    children: list[ChildShown]


async def prepare(database: Database, town: Town) -> list[FamilyShown]:
    """Bring the tables up to date, add families, open the year's sessions. Raises DatabaseError if not empty."""
    await migrate(database)
    async with database.writing() as db:
        if await db.scalar(select(exists(select(Family.id)))):
            raise DatabaseError("La base contient déjà des familles : la démonstration ne remplit qu'une base vide.")
        await mark_as_demonstration(db)
        families = await add_families(db, town)
        year = town.school_year
        eve = datetime.combine(year.first_possible_day, time(), tzinfo=town.zone)
        await open_sessions(db, town, year.first_possible_day, year.last_possible_day, now=eve)
        return [_shown(family) for family in families]


def start_for(town: Town, now: datetime) -> datetime:
    """When a demonstration begins if nobody says: now, or on a Monday in November where the year is over."""
    today = now.astimezone(town.zone).date()
    return now if _has_school_ahead(town, today) else USUAL_START


def _has_school_ahead(town: Town, today: date) -> bool:
    return town.school_year.first_day <= today < town.school_year.last_day


def _shown(family: Family) -> FamilyShown:
    return FamilyShown(
        number=family.number,
        guardians=[GuardianShown(name=guardian.name, phone=guardian.phone) for guardian in family.guardians],
        children=[
            ChildShown(
                name=child.first_name,
                school=child.school,
                services=[enrolment.service for enrolment in child.enrolments],
            )
            for child in family.children
        ],
    )
