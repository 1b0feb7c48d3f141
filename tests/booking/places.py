"""A small world for tests of the core: families, a few sessions, and somebody who asks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.absences import Missing, report_absence
from booking.capacity import CapacityChanged, set_capacity
from booking.closures import Closing, ClosureMade, close_sessions
from booking.database import Database
from booking.domain import Act, Author, AuthorKind, Consent, Place, State
from booking.journal import open_act
from booking.offers import accept_offer, decline_offer, expire_offers
from booking.outcomes import Outcome
from booking.reopening import Lifted, lift_closure
from booking.requests import decide
from booking.reservations import book, cancel, move
from booking.rules.absence import AbsenceReason
from booking.sessions import open_sessions
from booking.several import book_all, cancel_all
from booking.standing import Standing, Wish, end_standing, make_standing
from booking.tables import Child, Enrolment, Family, Guardian, JournalLine, Reservation, Session
from booking.town import Part, Service, Town
from booking.waiting_list import serve_waiting

YEAR = (date(2026, 9, 1), date(2027, 7, 2))
NO_CONSENT = Consent()
STAFF = AuthorKind.STAFF


def with_service(town: Town, key: str, change: Callable[[Service], Service]) -> Town:
    """The town with one service changed."""
    return replace(town, services=tuple(change(each) if each.key == key else each for each in town.services))


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian who asks."""

    family_id: int
    guardian_id: int


