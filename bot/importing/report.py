"""The report of an import: a page to work through, what hurts parents first."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from booking.importing.findings import Finding, KeepsOut
from booking.importing.hurting import PHONES, Hurt, hurt_by
from bot.importing.run import Outcome
from bot.importing.words import Words, mended, outside

PAGES = Environment(
    loader=PackageLoader("bot.importing", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
KINDS = {
    Hurt.FAMILY: "Familles qui n'ont pas pu entrer",
    Hurt.CHILD: "Enfants qui n'ont pas pu entrer",
    Hurt.PHONE: "Familles entrées, mais sans leur téléphone",
    Hurt.VALUE: "Le reste : une valeur laissée de côté",
}
MENDED_SHOWN = 200  # of each kind; the workbook has them all


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the page shows it."""

    place: str
    family: str
    child: str
    column: str
    value: str
    what: str
    cure: str
    outside: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that hurt alike, under one heading."""

    title: str
    lines: Sequence[Line]
    more: int = 0


def families_hurt(outcome: Outcome) -> int:
    """How many families could not book tomorrow: outside, with a child outside, or without their phone."""
    return len({_family(each) for each in outcome.findings if _hurts(each)})


def hurt_first(findings: Sequence[Finding]) -> list[Finding]:
    """What waits for a person, in the order in which it hurts parents; the findings of a family stay together."""
    worst: dict[str, int] = defaultdict(int)
    for finding in findings:
        worst[_family(finding)] = max(worst[_family(finding)], _hurt(finding))
    return sorted(
        findings, key=lambda each: (-worst[_family(each)], _family(each), -each.keeps_out, each.line, each.column)
    )


def page(outcome: Outcome, words: Words, *, town: str, now: datetime) -> str:
    """The whole report as one page that needs nothing else. `now` is in the town's zone."""
    return PAGES.get_template("report.html").render(
        outcome=outcome,
        tally=outcome.tally,
        town=town,
        now=now.strftime("%d/%m/%Y à %H h %M"),
        hurt=families_hurt(outcome),
        set_aside=[group for group in _groups(outcome, words) if group.lines],
        conflicts=[_line(each, words) for each in outcome.findings if each.is_conflict],
        mended=_mended(outcome, words),
    )


def _hurts(finding: Finding) -> bool:
    return finding.is_set_aside and (finding.keeps_out >= KeepsOut.CHILD or finding.reason in PHONES)


def _hurt(finding: Finding) -> Hurt:
    """How much parents are hurt: a family outside, then a child outside, a phone that is lacking, another value."""
    return hurt_by(finding.reason, finding.keeps_out)


def _family(finding: Finding) -> str:
    return finding.family or f"ligne {finding.line}"


def _groups(outcome: Outcome, words: Words) -> list[Group]:
    waiting = hurt_first(outcome.set_aside)
    return [
        Group(title, [_line(each, words) for each in waiting if _hurt(each) is kind]) for kind, title in KINDS.items()
    ]


def _mended(outcome: Outcome, words: Words) -> list[Group]:
    notes = [each for each in outcome.findings if not each.is_set_aside and not each.is_conflict]
    counts = Counter(each.reason for each in notes)
    groups = []
    for reason, number in counts.most_common():
        lines = [_line(each, words) for each in notes if each.reason is reason][:MENDED_SHOWN]
        groups.append(Group(f"{mended(reason)} : {number}", lines, number - len(lines)))
    return groups


def _line(finding: Finding, words: Words) -> Line:
    return Line(
        str(finding.line), finding.family, finding.child, words.column(finding), finding.value, words.what(finding),
        words.cure(finding) or finding.became, outside(finding),
    )  # fmt: skip
