"""Numbers on no file: seen with what they wrote, linked to a guardian once, and told so."""

from datetime import timedelta

from sqlalchemy import select

from booking.tables import Guardian
from channels.desk.roles import Role
from channels.inbox import keep, leave_to_staff
from channels.tables import ForStaff, InboxMessage, OutboxMessage
from channels.transport import Channel, Incoming
from tests.channels.desk.office import Office

NUMBER = "+33639985555"


async def text(office: Office, words: str, number: str = NUMBER) -> int:
    """A text of somebody whom nobody knows."""
    now = office.clock.now()
    async with office.database.writing() as db:
        kept = await keep(db, Incoming(Channel.SMS, f"SM{now.timestamp()}{words}", number, words, now))
        assert kept is not None
        await leave_to_staff(db, kept, ForStaff.UNKNOWN_SENDER)
        return kept


async def test_a_number_is_linked_from_its_texts_and_its_owner_is_told(office: Office) -> None:
    await text(office, "cantine lundi pour Inès <b>svp</b>")
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    last = await text(office, "vous avez reçu ?")
    async with office.database.reading() as db:
        guardian = (await db.scalars(select(Guardian).order_by(Guardian.id))).first() or Guardian()
    async with office.clerk() as clerk:
        page = await clerk.open("/guichet/inconnus")
        assert "06 39 98 55 55" in page.words
        assert "2 messages" in page.words
        page = await clerk.open(f"/guichet/inconnus/{last}?q={guardian.name}")
        assert "cantine lundi pour Inès <b>svp</b>" in page.words
        assert "<b>svp" not in clerk.answer.text
        label = next(label for form in page.forms for label, _, _ in form.buttons if guardian.name in label)
        page = await clerk.press(label)
        assert "est relié à" in page.words
        assert "Aucun numéro" in (await clerk.open("/guichet/inconnus")).words
    async with office.database.reading() as db:
        assert await db.scalar(select(Guardian.phone).where(Guardian.id == guardian.id)) == NUMBER
        sent = (await db.scalars(select(OutboxMessage))).one()
        assert (sent.to, guardian.name in sent.text) == (NUMBER, True)
        done = (await db.scalars(select(InboxMessage.done_by))).all()
        assert set(done) == {"Claire Duval"}


async def test_of_two_who_deal_with_a_number_the_second_is_told(office: Office) -> None:
    number = await text(office, "bonjour")
    async with office.clerk() as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        for clerk in (claire, karim):
            await clerk.open(f"/guichet/inconnus/{number}")
        assert "est classé" in (await claire.press("Classer sans relier")).words
        assert "Quelqu'un vient de traiter ce numéro" in (await karim.press("Classer sans relier")).words
