"""How it goes, at the desk: what happened is what is shown, in the town's days, as plots, table and file."""

from datetime import timedelta

import pytest

from bot.app import build
from bot.workers import beat
from channels.desk.figures.availability import availability
from channels.desk.figures.day import percentile
from channels.desk.figures.gathered import Figures, gather
from channels.desk.figures.period import Period
from channels.desk.roles import Role
from channels.simulator import SimulatorTransport
from channels.transport import Channel, Incoming
from tests.channels.desk.office import Office
from tests.conftest import At

CLAIRE = "+33639980009"
PAGE = "/guichet/bilan"


async def texts(office: Office, *words: str) -> None:
    """A parent of the demonstration town texts, and each text is answered and sent."""
    app = build(office.town, office.database, office.clock, [SimulatorTransport()])
    for number, text in enumerate(words):
        now = office.clock.now()
        await app.inbox.receive(Incoming(Channel.SIMULATOR, f"{now}{number}", CLAIRE, text, now))
        await app.inbox.settle()
        await app.postman.round()


async def figures_of(office: Office) -> Figures:
    today = office.clock.local(office.clock.now()).date()
    async with office.database.reading() as db:
        return await gather(db, Period(today, today, office.town.zone), now=office.clock.now())


async def test_what_happened_is_what_is_shown(office: Office) -> None:
    await texts(
        office, "cantine lundi pour Raphaël", "garderie jeudi victor", "2", "blabla", "je veux parler à quelqu'un"
    )
    whole = (await figures_of(office)).whole
    shown = (whole.texts, whole.at_once, whole.asked, whole.after_question, whole.not_understood, whole.by_human)
    assert shown == (5, 1, 1, 1, 1, 1)
    assert whole.booked_by_text == 2
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(PAGE)
        assert "5 textes : 1 compris aussitôt, 1 après une question, 1 vu par une personne." in page.words
        assert "2 places réservées par message, 0 autrement." in page.words


async def test_a_text_at_half_past_eleven_at_night_counts_for_that_day_in_the_town(office: Office, at: At) -> None:
    office.clock.move_to(at("2026-11-23 23:30"))
    await texts(office, "cantine jeudi pour Raphaël")
    assert (await figures_of(office)).whole.texts == 1
    office.clock.move_to(at("2026-11-24 00:30"))
    assert (await figures_of(office)).whole.texts == 0


async def test_the_file_has_a_line_for_each_day(office: Office) -> None:
    await texts(office, "cantine lundi pour Raphaël")
    async with office.clerk(Role.READER) as clerk:
        await clerk.open(f"{PAGE}.csv?du=2026-11-01&au=2026-11-23")
        lines = clerk.answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 23
    assert lines[0].startswith("jour;textes;compris aussitôt;")
    assert lines[-1].startswith("2026-11-23;1;1;0;0;0;0;0;1;0;")


async def test_a_long_period_is_shown_by_weeks_and_its_file_by_days(office: Office) -> None:
    await texts(office, "cantine lundi pour Raphaël")
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(f"{PAGE}?du=2026-09-22&au=2026-11-22")
        assert "Jour par jour" in page.words
        assert "22/11/2026" in page.words
        page = await clerk.open(f"{PAGE}?du=2026-09-22&au=2026-11-23")
        assert "Semaine par semaine" in page.words
        assert "22/09/2026 – 27/09/2026" in page.words, "the first week is cut"
        assert "16/11/2026 – 22/11/2026" in page.words
        await clerk.open(f"{PAGE}.csv?du=2026-09-22&au=2026-11-23")
        assert len(clerk.answer.content.splitlines()) == 1 + 63


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?du=2026-11-20&au=2026-11-10", "Le premier jour est après le dernier."),
        ("?du=hier", "« hier » n'est pas une date."),
        ("?du=1990-01-01", "Au plus 366 jours à la fois"),
    ],
    ids=["the wrong way round", "a word", "too long"],
)
async def test_a_period_that_makes_no_sense_is_said(office: Office, query: str, said: str) -> None:
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(PAGE + query)
        assert clerk.answer.status_code == 422
        assert said in page.words


async def test_availability_counts_the_minutes_of_whole_hours_that_were_watched(office: Office, at: At) -> None:
    office.clock.move_to(at("2026-11-23 14:20"))
    async with office.database.writing() as db:
        start = at("2026-11-23 08:30")
        for minute in range(350):
            if not 120 <= minute < 135:  # asleep from 10:30 to 10:44
                await beat(db, "one", now=start + timedelta(minutes=minute))
    found = availability(await figures_of(office))
    assert [(hour.start.hour, hour.minutes) for hour in found.hours] == [
        (9, 60),
        (10, 45),
        (11, 60),
        (12, 60),
        (13, 60),
    ]
    assert found.percent == 95
    assert [(hour.start.hour, hour.minutes) for hour in found.broken] == [(10, 45)]
    assert found.by_hour[:9] == [None] * 9
    async with office.clerk(Role.READER) as clerk:
        assert "95 % des minutes de 5 heures observées." in (await clerk.open(PAGE)).words


async def test_where_nobody_watched_nothing_is_claimed(office: Office) -> None:
    async with office.clerk(Role.READER) as clerk:
        page = await clerk.open(PAGE)
        assert "Aucune heure entière n'a encore été observée." in page.words
        assert "Aucune réponse encore." in page.words


@pytest.mark.parametrize(
    ("waits", "half", "most"),
    [({}, None, None), ({3: 1}, 0.3, 0.3), ({1: 50, 20: 45, 900: 5}, 0.1, 2.0), ({-1: 1}, 0, 0)],
    ids=["no answer", "one answer", "a hundred answers", "clocks that differ"],
)
def test_half_of_the_answers_and_ninety_five_of_a_hundred(
    waits: dict[int, int], half: float | None, most: float | None
) -> None:
    assert (percentile(waits, 50), percentile(waits, 95)) == (half, most)