@dataclass
class World:
    """A town with open sessions, in which children can be put and asked for. Each thing is a transaction of its own."""

    database: Database
    town: Town

    def change(self, service: str, change: Callable[[Service], Service]) -> None:
        """Change the rules of a service."""
        self.town = with_service(self.town, service, change)

    async def open(self, first: date, last: date, *, now: datetime | None = None) -> int:
        """Open the sessions of these days."""
        at = now or datetime(2026, 9, 1, tzinfo=self.town.zone)
        async with self.database.writing() as db:
            return await open_sessions(db, self.town, first, last, now=at)

    async def child(
        self,
        first_name: str = "Léo",
        *,
        services: tuple[str, ...] = ("cantine",),
        missing: tuple[str, ...] = (),
        guardians: Sequence[str] = ("Claire Martin",),
        resident: bool = True,
        both_parents_work: bool = False,
        marked: bool = False,
        class_name: str = "CP",
        diet: str | None = None,
        born: date | None = None,
    ) -> int:
        """A child of a family of its own at Jean-Moulin; the child's number."""
        async with self.database.writing() as db:
            number = await db.scalar(select(func.count()).select_from(Family)) or 0
            family = Family(
                number=f"T{number}",
                missing=list(missing),
                resident=resident,
                both_parents_work=both_parents_work,
                marked=marked,
            )
            family.guardians = [
                Guardian(name=name, phone=f"+33639987{number:03}{place}", language="fr")
                for place, name in enumerate(guardians)
            ]
            family.children = [self._child(first_name, services, class_name, diet, born)]
            db.add(family)
            await db.flush()
            return family.children[0].id

    def _child(
        self, first_name: str, services: tuple[str, ...], class_name: str, diet: str | None, born: date | None
    ) -> Child:
        enrolments = [Enrolment(service=key, site=self._site(key), first=YEAR[0], last=YEAR[1]) for key in services]
        return Child(
            first_name=first_name,
            last_name="Martin",
            school="jean-moulin",
            class_name=class_name,
            diet=diet,
            born=born,
            enrolments=enrolments,
        )

    async def sibling(self, of: int, first_name: str, *, services: tuple[str, ...] = ("cantine",)) -> int:
        """Another child of the same family."""
        async with self.database.writing() as db:
            family_id = (await db.get_one(Child, of)).family_id
            child = self._child(first_name, services, "CE1", None, None)
            child.family_id = family_id
            db.add(child)
            await db.flush()
            return child.id

    async def set_papers(self, child: int, *missing: str) -> None:
        """These papers are missing from now on."""
        async with self.database.writing() as db:
            family = await db.get_one(Family, (await db.get_one(Child, child)).family_id)
            family.missing = list(missing)

    async def serve(self, now: datetime) -> int:
        """Serve those whom time alone has entitled, as the job does."""
        async with self.database.writing() as db:
            return await serve_waiting(db, self.town, now=now)

    def _site(self, service: str) -> str:
        sites = self.town.service(service).sites
        return "jean-moulin" if "jean-moulin" in sites else sites[0]

    async def parents(self, child: int) -> Sequence[Parent]:
        """The guardians of a child, in the order of the file."""
        async with self.database.reading() as db:
            of_child = select(Guardian).join(Child, Child.family_id == Guardian.family_id).where(Child.id == child)
            return [Parent(g.family_id, g.id) for g in await db.scalars(of_child.order_by(Guardian.id))]

    async def book(
        self, place: Place, arrived: datetime, *, consent: Consent = NO_CONSENT, by: Parent | AuthorKind | None = None
    ) -> Outcome:
        """Book."""
        async with self.database.writing() as db:
            return await book(db, self.town, place, act=await self.act(db, arrived, by), consent=consent)

    async def book_together(
        self, places: Sequence[Place], arrived: datetime, *, consent: Consent = NO_CONSENT
    ) -> Sequence[Outcome]:
        """Book several places that are asked for in one text."""
        async with self.database.writing() as db:
            return await book_all(db, self.town, places, act=await self.act(db, arrived), consent=consent)

    async def book_in_turn(
        self, places: Sequence[Place], arrived: datetime, *, consent: Consent = NO_CONSENT
    ) -> Sequence[Outcome]:
        """The same, each looked up when its turn comes."""
        async with self.database.writing() as db:
            act = await self.act(db, arrived)
            return [await book(db, self.town, each, act=act, along_with=places, consent=consent) for each in places]

    async def cancel_together(self, places: Sequence[Place], arrived: datetime) -> Sequence[Outcome]:
        """Give back several places in one text."""
        async with self.database.writing() as db:
            return await cancel_all(db, self.town, places, act=await self.act(db, arrived))

    async def wait(self, place: Place, arrived: datetime) -> Outcome:
        """Book, and wait where it is full."""
        return await self.book(place, arrived, consent=Consent(wait=True))

    async def cancel(
        self, place: Place, arrived: datetime, *, consent: Consent = NO_CONSENT, by: Parent | AuthorKind | None = None
    ) -> Outcome:
        """Cancel."""
        async with self.database.writing() as db:
            return await cancel(db, self.town, place, act=await self.act(db, arrived, by), consent=consent)

    async def absent(
        self, child: int, days: Collection[date], reason: AbsenceReason, arrived: datetime, *, service: str = "cantine"
    ) -> Sequence[Outcome]:
        """Report that a child does not come."""
        async with self.database.writing() as db:
            missing = Missing(child, service, days, reason)
            return await report_absence(db, self.town, missing, act=await self.act(db, arrived))

    async def move(self, place: Place, to: Place, arrived: datetime) -> Outcome:
        """Move."""
        async with self.database.writing() as db:
            return await move(db, self.town, place, to, act=await self.act(db, arrived))

    async def decide(self, reservation_id: int, arrived: datetime, *, granted: bool) -> Outcome:
        """Decide a request, as staff."""
        async with self.database.writing() as db:
            act = await self.act(db, arrived, STAFF)
            return await decide(db, self.town, reservation_id, granted=granted, act=act)

    async def accept(self, reservation_id: int, arrived: datetime, *, by: Parent | None = None) -> Outcome:
        """Accept an offer."""
        async with self.database.writing() as db:
            return await accept_offer(db, self.town, reservation_id, act=await self.act(db, arrived, by))

    async def decline(self, reservation_id: int, arrived: datetime) -> Outcome:
        """Decline an offer."""
        async with self.database.writing() as db:
            return await decline_offer(db, self.town, reservation_id, act=await self.act(db, arrived))

    async def expire(self, now: datetime) -> int:
        """End the offers that ran out."""
        async with self.database.writing() as db:
            return await expire_offers(db, self.town, now=now)

    async def standing(
        self, wish: Wish, arrived: datetime, *, consent: Consent = NO_CONSENT, by: Parent | None = None
    ) -> Standing:
        """Make a standing booking."""
        async with self.database.writing() as db:
            return await make_standing(db, self.town, wish, act=await self.act(db, arrived, by), consent=consent)

    async def end_standing(self, standing_id: int, from_day: date, arrived: datetime) -> Sequence[Outcome]:
        """End a standing booking."""
        async with self.database.writing() as db:
            act = await self.act(db, arrived)
            return await end_standing(db, self.town, standing_id, from_day=from_day, act=act)

    async def close(self, what: Closing, arrived: datetime) -> ClosureMade:
        """Close, as staff."""
        async with self.database.writing() as db:
            return await close_sessions(db, self.town, what, act=await self.act(db, arrived, STAFF))

    async def lift(self, closure_id: int, arrived: datetime) -> Lifted:
        """Lift a closure, as staff."""
        async with self.database.writing() as db:
            return await lift_closure(db, self.town, closure_id, act=await self.act(db, arrived, STAFF))

    async def capacity(
        self,
        service: str,
        day: date,
        places: int,
        arrived: datetime,
        *,
        part: Part = Part.DAY,
        site: str | None = None,
    ) -> CapacityChanged:
        """Change the places of a session, as staff."""
        async with self.database.writing() as db:
            act = await self.act(db, arrived, STAFF)
            where = site or self._site(service)
            return await set_capacity(
                db, self.town, service=service, site=where, day=day, part=part, places=places, act=act
            )

    async def act(self, db: AsyncSession, arrived: datetime, by: Parent | AuthorKind | None = None) -> Act:
        """Somebody's act: a parent's, staff's, or that of nobody in particular."""
        author = Author(
            kind=by if isinstance(by, AuthorKind) else AuthorKind.GUARDIAN,
            name="Claire Martin",
            channel="desk" if by is STAFF else "sms",
            words="cantine lundi",
            arrived=arrived,
            family_id=by.family_id if isinstance(by, Parent) else None,
            guardian_id=by.guardian_id if isinstance(by, Parent) else None,
        )
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

    async def is_open(self, day: date) -> bool:
        """Whether any session is there on that day."""
        async with self.database.reading() as db:
            return await db.scalar(select(func.count()).select_from(Session).where(Session.date == day)) != 0

    async def set_places(self, service: str, day: date, places: int) -> None:
        """So many places from the start, in every part of the day."""
        async with self.database.writing() as db:
            wanted = select(Session).where(
                Session.service == service, Session.date == day, Session.site == self._site(service)
            )
            for session in await db.scalars(wanted):
                session.capacity = places

    async def reservations(self, child: int, *states: State) -> Sequence[Reservation]:
        """The reservations of a child in these states, in any where none is named; oldest first."""
        async with self.database.reading() as db:
            mine = select(Reservation).where(Reservation.child_id == child).order_by(Reservation.id)
            return [row for row in await db.scalars(mine) if not states or row.state in states]

    async def states(self, children: Collection[int]) -> list[State]:
        """The state of the last reservation of each of these children."""
        return [(await self.reservations(child))[-1].state for child in children]

    async def journal(self) -> list[JournalLine]:
        """All lines, in order."""
        async with self.database.reading() as db:
            return list(await db.scalars(select(JournalLine).order_by(JournalLine.id)))
