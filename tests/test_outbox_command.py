"""`allo-cantine outbox`: what waits, is in doubt or has failed, for the person who looks after it."""

from datetime import datetime
from pathlib import Path

import pytest

from booking.database import Database
from bot.commands.outbox import REASONS, STATES
from channels import outbox
from channels.errors import Failure, SendError
from channels.outbox.allowances import lock_allowance
from channels.tables import Sending
from channels.terms import NO_LIMIT
from channels.transport import Channel, Outgoing
from tests.conftest import At
from tests.processes import CLOCK, prepared, run


async def fail(database_url: str, failure: Failure, now: datetime) -> None:
    """A text that could not be delivered."""
    database = Database(database_url)
    async with database.writing() as db:
        await outbox.queue(db, Outgoing(Channel.SMS, "+33639980009", "Réservé."), now=now)
        allowance = await lock_allowance(db, Channel.SMS, now=now)
        (row,) = await outbox.claim(db, allowance, NO_LIMIT, now=now, limit=1)
        await outbox.note_failure(db, row, SendError(failure, "21614: no mobile"), allowance, now=now)
    await database.close()


async def test_it_says_what_failed_and_why_without_the_number_and_sends_again(
    sqlite_url: str, tmp_path: Path, at: At
) -> None:
    await prepared(tmp_path, sqlite_url)
    await fail(sqlite_url, Failure.NOT_A_MOBILE, at("2026-11-23 08:59"))
    settings = {"database_url": sqlite_url, "clock": CLOCK}
    shown = await run("outbox", folder=tmp_path, settings=settings)
    assert "Rien n'attend." in shown.out
    assert "ce n'est pas un mobile" in shown.out
    assert "…09" in shown.out
    assert "39980009" not in shown.out
    again = await run("outbox", "--retry", folder=tmp_path, settings=settings)
    assert "1 message(s) remis en file." in again.out
    assert "sms : 1 en attente, dont 1 à envoyer" in again.out


@pytest.mark.parametrize("state", Sending)
def test_every_state_has_a_word(state: Sending) -> None:
    assert STATES[state]


@pytest.mark.parametrize("failure", Failure)
def test_every_reason_has_words(failure: Failure) -> None:
    assert REASONS[failure]
