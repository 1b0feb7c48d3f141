"""How long each page of the desk takes in a large town, on PostgreSQL.

    python -m tests.benchmarks.desk [--families 8000] [--children 12000] [--reservations 1000000] [--rounds 20]

Every page of `channels.desk.router.ACTIONS` is asked for as an administrator, through the whole application, in this
process: login, rights, queries and HTML are in the figure; the network is not. What is printed is the median, the
slowest of ten, and how large the page is.
"""

import argparse
import asyncio
import gc
import re
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from booking.database import Database
from booking.references import reference_of
from booking.sessions import open_sessions
from booking.town import Town
from channels.desk.figures.totals import keep_totals
from channels.desk.house import PREFIX
from channels.desk.roles import Role
from channels.desk.router import ACTIONS
from tests.benchmarks.databases import asked_at, fresh, town
from tests.channels.desk.office import Clerk, Office

WANTED = 200  # milliseconds, median
WARM_UP = 3
TODAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 9, 1), date(2027, 7, 2)
LAST_NAMES = "Martin,Bernard,Dubois,Thomas,Robert,Richard,Petit,Durand,Leroy,Moreau,N''Diaye,Lefèvre,Traoré,Le Goff"
FIRST_NAMES = "Léo,Emma,Inès,Raphaël,Zoé,Adam,Jean-Éric,Chloé,Noah,Louise,Yanis,Maëlys,Gabin,Aïcha,Côme,Salomé"
DIETS = "sans porc,végétarien,sans arachide"
CLASSES = "CP,CE1,CE2,CM1,CM2"
SCHOOLS = 40  # of some 300 children each
SITES = ",".join(f"ecole-{number}" for number in range(SCHOOLS))
NUMBERS = {
    "{family}": "SELECT 77",
    "{session}": "SELECT max(id) FROM sessions WHERE service = 'cantine' AND site = 'ecole-7' AND date = '2026-11-26'",
    "{closure}": "SELECT id FROM closures",
    "{notice}": "SELECT id FROM notices ORDER BY id",
    "/avis/{notice}/personnes.csv": "SELECT id FROM notices WHERE act_id IS NOT NULL",
    "/avis/{notice}/modifier": "SELECT id FROM notices WHERE act_id IS NULL",
    "/inconnus/{message}": "SELECT max(id) FROM inbox WHERE for_staff = 'unknown_sender'",
    "/messages/{message}": "SELECT max(id) FROM inbox WHERE for_staff = 'asked'",
    "{waiting}": "SELECT id FROM set_aside LIMIT 1",
}  # what stands in addresses: of a whole path, or of a place in it
WAYS = {
    "": ("", f"?jour={TODAY + timedelta(days=1)}", "?service=cantine&site=ecole-7"),
    "/effectifs/versions": ("?service=cantine",),
    "/appel": ("", "?service=cantine&site=ecole-7"),
    "/familles": ("?q=martin", "?q=raphael+dub", "?q=06+00+00+12+34", "?q=F77"),
    "/familles/{family}": ("", "?semaine=2026-11-30"),
    "/familles/{family}/journal": ("", "?tout=1"),
    "/familles/{family}/conversation": ("", "?tout=1"),
    "/inconnus/{message}": ("", "?q=martin"),
    "/bilan": ("", "?du=2026-01-01"),
    "/fermetures/voir": ("?service=cantine&du=2026-12-17&motif=neige",),
}
console = Console(width=120)


def pick(words: str, by: str) -> str:
    """SQL that takes one of these words by a number."""
    return f"(string_to_array('{words}', ','))[1 + ({by}) % {len(words.split(','))}]"


