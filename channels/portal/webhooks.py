"""Changes told to the portal's own addresses: one signed call for each line of the journal, again until it is taken.

As the Standard Webhooks specification asks for it (standardwebhooks.com, version 1.0.0): the headers `webhook-id`,
`webhook-timestamp` and `webhook-signature`; a 2xx is "taken", 410 is "no more". A call says what changed by numbers
alone; who it is, the portal asks the API, with its key.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.references import reference_of
from booking.tables import ActRow, Child, JournalLine
from channels.portal.tables import Told, Webhook, WebhookCall

log = structlog.get_logger(__name__)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600))
LEASE = timedelta(minutes=1)  # longer than any call can take
AT_ONCE = 20
LINES_AT_ONCE = 500
UNFINISHED = 1000  # lines below the last one queued that may still have been uncommitted when it was
TAKEN, NO_MORE = 200, 410
BYTES = 32
MARK = "whsec_"


@dataclass(frozen=True, slots=True)
class Due:
    """One call to make."""

    call_id: int
    tries: int
    url: str
    secret: str
    line: int
    body: bytes


def new_webhook_secret() -> str:
    """The secret with which calls to one address are signed. It must be kept as it is: nothing less can sign."""
    return MARK + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a call: HMAC-SHA256 of id, timestamp and body, in base64."""
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class WebhookCaller:
    """Calls the addresses, until each has taken what it is told or was tried long enough."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def round(self, *, now: datetime) -> int:
        """Queue what is new, and make the calls that are due; how many were made. Run by a job, by any worker."""
        async with self._database.writing() as db:
            await queue_new(db, now=now)
            due = await claim(db, now=now)
        if not due:
            return 0
        from channels.portal.webhook_calls import call_all  # its library takes 4 MB, and few towns have such an address

        answers = await call_all(due, now=now)
        async with self._database.writing() as db:
            for each, status in zip(due, answers, strict=True):
                await _settle(db, each, status, now=now)
        return len(due)


async def queue_new(db: AsyncSession, *, now: datetime) -> None:
    """Queue a call for each line that concerns a child, and each address that has not been told of it."""
    for webhook in await db.scalars(select(Webhook).where(Webhook.removed_at.is_(None))):
        known = WebhookCall.webhook_id == webhook.id
        last = await db.scalar(select(func.max(WebhookCall.line_id)).where(known)) or webhook.since_line
        told = exists().where(known, WebhookCall.line_id == JournalLine.id)
        floor = max(last - UNFINISHED, webhook.since_line)
        untold = select(JournalLine.id).where(JournalLine.id > floor, JournalLine.child_id.is_not(None), ~told)
        lines = (await db.scalars(untold.order_by(JournalLine.id).limit(LINES_AT_ONCE))).all()
        if lines:
            rows = [_waiting(webhook.id, line, now) for line in lines]
            await db.execute(insert(WebhookCall), rows)


def _waiting(webhook_id: int, line: int, now: datetime) -> dict[str, object]:
    return {"webhook_id": webhook_id, "line_id": line, "state": Told.WAITING, "tries": 0, "next_try_at": now}


async def claim(db: AsyncSession, *, now: datetime) -> Sequence[Due]:
    """Take calls that are due, for as long as `LEASE`; workers do not wait for each other."""
    wanted = (
        select(WebhookCall, Webhook, JournalLine, Child.family_id, ActRow.arrived, ActRow.channel)
        .join(Webhook, Webhook.id == WebhookCall.webhook_id)
        .join(JournalLine, JournalLine.id == WebhookCall.line_id)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .join(Child, Child.id == JournalLine.child_id)
        .where(WebhookCall.state == Told.WAITING, WebhookCall.next_try_at <= now, Webhook.removed_at.is_(None))
        .order_by(WebhookCall.id)
        .limit(AT_ONCE)
        .with_for_update(of=WebhookCall, skip_locked=True)
    )
    due = []
    for call, webhook, line, family_id, arrived, channel in await db.execute(wanted):
        call.next_try_at, call.tries = now + LEASE, call.tries + 1
        body = _body(line, family_id, arrived, channel)
        due.append(Due(call.id, call.tries, webhook.url, webhook.secret, line.id, body))
    await db.flush()
    return due


def _body(line: JournalLine, family_id: int, arrived: datetime, channel: str) -> bytes:
    told = {
        "type": f"reservation.{line.entry}",
        "timestamp": arrived.isoformat(),
        "data": {
            "family": family_id,
            "child": line.child_id,
            "reservation": line.reservation_id,
            "reference": reference_of(line.act_id),
            "service": line.service,
            "site": line.site,
            "day": None if line.date is None else line.date.isoformat(),
            "before": line.before,
            "after": line.after,
            "reason": line.reason,
            "channel": channel,
        },
    }
    return json.dumps(told, separators=(",", ":")).encode()


async def _settle(db: AsyncSession, due: Due, status: int, *, now: datetime) -> None:
    """Taken; or tried again after a growing pause; or given up, as it is where the address wants no more."""
    values: dict[str, object] = {"answer": str(status) if status else "no answer"}
    if TAKEN <= status < TAKEN + 100:
        values["state"] = Told.DONE
    elif status == NO_MORE or due.tries > len(PAUSES):
        values["state"] = Told.GIVEN_UP
    else:
        values["next_try_at"] = now + PAUSES[due.tries - 1]
    await db.execute(
        update(WebhookCall)
        .where(WebhookCall.id == due.call_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
