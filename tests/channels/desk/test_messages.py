"""Texts that need a human: seen with family and reason, taken by one of the staff, answered once."""

from datetime import timedelta

from sqlalchemy import select

from booking.domain import Entry
from booking.tables import Guardian, JournalLine
from channels.desk.roles import Role
from channels.inbox import keep, leave_to_staff
from channels.tables import ForStaff, InboxMessage, OutboxMessage
from channels.transport import Channel, Incoming
from tests.channels.desk.office import Office

WORDS = "vous pourriez m'appeler pour la cantine lundi ? <b>merci</b>"


async def known(office: Office) -> Guardian:
    async with office.database.reading() as db:
        return (
            await db.scalars(select(Guardian).where(Guardian.phone.is_not(None)).order_by(Guardian.id))
        ).first() or (Guardian())


async def text(office: Office, words: str = WORDS, why: ForStaff = ForStaff.ASKED) -> int:
    """A text of a parent whom we know."""
    parent, now = await known(office), office.clock.now()
    async with office.database.writing() as db:
        kept = await keep(db, Incoming(Channel.SMS, f"SM{words}", parent.phone or "", words, now))
        assert kept is not None
        await leave_to_staff(db, kept, why)
        return kept


async def sent(office: Office) -> list[OutboxMessage]:
    async with office.database.reading() as db:
        return list(await db.scalars(select(OutboxMessage)))


async def test_the_oldest_stands_first_with_its_family_its_reason_and_how_long_it_waits(office: Office) -> None:
    await text(office, "je suis furieux", ForStaff.ANGRY)
    await text(office)
    office.clock.move_to(office.clock.now() + timedelta(minutes=125))
    async with office.clerk(Role.MESSENGER) as clerk:
        words = (await clerk.open("/guichet/messages")).words
    assert words.index("je suis furieux") < words.index("vous pourriez")
    for shown in ((await known(office)).name, "en colère", "veut parler à quelqu'un", "2 h 05", "pas encore de délai"):
        assert shown in words


async def test_numbers_on_no_file_are_not_among_them(office: Office) -> None:
    number = await text(office, why=ForStaff.UNKNOWN_SENDER)
    async with office.clerk() as clerk:
        assert "Aucun message n'attend" in (await clerk.open("/guichet/messages")).words
        await clerk.open(f"/guichet/messages/{number}")
        assert clerk.answer.status_code == 404


async def test_a_message_shows_what_the_bot_took_each_word_for_and_what_it_left(office: Office) -> None:
    number = await text(office, "cantine lundi pour Marcel")
    async with office.clerk() as clerk:
        words = (await clerk.open(f"/guichet/messages/{number}")).words
    assert "« cantine », un service" in words
    assert "« lundi », un jour" in words
    assert "Laissés de côté : « marcel »" in words
    assert "un prénom qui n'est pas au dossier (Marcel)" in words


async def test_an_answer_leaves_once_by_the_parents_own_channel_and_stays_under_the_name_of_its_author(
    office: Office,
) -> None:
    parent, number = await known(office), await text(office)
    office.clock.move_to(office.clock.now() + timedelta(minutes=12))
    async with office.clerk() as clerk:
        await clerk.open(f"/guichet/messages/{number}")
        assert "<b>merci" not in clerk.answer.text
        form, _ = clerk.page.form_with("Envoyer la réponse")
        fields = [(name, "Bonjour, c'est noté." if name == "text" else value) for name, value in form.fields]
        for _ in range(2):
            assert "Votre réponse part" in (await clerk.send(form.action, fields)).words
        words = (await clerk.open("/guichet/messages")).words
        assert "Aucun message n'attend" in words
        assert "12 min" in words
        assert "réponse de la mairie" in (await clerk.open(f"/guichet/familles/{parent.family_id}/journal")).words
        assert "c'est noté" in (await clerk.open(f"/guichet/familles/{parent.family_id}/conversation")).words
    answer = (await sent(office))[0]
    assert len(await sent(office)) == 1
    assert (answer.channel, answer.to, answer.text) == (Channel.SMS, parent.phone, "Bonjour, c'est noté.")
    async with office.database.reading() as db:
        assert len((await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.ANSWERED))).all()) == 1


async def test_of_two_who_take_a_message_the_second_is_told_who_has_it_and_keeps_what_was_typed(office: Office) -> None:
    number = await text(office)
    async with office.clerk() as claire, office.clerk(Role.MANAGER, "Karim Ziani") as karim:
        for clerk in (claire, karim):
            await clerk.open(f"/guichet/messages/{number}")
        shown = karim.page
        assert "C'est à vous" in (await claire.press("Je m'en occupe")).words
        form, _ = shown.form_with("Envoyer la réponse")
        fields = [(name, "une longue réponse" if name == "text" else value) for name, value in form.fields]
        words = (await karim.send(form.action, fields)).words
        assert "Claire Duval s'en occupe depuis 09:00. Votre réponse n'est pas partie." in words
        assert "une longue réponse" in words
        taking, _ = shown.form_with("Je m'en occupe")
        assert "Claire Duval s'en occupe" in (await karim.send(taking.action, taking.fields)).words
        assert await sent(office) == []
        assert "C'est à vous" in (await karim.press("Prendre le relais")).words
        assert "Karim Ziani s'en occupe" in (await claire.press("Fait, sans réponse")).words


async def test_what_needs_no_answer_is_done_and_sends_nothing(office: Office) -> None:
    number = await text(office)
    async with office.clerk() as clerk:
        await clerk.open(f"/guichet/messages/{number}")
        assert "n'attend plus" in (await clerk.press("Fait, sans réponse")).words
        assert "Fait par Claire Duval" in (await clerk.open(f"/guichet/messages/{number}")).words
    assert await sent(office) == []
    async with office.database.reading() as db:
        assert await db.scalar(select(InboxMessage.done_by).where(InboxMessage.id == number)) == "Claire Duval"


async def test_an_answer_that_is_empty_or_too_long_is_refused_and_kept(office: Office) -> None:
    number = await text(office)
    async with office.clerk() as clerk:
        await clerk.open(f"/guichet/messages/{number}")
        assert "Écrivez la réponse" in (await clerk.press("Envoyer la réponse")).words
        assert "trop long" in (await clerk.press("Envoyer la réponse", text="a" * 1001)).words
        assert "a" * 1001 in clerk.page.words
    assert await sent(office) == []