PEOPLE = (
    "INSERT INTO families (id, number, missing) SELECT n, 'F' || n, '[]' FROM generate_series(1, {families}) AS n",
    (
        "INSERT INTO guardians (family_id, name, phone, language) "
        f"SELECT n / 2 + 1, {pick(FIRST_NAMES, 'n')} || ' ' || {pick(LAST_NAMES, 'n / 2')} || n / 32, "
        "'+336' || lpad(n::text, 8, '0'), 'fr' FROM generate_series(0, 2 * {families} - 1) AS n"
    ),
    (
        "INSERT INTO children (id, family_id, first_name, last_name, born, school, class_name, diet) "
        f"SELECT n, 1 + n % {{families}}, {pick(FIRST_NAMES, 'n')}, {pick(LAST_NAMES, 'n % {families}')} || n % 700, "
        f"'2018-05-12', {pick(SITES, 'n')}, {pick(CLASSES, 'n / 3')}, "
        f"CASE WHEN n % 4 = 0 THEN {pick(DIETS, 'n / 4')} END "
        "FROM generate_series(1, {children}) AS n"
    ),
    (
        "INSERT INTO enrolments (child_id, service, site, first, last) "
        "SELECT c.id, s.service, c.school, '2026-09-01', '2027-07-02' FROM children AS c, "
        "(VALUES ('cantine'), ('garderie-matin'), ('garderie-soir')) AS s (service)"
    ),
)
BOOKINGS = (
    (
        "CREATE TEMPORARY TABLE wanted AS SELECT row_number() OVER () AS n, child_id, session_id, family_id FROM "
        "(SELECT c.id AS child_id, s.id AS session_id, c.family_id FROM sessions AS s JOIN children AS c "
        "ON c.school = s.site WHERE s.service IN ('cantine', 'garderie-soir') "
        "ORDER BY s.date, s.service, c.id LIMIT {reservations}) x"
    ),
    (
        "INSERT INTO acts (id, family_id, author, author_name, channel, words, arrived, at) "
        "SELECT n, family_id, 'guardian', 'Claire Martin', 'sms', 'cantine toute la semaine', "
        "x.at, x.at FROM (SELECT n, family_id, '2026-11-24 20:00:00'::timestamptz "
        "- ({reservations} - n) * interval '300 days' / {reservations} AS at FROM wanted) AS x"
    ),
    (
        "INSERT INTO reservations (child_id, session_id, state, act_id, made_at) "
        "SELECT child_id, session_id, CASE WHEN n % 10007 = 0 THEN 'requested' ELSE 'confirmed' END, n, "
        "'2026-09-01 09:00:00' FROM wanted"
    ),
    (
        "INSERT INTO journal (act_id, entry, child_id, reservation_id, service, site, date, part, after, details) "
        "SELECT r.act_id, 'booked', r.child_id, r.id, s.service, s.site, s.date, s.part, r.state, '{{}}' "
        "FROM reservations AS r JOIN sessions AS s ON s.id = r.session_id"
    ),
    (
        "UPDATE sessions SET capacity = 10000, booked = x.number FROM (SELECT session_id, count(*) AS number FROM "
        "reservations WHERE state = 'confirmed' GROUP BY session_id) AS x WHERE x.session_id = sessions.id"
    ),
    "SELECT setval('acts_id_seq', (SELECT max(id) FROM acts))",
)
TEXTS = (
    (
        "INSERT INTO inbox (channel, provider_id, sender, kind, text, extra, received_at, state, attempts, "
        "next_try_at, for_staff, course) "
        "SELECT 'sms', 'SM' || n, '+336' || lpad((n % (2 * {families} + 300))::text, 8, '0'), 'text', "
        "'cantine lundi', '{{}}', '2026-11-01 09:00:00'::timestamptz + n * interval '5 seconds', 'handled', 1, "
        "'2026-11-01 09:00:00', CASE WHEN n % (2 * {families} + 300) >= 2 * {families} THEN 'unknown_sender' "
        "WHEN n % 5003 = 0 THEN 'asked' END, "
        "CASE n % 10 WHEN 0 THEN 'asked' WHEN 1 THEN 'answered' ELSE 'at_once' END "
        "FROM generate_series(1, 20 * {families}) AS n"
    ),
    (
        'INSERT INTO outbox (channel, "to", text, buttons, answers, lane, state, queued_at, due_at, attempts, purpose, '
        "segments, sent_at) SELECT channel, sender, 'Réservé : cantine pour Léo, lundi 30 novembre.', '[]', id, 0, "
        "'delivered', received_at, received_at, 1, 'answer', 1, received_at + (id % 50) * interval '0.1 seconds' "
        "FROM inbox"
    ),
    (
        "INSERT INTO hours_at_work (hour, minutes, last_minute) SELECT h, 60, h + interval '59 minutes' FROM "
        "generate_series('2026-10-01 00:00+00'::timestamptz, '2026-11-24 08:00+00', interval '1 hour') AS h"
    ),
)
OLD_FILE = (
    (
        "INSERT INTO imports (id, file, by, at, columns) VALUES (1, 'eleves.csv', 'import', '2026-09-01', "
        """'{{"N° dossier": "family.number", "École": "child.school"}}')"""
    ),
    (
        'INSERT INTO set_aside (import_id, file, number, child, reason, keeps_out, line, "column", value, became, '
        "rows) SELECT 1, 'eleves.csv', 'F' || n, 'Léo', 'school_unknown', 1 + n % 3, n, 'École', 'Victor-Hugo', '', "
        """json_build_object(n::text, json_build_object('École', 'Victor-Hugo')) FROM generate_series(1, 2000) AS n"""
    ),
)


def large(small: Town) -> Town:
    """The demonstration town with many more schools, all of which have its canteen and care."""
    school = small.site("jean-moulin")
    schools = tuple(replace(school, key=key, name=f"école {key}") for key in SITES.split(","))
    services = tuple(
        replace(
            each,
            sites=(*each.sites, *(one.key for one in schools)),
            capacity={**each.capacity, **{one.key: each.capacity[school.key] for one in schools}},
        )
        if school.key in each.sites
        else each
        for each in small.services
    )
    return replace(small, sites=(*small.sites, *schools), services=services)


async def fill(database: Database, a_town: Town, *, families: int, children: int, reservations: int) -> None:
    """The large town."""
    async with database.connection() as connection:
        await _run(connection, PEOPLE, families=families, children=children)
    async with database.writing() as db:
        await open_sessions(db, a_town, FIRST, LAST, now=asked_at())
    async with database.connection() as connection:
        await _run(connection, BOOKINGS, reservations=reservations)
        await _run(connection, TEXTS, families=families)
        await _run(connection, OLD_FILE)
    async with database.connection() as connection:
        await connection.execute(text("ANALYZE"))


