"""Families at the desk: found, booked for, cancelled for, by the same rules as by their own texts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from booking.domain import LIVE, AuthorKind, Entry, Reason, State
from booking.tables import ActRow, Child, Family, Guardian, JournalLine, Reservation, Session
from booking.town import Part
from channels.desk.roles import Role
from channels.desk.words import AUTHORS, ENTRIES, REASONS, STATES
from tests.channels.desk.office import Clerk, Office

MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 11, 27)
BOOK, CANCEL = "Réserver : cantine pour Raphaël", "Annuler : cantine pour Raphaël"


async def child_named(office: Office, name: str) -> Child:
    async with office.database.reading() as db:
        return (await db.scalars(select(Child).where(Child.first_name == name).order_by(Child.id))).first() or Child()


async def open_file(office: Office, clerk: Clerk, monday: date = MONDAY) -> str:
    """Raphaël's file; its address."""
    child = await child_named(office, "Raphaël")
    path = f"/guichet/familles/{child.family_id}"
    await clerk.open(f"{path}?semaine={monday}")
    return path


async def live(office: Office) -> int:
    async with office.database.reading() as db:
        alive = select(func.count()).select_from(Reservation).where(Reservation.state.in_(LIVE))
        return await db.scalar(alive) or 0


async def last_act(office: Office) -> ActRow:
    async with office.database.reading() as db:
        return (await db.scalars(select(ActRow).order_by(ActRow.id.desc()).limit(1))).one()


async def test_a_place_is_booked_and_given_back_with_a_click_each(office: Office) -> None:
    async with office.clerk() as clerk:
        await open_file(office, clerk)
        page = await clerk.press(f"{BOOK}, lundi 30 novembre")
        assert "Réservé : cantine pour Raphaël, lundi 30 novembre." in page.words
        assert "✓ réservé" in page.words
        assert await live(office) == 1
        page = await clerk.press(f"{CANCEL}, lundi 30 novembre")
        assert "Annulé : cantine pour Raphaël, lundi 30 novembre" in page.words
        assert await live(office) == 0
    act = await last_act(office)
    assert (act.author, act.author_name, act.channel) == (AuthorKind.STAFF, "Claire Duval", "desk")


async def test_what_is_too_late_asks_for_a_reason_and_the_reason_is_in_the_journal(office: Office) -> None:
    office.clock.move_to(office.clock.now() + timedelta(days=7, hours=3))  # on that Monday, at noon
    async with office.clerk() as clerk:
        path = await open_file(office, clerk)
        page = await clerk.press(f"{BOOK}, lundi 30 novembre (hors délai)")
        assert "Trop tard" in page.words
        assert await live(office) == 0
        page = await clerk.press("Passer outre", reason="  ")
        assert "Écrivez le motif" in page.words
        page = await clerk.press("Passer outre", reason="hospitalisation de la mère")
        assert "Réservé : cantine pour Raphaël, lundi 30 novembre." in page.words
        page = await clerk.open(f"{path}/journal")
        assert "(hors règle : hospitalisation de la mère)" in page.words
        assert "refusé : trop tard" in page.words


async def test_full_offers_the_waiting_list_and_no_override(office: Office) -> None:
    async with office.database.writing() as db:
        for session in await db.scalars(select(Session).where(Session.date == MONDAY, Session.service == "cantine")):
            session.capacity = 0
    async with office.clerk() as clerk:
        await open_file(office, clerk)
        page = await clerk.press(f"{BOOK}, lundi 30 novembre (complet)")
        assert "Complet" in page.words
        assert "Passer outre" not in page.words
        page = await clerk.press("Mettre en liste d'attente")
        assert "liste d'attente" in page.words
        assert await live(office) == 1


async def test_a_form_sent_twice_has_one_effect_and_one_answer(office: Office) -> None:
    async with office.clerk() as clerk:
        await open_file(office, clerk)
        form, (name, value) = clerk.page.form_with(f"{BOOK}, lundi 30 novembre")
        fields = [*form.fields, (name, value)]
        first = await clerk.send(form.action, fields)
        again = await clerk.send(form.action, fields)
        assert first.words == again.words
        assert await live(office) == 1


async def test_two_who_click_the_same_day_get_one_place_and_the_second_is_told(office: Office) -> None:
    async with office.clerk() as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        for clerk in (claire, karim):
            await open_file(office, clerk)
        await claire.press(f"{BOOK}, lundi 30 novembre")
        page = await karim.press(f"{BOOK}, lundi 30 novembre")
        assert "Déjà réservé" in page.words
        assert await live(office) == 1


