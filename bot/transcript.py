"""A conversation as it is written down: what was texted, what was heard, what is booked after.

`allo-cantine chat --transcript` writes it; a conversation test reads it, so that a complaint becomes a test by
putting the file where the tests find it.

    # A child who is named
    clock 2026-11-23T09:00
    Claire +33639980009

    Claire> cantine lundi pour Victor
    Claire<sms Réservé : cantine pour Victor, lundi 30 novembre.

    booked
    Victor cantine 2026-11-30
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.agenda import agenda
from booking.domain import State
from booking.tables import Guardian
from booking.town import Part

LINE_BREAK = "⏎"  # a line break within one text


def opening(title: str, starts_at: datetime, cast: Iterable[tuple[str, str]]) -> list[str]:
    """The head of a transcript: its title, the town's clock (local), and who texts from which number."""
    people = [f"{name} {phone}" for name, phone in cast]
    return [f"# {title}", f"clock {starts_at:%Y-%m-%dT%H:%M}", *people, ""]


def said(name: str, text: str) -> str:
    """A line for what somebody texted."""
    return f"{name}> {text}".replace("\r\n", LINE_BREAK).replace("\n", LINE_BREAK).rstrip()


def heard(name: str, form: str, messages: Sequence[str]) -> list[str]:
    """The lines for what somebody was told: `form` is the channel whose words these are, nothing where all say the
    same. A line without words stands between two messages."""
    mark = f"{name}<{form}"
    return [f"{mark} {line}".rstrip() for line in "\n\n".join(messages).splitlines()]


async def booked(db: AsyncSession, phones: Collection[str], *, since: date) -> list[str]:
    """The lines for what is booked for the families of these numbers, from that day on."""
    families = select(Guardian.family_id).where(Guardian.phone.in_(phones)).distinct().order_by(Guardian.family_id)
    lines = []
    for family_id in (await db.scalars(families)).all():
        for line in await agenda(db, family_id, first=since):
            part = "" if line.part is Part.DAY else f" {line.part}"
            state = "" if line.state is State.CONFIRMED else f" {line.state}"
            lines.append(f"{line.child} {line.service} {line.day}{part}{state}")
    return ["", "booked", *lines]
