"""How many texts are done at once, and what the replies cost: `python -m tests.benchmarks.conversation`.

Each text of a corpus that books or cancels is texted by a family of its own, at seven in the morning of its day, in
the demonstration town with room for all; what it takes back is booked before. Done after one message and one reply is
what left no question open and was understood. A text that leaves its day or its service open, or asks for a pattern
without an end, is asked about by design, and so is a price that comes with being late: these are counted apart. All
of it once more in a town whose canteen takes bookings until the morning itself, so that no text is late. Then the
segments of all replies, to all texts of the corpus.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.domain import Author, AuthorKind, Consent, Place
from booking.journal import open_act
from booking.reservations import book
from booking.tables import Child, Enrolment, Family, Guardian, Session
from booking.town import Town
from booking.town_file import load
from bot.app import App, build
from bot.clock import Clock
from bot.demonstration import prepare
from bot.tables import ConversationRow
from channels.tables import OutboxMessage
from channels.transport import Channel, Incoming
from messages.wording.segments import segments
from tests.benchmarks.databases import fresh, town, well_known
from tests.bot.stage import Paper
from tests.messages.scoring import Example, Json, examples

CORPORA = ("development", "fifth")
AT = time(7)
SCHOOL_SERVICES = ("cantine", "garderie-matin", "garderie-soir", "etude", "centre")
FIRST_PHONE = 33700000000
EVE = """\
[services.cantine.booking]
deadline = { rule = "eve", counted_in = "school days", before = "09:00" }
phrase = "la veille d'école avant 9 h"

