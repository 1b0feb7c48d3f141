"""Who may see and do what, as a complete table over all addresses: whatever is not theirs is as if it were not there.

The table is made from the routes themselves, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient

from channels.portal.api.application import NOUNS
from channels.portal.keys import Scope
from channels.portal.pages.router import SHOWN, TAKEN
from tests.bot.conftest import CLAIRE, NADIA
from tests.channels.portal.browser import Browser
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal

NOBODYS = 999_999
MONDAY = "2026-11-30"
QUERY = {"from": MONDAY, "until": MONDAY, "day": MONDAY, "month": "2026-12"}
PLACE = {"child": 1, "service": "cantine", "day": MONDAY}
PATTERN = {"child": 1, "service": "cantine", "weekdays": [1], "first": MONDAY, "until": MONDAY}
BODIES: dict[str, dict[str, object]] = {
    "/reservations": {"place": PLACE},
    "/cancel": {},
    "/move": {"to": MONDAY},
    "/changes": {"changes": [{"do": "book", "place": PLACE}]},
    "/accept": {},
    "/decline": {},
    "/standing-bookings": {"pattern": PATTERN},
    "/end": {"from_day": MONDAY},
    "/except": {"days": [MONDAY]},
    "/webhooks": {"url": "https://portail.example/x"},
}


def operations() -> Iterator[tuple[str, str]]:
    """Every method at every address of the API."""
    for noun in NOUNS:
        for route in noun.routes.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield method, route.path


OPERATIONS = sorted(operations())
OF_A_FAMILY = [(method, path) for method, path in OPERATIONS if "{family}" in path]
SCOPES = {
    "GET /town": Scope.SESSIONS,
    "GET /sessions": Scope.SESSIONS,
    "GET /sessions/{session}": Scope.SESSIONS,
    "GET /closures": Scope.SESSIONS,
    "GET /head-counts": Scope.HEAD_COUNTS,
    "GET /notices": Scope.NOTICES,
    "GET /notices/{notice}": Scope.NOTICES,
    "GET /families": Scope.FAMILIES,
    "GET /families/{family}": Scope.FAMILIES,
    "GET /families/{family}/children": Scope.FAMILIES,
    "GET /families/{family}/children/{child}": Scope.FAMILIES,
}


def scope_of(method: str, path: str) -> Scope:
    """What a key needs there: whatever is not listed reads or makes reservations."""
    if "webhook" in path:
        return Scope.WEBHOOKS
    return SCOPES.get(f"{method} {path}", Scope.RESERVATIONS if method == "GET" else Scope.BOOKING)


async def call(client: AsyncClient, method: str, path: str, **numbers: int) -> tuple[int, bytes]:
    """Call an address with these numbers in it; status and body."""
    address = re.sub(r"\{(\w+)\}", lambda found: str(numbers.get(found.group(1), NOBODYS)), path)
    body = next((body for end, body in BODIES.items() if path.endswith(end)), {})
    answer = await client.request(method, address, params=QUERY, json=body if method == "POST" else None)
    return answer.status_code, answer.content


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: who may is decided before it is asked."""
    return sqlite_url


async def test_without_a_key_every_address_says_the_same(portal_town: PortalTown) -> None:
    async with portal_town.client() as nobody, portal_town.client("allo_invented") as guesser:
        answers = [await call(who, *operation) for who in (nobody, guesser) for operation in OPERATIONS]
        answers += [await call(nobody, *operation, family=1, child=1) for operation in OPERATIONS]
    assert {status for status, _ in answers} == {401}
    assert len({body for _, body in answers}) == 1


async def test_a_key_opens_exactly_what_its_scope_says(portal_town: PortalTown) -> None:
    for scope in Scope:
        async with portal_town.client(await portal_town.key(scope, [scope])) as client:
            for method, path in OPERATIONS:
                status, _ = await call(client, method, path)
                allowed = scope_of(method, path) is scope
                assert (status != 403) is allowed, f"{scope}: {method} {path} gave {status}"


