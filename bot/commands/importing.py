"""`allo-cantine import`: brings a file of the town hall in, with a progress bar and a report."""

import gc
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from booking.importing.errors import FileFault, ImportFileError
from booking.importing.judging import Judge
from booking.importing.mapping import Mapped, as_words, read_mapping, recognised, require_people, written
from booking.importing.reading import read
from booking.importing.sheet import Sheet
from bot.commands.opening import Opened, opened
from bot.errors import SettingsError
from bot.importing.report import families_hurt, page
from bot.importing.run import Importing, Outcome
from bot.importing.words import WORDS, Words
from bot.importing.workbook import write_workbook
from bot.settings import Settings

STEPS = {"rows": "Lecture des lignes", "families": "Familles"}
AUTHOR = "import"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for. `mapping` is none for the file beside the input."""

    file: Path
    dry_run: bool = False
    reports: tuple[Path, ...] = ()
    mapping: Path | None = None


async def bring_in(settings: Settings, asked: Asked) -> bool:
    """Import, report, and say whether nothing waits for a person.

    Raises ImportFileError, SettingsError or BookingError with nothing changed.
    """
    _require_known_reports(asked)
    _collect_rarely()
    async with opened(settings) as house:
        sheet = read(asked.file, house.town)
        mapped = _mapped(asked, sheet, house)
        with _bar() as bar:
            outcome = await _importing(house, asked, bar).bring_in(sheet, mapped)
    words = Words.of(house.town)
    for path in asked.reports:
        _write(path, outcome, words, house)
    sys.stdout.write("\n".join([*_summary(outcome), *(f"Rapport : {path}" for path in asked.reports), ""]))
    return not outcome.set_aside


def _collect_rarely() -> None:
    """All that is read stays until the end, so there is next to nothing to collect: to look for it among two million
    objects again and again took a sixth of the time."""
    gc.set_threshold(50_000, 50, 1000)


def _importing(house: Opened, asked: Asked, bar: Progress) -> Importing:
    tasks: dict[str, TaskID] = {}

    def progress(step: str, done: int, of: int) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(STEPS[step], total=of)
        bar.update(tasks[step], completed=done, total=of)

    return Importing(
        house.database, house.town, now=house.clock.now(), by=AUTHOR, progress=progress, dry_run=asked.dry_run
    )


def _mapped(asked: Asked, sheet: Sheet, house: Opened) -> Mapped:
    """What the columns mean: as the mapping file says, else as they are recognised, and written there for next time."""
    path = asked.mapping or asked.file.with_name(f"{asked.file.name}.colonnes.toml")
    if path.exists():
        mapped = read_mapping(path, sheet, house.town)
        sys.stderr.write(f"Colonnes : suivies telles que les dit {path}\n")
    else:
        mapped = recognised(sheet, house.town, Judge.of(house.town, house.clock.local(house.clock.now()).date()).looks)
        _write_mapping(path, sheet, mapped)
    try:
        require_people(asked.file, mapped)
    except ImportFileError as error:
        raise ImportFileError(asked.file, FileFault.COLUMNS_UNKNOWN, {"mapping": str(path)}) from error
    return mapped


def _write_mapping(path: Path, sheet: Sheet, mapped: Mapped) -> None:
    try:
        path.write_text(written(as_words(sheet, mapped), WORDS["mapping"]["comment"].strip()), "utf-8")
    except OSError as error:
        sys.stderr.write(
            f"{path} : impossible d'y écrire les colonnes ({error.strerror}). Donnez --mapping ailleurs.\n"
        )
        return
    sys.stderr.write(f"Colonnes : reconnues, et écrites dans {path} pour être relues.\n")


def _require_known_reports(asked: Asked) -> None:
    for path in asked.reports:
        if path.suffix.lower() not in (".html", ".xlsx"):
            raise SettingsError(f"--report : « {path.name} » doit finir par .html ou .xlsx.")
        if not path.absolute().parent.is_dir():
            raise SettingsError(f"--report : le dossier {path.absolute().parent} n'existe pas.")


def _write(path: Path, outcome: Outcome, words: Words, house: Opened) -> None:
    now = house.clock.local(house.clock.now())
    if path.suffix.lower() == ".xlsx":
        write_workbook(path, outcome, words)
    else:
        path.write_text(page(outcome, words, town=house.town.name, now=now), "utf-8")


def _summary(outcome: Outcome) -> list[str]:
    tally, waiting = outcome.tally, len(outcome.set_aside)
    hurt = families_hurt(outcome)
    conflicts = sum(finding.is_conflict for finding in outcome.findings)
    mended = len(outcome.findings) - waiting - conflicts
    lines = [
        *(["Essai : rien n'a été écrit."] if outcome.dry_run else []),
        f"{outcome.file}. Lignes : {outcome.rows}. Familles : {outcome.families}.",
        _counts("Familles", {"nouvelles": tally.families_new, "changées": tally.families_changed,
                             "déjà à jour": tally.families_same, "restées dehors": tally.families_out}),
        _counts("Enfants", {"nouveaux": tally.children_new, "changés": tally.children_changed}),
        _counts("Inscriptions", {"nouvelles": tally.places_new}),
        _counts("Cellules et lignes", {"réparées": mended, "mises de côté": waiting, "changées depuis": conflicts}),
    ]  # fmt: skip
    return (
        [*lines, f"Familles qui ne pourraient pas réserver demain, en tout ou en partie : {hurt}."] if hurt else lines
    )


def _counts(what: str, numbers: Mapping[str, int]) -> str:
    return f"{what} : {', '.join(f'{name} {number}' for name, number in numbers.items())}."


def _bar() -> Progress:
    """On the error output, so that a script reads the result alone; gone when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
