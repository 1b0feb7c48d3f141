"""ETags and If-Match: nothing is fetched twice, and nothing that changed unseen is written over."""

from collections.abc import Mapping
from datetime import date

import pytest
from httpx import AsyncClient

from booking.places import lock_sessions
from booking.tables import Session
from tests.bot.conftest import CLAIRE
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal

TUESDAY, WEEK_AFTER, LATER = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """The database on which others change things at the same time."""
    return postgres_url


@pytest.fixture
async def claire(api: AsyncClient) -> Portal:
    """Claire at the portal."""
    portal = Portal(api)
    await portal.enter(CLAIRE)
    return portal


async def tag_of(api: AsyncClient, path: str) -> str:
    """The ETag of what is there now."""
    return (await api.get(path)).raise_for_status().headers["ETag"]


async def post(api: AsyncClient, path: str, tag: str, body: Mapping[str, object]) -> int:
    """The status of a write that says what it saw."""
    return (await api.post(path, json=dict(body), headers={"If-Match": tag})).status_code


async def test_what_one_has_already_is_not_sent_again(api: AsyncClient, claire: Portal) -> None:
    booked = await claire.book("Léo", "cantine", TUESDAY)
    path = f"/families/{claire.family}/reservations/{booked.reservations[0]}"
    again = await api.get(path, headers={"If-None-Match": await tag_of(api, path)})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        pytest.param("cancel", {}, id="giving it back"),
        pytest.param("move", {"to": str(LATER)}, id="moving it to another day"),
    ],
)
async def test_a_reservation_that_changed_unseen_is_left_as_it_is(
    api: AsyncClient, claire: Portal, act: str, body: Mapping[str, object]
) -> None:
    [number] = (await claire.book("Léo", "cantine", TUESDAY)).reservations
    path = f"/families/{claire.family}/reservations/{number}"
    seen = await tag_of(api, path)
    await claire.cancel(number)
    assert await post(api, f"{path}/{act}", seen, body) == 412
    [other] = (await claire.book("Léo", "cantine", TUESDAY)).reservations
    path = f"/families/{claire.family}/reservations/{other}"
    assert await post(api, f"{path}/{act}", await tag_of(api, path), body) == 200


async def test_the_answer_to_a_write_has_no_tag_that_could_be_taken_for_the_reservations(
    api: AsyncClient, claire: Portal
) -> None:
    home = f"/families/{claire.family}/reservations"
    place = {"child": claire.children["Léo"], "service": "cantine", "day": str(TUESDAY)}
    booked = await api.post(home, json={"place": place})
    assert booked.status_code == 201
    path = f"{home}/{booked.json()['reservations'][0]}"
    tag = await tag_of(api, path)
    moved = await api.post(f"{path}/move", json={"to": str(LATER)}, headers={"If-Match": tag})
    assert moved.status_code == 200
    assert "ETag" not in {*booked.headers, *moved.headers}


async def test_among_many_changes_only_what_changed_unseen_is_refused(api: AsyncClient, claire: Portal) -> None:
    [first] = (await claire.book("Léo", "cantine", TUESDAY)).reservations
    [second] = (await claire.book("Léo", "cantine", WEEK_AFTER)).reservations
    home = f"/families/{claire.family}"
    seen = await tag_of(api, f"{home}/reservations/{first}")
    changes = [
        {"do": "cancel", "reservation": second, "if_match": seen},
        {"do": "cancel", "reservation": first, "if_match": seen},
    ]
    answer = await api.post(f"{home}/changes", json={"changes": changes})
    assert [result["status"] for result in answer.json()["results"]] == [412, 200]


@pytest.mark.parametrize("act", ["accept", "decline"])
async def test_an_offer_that_changed_unseen_is_neither_taken_nor_left(
    api: AsyncClient, claire: Portal, portal_town: PortalTown, act: str
) -> None:
    offer = await offered(claire, portal_town)
    home = f"/families/{claire.family}"
    seen = await tag_of(api, f"{home}/reservations/{offer}")
    assert await post(api, f"{home}/offers/{offer}/{act}", '"of something else"', {}) == 412
    assert await post(api, f"{home}/offers/{offer}/{act}", seen, {}) in (200, 201)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        pytest.param("end", {"from_day": "2026-12-08"}, id="ending it"),
        pytest.param("except", {"days": ["2026-12-15"]}, id="leaving a day out"),
    ],
)
async def test_a_standing_booking_that_changed_unseen_is_left_as_it_is(
    api: AsyncClient, claire: Portal, act: str, body: Mapping[str, object]
) -> None:
    number = await claire.every([2], "Léo", "cantine", TUESDAY, date(2026, 12, 18))
    path = f"/families/{claire.family}/standing-bookings/{number}"
    seen = await tag_of(api, path)
    await claire.end(number, date(2026, 12, 15))
    assert await post(api, f"{path}/{act}", seen, body) == 412
    assert await post(api, f"{path}/{act}", await tag_of(api, path), body) == 200


async def offered(claire: Portal, town: PortalTown) -> int:
    """A place for Léo that came free, and is held for an answer."""
    booked = await claire.book("Emma", "cantine", TUESDAY)
    async with town.database.writing() as db:
        for locked in await lock_sessions(db, "cantine", "jean-moulin", TUESDAY):
            session = await db.get_one(Session, locked.id)
            session.capacity = session.booked
    await claire.book("Léo", "cantine", TUESDAY, wait=True)
    await claire.cancel(booked.reservations[0])
    [offer] = await claire.offers()
    return offer
