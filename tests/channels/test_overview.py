"""The outbox as those see it who look after it: what waits, what is in doubt, what has failed."""

from datetime import timedelta

from channels.errors import Failure
from channels.outbox import LEASE, overview
from channels.purpose import Purpose
from channels.tables import Sending
from tests.channels.office import ALEX, CAMILLE, CHAT, Office


async def worth_a_look(office: Office) -> list[tuple[str, Sending, Failure | None]]:
    async with office.database.reading() as db:
        rows = await overview.worth_a_look(db, now=office.time)
    return [(row.text, row.state, row.failure) for row in rows]


async def test_what_is_overdue_in_doubt_or_has_failed_is_listed_and_nothing_else(office: Office) -> None:
    await office.queue("parti")
    await office.queue("refusé", to=ALEX)
    office.twilio.opt_out(ALEX)
    await office.postman.round()
    await office.queue("en doute")
    office.twilio.silent(times=1)
    await office.postman.round()
    await office.queue("en retard", to="+33639980003")
    await office.queue("demain", purpose=Purpose.REMINDER, due_in=timedelta(days=1))
    assert await worth_a_look(office) == [
        ("refusé", Sending.FAILED, Failure.OPTED_OUT),
        ("en doute", Sending.SENDING, Failure.IN_DOUBT),
        ("en retard", Sending.QUEUED, None),
    ]


async def test_what_a_worker_took_and_never_gave_back_is_listed(office: Office) -> None:
    await office.queue("abandonné")
    await office.claim(1)
    assert await worth_a_look(office) == []
    office.wait(LEASE * 2)
    assert await worth_a_look(office) == [("abandonné", Sending.SENDING, None)]


async def test_what_went_another_way_has_not_failed(office: Office) -> None:
    await office.telegram.block(CHAT)
    await office.queue("Réservé.", to=str(CHAT), guardian=await office.guardian())
    await office.postman.round()
    await office.postman.round()
    assert await worth_a_look(office) == []


async def test_what_failed_is_sent_again_on_command_but_not_to_who_wants_nothing(office: Office) -> None:
    for to, code in ((CAMILLE, 21612), (ALEX, 21610)):
        await office.queue("Réservé.", to=to)
        office.twilio.refuse(code, times=1)
        await office.postman.round()
    await office.queue("Dernier moment.", use=timedelta(minutes=5))
    office.twilio.refuse(21612, times=1)
    await office.postman.round()
    office.wait(timedelta(minutes=5))
    async with office.database.writing() as db:
        assert await overview.retry(db, now=office.time) == 1
    await office.postman.round()
    assert await office.states() == [Sending.SENT, Sending.FAILED, Sending.FAILED]
