"""Reminders at the desk: what will go out, to how many, at what cost; stopped and resumed under a name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.domain import Entry
from booking.tables import ActRow, JournalLine
from bot.app import build
from bot.habits import take_up_habits
from bot.jobs import Worker
from channels.desk.roles import Role
from channels.simulator import SimulatorTransport
from channels.tables import OutboxMessage
from tests.channels.desk.office import Office
from tests.conftest import At

PAGE = "/guichet/rappels"


@pytest.fixture(autouse=True)
async def habits(office: Office, at: At) -> None:
    """A Thursday noon, the eve of the deadline for Monday; children who usually come."""
    office.clock.move_to(at("2026-11-26 12:00"))
    async with office.database.writing() as db:
        await take_up_habits(db, office.town, now=office.clock.now() - timedelta(days=30))


async def test_what_will_go_out_is_what_goes_out(office: Office, at: At) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await clerk.open(PAGE)
        announced = int(page.words.partition("heures à venir ")[2].split()[0])
    worker = Worker(build(office.town, office.database, office.clock, [SimulatorTransport()]))
    for hour in range(48):
        office.clock.move_to(at("2026-11-26 12:00") + timedelta(hours=hour))
        await worker.remind()
    async with office.database.reading() as db:
        sent = (await db.scalars(select(OutboxMessage.id).where(OutboxMessage.purpose == "reminder"))).all()
    assert announced == len(sent) > 0


async def test_a_service_is_stopped_and_goes_on_in_the_journal_under_a_name(office: Office) -> None:
    async with office.clerk(Role.MESSENGER, "Anne Roy") as clerk:
        before = (await clerk.open(PAGE)).words
        assert "arrêté" not in before.partition("Arrêter")[0]
        page = await clerk.press("Arrêter ces rappels", service="cantine")
        assert "Arrêté : cantine. Ce qui était prêt ne part pas non plus." in page.words
        assert "arrêté avant la limite" in page.words
        page = await clerk.press("Reprendre : cantine")
        assert "Repris : cantine. Ce qui est encore utile partira." in page.words
        assert page.words.partition("Arrêter")[0].endswith(before.partition("Arrêter")[0].partition("Rappels les")[2])
    async with office.database.reading() as db:
        acts = await db.execute(
            select(ActRow.author_name, ActRow.words)
            .join(JournalLine, JournalLine.act_id == ActRow.id)
            .where(JournalLine.entry == Entry.REMINDERS)
            .order_by(ActRow.id)
        )
        assert list(acts) == [("Anne Roy", "Rappels arrêtés : cantine"), ("Anne Roy", "Rappels repris : cantine")]


async def test_the_second_of_two_who_stop_is_told_who_was_first(office: Office) -> None:
    async with office.clerk(Role.MESSENGER, "Anne Roy") as anne, office.clerk(Role.MANAGER, "Luc Petit") as luc:
        await anne.open(PAGE)
        await luc.open(PAGE)
        await anne.press("Arrêter ces rappels", jour="2026-11-30")
        page = await luc.press("Arrêter ces rappels", jour="2026-11-30")
        assert "Anne Roy les a déjà arrêtés le 26/11 à 12:00 : tous les services, lundi 30 novembre." in page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"service": "piscine"}, "La commune n'a pas de service « piscine »."),
        ({"jour": "hier"}, "« hier » n'est pas une date."),
        ({"jour": "2026-02-30"}, "« 2026-02-30 » n'est pas une date."),
    ],
    ids=["a service that is none", "a word for a day", "a day that is none"],
)
async def test_what_makes_no_sense_is_said_beside_its_field(office: Office, typed: dict[str, str], said: str) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        await clerk.open(PAGE)
        page = await clerk.press("Arrêter ces rappels", **typed)
        assert clerk.answer.status_code == 422
        assert said in page.words
