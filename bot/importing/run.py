"""One import from the file to the report: opens the transactions, a batch of families each, and commits them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from booking.database import DATABASE_FAILURES, Database
from booking.domain import Act, Author, AuthorKind
from booking.importing.applying import Tally, plan_batch, write_batch
from booking.importing.cross_checks import cross_check
from booking.importing.findings import KEPT_OUT, Finding, KeepsOut, Reason
from booking.importing.judging import Judge
from booking.importing.mapping import Mapped, as_words
from booking.importing.people import FamilyRead
from booking.importing.plans import Plan
from booking.importing.recognising import recognise
from booking.importing.set_aside import named, replace_set_aside, rows_of_families
from booking.importing.sheet import Sheet
from booking.importing.stored import children_on_file, phones_on_file
from booking.importing.tables import ImportRun
from booking.journal import open_act
from booking.town import Town

FAMILIES_AT_ONCE = 100  # in one transaction: 20 ms each on SQLite, so that who serves waits no longer
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Outcome:
    """What an import did, or with `dry_run` would do."""

    file: str
    rows: int
    families: int
    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)
    dry_run: bool = False

    @property
    def set_aside(self) -> list[Finding]:
        """What waits for a person."""
        return [finding for finding in self.findings if finding.is_set_aside]


class Importing:
    """Brings one sheet in."""

    def __init__(
        self, database: Database, town: Town, *, now: datetime, by: str, progress: Progress, dry_run: bool = False
    ) -> None:
        self._database = database
        self._town = town
        self._now = now
        self._by = by
        self._progress = progress
        self._dry_run = dry_run

    @property
    def today(self) -> date:
        """The town's day."""
        return self._now.astimezone(self._town.zone).date()

    async def bring_in(self, sheet: Sheet, mapped: Mapped) -> Outcome:
        """Judge and write all families of a sheet; what was committed before a failure stays, whole families only."""
        judge = Judge.of(self._town, self.today)
        families = judge.families(sheet, mapped, lambda done, of: self._progress("rows", done, of))
        async with self._database.reading() as db:
            if not mapped.has_numbers:
                await recognise(db, families)
            cross_check(families, await phones_on_file(db), await children_on_file(db))
        outcome = Outcome(sheet.name, len(sheet.rows), len(families), dry_run=self._dry_run)
        writer = None if self._dry_run else await self._begin(sheet, mapped)
        for done, batch in _batches(families):
            self._progress("families", done, len(families))
            for plan in await self._batch(batch, writer):
                outcome.tally.add(plan)
                outcome.findings.extend((*plan.read.findings, *plan.findings))
        if writer is not None:
            await self._finish(writer, sheet, families, outcome)
        return outcome

    async def _begin(self, sheet: Sheet, mapped: Mapped) -> "Writer":
        async with self._database.writing() as db:
            run = ImportRun(file=sheet.name, by=self._by, at=self._now, columns=as_words(sheet, mapped))
            db.add(run)
            await db.flush()
            author = Author(AuthorKind.STAFF, self._by, "import", sheet.name, arrived=self._now)
            return Writer(run, await open_act(db, author, now=self._now))

    async def _batch(self, batch: Sequence[FamilyRead], writer: "Writer | None") -> list[Plan]:
        numbered = [family for family in batch if family.number]
        lost = [Plan.of_lost(family) for family in batch if not family.number]
        if writer is None:
            async with self._database.reading() as db:
                return [*await plan_batch(db, numbered, self.today), *lost]
        try:
            return [*await self._written(numbered, writer), *lost]
        except DATABASE_FAILURES:
            return [*[await self._alone(family, writer) for family in numbered], *lost]

    async def _written(self, families: Sequence[FamilyRead], writer: "Writer") -> list[Plan]:
        async with self._database.writing() as db:
            plans = await plan_batch(db, families, self.today)
            await write_batch(
                db, plans, writer.act, self._town, import_id=writer.run.id, file=writer.run.file, today=self.today
            )
            return plans

    async def _alone(self, family: FamilyRead, writer: "Writer") -> Plan:
        """One family by itself, after its batch failed: the one that cannot be written holds up no other."""
        try:
            return (await self._written([family], writer))[0]
        except DATABASE_FAILURES as error:
            why = type(getattr(error, "orig", None) or error).__name__
            plan = Plan.of_lost(family)
            plan.findings.append(
                Finding(Reason.NOT_WRITTEN, family.lines[0], value=why, family=family.number,
                        keeps_out=KEPT_OUT[Reason.NOT_WRITTEN])
            )  # fmt: skip
            return plan

    async def _finish(self, writer: "Writer", sheet: Sheet, families: Sequence[FamilyRead], outcome: Outcome) -> None:
        found = [finding for finding in outcome.findings if finding.keeps_out is not KeepsOut.NOTHING]
        async with self._database.writing() as db:
            run = await db.get_one(ImportRun, writer.run.id)
            await replace_set_aside(db, run, found, _rows(sheet, families, found))
            run.finished_at = self._now


@dataclass(frozen=True, slots=True)
class Writer:
    """What all batches of a run are written under."""

    run: ImportRun
    act: Act


def _batches(families: Sequence[FamilyRead]) -> Iterator[tuple[int, Sequence[FamilyRead]]]:
    for start in range(0, len(families), FAMILIES_AT_ONCE):
        yield start, families[start : start + FAMILIES_AT_ONCE]


def _rows(
    sheet: Sheet, families: Sequence[FamilyRead], findings: Sequence[Finding]
) -> Mapping[str, Mapping[str, dict[str, str]]]:
    """The rows behind what is set aside: those of the family, or the row alone where it belongs to none."""
    concerned = {finding.family for finding in findings}
    of_families = {family.number: family.lines for family in families if family.number and family.number in concerned}
    alone = {finding.line for finding in findings if not finding.family}
    found = rows_of_families(sheet, of_families)
    for row in sheet.rows:
        if row.line in alone:
            found[f"line {row.line}"] = {str(row.line): named(sheet.header, row.cells)}
    return found
