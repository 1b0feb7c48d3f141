"""What could not be taken, waiting for a person: kept with its rows, listed, mended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.importing.findings import Finding
from booking.importing.sheet import Sheet
from booking.importing.tables import ImportRun, SetAside
from booking.tables import Family

AT_ONCE = 500  # numbers of files asked for in one statement


async def replace_set_aside(
    db: AsyncSession, run: ImportRun, findings: Sequence[Finding], rows: Mapping[str, Mapping[str, dict[str, str]]]
) -> None:
    """What is set aside of a file is now this, and no longer what an earlier run of it said.

    `rows` are the rows of each family as they stand in the file, by the number of the family.
    """
    await db.execute(delete(SetAside).where(SetAside.file == run.file))
    await add_set_aside(db, run, findings, rows)


async def add_set_aside(
    db: AsyncSession, run: ImportRun, findings: Sequence[Finding], rows: Mapping[str, Mapping[str, dict[str, str]]]
) -> None:
    """Keep each finding that a person must look at."""
    ids = await _families(db, {finding.family for finding in findings if finding.family})
    db.add_all(
        SetAside(
            import_id=run.id,
            file=run.file,
            family_id=ids.get(finding.family),
            number=finding.family,
            child=finding.child,
            reason=finding.reason,
            keeps_out=int(finding.keeps_out),
            line=finding.line,
            column=finding.column,
            value=finding.value,
            became=finding.became,
            rows=dict(rows.get(finding.family or f"line {finding.line}", {})),
        )
        for finding in findings
    )
    await db.flush()


async def forget(db: AsyncSession, *, before: datetime) -> int:
    """Forget what waits since an import begun before that instant (aware), with the rows of the file: who is concerned
    brings the file again. How many were forgotten.

    What was mended or dismissed is gone already; what files said of a family goes with the family.
    """
    of_old = select(ImportRun.id).where(ImportRun.at < before)
    forgotten = await db.execute(delete(SetAside).where(SetAside.import_id.in_(of_old)).returning(SetAside.id))
    return len(forgotten.all())


async def listed(db: AsyncSession, *, file: str | None = None) -> Sequence[SetAside]:
    """All that is set aside, what hurts most first, then by family and line."""
    found = select(SetAside).order_by(SetAside.keeps_out.desc(), SetAside.number, SetAside.line, SetAside.id)
    if file is not None:
        found = found.where(SetAside.file == file)
    return (await db.scalars(found)).all()


async def set_aside_numbered(db: AsyncSession, number: int) -> SetAside | None:
    """One thing that is set aside."""
    return await db.get(SetAside, number)


async def of_family(db: AsyncSession, family_id: int) -> Sequence[SetAside]:
    """What is set aside of a family that is on file: what its parents may ask about."""
    found = select(SetAside).where(SetAside.family_id == family_id).order_by(SetAside.keeps_out.desc(), SetAside.id)
    return (await db.scalars(found)).all()


def rows_of_families(sheet: Sheet, lines: Mapping[str, Sequence[int]]) -> dict[str, dict[str, dict[str, str]]]:
    """The rows of some families as they stand in the file: by number of the family, line, and name of the column."""
    wanted = {line: number for number, of_family in lines.items() for line in of_family}
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in sheet.rows:
        if (number := wanted.get(row.line)) is not None:
            found[number][str(row.line)] = named(sheet.header, row.cells)
    return found


def named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by the names of their columns; what stands beyond the last column is kept under a number."""
    names = [*header, *(f"+{extra}" for extra in range(1, len(cells) - len(header) + 1))]
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell}


async def _families(db: AsyncSession, numbers: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        asked = select(Family.number, Family.id).where(Family.number.in_(wanted[start : start + AT_ONCE]))
        found.update((await db.execute(asked)).all())
    return found
