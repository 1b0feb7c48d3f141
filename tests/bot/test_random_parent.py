"""A random parent texts random things through a random year: what holds all the same, after every text.

Nothing breaks, every text is answered in the parent's language, no place is taken or given back without the reply
saying for whom and when, and no session holds more children than it has places.
"""

import asyncio
import shutil
import uuid
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import ClassVar, TypeVar

from babel.dates import format_date
from fluent.syntax import FluentParser, ast
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.capacity import set_capacity
from booking.database import Database
from booking.domain import HOLDING, LIVE, Author, AuthorKind
from booking.journal import open_act
from booking.tables import Child, Guardian, Reservation, Session
from booking.town import Town
from bot.app import build
from bot.clock import Clock
from bot.jobs import Worker
from channels.tables import OutboxMessage
from channels.transport import Channel, Incoming, Kind
from messages.wording.catalogue import HERE
from tests.bot.stage import Paper

EXAMPLES, STEPS = 20, 25
START = datetime(2026, 11, 23, 7, 30)  # noqa: DTZ001 - the town's clock
PARENTS = {"Claire": "+33639980009", "Julien": "+33639980010", "Aurélie": "+33639980005"}
CHILDREN = {"Claire": ("Victor", "Raphaël"), "Julien": ("victor", "raphael"), "Aurélie": ("Iris", "Eva")}
WHO = st.sampled_from(list(PARENTS))
DAYS = (
    "lundi", "demain", "jeudi et vendredi", "mercredi", "la semaine prochaine", "le 14 janvier", "tous les mardis",
    "du 7 au 11 décembre", "lundi", "mardi", "vendredi",
)  # fmt: skip
SERVICES = ("cantine", "cantine", "cantine", "garderie", "garderie du matin", "centre", "crèche de 9h à 12h")
VERBS = ("", "", "", "", "réserver ", "annule ", "pas de ", "il reste de la place ", "jusqu'à quand pour ")
ANSWERS = ("oui", "non", "1", "2", "3", "annule", "pourquoi ?", "merci")
SHORT = (
    "preuve pour lundi", "mes réservations", "aide", "c'est bon pour lundi ?", "STOP", "REPRISE", "english please",
    "en français", "je veux parler à quelqu'un", "menu ?", "finalement pas lundi", "plus de rappels", "",
    "mon planning",
    "combien coûte la cantine", "déplace lundi à mardi", "cantine lundi ou mardi", "cantine hier", "cantine pour Théo",
)  # fmt: skip
FAULT = {"fr": "notre faute", "en": "our fault"}
SERIES = 8  # more days of one service are told as a series
Result = TypeVar("Result")
Places = Mapping[int, tuple[str, date, int]]


