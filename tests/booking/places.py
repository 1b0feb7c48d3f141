"""A small world for tests of the core: one family, a few sessions, and somebody who asks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.domain import Author, AuthorKind, Place
from booking.journal import open_act
from booking.outcomes import Outcome
from booking.reservations import book, cancel
from booking.sessions import open_sessions
from booking.tables import Act, Child, Enrolment, Family, Guardian, JournalLine, Session
from booking.town import Part, Town

YEAR = (date(2026, 9, 1), date(2027, 7, 2))


@dataclass
class World:
    """A town with open sessions, in which children can be put and asked for."""

    database: Database
    town: Town

    async def open(self, first: date, last: date) -> None:
        """Open the sessions of these days."""
        async with self.database.writing() as db:
            await open_sessions(db, self.town, first, last)

    async def child(
        self, first_name: str = "Léo", *, services: tuple[str, ...] = ("cantine",), missing: tuple[str, ...] = ()
    ) -> int:
        """A child of a family of its own at Jean-Moulin; the child's number."""
        async with self.database.writing() as db:
            number = await db.scalar(select(func.count()).select_from(Family))
            child = Child(first_name=first_name, last_name="Martin", school="jean-moulin", class_name="CP")
            child.enrolments = [
                Enrolment(service=key, site=self._site(key), first=YEAR[0], last=YEAR[1]) for key in services
            ]
            db.add(
                Family(
                    number=f"T{number}",
                    missing=list(missing),
                    guardians=[Guardian(name="Claire Martin", phone=f"+336399870{number:02}", language="fr")],
                    children=[child],
                )
            )
            await db.flush()
            return child.id

    def _site(self, service: str) -> str:
        sites = self.town.service(service).sites
        return "jean-moulin" if "jean-moulin" in sites else sites[0]

    async def book(self, place: Place, arrived: datetime) -> Outcome:
        """Book in a transaction of its own."""
        async with self.database.writing() as db:
            return await book(db, self.town, place, act=await self.act(db, arrived))

    async def cancel(self, place: Place, arrived: datetime) -> Outcome:
        """Cancel in a transaction of its own."""
        async with self.database.writing() as db:
            return await cancel(db, self.town, place, act=await self.act(db, arrived))

    async def act(self, db: AsyncSession, arrived: datetime) -> Act:
        """Somebody's act."""
        author = Author(AuthorKind.GUARDIAN, "Claire Martin", "sms", "cantine lundi", arrived)
        return await open_act(db, author, now=arrived)

    async def session(self, service: str, day: date, part: Part = Part.DAY) -> Session:
        """The session as it is now, at Jean-Moulin or the first site."""
        async with self.database.reading() as db:
            wanted = select(Session).where(
                Session.service == service,
                Session.date == day,
                Session.site == self._site(service),
                Session.part == part,
            )
            return (await db.scalars(wanted)).one()

    async def set_session(
        self, service: str, day: date, *, capacity: int | None = None, closed: str | None = None
    ) -> None:
        """Change what staff can change."""
        async with self.database.writing() as db:
            session = await db.get_one(Session, (await self.session(service, day)).id)
            session.capacity = session.capacity if capacity is None else capacity
            session.closed = closed

    async def journal(self) -> list[JournalLine]:
        """All lines, in order."""
        async with self.database.reading() as db:
            return list(await db.scalars(select(JournalLine).order_by(JournalLine.id)))
