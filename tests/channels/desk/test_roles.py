"""What each role may do: every page and form of the desk, for every role. A new one without a line here fails."""

import re

import pytest

from channels.desk.actions import Action
from channels.desk.house import PREFIX
from channels.desk.roles import Role
from channels.desk.router import ACTIONS, router
from tests.channels.desk.office import Office

ALL = frozenset(Role)
OBSERVER, READER, COUNTER, MESSENGER, MANAGER, ADMINISTRATOR = Role
BY_NAME = ALL - {OBSERVER}
COUNTERS = frozenset({COUNTER, MANAGER, ADMINISTRATOR})
INBOXES = COUNTERS | {MESSENGER}
MANAGERS = frozenset({MANAGER, ADMINISTRATOR})
WRITERS = MANAGERS | {MESSENGER}
MAY = {
    "POST /deconnexion": ALL,
    "GET /mot-de-passe": ALL,
    "POST /mot-de-passe": ALL,
    "GET ": ALL,
    "GET /effectifs.csv": ALL,
    "GET /effectifs.xlsx": ALL,
    "GET /effectifs/versions": ALL,
    "POST /effectifs/arreter": MANAGERS,
    "GET /appel": BY_NAME,
    "POST /appel": BY_NAME,
    "GET /familles": COUNTERS,
    "GET /familles/{family}": COUNTERS,
    "GET /familles/{family}/conversation": COUNTERS,
    "GET /familles/{family}/journal": COUNTERS,
    "POST /familles/{family}/places": COUNTERS,
    "POST /familles/{family}/telephone": COUNTERS,
    "POST /familles/{family}/telephone/perdu": COUNTERS,
    "POST /familles/{family}/semaines": COUNTERS,
    "GET /inconnus": COUNTERS,
    "GET /inconnus/{message}": COUNTERS,
    "POST /inconnus/{message}/relier": COUNTERS,
    "POST /inconnus/{message}/classer": COUNTERS,
    "GET /injoignables": COUNTERS,
    "GET /demandes": COUNTERS,
    "POST /demandes/{reservation}": COUNTERS,
    "GET /messages": INBOXES,
    "GET /messages/{message}": INBOXES,
    "POST /messages/{message}/prendre": INBOXES,
    "POST /messages/{message}/repondre": INBOXES,
    "POST /messages/{message}/fait": INBOXES,
    "GET /avis": WRITERS,
    "GET /avis/nouveau": WRITERS,
    "POST /avis": WRITERS,
    "GET /avis/{notice}": WRITERS,
    "GET /avis/{notice}/personnes.csv": WRITERS,
    "GET /avis/{notice}/modifier": WRITERS,
    "POST /avis/{notice}/modifier": WRITERS,
    "POST /avis/{notice}/envoyer": WRITERS,
    "POST /avis/{notice}/arreter": WRITERS,
    "POST /avis/{notice}/jeter": WRITERS,
    "GET /places": COUNTERS,
    "GET /places/{session}": COUNTERS,
    "POST /places/{session}": MANAGERS,
    "GET /fermetures": MANAGERS,
    "GET /fermetures/voir": MANAGERS,
    "POST /fermetures": MANAGERS,
    "GET /fermetures/{closure}": MANAGERS,
    "POST /fermetures/{closure}/rouvrir": MANAGERS,
    "GET /rappels": WRITERS,
    "POST /rappels/arreter": WRITERS,
    "POST /rappels/reprendre": WRITERS,
    "GET /bilan": ALL,
    "GET /bilan.csv": ALL,
    "GET /mis-de-cote": COUNTERS,
    "GET /mis-de-cote/{waiting}": COUNTERS,
    "POST /mis-de-cote/{waiting}": COUNTERS,
    "POST /mis-de-cote/{waiting}/retirer": COUNTERS,
    "GET /familles/{family}/donnees": frozenset({ADMINISTRATOR}),
    "POST /familles/{family}/donnees/remettre": frozenset({ADMINISTRATOR}),
    "POST /familles/{family}/donnees/effacer": frozenset({ADMINISTRATOR}),
    "GET /registre": frozenset({ADMINISTRATOR}),
    "GET /registre.csv": frozenset({ADMINISTRATOR}),
}
OPEN = {PREFIX + path for path in ("/connexion", "/openid", "/openid/retour", "/static/{name}", "/{rest:path}")}
FORBIDDEN = "Cette page n'est pas pour vous"


def name_of(action: Action) -> str:
    return f"{action.method} {action.path}"


def test_every_page_and_form_is_in_the_table() -> None:
    assert {name_of(action) for action in ACTIONS} == set(MAY)


def test_every_address_is_guarded_or_known_to_be_open(office: Office) -> None:
    paths = {getattr(route, "path", "") for route in router(office.desk).routes}
    assert paths == OPEN | {PREFIX + action.path for action in ACTIONS}


@pytest.mark.parametrize("role", Role)
async def test_a_role_gets_what_the_table_says_and_nothing_else(office: Office, role: Role) -> None:
    async with office.clerk(role) as clerk:
        page = await clerk.open("/guichet/mot-de-passe")
        csrf = next(value for form in page.forms for name, value in form.fields if name == "csrf")
        for action in sorted(ACTIONS, key=lambda each: each.path == "/deconnexion"):
            path = PREFIX + re.sub(r"{\w+}", "1", action.path)
            if action.method == "GET":
                await clerk.open(path)
            else:
                await clerk.send(path, [("csrf", csrf)])
            allowed = FORBIDDEN not in clerk.page.words
            assert allowed == (role in MAY[name_of(action)]), f"{role}: {name_of(action)}"


@pytest.mark.parametrize("action", ACTIONS, ids=name_of)
async def test_nobody_gets_anything_without_a_login(office: Office, action: Action) -> None:
    async with office.browser() as stranger:
        path = PREFIX + re.sub(r"{\w+}", "1", action.path)
        answer = await stranger.client.request(action.method, path, headers={"Origin": "http://mairie.test"})
        assert answer.status_code in ({303} if action.method == "GET" else {401})
        assert answer.headers.get("location", "/guichet/connexion").startswith("/guichet/connexion")
