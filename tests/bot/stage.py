"""The stage: performs a screenplay on a database that holds the demonstration town, as text messages or in Telegram."""

import html
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.capacity import set_capacity
from booking.closures import Closing, close_sessions
from booking.database import Database
from booking.domain import Act, Author, AuthorKind, State
from booking.journal import open_act
from booking.reopening import lift_closure
from booking.requests import decide
from booking.tables import Closure, Guardian, Reservation, Session
from booking.town import Part, Town
from bot import transcript
from bot.app import build
from bot.clock import Clock
from bot.jobs import Worker
from channels.tables import OutboxMessage
from channels.transport import Channel, Incoming, Kind, Outgoing, Style
from tests.bot.screenplay import Screenplay, ScreenplayError, Step

FIRST_CHAT = 710_001
ADDRESS = "https://cantine.exemple.fr"
SECRET = re.compile(rf"({ADDRESS}/\S*/)[\w-]{{16,}}")  # a link is another one each time
SPOKEN = re.compile(r"(?P<name>[^<> ]+)>(?P<text>.*)")
PRESSED = re.compile(r"\[(.+)\]")
NO_TEXT = {"(photo)": Kind.MEDIA, "(modifié)": Kind.EDITED, "(start)": Kind.START}


class Paper:
    """A transport that accepts whatever it is given: what was said is read from the outbox."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.style = Style.RICH if channel is Channel.TELEGRAM else Style.PLAIN

    async def send(self, message: Outgoing) -> str:
        """Take the message; an id of its own for each."""
        return f"{message.to}-{uuid.uuid4().hex}"


class Stage:
    """One performance in one form."""

    def __init__(self, play: Screenplay, form: Channel, town: Town, database: Database) -> None:
        self._play = play
        self._form = form
        self._town = town
        self._database = database
        self._clock = Clock(town.zone, starts_at=play.starts_at)
        self._app = build(town, database, self._clock, [Paper(form)], address=ADDRESS)
        self._jobs = Worker(self._app)
        self._addresses = {
            name: phone if form is Channel.SMS else str(FIRST_CHAT + place)
            for place, (name, phone) in enumerate(play.cast.items())
        }
        self._last_heard = 0

    async def perform(self) -> Sequence[Mapping[str, str]]:
        """What each person hears, step by step."""
        if self._form is Channel.TELEGRAM:
            await self._link_chats()
        return [await self._take(step) for step in self._play.steps]

    async def booked(self) -> Sequence[str]:
        """What is booked for the families of the cast, as a screenplay writes it."""
        async with self._database.reading() as db:
            lines = await transcript.booked(db, list(self._play.cast.values()), since=self._play.starts_at.date())
        return lines[2:]

    async def _link_chats(self) -> None:
        async with self._database.writing() as db:
            for name, phone in self._play.cast.items():
                chat = int(self._addresses[name])
                await db.execute(update(Guardian).where(Guardian.phone == phone).values(telegram_id=chat))

    async def _take(self, step: Step) -> Mapping[str, str]:
        spoken = SPOKEN.fullmatch(step.line)
        if spoken is not None and spoken["name"] in self._play.cast:
            await self._says(spoken["name"], spoken["text"].strip())
        else:
            await self._direct(step.line)
        await self._jobs.settle_offers()
        await self._jobs.tell()
        return await self._heard()

    async def _says(self, name: str, text: str) -> None:
        pressed = PRESSED.fullmatch(text)
        if pressed is not None and self._form is Channel.TELEGRAM:
            await self._receive(name, await self._button(name, pressed[1]), Kind.BUTTON)
        elif pressed is not None:
            await self._receive(name, pressed[1], Kind.TEXT)
        else:
            what, _, rest = text.partition(" ")
            kind = NO_TEXT.get(what, Kind.TEXT)
            words = text if kind is Kind.TEXT else rest
            await self._receive(name, words.replace(transcript.LINE_BREAK, "\n"), kind)

    async def _receive(self, name: str, text: str, kind: Kind) -> None:
        now = self._clock.now()
        address = self._addresses[name]
        await self._app.inbox.receive(Incoming(self._form, uuid.uuid4().hex, address, text, now, kind=kind))
        await self._app.inbox.settle()

    async def _button(self, name: str, label: str) -> str:
        """The data of the button of that place or that label, under the last message that has one."""
        async with self._database.reading() as db:
            said = await self._messages(db, after=0)
        for message in reversed([each for each in said if each.to == self._addresses[name]]):
            buttons = [button for row in message.buttons for button in row]
            found = [b for place, b in enumerate(buttons, start=1) if label in (str(place), html.unescape(b["label"]))]
            if found:
                return found[0]["data"]
        raise ScreenplayError(f"{self._play.title}: no button {label!r}")

    async def _heard(self) -> Mapping[str, str]:
        async with self._database.reading() as db:
            said = await self._messages(db, after=self._last_heard)
        self._last_heard = max([self._last_heard, *(message.id for message in said)])
        heard: dict[str, list[str]] = {}
        for name, address in self._addresses.items():
            words = [_as_seen(message) for message in said if message.to == address]
            if words:
                heard[name] = words
        return {name: "\n\n".join(words) for name, words in heard.items()}

    async def _messages(self, db: AsyncSession, *, after: int) -> Sequence[OutboxMessage]:
        mine = select(OutboxMessage).where(OutboxMessage.channel == self._form, OutboxMessage.id > after)
        return (await db.scalars(mine.order_by(OutboxMessage.id))).all()

    async def _direct(self, line: str) -> None:
        what, *about = line.split(" ")
        if what == "at":
            self._clock.move_to(datetime.fromisoformat(about[0]))
            return
        async with self._database.writing() as db:
            act = await self._staff(db)
            match what, about:
                case "full", [service, site, day]:
                    await self._leave(db, act, 0, service, site, day)
                case "places", [number, service, site, day]:
                    await self._leave(db, act, int(number), service, site, day)
                case "close", [service, site, day, *why]:
                    day_closed = date.fromisoformat(day)
                    closing = Closing(day_closed, day_closed, " ".join(why), frozenset({service}), frozenset({site}))
                    await close_sessions(db, self._town, closing, act=act)
                case "reopen", []:
                    closure = (await db.scalars(select(Closure.id).order_by(Closure.id.desc()))).first()
                    await lift_closure(db, self._town, closure or 0, act=act)
                case (("grant" | "deny"), []):
                    asked = select(Reservation.id).where(Reservation.state == State.REQUESTED)
                    for reservation in (await db.scalars(asked)).all():
                        await decide(db, self._town, reservation, granted=what == "grant", act=act)
                case _:
                    raise ScreenplayError(f"{self._play.title}: {line!r} is no line of the cast, and no direction")

    async def _staff(self, db: AsyncSession) -> Act:
        now = self._clock.now()
        return await open_act(db, Author(AuthorKind.STAFF, "Guichet", "desk", "", arrived=now), now=now)

    async def _leave(self, db: AsyncSession, act: Act, free: int, service: str, site: str, day: str) -> None:
        """Leave so many places in each part of the day, beyond those that are taken."""
        found = select(Session.part, Session.booked).where(
            Session.service == service, Session.site == site, Session.date == date.fromisoformat(day)
        )
        for part, taken in (await db.execute(found)).all():
            await self._set_places(db, act, taken + free, service, site, date.fromisoformat(day), part)

    async def _set_places(
        self, db: AsyncSession, act: Act, places: int, service: str, site: str, day: date, part: Part
    ) -> None:
        await set_capacity(db, self._town, service=service, site=site, day=day, part=part, places=places, act=act)


async def performed(
    play: Screenplay, form: Channel, town: Town, prepared: Path, folder: Path
) -> tuple[Sequence[Mapping[str, str]], Sequence[str]]:
    """What is heard and what is booked after, on a copy of the prepared database."""
    copy = folder / f"{form}.db"
    shutil.copy(prepared, copy)
    database = Database(f"sqlite:///{copy}")
    try:
        stage = Stage(play, form, town, database)
        return await stage.perform(), await stage.booked()
    finally:
        await database.close()
        copy.unlink()


def _as_seen(message: OutboxMessage) -> str:
    """The words with the buttons under them, a row a line."""
    rows = [" ".join(f"[{button['label']}]" for button in row) for row in message.buttons]
    asked = [f"[{message.ask_contact}]"] if message.ask_contact else []
    return "\n".join([SECRET.sub(r"\1…", message.text), *rows, *asked])
