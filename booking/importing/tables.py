"""What the core remembers of imports: each run, what it said of each family, and what is set aside."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from booking.importing.findings import Finding, KeepsOut, Reason
from booking.kept import Data, Until, Why, kept, plumbing
from booking.sealing import SealedJson, SealedText
from booking.tables import Base


class ImportRun(Base):
    """One file that was brought in: what its columns meant, and by whom it was brought."""

    __tablename__ = "imports"
    __kept__ = (
        kept("file columns at finished_at", Why.IMPORT, Until.UNLINKED, Data.NONE),
        kept("by", Why.IMPORT, Until.BILLED, Data.PERSONAL),
        plumbing("id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    columns: Mapped[dict[str, str]]
    finished_at: Mapped[datetime | None]


class ImportedFamily(Base):
    """What files last said of a family: by it one sees what a new file changes, and what staff changed since.

    `memory` holds the values of the family, its guardians and its children, each under the number of its row.
    """

    __tablename__ = "imported_families"
    __kept__ = (kept("family_id import_id memory", Why.IMPORT, Until.FILE_ENDS, Data.HEALTH),)

    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    memory: Mapped[dict[str, object]] = mapped_column(SealedJson)


class SetAside(Base):
    """One thing that could not be taken, with the rows that concern it as they stood in the file: to be mended.

    `family_id` is the family on file that it concerns, none where the family itself stayed outside. `rows` are
    the cells by the names of their columns, under the line of each row.
    """

    __tablename__ = "set_aside"
    __kept__ = (
        kept(
            "import_id file family_id number child line column value became rows",
            Why.IMPORT,
            Until.SET_ASIDE,
            Data.HEALTH,
        ),
        plumbing("id reason keeps_out"),
    )
    __table_args__ = (Index("ix_set_aside_file", "file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    file: Mapped[str]
    family_id: Mapped[int | None] = mapped_column(ForeignKey("families.id"), index=True)
    number: Mapped[str]
    child: Mapped[str]
    reason: Mapped[Reason]
    keeps_out: Mapped[int]
    line: Mapped[int]
    column: Mapped[str]
    value: Mapped[str] = mapped_column(SealedText)
    became: Mapped[str] = mapped_column(SealedText)
    rows: Mapped[dict[str, dict[str, str]]] = mapped_column(SealedJson)

    @property
    def out(self) -> KeepsOut:
        """What stays outside because of it."""
        return KeepsOut(self.keeps_out)

    @property
    def finding(self) -> Finding:
        """What was found, as it was when the file was judged."""
        return Finding(self.reason, self.line, self.column, self.value, self.became, self.number, self.child, self.out)