class Year(RuleBasedStateMachine):
    """A year of texts."""

    prepared: ClassVar[Path]
    folder: ClassVar[Path]
    town: ClassVar[Town]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.path = Path(shutil.copy(self.prepared, self.folder / f"{uuid.uuid4().hex}.db"))
        self.clock = Clock(self.town.zone, starts_at=START)
        self.database = Database(f"sqlite:///{self.path}")
        self.app = build(self.town, self.database, self.clock, [Paper(Channel.SMS)])
        self.worker = Worker(self.app)

    def do(self, work: Coroutine[object, object, Result]) -> Result:
        return self.loop.run(work)

    def teardown(self) -> None:
        self.do(self._no_session_holds_too_many())
        self.do(self.database.close())
        self.loop.close()
        self.path.unlink()

    @rule(
        parent=WHO,
        verb=st.sampled_from(VERBS),
        service=st.sampled_from(SERVICES),
        days=st.sampled_from(DAYS),
        child=st.sampled_from([0, 1, None]),
    )
    def wishes(self, parent: str, verb: str, service: str, days: str, child: int | None) -> None:
        who = "" if child is None else f" pour {CHILDREN[parent][child]}"
        self.do(self._says(PARENTS[parent], f"{verb}{service} {days}{who}", Kind.TEXT))

    @rule(parent=WHO, text=st.sampled_from(ANSWERS))
    def answers(self, parent: str, text: str) -> None:
        self.do(self._says(PARENTS[parent], text, Kind.TEXT))

    @rule(parent=WHO, text=st.one_of(st.sampled_from(SHORT), st.text(max_size=60)))
    def says_anything(self, parent: str, text: str) -> None:
        self.do(self._says(PARENTS[parent], text, Kind.TEXT))

    @rule(parent=WHO, child=st.sampled_from([0, 1]))
    def has_an_ill_child(self, parent: str, child: int) -> None:
        self.do(self._says(PARENTS[parent], f"{CHILDREN[parent][child]} est malade demain", Kind.TEXT))

    @rule(parent=WHO, kind=st.sampled_from([Kind.MEDIA, Kind.EDITED]))
    def sends_no_text(self, parent: str, kind: Kind) -> None:
        self.do(self._says(PARENTS[parent], "", kind))

    @rule(hours=st.sampled_from([1, 13, 24 * 7, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(hours=hours))
        self.do(self._jobs())

    @rule(service=st.sampled_from(["cantine", "garderie-soir"]), days=st.integers(0, 10), places=st.integers(0, 2))
    def places_change(self, service: str, days: int, places: int) -> None:
        self.do(self._places_change(service, self.clock.local(self.clock.now()).date() + timedelta(days=days), places))

    async def _says(self, phone: str, text: str, kind: Kind) -> None:
        before, heard_before = await self._places(phone), await self._last_message()
        spoken = await self._languages(phone)
        now = self.clock.now()
        await self.app.inbox.receive(Incoming(Channel.SMS, uuid.uuid4().hex, phone, text, now, kind=kind))
        await self.app.inbox.settle()
        heard = await self._heard(phone, after=heard_before)
        assert heard.strip(), f"no answer to {text!r}"
        language = await self._languages(phone)
        for each in spoken | language:
            assert FAULT[each] not in heard, f"a fault, at {text!r}"
        assert any(not _words_of_others(each) & _fragments_in(heard) for each in spoken | language), (text, heard)
        self._is_told(text, heard, before, await self._places(phone))
        await self._jobs()

    def _is_told(self, text: str, heard: str, before: Places, after: Places) -> None:
        changed = [place for number, place in {**before, **after}.items() if (number in before) != (number in after)]
        for child, day, _ in changed:
            if len(changed) > SERIES:
                continue
            assert child in heard or _in_gsm(child) in heard, f"{child} is not named: {text!r} → {heard!r}"
            said = {f"{format_date(day, 'EEEE', locale=each)} {_number(day, each)}" for each in ("fr", "en")}
            assert any(each in heard for each in said), f"{day} is not named: {text!r} → {heard!r}"

    async def _places(self, phone: str) -> Places:
        async with self.database.reading() as db:
            family = select(Guardian.family_id).where(Guardian.phone == phone)
            mine = (
                select(Reservation.id, Child.first_name, Session.date, Reservation.session_id)
                .join(Child, Child.id == Reservation.child_id)
                .join(Session, Session.id == Reservation.session_id)
                .where(Child.family_id.in_(family), Reservation.state.in_(LIVE))
            )
            return {number: (child, day, session) for number, child, day, session in await db.execute(mine)}

    async def _languages(self, phone: str) -> set[str]:
        async with self.database.reading() as db:
            return set(await db.scalars(select(Guardian.language).where(Guardian.phone == phone)))

    async def _last_message(self) -> int:
        async with self.database.reading() as db:
            return await db.scalar(select(func.max(OutboxMessage.id))) or 0

    async def _heard(self, phone: str, *, after: int) -> str:
        async with self.database.reading() as db:
            mine = select(OutboxMessage.text).where(OutboxMessage.to == phone, OutboxMessage.id > after)
            return "\n".join(await db.scalars(mine.order_by(OutboxMessage.id)))

    async def _jobs(self) -> None:
        await self.worker.settle_offers()
        await self.worker.tell()

    async def _places_change(self, service: str, day: date, places: int) -> None:
        async with self.database.writing() as db:
            now = self.clock.now()
            act = await open_act(db, Author(AuthorKind.STAFF, "Guichet", "desk", "", arrived=now), now=now)
            for site in await _sites_of(db, service, day):
                await set_capacity(db, self.town, service=service, site=site, day=day, places=places, act=act)

    async def _no_session_holds_too_many(self) -> None:
        """What is counted is what is held; a capacity that staff lowered leaves whoever was booked."""
        holding = select(func.count()).where(Reservation.session_id == Session.id, Reservation.state.in_(HOLDING))
        async with self.database.reading() as db:
            wrong = await db.execute(
                select(Session.service, Session.date).where(Session.booked != holding.scalar_subquery())
            )
            assert wrong.all() == []


async def _sites_of(db: AsyncSession, service: str, day: date) -> Sequence[str]:
    return (await db.scalars(select(Session.site).where(Session.service == service, Session.date == day))).all()


def _number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)


def _in_gsm(name: str) -> str:
    return name.translate(str.maketrans("ëïêâîôûç", "eieaiouc"))


@cache
def _fragments(language: str) -> frozenset[str]:
    """The fixed words of a language's messages that no other language has, long enough to be told by."""
    body = FluentParser().parse((HERE / f"{language}.ftl").read_text("utf-8")).body
    return frozenset(
        words
        for entry in body
        if isinstance(entry, ast.Message) and entry.value is not None
        for words in _texts(entry.value)
        if len(words) > 14
    )


def _texts(pattern: ast.Pattern) -> Iterator[str]:
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            yield from (line.strip() for line in element.value.splitlines())
        elif isinstance(element.expression, ast.SelectExpression):
            for variant in element.expression.variants:
                yield from _texts(variant.value)


def _words_of_others(language: str) -> frozenset[str]:
    """What somebody who is answered in this language must never hear."""
    other = "en" if language == "fr" else "fr"
    return _fragments(other) - _fragments(language)


def _fragments_in(heard: str) -> set[str]:
    return {words for language in ("fr", "en") for words in _fragments(language) if words in heard}


def test_whatever_a_parent_texts_is_answered_and_what_is_done_is_said(
    prepared: Path, tmp_path: Path, town: Town
) -> None:
    class Here(Year):
        pass

    Here.prepared, Here.folder, Here.town = prepared, tmp_path, town
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            derandomize=True,
        ),
    )
