"""What was found in a file, in French: what is wrong, and what to do about it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from booking.importing.errors import ImportFileError
from booking.importing.findings import Finding, KeepsOut, Reason
from booking.town import SiteKind, Town

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads((files("bot.importing") / "words.toml").read_text("utf-8"))
OUTSIDE = {KeepsOut.FAMILY: "family", KeepsOut.CHILD: "child", KeepsOut.VALUE: "value"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words for findings in one town, whose schools, classes and services the cures name."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, town: Town) -> "Words":
        """The words for that town."""
        schools = [site.name for site in town.sites if site.kind is SiteKind.SCHOOL]
        classes = dict.fromkeys(name for site in town.sites for name in site.classes)
        services = [service.name for service in town.services]
        return cls({"schools": ", ".join(schools), "classes": ", ".join(classes), "services": ", ".join(services)})

    def what(self, finding: Finding) -> str:
        """What is wrong, or how it was mended."""
        table = "mended" if finding.reason.value in WORDS["mended"] else "what"
        return self._said(WORDS[table][finding.reason.value], finding)

    def cure(self, finding: Finding) -> str:
        """What a person does about it; empty for what is mended."""
        return self._said(WORDS["cure"].get(finding.reason.value, ""), finding)

    def column(self, finding: Finding) -> str:
        """The column, as the file names it; of a conflict, the fact."""
        return WORDS["facts"].get(finding.column, finding.column) if finding.is_conflict else finding.column

    def _said(self, words: str, finding: Finding) -> str:
        values = {"value": finding.value, "became": finding.became, "child": finding.child}
        return words.format_map({**self.names, **values})


def outside(finding: Finding) -> str:
    """What stayed outside because of a finding."""
    return WORDS["outside"][OUTSIDE[finding.keeps_out]] if finding.keeps_out in OUTSIDE else ""


def mended(reason: Reason) -> str:
    """How something was mended, without its values."""
    return WORDS["mended"][reason.value].partition(" (déjà")[0]


def in_words(error: ImportFileError) -> str:
    """Why a file cannot be imported: file, line where there is one, what is wrong, what to do."""
    line = f":{error.values['line']}" if "line" in error.values else ""
    return f"{error.path}{line}: {WORDS['file'][error.fault.value].format_map(error.values)}. Rien n'a été changé."