async def _run(connection: AsyncConnection, statements: tuple[str, ...], **sizes: int) -> None:
    for statement in statements:
        await connection.execute(text(statement.format(**sizes).replace(":", r"\:").replace(r"\:\:", "::")))


async def time_of(clerk: Clerk, path: str, rounds: int, *, warm_up: int = WARM_UP) -> tuple[list[float], int]:
    """Milliseconds of each round, and the size of the page."""
    taken: list[float] = []
    for turn in range(rounds + warm_up):
        started = time.perf_counter()
        answer = await clerk.client.get(path)
        if turn >= warm_up:
            taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")
    return sorted(taken), len(answer.content)


async def close_and_write(clerk: Clerk) -> None:
    """A closure; a notice to everybody that was sent, and one that was not yet."""
    await clerk.open("/guichet/fermetures/voir?service=cantine&site=ecole-7&du=2026-12-18&motif=neige")
    await clerk.press("Fermer")
    for _ in range(2):
        await clerk.open("/guichet/avis/nouveau")
        await clerk.press("Voir avant d'envoyer", texte_fr="La cantine est fermée lundi.")
    page = await clerk.open("/guichet/avis/1")
    await clerk.press(next(name for form in page.forms for name, *_ in form.buttons if name.startswith("Envoyer à")))


async def addresses(db: AsyncSession, act: int) -> AsyncIterator[str]:
    """Every page of the desk, those that can be asked for in several ways in the most costly ones.

    One that shows a single thing of a kind of which there is none is left out, and named.
    """
    ways = WAYS | {"/familles": (*WAYS["/familles"], f"?q={reference_of(act)}")}
    for action in ACTIONS:
        if action.method == "GET":
            paths = [path async for path in with_numbers(db, action.path)]
            for path in paths:
                for query in ways.get(action.path, ("",)):
                    yield PREFIX + path + query
            if not paths:
                console.print(f"not measured, as there is none: {action.path}")


async def with_numbers(db: AsyncSession, path: str) -> AsyncIterator[str]:
    """The address of each thing that it is to be measured for."""
    place = re.search(r"{\w+}", path)
    if place is None:
        yield path
        return
    for number in await db.scalars(text(NUMBERS.get(path) or NUMBERS[place[0]])):
        yield path.replace(place[0], str(number))


def say(page: str, median: str, slowest: str, size: str) -> None:
    """A line as soon as it is known: whoever waits sees where the time goes."""
    console.print(f"{page:<74}{median:>10}{slowest:>9}{size:>7}", highlight=False)


async def time_anew(office: Office, clerk: Clerk, path: str) -> float:
    """Milliseconds of a page of figures that nobody asked for within the last minute."""
    office.desk.kept_figures.clear()
    taken, _ = await time_of(clerk, path, 1, warm_up=0)
    return taken[0]


async def measure(url: str, *, families: int, children: int, reservations: int, rounds: int) -> None:
    """Print a line for each page."""
    database, a_town = Database(url), large(town())
    started = time.perf_counter()
    await fill(database, a_town, families=families, children=children, reservations=reservations)
    console.print(
        f"filled in {time.perf_counter() - started:.0f} s; {rounds} rounds, PostgreSQL, median wanted: {WANTED} ms"
    )
    office = Office(database, a_town, asked_at() + timedelta(days=1))
    started = time.perf_counter()
    days = await keep_totals(database, a_town.zone, now=office.clock.now())
    console.print(f"the worker has counted {days} days that are over in {time.perf_counter() - started:.1f} s")
    say("page", "median ms", "slowest", "kB")
    medians = []
    async with office.clerk(Role.ADMINISTRATOR, "Mesure") as clerk:
        await close_and_write(clerk)
        async with database.reading() as db:
            paths = [path async for path in addresses(db, reservations // 2)]
        gc.collect()
        gc.freeze()  # as `serve` does
        for path in paths:
            taken, size = await time_of(clerk, path, rounds)
            medians.append(statistics.median(taken))
            say(path, f"{medians[-1]:.0f}", f"{taken[int(len(taken) * 0.9)]:.0f}", f"{size / 1000:.0f}")
        for path in (f"{PREFIX}/bilan", f"{PREFIX}/bilan?du=2026-01-01"):
            taken = [await time_anew(office, clerk, path) for _ in range(3)]
            say(f"{path}, counted anew", f"{statistics.median(taken):.0f}", f"{max(taken):.0f}", "")
    await database.close()
    console.print(f"slowest median: {max(medians):.0f} ms (wanted: under {WANTED} ms)")


def main() -> None:
    """Measure on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=8_000)
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--reservations", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with fresh("postgresql") as url:
        asyncio.run(
            measure(
                url,
                families=asked.families,
                children=asked.children,
                reservations=asked.reservations,
                rounds=asked.rounds,
            )
        )


if __name__ == "__main__":
    main()
