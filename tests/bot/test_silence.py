"""Telephones in other hands: a number that was silent for long, and one that was lost or stolen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.deployment import mark_as_demonstration
from booking.domain import Author, AuthorKind
from booking.journal import open_act
from booking.tables import Guardian, JournalLine
from bot.commands.phones import lost
from bot.errors import SettingsError
from bot.settings import Settings
from channels.lost_phones import lose_phone
from channels.portal.browsers import open_browser, visitor_of
from channels.portal.feeds import feed_path, renew_feed
from channels.web.signing import Seals
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones

SEALS = Seals("a key for tests, and for tests alone")
ASKED = "Ce numéro ne nous a pas écrit depuis longtemps."


@pytest.fixture
async def claire(phones: Phones) -> Phone:
    """Claire, who wrote to us once."""
    phone = phones.phone(CLAIRE)
    await phone.says("bonjour")
    return phone


async def test_a_number_that_was_silent_for_long_names_a_child_before_anything_is_said(
    claire: Phone, phones: Phones
) -> None:
    phones.later(phones.clock.now() + timedelta(days=181))
    for text in ("mes réservations", "cantine lundi", "oui"):
        heard = await claire.says(text)
        assert "Léo" not in heard
        assert "Emma" not in heard
        assert "Réservé" not in heard
    async with phones.database.reading() as db:
        assert (await db.scalars(select(JournalLine.id))).all() == []


async def test_whoever_names_a_child_goes_on_where_they_were(claire: Phone, phones: Phones) -> None:
    phones.later(phones.clock.now() + timedelta(days=181))
    assert (await claire.says("mes réservations")).startswith(ASKED)
    assert ASKED not in await claire.says("Léo")
    assert ASKED not in await claire.says("mes réservations")


async def test_a_text_with_a_child_in_it_is_proof_enough(claire: Phone, phones: Phones) -> None:
    phones.later(phones.clock.now() + timedelta(days=181))
    assert ASKED not in await claire.says("mes réservations pour Léo")


async def test_a_summer_is_no_long_silence(claire: Phone, phones: Phones) -> None:
    phones.later(phones.clock.now() + timedelta(days=90))
    assert ASKED not in await claire.says("mes réservations")


async def test_a_stop_is_heard_from_anybody(claire: Phone, phones: Phones) -> None:
    phones.later(phones.clock.now() + timedelta(days=181))
    assert "plus" in await claire.says("STOP")


async def test_a_lost_telephone_opens_nothing_any_more(claire: Phone, phones: Phones) -> None:
    now = phones.clock.now()
    async with phones.database.writing() as db:
        guardian = (await db.scalars(select(Guardian).where(Guardian.phone == CLAIRE))).one()
        guardian.telegram_id = 5
        secret = await open_browser(db, guardian.id, "", now=now)
        calendar = await renew_feed(db, SEALS, guardian.id)
        staff = Author(AuthorKind.STAFF, "Mme Dupuis", "desk", "perdu", now, family_id=guardian.family_id)
        assert await lose_phone(db, guardian, act=await open_act(db, staff, now=now))
    async with phones.database.reading() as db:
        kept = (await db.scalars(select(Guardian).where(Guardian.name == "Claire Moreau"))).one()
        assert (kept.phone, kept.telegram_id) == (None, None)
        assert await visitor_of(db, secret, now=now) is None
        assert await feed_path(db, SEALS, kept.id) is None
    async with phones.database.writing() as db:
        assert await renew_feed(db, SEALS, kept.id) != calendar
    assert "Léo" not in await claire.says("mes réservations")


async def test_the_command_does_it_on_every_file(
    phones: Phones, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with phones.database.writing() as db:
        await mark_as_demonstration(db)
    settings = Settings(database_url=database_url)
    with pytest.raises(SettingsError, match="aucun dossier"):
        await lost(settings, "06 39 98 99 99")
    with pytest.raises(SettingsError):
        await lost(settings, "demain")
    await lost(settings, "06 39 98 00 01")
    assert "n'ouvre plus rien (1 au dossier)" in capsys.readouterr().out
    async with phones.database.reading() as db:
        assert await db.scalar(select(Guardian.phone).where(Guardian.name == "Claire Moreau")) is None
