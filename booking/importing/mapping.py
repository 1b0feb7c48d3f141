"""The mapping file: what each column means, written beside the input so that a person can confirm or correct it."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from booking.importing.errors import FileFault, ImportFileError
from booking.importing.looks import NAMES, Looks
from booking.importing.meanings import IGNORED, Meaning, Subject, What, meaning
from booking.importing.sheet import Sheet
from booking.importing.usual_names import by_name
from booking.town import Town


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of a sheet mean, by their position."""

    meanings: Mapping[int, Meaning]

    def position(self, wanted: Meaning) -> int | None:
        """The column of that meaning."""
        return next((position for position, each in self.meanings.items() if each == wanted), None)

    def indexes(self, subject: Subject) -> list[int]:
        """Which children, or guardians, a row may hold."""
        return sorted({each.index for each in self.meanings.values() if each.subject is subject})

    @property
    def has_numbers(self) -> bool:
        """Whether the file says to which family's file a row belongs."""
        return self.position(Meaning(Subject.FAMILY, What.NUMBER)) is not None


def recognised(sheet: Sheet, town: Town, looks: Looks) -> Mapped:
    """What the columns mean by their names, and where these say nothing by what they hold."""
    named = {
        position: meaning
        for position, meaning in by_name(sheet.header, town).items()
        if not looks.is_otherwise(sheet, position, meaning)
    }
    return Mapped(dict(sorted({**looks.by_look(sheet, named), **named}.items())))


def require_people(path: Path, mapped: Mapped) -> None:
    """Raise ImportFileError where no column names a child or a guardian."""
    if not any(each.what in NAMES for each in mapped.meanings.values()):
        raise ImportFileError(path, FileFault.COLUMNS_UNKNOWN)


def as_words(sheet: Sheet, mapped: Mapped) -> dict[str, str]:
    """Names of columns and what they mean, as they are written and kept."""
    return {
        name: str(mapped.meanings[position]) if position in mapped.meanings else IGNORED
        for position, name in enumerate(sheet.header)
    }


def written(columns: Mapping[str, str], comment: str) -> str:
    """A mapping file: a comment for the person who confirms it, and a line for each column."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    lines = (f"{_quoted(name)} = {_quoted(means)}\n" for name, means in columns.items())
    return f"{head}\n[columns]\n{''.join(lines)}"


def read_mapping(path: Path, sheet: Sheet, town: Town) -> Mapped:
    """The mapping that a file states. Raises ImportFileError naming the line that is wrong."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ImportFileError(path, FileFault.MAPPING_BROKEN, {"why": str(error)}) from error
    columns = content.get("columns")
    if not isinstance(columns, dict):
        raise ImportFileError(path, FileFault.MAPPING_BROKEN, {"why": "[columns] ?"})
    return from_words(path, {str(name): str(means) for name, means in columns.items()}, sheet.header, town)


def from_words(path: Path, columns: Mapping[str, str], header: tuple[str, ...], town: Town) -> Mapped:
    """The meanings of named columns. Raises ImportFileError for a name or a meaning that is none."""
    meanings: dict[int, Meaning] = {}
    for name, words in columns.items():
        if name not in header:
            raise ImportFileError(path, FileFault.MAPPING_UNKNOWN_COLUMN, {"column": name})
        if words == IGNORED:
            continue
        found = meaning(words)
        if found is None or (found.service and found.service not in {service.key for service in town.services}):
            raise ImportFileError(path, FileFault.MAPPING_UNKNOWN_MEANING, {"column": name, "meaning": words})
        if found in meanings.values():
            raise ImportFileError(path, FileFault.MAPPING_TWICE, {"column": name, "meaning": words})
        meanings[header.index(name)] = found
    return Mapped(meanings)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a string of JSON is a basic string of TOML
