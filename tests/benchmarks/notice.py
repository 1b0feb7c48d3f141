"""How long a notice to a whole town takes: to be accepted, to be looked at before and after; on both databases.

    python -m tests.benchmarks.notice [--families 8000] [--guardians 2] [--rounds 20]

The form is sent, and the pages are asked for, through the whole application in this process: login, rights, queries and
HTML are in the figures; the network is not. A third of the messages has arrived when the report is asked for, some have
failed.
"""

import argparse
import asyncio
import gc
import statistics
import time

from sqlalchemy import case, func, insert, select, update

from booking.database import Database
from booking.tables import Guardian
from channels.desk.roles import Role
from channels.errors import Failure
from channels.tables import OutboxMessage, Sending
from channels.terms import Terms
from channels.transport import Channel
from tests.benchmarks.databases import DIALECTS, ROWS_AT_ONCE, SITE, add_children, asked_at, fresh, town
from tests.channels.desk.office import Clerk, Office

ACCEPTED, SHOWN = 2.0, 200  # seconds; milliseconds, median
WARM_UP = 3
TEXT = "Grève du personnel mardi 1er décembre : pas de cantine. Prévoyez un panier-repas, la garderie est assurée."


async def fill(database: Database, families: int, guardians: int) -> None:
    """So many families with a child, and so many guardians each."""
    await add_children(database, families)
    rows = [
        {"family_id": family, "name": f"Parent {family}-{place}", "phone": f"+336{place}{family:07}", "language": "fr"}
        for family in range(1, families + 1)
        for place in range(guardians)
    ]
    async with database.connection() as connection:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            await connection.execute(insert(Guardian), rows[start : start + ROWS_AT_ONCE])


async def written(clerk: Clerk, **typed: str) -> str:
    """The address of a draft."""
    await clerk.open("/guichet/avis/nouveau")
    await clerk.press("Voir avant d'envoyer", texte_fr=TEXT, **typed)
    return clerk.at.partition("?")[0]


async def accepted(clerk: Clerk, path: str) -> float:
    """Send a draft; the seconds until the desk has answered."""
    page = await clerk.open(path)
    button = next(label for form in page.forms for label, *_ in form.buttons if label.startswith("Envoyer à"))
    form, _ = page.form_with(button)
    started = time.perf_counter()
    answer = await clerk.client.post(form.action, data=dict(form.fields), headers={"Origin": "http://mairie.test"})
    took = time.perf_counter() - started
    assert answer.status_code == 303, answer.text
    return took


async def under_way(database: Database) -> int:
    """A third of the messages has arrived, a few have failed; how many messages there are."""
    third = case((OutboxMessage.id % 99 == 0, Sending.FAILED), else_=Sending.DELIVERED)
    async with database.writing() as db:
        await db.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id % 3 == 0)
            .values(state=third, failure=case((OutboxMessage.id % 99 == 0, Failure.NOT_A_NUMBER)))
            .execution_options(synchronize_session=False)
        )
        return await db.scalar(select(func.count()).select_from(OutboxMessage)) or 0


async def median_of(clerk: Clerk, path: str, rounds: int) -> float:
    """Milliseconds."""
    taken = []
    for turn in range(rounds + WARM_UP):
        started = time.perf_counter()
        answer = await clerk.client.get(path)
        assert answer.status_code == 200, path
        if turn >= WARM_UP:
            taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


async def measure(dialect: str, url: str, *, families: int, guardians: int, rounds: int) -> None:
    """Print the figures of one kind of database."""
    database = Database(url)
    await fill(database, families, guardians)
    office = Office(database, town(), asked_at())
    office.sends_texts({Channel.SMS: Terms(10)})
    gc.collect()
    gc.freeze()  # as `serve` does
    async with office.clerk(Role.ADMINISTRATOR, "Mesure") as clerk:
        first, second = await written(clerk), await written(clerk, site=SITE)
        took = await accepted(clerk, first)
        messages = await under_way(database)
        print(
            f"{dialect}: {families} families, {messages} messages accepted in {took:.2f} s (wanted: {ACCEPTED:.0f} s)"
        )
        pages = {
            "the draft, with people and cost": second,
            "the report": first,
            "all people, the first hundred": f"{first}?etape=tous",
            "all people as a file": f"{first}/personnes.csv",
            "the list": "/guichet/avis",
        }
        for name, path in pages.items():
            print(f"{dialect}: {name}: {await median_of(clerk, path, rounds):.0f} ms median (wanted: {SHOWN})")
    await database.close()


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=8_000)
    parser.add_argument("--guardians", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    for dialect in DIALECTS:
        with fresh(dialect) as url:
            asyncio.run(measure(dialect, url, families=asked.families, guardians=asked.guardians, rounds=asked.rounds))


if __name__ == "__main__":
    main()
