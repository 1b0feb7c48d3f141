"""What is done to accounts of staff stands in the journal; a password never does."""

from sqlalchemy import select

from booking.domain import Entry
from booking.tables import ActRow, JournalLine
from bot.commands.staff import operator
from channels.desk.accounts import change_role, end_account, reset_password
from channels.desk.roles import Role
from tests.channels.desk.office import PASSWORD, Office

NEW = "un autre mot de passe"


async def test_every_change_of_an_account_is_in_the_journal_and_ends_its_logins(office: Office) -> None:
    now = office.clock.now()
    async with office.clerk(Role.READER, "Anne Roy") as clerk:
        assert "Appel" in (await clerk.open("/guichet")).words
        async with office.database.writing() as db:
            await change_role(db, "anne roy", Role.COUNTER, by=operator(now), now=now)
        assert "Connexion" in (await clerk.open("/guichet")).words
        await clerk.log_in("Anne Roy")
        assert "Familles" in clerk.page.words
        await clerk.open("/guichet/mot-de-passe")
        await clerk.press("Enregistrer", old=PASSWORD, new=NEW, again=NEW)
        async with office.database.writing() as db:
            await reset_password(db, "Anne Roy", "servira une fois", by=operator(now), now=now)
            await end_account(db, "Anne Roy", by=operator(now), now=now)
    async with office.database.reading() as db:
        lines = await db.execute(
            select(ActRow.author_name, JournalLine.details)
            .join(JournalLine, JournalLine.act_id == ActRow.id)
            .where(JournalLine.entry == Entry.ACCOUNT)
            .order_by(JournalLine.id)
        )
        told = [(who, details["account"], details["why"]) for who, details in lines]
        words = " ".join(await db.scalars(select(ActRow.words)))
    assert told == [
        ("ligne de commande", "Anne Roy", "ajouté, rôle lecture"),
        ("ligne de commande", "Anne Roy", "rôle guichet"),
        ("Anne Roy", "Anne Roy", "mot de passe changé"),
        ("ligne de commande", "Anne Roy", "mot de passe changé"),
        ("ligne de commande", "Anne Roy", "fermé"),
    ]
    assert PASSWORD not in words
    assert NEW not in words
