"""The pages that a web process serves beside the webhooks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from booking.outcomes import Outcome
from booking.tables import Guardian
from booking.town import Town
from bot.app import App
from bot.importing.words import Words
from bot.portal import family_pages
from bot.reaching import earliest, out_of_reach, reach_all, ways_to
from bot.reading import reader_for
from bot.reminders.foreseeing import Foreseeing
from bot.replies import sentences_for
from bot.rights.at_the_desk import Rights
from bot.secret import secret_key
from bot.settings import Settings
from channels.desk.house import PREFIX, Desk, pages_for
from channels.desk.logins import A_WORKING_DAY, Logins
from channels.desk.openid_login import BACK
from channels.desk.router import router
from channels.privacy.page import privacy_page
from channels.purpose import Purpose
from channels.transport import Channel
from channels.ways import Somebody, Way
from channels.web.signing import Seals
from messages.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from channels.desk.openid import OpenId


async def pages(settings: Settings, app: App, *, logins_last: timedelta = A_WORKING_DAY) -> Sequence[APIRouter]:
    """The desk of staff, and the parents' own pages."""
    seals = Seals(await secret_key(settings, app.database))
    desk = Desk(
        town=app.town,
        database=app.database,
        now=app.clock.now,
        logins=Logins(seals, path=PREFIX, https=settings.is_https, lasting=logins_last),
        pages=pages_for(app.town),
        https=settings.is_https,
        said=partial(outcomes_in_words, app.town, app.catalogue),
        catalogue=app.catalogue,
        read=reader_for(app.town),
        told=partial(who_can_be_told, app.postman.channels),
        findings=Words.of(app.town),
        foresee=Foreseeing(app.town, app.catalogue, app.postman.channels),
        earliest=partial(earliest, town=app.town),
        terms=app.postman.terms,
        ways_to=partial(ways_by, app.postman.channels),
        out_of_reach=partial(out_of_reach, app.postman.channels),
        rights=Rights(app.town, settings.spool),
        openid=openid_for(settings),
    )
    return [
        privacy_page(app.town, https=settings.is_https),
        router(desk),
        family_pages(app, seals, https=settings.is_https),
    ]


def outcomes_in_words(town: Town, catalogue: Catalogue, outcomes: Sequence[Outcome]) -> str:
    """What came of a request, as a parent is told it, without what follows for a parent alone."""
    sentences = sentences_for(town, outcomes)
    return " ".join(catalogue.say(sentence, language="fr", rich=False) for sentence in sentences)


async def who_can_be_told(
    channels: Collection[Channel], db: AsyncSession, guardians: Sequence[Guardian]
) -> Collection[int]:
    """The numbers of those guardians who can be told news of their bookings."""
    return (await reach_all(db, guardians, purpose=Purpose.NEWS, channels=channels)).keys()


async def ways_by(
    channels: Collection[Channel], db: AsyncSession, guardians: Sequence[Somebody], purpose: Purpose
) -> Mapping[int, Sequence[Way]]:
    """All ways to each guardian, and what stands in them."""
    return await ways_to(db, guardians, purpose=purpose, channels=channels)


def openid_for(settings: Settings) -> "OpenId | None":
    """The town's identity provider; none where it is not set up: then its libraries are not loaded either (11 MB)."""
    issuer, client, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if issuer is None or client is None or secret is None:
        return None
    from channels.desk.openid import OpenId, Provider

    back = f"{settings.public_url}{BACK}"
    return OpenId(Provider(issuer, client, secret.get_secret_value(), settings.oidc_claim, back))