[[services.cantine.booking.late]]
until = { rule = "same day", before = "09:00" }
surcharge_percent = 50
if_places_remain = true
"""
SAME_DAY = """\
[services.cantine.booking]
deadline = { rule = "same day", before = "09:00" }
"""


@dataclass(frozen=True)
class Told:
    """What became of one text."""

    example: Example
    words: str
    is_question: bool
    is_understood: bool

    @property
    def is_wish(self) -> bool:
        """Whether it books or cancels, and nothing else."""
        return bool(self.example.expected) and {each["intent"] for each in self.example.expected} <= {"book", "cancel"}

    @property
    def is_whole(self) -> bool:
        """Whether the text says all: one service, days, and no pattern without an end."""
        return all(
            each.get("days")
            and (each["intent"] == "cancel" or each.get("services"))
            and each.get("services") != ["garderie"]
            and not each.get("repeat")
            for each in self.example.expected
        )

    @property
    def is_late(self) -> bool:
        """Whether it was asked about for the price that comes with being late."""
        return self.is_question and "Réserver à ce prix ?" in self.words

    @property
    def is_done(self) -> bool:
        """Whether it was done, or refused with its reason, in one reply."""
        return self.is_understood and not self.is_question


def main() -> None:
    """Print the figures of every corpus, in both towns."""
    with tempfile.TemporaryDirectory() as folder:
        towns = {"its own deadlines": town(), "until the morning": _lenient_town(Path(folder))}
        for name, (where, place) in product(CORPORA, towns.items()):
            texts = [each for each in examples(name) if each.context.pending is None]
            with fresh("sqlite") as url:
                told = asyncio.run(_all_told(url, place, texts))
            _say(f"{name}, {where}:")
            _print(told)


def _lenient_town(folder: Path) -> Town:
    """The demonstration town, whose canteen may be booked until nine on the day itself."""
    with as_file(files("booking.demonstration")) as demonstration:
        path = shutil.copytree(demonstration, folder / "town") / "town.toml"
    path.write_text(path.read_text("utf-8").replace(EVE, SAME_DAY), "utf-8")
    return well_known(load(path))


def _print(told: list[Told]) -> None:
    wishes = [each for each in told if each.is_wish]
    whole = [each for each in wishes if each.is_whole]
    done, late = sum(each.is_done for each in whole), sum(each.is_late for each in whole)
    all_done = sum(each.is_done for each in wishes)
    costs = [segments(each.words) for each in told if each.words]
    counted = ", ".join(f"{cost}: {number}" for cost, number in sorted(Counter(costs).items()))
    _say(f"  {len(wishes)} texts book or cancel; {len(whole)} of them say all that is needed")
    _say(
        f"  of these {done} ({100 * done / len(whole):.1f} %) are done after one reply; {late} are asked about a price"
    )
    _say(f"  of all {all_done} ({100 * all_done / len(wishes):.1f} %) are done after one reply")
    _say(f"  segments of {len(costs)} replies: mean {statistics.mean(costs):.2f}, at most {max(costs)} ({counted})")


async def _all_told(url: str, place: Town, texts: list[Example]) -> list[Told]:
    database = Database(url)
    await prepare(database, place)
    clock = Clock(place.zone)
    app = build(place, database, clock, [Paper(Channel.SMS)])
    async with database.writing() as db:
        await db.execute(update(Session).values(capacity=100_000))
    told = [
        await _told(app, example, number) for number, example in enumerate(track(texts, console=Console(stderr=True)))
    ]
    await database.close()
    return told


async def _told(app: App, example: Example, number: int) -> Told:
    phone = f"+{FIRST_PHONE + number}"
    arrives = datetime.combine(example.context.today, AT, tzinfo=town().zone)
    async with app.database.writing() as db:
        family = _family(example, phone, number)
        db.add(family)
        await db.flush()
        await _book_before(db, app.town, family, example, now=arrives - timedelta(days=30))
    app.clock.move_to(arrives)
    await app.inbox.receive(Incoming(Channel.SMS, uuid.uuid4().hex, phone, example.text, app.clock.now()))
    await app.inbox.settle()
    async with app.database.reading() as db:
        said = (await db.scalars(select(OutboxMessage.text).where(OutboxMessage.to == phone))).all()
        row = (await db.scalars(select(ConversationRow).where(ConversationRow.address == phone))).one()
        return Told(example, "\n".join(said), row.pending is not None, row.not_understood == 0)


def _family(example: Example, phone: str, number: int) -> Family:
    wanted = {service for each in example.expected for service in each.get("services") or ()}
    in_nursery = "creche" in wanted
    children = [_child(name, in_nursery=in_nursery) for name in example.context.children]
    return Family(number=f"M{number}", missing=[], guardians=[Guardian(name="Camille", phone=phone)], children=children)


def _child(name: str, *, in_nursery: bool) -> Child:
    year = town().school_year
    sites = {"centre": "les-cigales", "creche": "les-lucioles"}
    services = ("creche",) if in_nursery else SCHOOL_SERVICES
    return Child(
        first_name=name,
        last_name="Moreau",
        born=date(2024, 3, 1) if in_nursery else date(2018, 3, 1),
        school=None if in_nursery else "jean-moulin",
        class_name=None if in_nursery else "CE2",
        enrolments=[
            Enrolment(
                service=service,
                site=sites.get(service, "jean-moulin"),
                first=year.first_possible_day,
                last=year.last_possible_day,
            )
            for service in services
        ],
    )


async def _book_before(db: AsyncSession, place: Town, family: Family, example: Example, *, now: datetime) -> None:
    """Book what the text takes back."""
    places = [place for each in example.expected if each["intent"] == "cancel" for place in _places(family, each)]
    if places:
        act = await open_act(
            db, Author(AuthorKind.STAFF, "Guichet", "desk", "", arrived=now, family_id=family.id), now=now
        )
        for each in places:
            await book(db, place, each, act=act, consent=Consent(late=True, wait=True))


def _places(family: Family, request: Json) -> Iterator[Place]:
    named = request.get("children") or [child.first_name for child in family.children]
    children = [child.id for child in family.children if child.first_name in named]
    services = request.get("services") or ["cantine"]
    for child_id, service, day in product(children, services, request.get("days") or ()):
        yield Place(child_id, "garderie-soir" if service == "garderie" else service, date.fromisoformat(day))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
