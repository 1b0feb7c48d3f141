"""What staff see of reminders: what will go out, at what cost; whether it was of use; and the commands that say so."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from booking.database import Database
from booking.reminders.stops import Stop, stop_reminders
from booking.reminders.tables import Answer, Kept, Kind, Reminder
from booking.reminders.usefulness import usefulness
from booking.rules.reminding import ReminderChoice
from booking.town import Town
from bot.commands.reminders import resume, show_plan, show_usefulness, stop
from bot.demonstration import prepare
from bot.errors import SettingsError
from bot.reminders.forecast import forecast, waiting
from bot.settings import Settings
from channels.transport import Channel
from channels.transport import Kind as Sort
from messages.wording.catalogue import Catalogue
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.phone import Phones
from tests.bot.reminding import EVE_AT_SIX, Reminded, reminded_in, reminding
from tests.conftest import At

MONDAYS = ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23")
DUE = "2026-11-26 18:00"


@pytest.fixture
async def canteen(sqlite_url: str, town: Town, at: At) -> AsyncIterator[Reminded]:
    """Léo and Emma usually come to the canteen on Mondays."""
    database = Database(sqlite_url)
    reminded = await reminded_in(reminding(town, cantine=EVE_AT_SIX), database, at)
    for child in ("Léo", "Emma"):
        await reminded.came(CLAIRE, child, *MONDAYS)
    yield reminded
    await database.close()


async def test_what_comes_within_two_days_is_seen_and_nothing_is_written(canteen: Reminded) -> None:
    await canteen.change(KARIM, reminders=ReminderChoice.OFF)
    now = canteen.at("2026-11-25 09:00")
    async with canteen.database.reading() as db:
        (coming,) = await forecast(db, canteen.town, Catalogue(), channels=tuple(Channel), now=now)
    assert (coming.due_at, coming.closes_at) == (canteen.at(DUE), canteen.at("2026-11-27 09:00"))
    assert (coming.kind, coming.services, coming.days) == (Kind.DEADLINE, {"cantine"}, {date(2026, 11, 30)})
    assert (coming.messages, coming.segments, dict(coming.kept)) == (1, 1, {Kept.OFF: 2})
    assert len(await canteen.hears(CLAIRE, DUE)) == 1


async def test_what_is_stopped_is_seen_as_stopped(canteen: Reminded) -> None:
    now = canteen.at("2026-11-25 09:00")
    async with canteen.database.writing() as db:
        await stop_reminders(db, Stop("cantine"), by="Mairie", now=now)
        (coming,) = await forecast(db, canteen.town, Catalogue(), channels=tuple(Channel), now=now)
    assert coming.is_stopped


async def test_what_is_planned_is_no_forecast_any_more_but_waits(canteen: Reminded) -> None:
    now = canteen.at(DUE)
    await canteen.phones.app.planner.plan(now=now)
    async with canteen.database.reading() as db:
        assert await forecast(db, canteen.town, Catalogue(), channels=tuple(Channel), now=now, hours=1) == []
        assert (await waiting(db)).messages == 2


async def test_what_was_answered_booked_and_spared_is_counted(canteen: Reminded) -> None:
    await canteen.ticks(DUE)
    await canteen.phone(CLAIRE).says("Emma")
    await canteen.phone(KARIM).says("non")
    async with canteen.database.reading() as db:
        found = await usefulness(db, first=canteen.at("2026-11-26 00:00"), last=canteen.at("2026-11-27 00:00"))
        before = await usefulness(db, first=canteen.at("2026-11-20 00:00"), last=canteen.at("2026-11-26 00:00"))
    assert (found.sent, found.answers) == (2, {Answer.SOME: 1, Answer.NO: 1})
    assert (found.booked, found.spared, found.kept) == (2, 1, {})  # both parents were told of what one booked
    assert (before.sent, before.booked, before.spared) == (0, 0, 0)


async def test_a_button_answers_its_own_reminder_however_old(canteen: Reminded) -> None:
    await canteen.ticks(DUE)
    claire = canteen.phone(CLAIRE)
    async with canteen.database.reading() as db:
        mine = await db.scalar(select(Reminder.id).order_by(Reminder.id))
    await claire.says("garderie vendredi pour Léo")  # which of the two? now the open question
    assert (await claire.says(f"-{mine}:1", kind=Sort.BUTTON)).startswith("Réservé : cantine pour Léo et Emma")
    assert "C'est déjà fait" in await claire.says(f"-{mine}:1", kind=Sort.BUTTON)


async def test_nobody_answers_the_reminder_of_another(canteen: Reminded) -> None:
    await canteen.ticks(DUE)
    async with canteen.database.reading() as db:
        hers = await db.scalar(select(Reminder.id).order_by(Reminder.id))
    assert "C'est déjà fait" in await canteen.phone(KARIM).says(f"-{hers}:1", kind=Sort.BUTTON)


# --- the commands ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def settings(town: Town, at: At, tmp_path: Path) -> Settings:
    """The demonstration town on a Thursday afternoon."""
    database = Database(f"sqlite:///{tmp_path / 'demonstration.db'}")
    await prepare(database, town)
    await database.close()
    return Settings(database_url=f"sqlite:///{tmp_path / 'demonstration.db'}", clock=at("2026-11-26 15:00"))


async def test_the_plan_names_the_hour_the_end_and_the_cost(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await show_plan(settings, hours=6)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("2026-11-26 18:00  avant la limite : cantine, le 2026-11-30, limite 2026-11-27 09:00 : ")
    assert "dossier incomplet" in said[1]
    assert said[-1].startswith("En tout, d'ici 6 h : ")


async def test_in_the_demonstration_a_parent_who_moves_the_clock_sees_a_reminder(
    settings: Settings, town: Town, at: At
) -> None:
    database = Database(settings.database_url)
    demonstration = Reminded(Phones(town, database, at("2026-11-26 15:00")), at)
    (text,) = await demonstration.hears("+33639980001", DUE)
    await database.close()
    assert text.startswith("Rien de réservé : cantine pour ")


async def test_a_stop_and_its_end_are_said(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        await stop(settings, service="cantine", day="2026-11-30", by="essai")
    await show_plan(settings, hours=6)
    for _ in range(2):
        await resume(settings, service="cantine", day="2026-11-30")
    said = capsys.readouterr().out
    assert said.startswith("Arrêté : cantine, 2026-11-30.\nDéjà arrêté : cantine, 2026-11-30.\n")
    assert "avant la limite (arrêté) : cantine" in said
    assert said.endswith("Repris : cantine, 2026-11-30.\nRien à reprendre : cantine, 2026-11-30.\n")


async def test_use_is_counted_for_a_period(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    await show_usefulness(settings, first="2026-11-01", last=None)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["Du 2026-11-01 au 2026-11-26 :", "  0 rappels avant une limite envoyés"]


@pytest.mark.parametrize(
    ("service", "day", "words"),
    [
        pytest.param("cantin", None, "« cantin » n'existe pas. Possible ici : cantine", id="an unknown service"),
        pytest.param(None, "lundi", "« lundi » n'est pas une date", id="no date"),
    ],
)
async def test_what_cannot_be_stopped_is_said(
    settings: Settings, service: str | None, day: str | None, words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        await stop(settings, service=service, day=day, by="essai")
