"""How long forgetting takes, and how long it keeps others waiting: `python -m tests.benchmarks.forgetting`.

A town that has never forgotten anything for five years: every family texts once a month, each text is an act with a
reservation, and is answered. Then the job of each hour runs until it finds nothing: rows emptied, the time of the
whole, and the longest single transaction, for which a parent's text may have to wait. Then once more, with nothing
to do: what it costs every hour.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta

from rich.console import Console
from sqlalchemy import text

from booking.database import Database
from bot.forgetting.rules import RULES
from bot.forgetting.turns import turn
from tests.benchmarks.databases import DIALECTS, asked_at, fresh, town

YEARS, TEXTS_A_YEAR = 5, 12
SERIES: Mapping[str, str] = {
    "postgresql": "generate_series(1, {}) AS n",
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s) AS s",
}
AT: Mapping[str, str] = {
    "postgresql": "('{start}'::timestamptz + n * interval '{step} seconds')",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '{start}', (n * {step}) || ' seconds')",
}
FILLING = (
    "INSERT INTO families (id, number, missing) SELECT n, 'F' || n, '[]' FROM {families}",
    (
        "INSERT INTO guardians (id, family_id, name, phone, language) "
        "SELECT n, n, 'Camille ' || n, '+33' || (600000000 + n), 'fr' FROM {families}"
    ),
    (
        "INSERT INTO children (id, family_id, first_name, last_name, school) "
        "SELECT n, n, 'Léo', 'Martin' || n, 'jean-moulin' FROM {families}"
    ),
    (  # one family in five left a year and a half ago, and one in fifty was never enrolled
        "INSERT INTO enrolments (child_id, service, site, first, last) SELECT n, 'cantine', 'jean-moulin', "
        "'2021-09-01', CASE WHEN n % 5 = 0 THEN '2025-07-04' ELSE '2027-07-02' END FROM {families} WHERE n % 50 <> 1"
    ),
    (
        "INSERT INTO inbox (id, channel, provider_id, sender, kind, text, extra, received_at, state, attempts, "
        "next_try_at) SELECT n, 'sms', 'SM' || n, '+33' || (600000001 + n % {number}), 'text', 'cantine lundi', "
        "'{{}}', {at}, 'handled', 1, {at} FROM {texts}"
    ),
    (
        'INSERT INTO outbox (id, channel, "to", text, buttons, answers, lane, state, queued_at, due_at, attempts, '
        "purpose, segments, sent_at) SELECT n, 'sms', '+33' || (600000001 + n % {number}), "
        "'Réservé : cantine pour Léo, lundi 30 novembre.', '[]', n, 0, 'delivered', {at}, {at}, 1, 'answer', 1, {at} "
        "FROM {texts}"
    ),
    (
        "INSERT INTO acts (id, family_id, guardian_id, author, author_name, channel, words, arrived, at) "
        "SELECT n, 1 + n % {number}, 1 + n % {number}, 'guardian', 'Camille', 'sms', 'cantine lundi', {at}, {at} "
        "FROM {texts}"
    ),
    (
        "INSERT INTO sessions (id, service, site, date, part, capacity, booked) "
        "VALUES (1, 'cantine', 'jean-moulin', '2022-01-10', 'day', 100, 0)"
    ),
    (
        "INSERT INTO reservations (id, child_id, session_id, state, act_id, made_at) "
        "SELECT n, 1 + n % {number}, 1, 'cancelled', n, {at} FROM {texts}"
    ),
    (
        "INSERT INTO journal (id, act_id, entry, child_id, reservation_id, service, site, details) "
        "SELECT n, n, 'booked', 1 + n % {number}, n, 'cantine', 'jean-moulin', '{{}}' FROM {texts}"
    ),
)
SEQUENCES = ("acts", "journal", "redactions")
console = Console(width=120)


def main() -> None:
    """Measure on each database."""
    asking = argparse.ArgumentParser(prog="python -m tests.benchmarks.forgetting")
    asking.add_argument("--families", type=int, default=10_000)
    asking.add_argument("--database", choices=DIALECTS, action="append")
    asked = asking.parse_args()
    for dialect in asked.database or DIALECTS:
        with fresh(dialect) as url:
            asyncio.run(measure(url, dialect, asked.families))


async def measure(url: str, dialect: str, families: int) -> None:
    """Forget all that is due, then find nothing."""
    database = Database(url)
    texts = families * TEXTS_A_YEAR * YEARS
    await fill(database, dialect, families, texts)
    console.print(f"{dialect}: {families} families, {texts} texts in {YEARS} years, each answered, each an act")
    for about in ("all that is due", "nothing is due"):
        began = time.perf_counter()
        done, longest, slowest = await forget_until_nothing(database)
        console.print(
            f"  {about}: {done} rows in {time.perf_counter() - began:.1f} s; "
            f"longest transaction {longest:.2f} s ({slowest})"
        )
    await database.close()


async def fill(database: Database, dialect: str, families: int, texts: int) -> None:
    """Five years of texts, the last of them now."""
    step = int(timedelta(days=365 * YEARS).total_seconds()) // texts
    start = asked_at() - timedelta(days=365 * YEARS)
    values = {
        "families": SERIES[dialect].format(families),
        "texts": SERIES[dialect].format(texts),
        "at": AT[dialect].format(start=start.strftime("%Y-%m-%d %H:%M:%S"), step=step),
        "number": str(families),
    }
    async with database.connection() as connection:
        for statement in FILLING:
            await connection.execute(text(statement.format(**values).replace(":", r"\:")))
        if dialect == "postgresql":
            for table in SEQUENCES:
                await connection.execute(text(f"SELECT setval('{table}_id_seq', 1 + (SELECT count(*) FROM {table}))"))
        await connection.execute(text("ANALYZE"))


async def forget_until_nothing(database: Database) -> tuple[int, float, str]:
    """How many rows, the seconds of the longest transaction, and of which rule it was."""
    done, longest, slowest = 0, 0.0, ""
    for rule in RULES:
        number = 1
        while number:
            began = time.perf_counter()
            number = await turn(database, town(), rule, now=asked_at())
            took = time.perf_counter() - began
            done += number
            if took > longest:
                longest, slowest = took, rule.said
    return done, longest, slowest


if __name__ == "__main__":
    main()
