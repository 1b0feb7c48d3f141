"""The conversation with a family: whether each message arrived, in words that claim no more than is known."""

import pytest
from sqlalchemy import select, update

from booking.tables import Guardian
from channels import outbox
from channels.errors import Failure
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel, Outgoing
from tests.channels.desk.office import Office


@pytest.mark.parametrize(
    ("message", "words"),
    [
        pytest.param({"state": Sending.CANCELLED}, "repris avant son départ", id="taken back"),
        pytest.param(
            {"state": Sending.FAILED, "failure": Failure.NOT_A_NUMBER},
            "non remis : numéro qui n'existe pas",
            id="failed, and why",
        ),
        pytest.param({"state": Sending.FAILED, "failure": Failure.IN_DOUBT}, "peut-être reçu", id="in doubt"),
        pytest.param({"state": Sending.QUEUED}, "en attente d'envoi", id="waits"),
        pytest.param({"state": Sending.QUEUED, "undelivered": 1}, "nouvel essai prévu", id="to be tried again"),
        pytest.param({"state": Sending.EXPIRED}, "trop tard pour servir", id="of no use any more"),
    ],
)
async def test_each_message_says_whether_it_arrived(office: Office, message: dict[str, object], words: str) -> None:
    async with office.database.writing() as db:
        guardian = (await db.scalars(select(Guardian).where(Guardian.phone.is_not(None)))).first() or Guardian()
        await outbox.queue(db, Outgoing(Channel.SMS, guardian.phone or "", "Réservé."), now=office.clock.now())
        await db.execute(update(OutboxMessage).values(**message))
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/familles/{guardian.family_id}/conversation")
    assert words in page.words
