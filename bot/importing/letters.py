"""Letters to guardians whom no text reaches: a code each, with a QR code that sends it, as one page to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

import segno

from booking.invitations.codes import shown
from booking.town import Town
from bot.importing.report import PAGES
from bot.replies import office_phone
from bot.unreached import Unreached

SCALE = 4  # pixels a module: three centimetres on paper


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a code can be sent: the number that takes texts, the name of the Telegram bot; one of them at least."""

    sms: str | None = None
    telegram: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, with which code; `sms` and `telegram` are pictures (SVG), empty without such a way."""

    name: str
    family: str
    code: str
    sms: str
    telegram: str


def letters(people: Sequence[Unreached], codes: Sequence[str], ways: Ways) -> list[Letter]:
    """A letter for each of them."""
    return [
        Letter(
            person.name,
            person.family,
            shown(code),
            _picture(f"SMSTO:{ways.sms}:{shown(code)}") if ways.sms else "",
            _picture(f"https://t.me/{quote(ways.telegram)}?start={code}") if ways.telegram else "",
        )
        for person, code in zip(people, codes, strict=True)
    ]


def page(written: Sequence[Letter], town: Town, ways: Ways, *, today: date, until: date) -> str:
    """All letters, one on each sheet of paper."""
    return PAGES.get_template("letters.html").render(
        letters=written,
        town=town,
        phone=office_phone(town),
        ways=ways,
        today=today.strftime("%d/%m/%Y"),
        until=until.strftime("%d/%m/%Y"),
    )


def _picture(content: str) -> str:
    picture: str = segno.make(content, error="m").svg_inline(scale=SCALE, border=2)
    return picture