@pytest.mark.parametrize(
    "pressed",
    [
        "book|999999|cantine|2026-11-30|day",
        "book|{child}|danse|2026-11-30|day",
        "book|{child}|cantine|hier|day",
        "book|{child}|cantine|2026-11-30|minuit",
        "steal|{child}|cantine|2026-11-30|day",
        "",
        "|||||||||",
        "book|{child}|cantine|9999-12-31|day",
        "x" * 100_000,
        "book|{other}|cantine|2026-11-30|day",
    ],
)
async def test_what_no_button_says_books_nothing(office: Office, pressed: str) -> None:
    mine, other = await child_named(office, "Raphaël"), await child_named(office, "Inès")
    async with office.clerk() as clerk:
        path = await open_file(office, clerk)
        form, _ = clerk.page.form_with(f"{BOOK}, lundi 30 novembre")
        said = pressed.replace("{child}", str(mine.id)).replace("{other}", str(other.id))
        await clerk.send(f"{path}/places", [*form.fields, ("do", said)])
        assert clerk.answer.status_code in (200, 404, 422)
        assert await live(office) == 0


async def test_more_than_a_form_holds_is_refused_in_words(office: Office) -> None:
    async with office.clerk() as clerk:
        path = await open_file(office, clerk)
        page = await clerk.send(f"{path}/places", [("do", "x" * 300_000)])
        assert clerk.answer.status_code == 413
        assert "C'est trop long" in page.words


async def test_a_phone_is_linked_and_the_second_of_two_is_told(office: Office) -> None:
    async with office.database.reading() as db:
        guardian = (await db.scalars(select(Guardian).order_by(Guardian.id))).first() or Guardian()
    path, button = f"/guichet/familles/{guardian.family_id}", f"Enregistrer le téléphone de {guardian.name}"
    async with office.clerk() as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        await karim.open(path)
        await claire.open(path)
        assert "Il manque un chiffre" in (await claire.press(button, phone="06 12")).words
        assert "numéro fixe" in (await claire.press(button, phone="04 65 71 20 26")).words
        assert "06 12 34 56 78." in (await claire.press(button, phone="06.12.34.56.78")).words
        assert "Quelqu'un vient de changer" in (await karim.press(button, phone="07 12 34 56 78")).words
    async with office.database.reading() as db:
        assert await db.scalar(select(Guardian.phone).where(Guardian.id == guardian.id)) == "+33612345678"
        line = (await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.PHONE))).one()
        assert line.details == {"guardian": guardian.name, "phone": "…5678"}


async def test_a_search_leads_to_the_file(office: Office) -> None:
    child = await child_named(office, "Raphaël")
    async with office.database.reading() as db:
        family = await db.get_one(Family, child.family_id)
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/familles?q={child.last_name}%20raphael")
        assert family.number in page.words
        page = await clerk.open("/guichet/familles?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>" not in clerk.answer.text
        assert "Aucun dossier" in page.words


async def request_for(office: Office, day: date) -> int:
    """A request that waits for a yes."""
    child = await child_named(office, "Raphaël")
    async with office.database.writing() as db:
        now = office.clock.now()
        act = ActRow(
            author=AuthorKind.GUARDIAN, author_name="Parent", channel="sms", words="cantine", arrived=now, at=now
        )
        db.add(act)
        await db.flush()
        session = (
            await db.scalars(
                select(Session).where(
                    Session.date == day,
                    Session.service == "cantine",
                    Session.site == child.school,
                    Session.part == Part.DAY,
                )
            )
        ).one()
        row = Reservation(child_id=child.id, session_id=session.id, state=State.REQUESTED, act_id=act.id, made_at=now)
        db.add(row)
        await db.flush()
        return row.id


async def test_a_request_is_decided_once_and_the_second_is_told_by_whom(office: Office) -> None:
    await request_for(office, FRIDAY)
    async with office.clerk() as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        await claire.open("/guichet/demandes")
        page = await karim.open("/guichet/demandes")
        label = next(label for form in page.forms for label, _, _ in form.buttons if label.startswith("Accepter"))
        assert "Réservé" in (await claire.press(label)).words
        page = await karim.press(label.replace("Accepter", "Refuser"))
        assert "Claire Duval l'a acceptée" in page.words
        assert "Aucune demande" in page.words


def test_every_word_of_the_domain_has_a_french_one() -> None:
    assert set(ENTRIES) == set(Entry)
    assert set(REASONS) == set(Reason)
    assert set(STATES) == set(State)
    assert set(AUTHORS) == set(AuthorKind)
