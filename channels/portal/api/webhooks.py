"""Where changes are told: addresses of the portal's, each with a secret that signs what is said there."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import JournalLine
from channels.portal.api.calling import IdempotencyKey, SettingWebhooks, given
from channels.portal.api.numbers import WebhookNumber
from channels.portal.idempotency import Answer
from channels.portal.problems import unknown
from channels.portal.tables import Webhook
from channels.portal.webhooks import new_webhook_secret

routes = APIRouter(tags=["webhooks"])


class WebhookWished(BaseModel):
    """The address to tell."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://portail.example/cantine"}]}
    )

    url: str = Field(
        pattern=r"^https?://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?(/[!-~]{0,500})?$",
        description="https; http for a trial on one's own network",
    )


class WebhookShown(BaseModel):
    """An address that is told of changes from the moment on at which it was added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": 2, "url": "https://portail.example/cantine", "added_at": "2026-11-23T08:00:00Z"}]
        }
    )

    id: int
    url: str
    added_at: datetime


class WebhookMade(WebhookShown):
    """A new address, with the secret that signs what is told there."""

    secret: str = Field(
        description="Shown now and not again: check `webhook-signature` with it (standardwebhooks.com)",
        examples=["whsec_2mU9ANQ4MRqeOKZ5Ww1xYQ6wHq4Y8sB0cW3mJQ1pV9k="],
    )


class Webhooks(BaseModel):
    """The addresses of this key."""

    items: list[WebhookShown]


@routes.get("/webhooks")
async def list_webhooks(call: SettingWebhooks) -> Webhooks:
    """The addresses that this key has added."""
    mine = select(Webhook).where(Webhook.api_key_id == call.key.id, Webhook.removed_at.is_(None))
    async with call.reading() as db:
        found = (await db.scalars(mine.order_by(Webhook.id))).all()
    return Webhooks(items=[WebhookShown(id=one.id, url=one.url, added_at=one.added_at) for one in found])


@routes.post("/webhooks", status_code=201, response_model=WebhookMade)
async def add_webhook(call: SettingWebhooks, wish: WebhookWished, _idempotency_key: IdempotencyKey = None) -> Response:
    """Add an address. It is told of every change and every refusal from now on, at least once, in signed calls."""

    async def act(db: AsyncSession) -> Answer:
        last = await db.scalar(select(func.max(JournalLine.id))) or 0
        secret = new_webhook_secret()
        row = Webhook(api_key_id=call.key.id, url=wish.url, secret=secret, since_line=last, added_at=call.arrived)
        db.add(row)
        await db.flush()
        return given(WebhookMade(id=row.id, url=row.url, added_at=row.added_at, secret=secret), 201)

    return await call.write(act)


@routes.delete("/webhooks/{webhook}", response_model=WebhookShown)
async def remove_webhook(
    call: SettingWebhooks, webhook: WebhookNumber, _idempotency_key: IdempotencyKey = None
) -> Response:
    """Tell this address nothing any more. Another key's is as if there were none."""

    async def act(db: AsyncSession) -> Answer:
        row = await db.get(Webhook, webhook)
        if row is None or row.api_key_id != call.key.id or row.removed_at is not None:
            raise unknown()
        row.removed_at = call.arrived
        await db.flush()
        return given(WebhookShown(id=row.id, url=row.url, added_at=row.added_at))

    return await call.write(act)