async def test_what_is_another_familys_is_as_if_it_were_not_there(api: AsyncClient) -> None:
    claire, nadia = Portal(api), Portal(api)
    await claire.enter(CLAIRE)
    await nadia.enter(NADIA)
    booked = (await claire.book("Léo", "cantine", date(2026, 11, 30))).reservations[0]
    standing = await claire.every([4], "Léo", "cantine", date(2026, 12, 1), date(2026, 12, 18))
    theirs = {"child": claire.children["Léo"], "reservation": booked, "standing": standing}
    for method, path in OF_A_FAMILY:
        seen = await call(api, method, path, family=nadia.family, **theirs)
        nothing = await call(api, method, path, family=nadia.family)
        nobody = await call(api, method, path, family=NOBODYS, **theirs)
        assert nobody[0] == 404, path
        assert seen == nothing, path
        if any(f"{{{name}}}" in path for name in theirs):
            assert seen == nobody, path


async def test_another_familys_child_cannot_be_booked(api: AsyncClient) -> None:
    claire, nadia = Portal(api), Portal(api)
    await claire.enter(CLAIRE)
    await nadia.enter(NADIA)
    path = f"/families/{nadia.family}/reservations"
    theirs = await api.post(path, json={"place": PLACE | {"child": claire.children["Léo"]}})
    nobodys = await api.post(path, json={"place": PLACE | {"child": NOBODYS}})
    in_their_name = await api.post(
        path, json={"guardian": claire.guardian, "place": PLACE | {"child": nadia.children["Inès"]}}
    )
    assert theirs.content == nobodys.content == in_their_name.content
    assert {theirs.status_code, nobodys.status_code, in_their_name.status_code} == {404}


async def test_no_page_shows_anything_to_whoever_was_not_let_in(portal_town: PortalTown) -> None:
    claire = await Browser.let_in(portal_town, CLAIRE)
    await claire.tick("Léo", "cantine", date(2026, 12, 1))
    stranger, guesser = Browser(portal_town), Browser(portal_town)
    guesser.http.cookies.set("allo_famille", "guessed", path="/famille")
    bodies = set()
    for visitor in (stranger, guesser):
        for path in SHOWN:
            answer = await visitor.http.get("/famille" + path.replace("{reservation:int}", "1"))
            bodies.add((answer.status_code, answer.content))
        for path in TAKEN:
            answer = await visitor.http.post(f"/famille{path}", data={"csrf": await claire.token()})
            bodies.add((answer.status_code, answer.content))
    [(status, body)] = bodies
    assert status == 403
    assert b"Moreau" not in body


async def test_another_familys_reservation_has_no_page(portal_town: PortalTown) -> None:
    claire, nadia = await Browser.let_in(portal_town, CLAIRE), await Browser.let_in(portal_town, NADIA)
    await claire.tick("Léo", "cantine", date(2026, 12, 1))
    assert (await claire.http.get("/famille/historique/1")).status_code == 200
    theirs, nobodys = await nadia.http.get("/famille/historique/1"), await nadia.http.get("/famille/historique/999")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


@pytest.mark.parametrize("number", ["5" * 55, "5" * 5000, "2147483648", "-1", "1.0", "١", "Léo"])
async def test_what_no_reservation_can_have_as_number_has_no_page(portal_town: PortalTown, number: str) -> None:
    claire = await Browser.let_in(portal_town, CLAIRE)
    assert (await claire.http.get(f"/famille/historique/{number}")).status_code == 404


async def test_another_familys_child_cannot_be_ticked(portal_town: PortalTown) -> None:
    nadia = await Browser.let_in(portal_town, NADIA)
    token = await nadia.token()
    answers = []
    for child in (await portal_town.number_of("Léo"), NOBODYS):
        fields = [("csrf", token), ("p", f"{child}.cantine.2026-12-01.day")]
        answer = await nadia.send("/famille/planning", fields)
        answers.append((answer.status_code, answer.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
