"""One thing that was set aside, mended by a person, and tried again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Author, Entry
from booking.importing.applying import Tally, plan_batch, write_batch
from booking.importing.cross_checks import cross_check
from booking.importing.findings import Finding, KeepsOut
from booking.importing.judging import Judge
from booking.importing.mapping import from_words
from booking.importing.people import FamilyRead
from booking.importing.plans import Plan
from booking.importing.set_aside import add_set_aside, named, rows_of_families
from booking.importing.sheet import Row, Sheet
from booking.importing.stored import children_on_file, phones_on_file
from booking.importing.tables import ImportRun, SetAside
from booking.journal import Line, open_act, record
from booking.town import Town


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of a second try: what was written, and what still keeps something out."""

    tally: Tally
    findings: Sequence[Finding]


async def try_again(
    db: AsyncSession,
    town: Town,
    waiting: SetAside,
    corrected: Mapping[int, Mapping[str, str]],
    *,
    without: Collection[int] = (),
    by: Author,
    now: datetime,
) -> Mended:
    """Judge the rows of what was set aside once more, and write what is good now. Commits nothing.

    `corrected` are the rows as a person wrote them, by line: cells by the names of their columns, whole rows; those
    of the lines `without` count no more. What waited of the same family is replaced by what still does. `now` is
    aware.
    """
    run = await db.get_one(ImportRun, waiting.import_id)
    today = now.astimezone(town.zone).date()
    sheet = _sheet(run, waiting, corrected, without)
    mapped = from_words(Path(run.file), run.columns, sheet.header, town)
    families = Judge.of(town, today).families(sheet, mapped, lambda *_: None)
    cross_check(families, await phones_on_file(db), await children_on_file(db))
    plans = [*await plan_batch(db, [each for each in families if each.number], today), *_lost(families)]
    act = await open_act(db, by, now=now)
    await record(db, act, _line(waiting, "mended"))
    await write_batch(db, plans, act, town, import_id=run.id, file=run.file, today=today)
    return await _kept(db, run, waiting, sheet, plans)


async def dismiss(db: AsyncSession, waiting: SetAside, *, by: Author, now: datetime) -> None:
    """Take something off the list without mending it: a person decided that the file is wrong. Commits nothing."""
    await record(db, await open_act(db, by, now=now), _line(waiting, "dismissed"))
    await db.delete(waiting)
    await db.flush()


async def held(db: AsyncSession, number: int) -> SetAside | None:
    """What is set aside under that number, kept from others until the end of the transaction; none where another has
    mended it meanwhile."""
    return await db.scalar(select(SetAside).where(SetAside.id == number).with_for_update())


def _line(waiting: SetAside, how: str) -> Line:
    details = {"file": waiting.file, "line": str(waiting.line), "family": waiting.number, "done": how}
    return Line(Entry.MENDED, details=details)


def _sheet(
    run: ImportRun, waiting: SetAside, corrected: Mapping[int, Mapping[str, str]], without: Collection[int]
) -> Sheet:
    """The rows as they stood in the file, those that were corrected as they are now."""
    header = tuple(run.columns)
    rows = []
    for line, cells in sorted(waiting.rows.items(), key=lambda each: int(each[0])):
        if int(line) in without:
            continue
        said = corrected.get(int(line), cells)
        beyond = [] if int(line) in corrected else [cells[name] for name in cells if name not in run.columns]
        rows.append(Row(int(line), (*(" ".join(said.get(name, "").split()) for name in header), *beyond)))
    return Sheet(run.file, header, tuple(rows))


def _lost(families: Sequence[FamilyRead]) -> list[Plan]:
    return [Plan.of_lost(family) for family in families if not family.number]


async def _kept(db: AsyncSession, run: ImportRun, waiting: SetAside, sheet: Sheet, plans: Sequence[Plan]) -> Mended:
    tally = Tally()
    findings: list[Finding] = []
    for plan in plans:
        tally.add(plan)
        findings.extend((*plan.read.findings, *plan.findings))
    left = [finding for finding in findings if finding.keeps_out is not KeepsOut.NOTHING]
    of_same = SetAside.number == waiting.number if waiting.number else SetAside.id == waiting.id
    await db.execute(delete(SetAside).where(SetAside.file == run.file, of_same))
    rows = rows_of_families(sheet, {plan.read.number: plan.read.lines for plan in plans if plan.read.number})
    for row in sheet.rows:
        rows.setdefault(f"line {row.line}", {str(row.line): named(sheet.header, row.cells)})
    await add_set_aside(db, run, left, rows)
    return Mended(tally, left)
