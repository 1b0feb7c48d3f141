"""Small old files for tests: written, brought in, looked at."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.database import Database
from booking.importing.judging import Judge
from booking.importing.mapping import recognised
from booking.importing.reading import read
from booking.tables import Child, Family
from booking.town import Town
from bot.importing.run import Importing, Outcome

HEADER = (
    "N° dossier;Nom enfant;Prénom enfant;Né le;École;Classe;Responsable 1;Tél. responsable 1;Cantine;Pièces manquantes"
)


class OldFiles:
    """The files of one town, brought into one database."""

    def __init__(self, database: Database, town: Town, folder: Path, now: datetime) -> None:
        self.database = database
        self.town = town
        self.now = now
        self._path = folder / "eleves.csv"

    async def bring_in(self, *rows: str, header: str = HEADER, dry_run: bool = False) -> Outcome:
        """Write a file with these rows, and import it."""
        self._path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        sheet = read(self._path, self.town)
        mapped = recognised(sheet, self.town, Judge.of(self.town, self.now.date()).looks)
        importing = Importing(
            self.database, self.town, now=self.now, by="import", progress=lambda *_: None, dry_run=dry_run
        )
        return await importing.bring_in(sheet, mapped)

    async def families(self) -> Mapping[str, Family]:
        """All families, by number."""
        everything = select(Family).options(
            selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments)
        )
        async with self.database.reading() as db:
            return {family.number: family for family in await db.scalars(everything)}
