"""Closures at the desk: seen before they are made, made once, told to whom they concern, and taken back."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import func, select

from booking.domain import LIVE, State
from booking.tables import Child, Closure, Guardian, Reservation, Session
from bot.app import build
from bot.habits import take_up_habits
from bot.jobs import Worker
from channels.desk.closures.word import percents
from channels.desk.roles import Role
from channels.errors import Failure
from channels.simulator import SimulatorTransport
from channels.tables import OutboxMessage, Sending
from tests.channels.desk.html import Html
from tests.channels.desk.office import Clerk, Office
from tests.conftest import At

TUESDAY = date(2026, 11, 24)
STRIKE = f"/guichet/fermetures/voir?site=jean-moulin&service=cantine&du={TUESDAY}&motif=gr%C3%A8ve"

THERE = (Session.site == "jean-moulin", Session.service == "cantine", Session.date == TUESDAY)


@pytest.fixture(autouse=True)
async def habits(office: Office) -> None:
    """Families who have booked."""
    async with office.database.writing() as db:
        await take_up_habits(db, office.town, now=office.clock.now())


async def booked(office: Office) -> int:
    """How many have a place in the canteen of Jean-Moulin on Tuesday."""
    async with office.database.reading() as db:
        live = (
            select(func.count())
            .select_from(Reservation)
            .join(Session, Session.id == Reservation.session_id)
            .where(*THERE)
            .where(Reservation.state.in_(LIVE))
        )
        return await db.scalar(live) or 0


async def closures(office: Office) -> int:
    async with office.database.reading() as db:
        return await db.scalar(select(func.count()).select_from(Closure)) or 0


async def concerned(office: Office) -> Sequence[Guardian]:
    """The guardians of those who have a place there."""
    async with office.database.reading() as db:
        families = (
            select(Child.family_id)
            .join(Reservation, Reservation.child_id == Child.id)
            .join(Session, Session.id == Reservation.session_id)
            .where(*THERE)
            .where(Reservation.state == State.CONFIRMED)
        )
        return (await db.scalars(select(Guardian).where(Guardian.family_id.in_(families)).order_by(Guardian.id))).all()


async def close(clerk: Clerk) -> Html:
    await clerk.open(STRIKE)
    return await clerk.press("Fermer")


async def tell(office: Office) -> Sequence[OutboxMessage]:
    """Let the worker tell families what there is to tell."""
    await Worker(build(office.town, office.database, office.clock, [SimulatorTransport()])).tell()
    async with office.database.reading() as db:
        return (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()


async def test_three_clicks_close_a_school_and_nothing_is_done_before_the_third(office: Office) -> None:
    before = await booked(office)
    assert before
    async with office.clerk(Role.MANAGER) as clerk:
        await clerk.open("/guichet/fermetures")
        page = await clerk.press("Voir ce que cela change", site="jean-moulin", service="cantine")
        assert "cantine, école Jean-Moulin, mardi 24 novembre" in page.words  # tomorrow, where no day is written
        assert f"1 séance fermée {before} réservations annulées sans frais" in page.words
        assert (await booked(office), await closures(office)) == (before, 0)
        page = await clerk.press("Fermer")
        assert f"1 séance fermée, {before} réservations annulées sans frais" in page.words
        assert await booked(office) == 0
        assert "cantine, école Jean-Moulin, mardi 24 novembre" in (await clerk.open("/guichet/fermetures")).words


@pytest.mark.parametrize(
    ("now", "closed_before", "first"),
    [
        pytest.param("2026-11-23 09:00", "", "2026-11-24", id="on a Monday: tomorrow"),
        pytest.param("2026-11-27 17:00", "", "2026-11-30", id="on a Friday: on Monday, since nothing is held before"),
        pytest.param(
            "2026-11-23 09:00", "2026-11-24", "2026-11-25", id="tomorrow all is closed already: the day after"
        ),
    ],
)
async def test_the_form_begins_with_the_next_day_on_which_there_is_something_to_close(
    office: Office, at: At, now: str, closed_before: str, first: str
) -> None:
    office.clock.move_to(at(now))
    async with office.clerk(Role.MANAGER) as clerk:
        if closed_before:
            await clerk.open(f"/guichet/fermetures/voir?du={closed_before}&motif=neige")
            await clerk.press("Fermer")
        page = await clerk.open("/guichet/fermetures")
        form, _ = page.form_with("Voir ce que cela change")
        assert dict(form.fields)["du"] == first


async def test_who_cannot_be_told_is_named_before_and_after(office: Office) -> None:
    deaf = (await concerned(office))[0]
    async with office.database.writing() as db:
        (await db.get_one(Guardian, deaf.id)).phone = None
    async with office.clerk(Role.MANAGER) as clerk:
        page = await clerk.open(STRIKE)
        assert deaf.name in page.words
        assert "aucun téléphone au dossier" in page.words
        await clerk.press("Fermer")
        await tell(office)
        page = await clerk.open(clerk.at)
        assert deaf.name in page.words.split("À appeler")[1].split("Enfants concernés")[0]


async def test_the_report_follows_each_message_and_adds_up(office: Office) -> None:
    guardians = await concerned(office)
    async with office.clerk(Role.MANAGER) as clerk:
        page = await close(clerk)
        assert f"en attente de départ {len(guardians)} 100 %" in page.words  # before the worker came by
        messages = await tell(office)
        assert len(messages) == len(guardians)  # each told once
        shown = (await clerk.open(clerk.at)).words
        assert "Ce que lit l'un d'eux : Fermé mardi 24 novembre (grève) : cantine pour" in shown
        assert "Reste ouvert" in " ".join(message.text for message in messages)
        states = [Sending.DELIVERED, Sending.SENT, Sending.FAILED]
        async with office.database.writing() as db:
            for message, state in zip(messages, states, strict=False):
                (await db.get_one(OutboxMessage, message.id)).state = state
            (await db.get_one(OutboxMessage, messages[2].id)).failure = Failure.NOT_A_NUMBER
        page = await clerk.open(clerk.at)
        for words in ("reçu 1", "encore 1", "échec 1", f"en attente de départ {len(guardians) - 3}", "injoignable 0"):
            assert words in page.words
        assert "numéro qui n'existe pas" in page.words
        assert f"Total {len(guardians)} 100 %" in page.words


async def test_opened_again_the_places_are_back_and_the_families_told(office: Office) -> None:
    before = await booked(office)
    async with office.clerk(Role.MANAGER) as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        await close(claire)
        told = len(await tell(office))
        await karim.open(claire.at)
        page = await claire.press("Rouvrir")
        assert f"Rouvert : {before} réservations rétablies" in page.words
        assert await booked(office) == before
        assert len(await tell(office)) == 2 * told
        assert "Claire Duval l'a déjà rouvert" in (await karim.press("Rouvrir")).words
        assert await booked(office) == before


async def test_of_two_who_close_the_same_the_second_is_shown_the_first(office: Office) -> None:
    async with office.clerk(Role.MANAGER) as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        await karim.open(STRIKE)
        await close(claire)
        assert "Claire Duval l'a déjà fermé le 23/11 à 09:00" in (await karim.press("Fermer")).words
    assert await closures(office) == 1


HOSTILE = '<script>alert("x")</script>'
FAULTS = {
    "a site that is none": ({"site": HOSTILE}, "La commune n'a pas de lieu"),
    "a service that is none": ({"service": HOSTILE}, "La commune n'a pas de service"),
    "a class that is not there": ({"site": "les-oliviers", "classe": "CM2"}, "Pas de classe « CM2 » dans ce lieu"),
    "a day that is none": ({"du": "mardi"}, "« mardi » n'est pas une date"),
    "a day of another year": ({"du": "2031-01-01"}, "est hors de l'année"),
    "an end of another year": ({"au": "2031-01-01"}, "Le 01/01/2031 est hors de l'année"),
    "an end before the beginning": ({"du": "2026-12-03", "au": "2026-12-01"}, "Le 01/12/2026 est avant le 03/12/2026"),
    "a day gone by": ({"du": "2026-11-20"}, "Le 20/11/2026 est passé"),
    "no reason": ({"motif": "  "}, "Écrivez pourquoi"),
    "a reason longer than a text": ({"motif": "x" * 3000}, "3000 caractères, c'est trop long"),
}


@pytest.mark.parametrize(("typed", "words"), FAULTS.values(), ids=FAULTS)
async def test_what_makes_no_sense_is_said_beside_its_field(office: Office, typed: dict[str, str], words: str) -> None:
    fields = {"du": str(TUESDAY), "motif": "grève"} | typed
    async with office.clerk(Role.MANAGER) as clerk:
        page = await clerk.open("/guichet/fermetures")
        page = await clerk.press("Voir ce que cela change", **fields)
        assert clerk.answer.status_code == 422
        assert words in page.words
        csrf = next(value for form in page.forms for name, value in form.fields if name == "csrf")
        page = await clerk.send("/guichet/fermetures", [("csrf", csrf), *fields.items()])
        assert (clerk.answer.status_code, words in page.words) == (422, True)
        assert HOSTILE not in clerk.answer.text
    assert await closures(office) == 0


async def test_where_nothing_takes_place_there_is_nothing_to_press(office: Office) -> None:
    async with office.clerk(Role.MANAGER) as clerk:
        page = await clerk.open("/guichet/fermetures/voir?service=etude&site=les-cigales&motif=neige")
        assert "il n'y a rien à fermer" in page.words
        assert "Fermer" not in [label for form in page.forms for label, _, _ in form.buttons]


@pytest.mark.parametrize("numbers", [[0, 0, 0], [1, 1, 1], [5], [0, 7, 0, 6], [333, 333, 334], [1, 9999]])
def test_percents_add_up(numbers: list[int]) -> None:
    assert sum(percents(numbers)) == (100 if sum(numbers) else 0)
