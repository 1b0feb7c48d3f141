"""The snapshot: every message of the catalogue in every style, with long names, and what it costs as a text message.

`python -m tests.messages.snapshot` writes it anew; the change is then read as a diff.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import product
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from messages.wording.catalogue import HERE, LANGUAGES, Catalogue
from messages.wording.message import Between, Days, Message, Names, Until, Value, Weekdays
from messages.wording.segments import segments

FOLDER = Path(__file__).parent / "snapshots"
WEDNESDAY = date(2026, 12, 30)  # the longest weekday, in a long month
ARRIVED = datetime(2026, 12, 30, 16, 45)  # noqa: DTZ001 - as a local hour is worded
LIMIT = datetime(2026, 12, 30, 16, 31)  # noqa: DTZ001
SERVICE = Message(
    "service-so",
    {
        "service": "centre de loisirs",
        "how": Message("how-with-meal", {"how": Message("how-part", {"part": "afternoon"}), "meal": "yes"}),
    },
)
AT_LEAST = Message("at-least", {"number": 3, "unit": "days", "per": "week"})
FROM_THEN = Message("answer-from", {"opens": ARRIVED})
EXAMPLES: Mapping[str, Value] = {
    "amount": "12,50",
    "arrived": ARRIVED,
    "author": "Marie-Christine Beauregard",
    "channel": Message("by-telegram"),
    "child": "Maximilienne",
    "children": Names(("Maximilienne", "Bartholomé")),
    "count": 2,
    "day": WEDNESDAY,
    "diet": "sans arachide",
    "dish": "riz pilaf",
    "dishes": Names(("carottes rapées", "poulet roti", "riz pilaf", "yaourt nature", "pomme")),
    "days": Days((date(2026, 12, 28), WEDNESDAY)),
    "end": ARRIVED,
    "euros": Decimal("12.50"),
    "example": "garderie du matin lundi Maximilienne",
    "first": WEDNESDAY,
    "first_year": "2026",
    "from": WEDNESDAY,
    "hours": "du lundi au vendredi de 8 h 30 à 12 h et de 13 h 30 à 17 h",
    "how": Between(time(8, 30), time(12, 30)),
    "known": Message("series", {"number": 12, "weekdays": Weekdays((1,)), "first": WEDNESDAY, "last": WEDNESDAY}),
    "label": "demi-journée avec repas",
    "last": WEDNESDAY,
    "last_year": "2027",
    "link": "https://cantine.saint-aubin.example/famille/entrer?lien=Zk3v9QmT2xYb7RcW",
    "limit": Message("limit-was", {"until": Until(LIMIT)}),
    "main": "hachis parmentier",
    "minutes": 120,
    "missing": Names(("assurance scolaire", "attestation de quotient familial")),
    "services": Names(("garderie du matin", "garderie du soir")),
    "name": "Marie-Christine Beauregard",
    "number": 12,
    "of_service": Message("of", {"what": "garderie du matin", "elided": "no"}),
    "one": "cantine (Maximilienne)",
    "only_by": "",
    "opens": ARRIVED,
    "other": "garderie du soir (Bartholomé)",
    "others": "poisson pané",
    "per": "week",
    "percent": "50",
    "pieces": Names((Message("piece-day-with-meal"), Message("piece-morning-with-meal"))),
    "phone": "04 65 71 20 26",
    "phrase": "le premier jour de maladie est facturé, les suivants non, avec un certificat sous 72 h",
    "prices": "12,50 € (journée avec repas) ; 5,00 € (demi-journée) ; 8,60 € (demi-journée avec repas)",
    "rank": 12,
    "reference": "GVYWWQ",
    "references": "GVYWWQ",
    "service": SERVICE,
    "settled": Message("absence-billed", {"return": 1}),
    "short": WEDNESDAY,
    "since": ARRIVED,
    "start": time(8, 30).strftime("%H:%M"),
    "state": "",
    "terms": Message("terms-percent", {"amount": "50"}),
    "then": Message("then-percent", {"percent": "50", "past": "no", "until": Until(LIMIT)}),
    "town": "Saint-Aubin-les-Oliviers",
    "until": Until(LIMIT),
    "value": "cantine",
    "weekdays": Weekdays((1, 2, 4, 5)),
    "what": "cantine (Maximilienne), garderie du soir (Bartholomé)",
    "when": ARRIVED,
    "who": "le service scolaire",
    "why": "mouvement social du personnel",
    "year": "2026",
}

AFTER_THE_LIMIT: Value = Message("deadline-was", {"until": Until(LIMIT)})
OWN_EXAMPLES: Mapping[str, Mapping[str, Value]] = {
    "not-offered": {"why": AT_LEAST},
    "too-few-left": {"why": AT_LEAST},
    "between-hours": {"end": "12:30"},
    "passed-on-too": {"when": FROM_THEN},
    "human": {"when": FROM_THEN},
    "lateness": {"when": FROM_THEN},
    "hours-of": {"hours": Between(time(8, 30), time(12, 30))},
    "calm": {"when": FROM_THEN},
    "not-understood-again": {"when": FROM_THEN},
    "too-late": {"until": AFTER_THE_LIMIT},
    "offer-over": {"until": AFTER_THE_LIMIT},
    "only-by": {"until": Message("until-then", {"until": Until(LIMIT)})},
}


class Asked(Visitor):
    """What a message speaks of, and between which cases it chooses."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.cases: dict[str, list[str]] = {}

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor names it
        """Called by the visitor for every `$name`."""
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the visitor names it
        """Called by the visitor for every choice."""
        if isinstance(node.selector, ast.VariableReference):
            keys = [v.key.name if isinstance(v.key, ast.Identifier) else v.key.value for v in node.variants]
            self.cases.setdefault(node.selector.id.name, []).extend(keys)
        self.generic_visit(node)


def snapshot(language: str, catalogue: Catalogue) -> str:
    """Every message of a language: its name, style and cost, then its words."""
    lines = []
    for entry in FluentParser().parse((HERE / f"{language}.ftl").read_text("utf-8")).body:
        if isinstance(entry, ast.Message):
            for about in _cases(entry):
                message = Message(entry.id.name, about)
                plain = catalogue.say(message, language=language, rich=False)
                rich = catalogue.say(message, language=language, rich=True)
                lines.append(f"[{entry.id.name}] {segments(plain)}\n{plain}\n")
                lines += [f"[{entry.id.name}] rich\n{rich}\n"] if rich != plain else []
    return "\n".join(dict.fromkeys(lines))


def _cases(entry: ast.Message) -> Iterator[Mapping[str, Value]]:
    asked = Asked()
    asked.visit(entry)
    unknown = asked.names - EXAMPLES.keys() - asked.cases.keys()
    if unknown:
        raise KeyError(f"message {entry.id.name!r}: give an example of {sorted(unknown)} in tests/messages/snapshot.py")
    own = OWN_EXAMPLES.get(entry.id.name, {})
    fixed = {name: own.get(name, EXAMPLES[name]) for name in asked.names - asked.cases.keys()}
    chosen = [[(name, _case(name, key)) for key in dict.fromkeys(keys)] for name, keys in asked.cases.items()]
    for combination in product(*chosen):
        yield fixed | dict(combination)


def _case(name: str, key: str) -> Value:
    """The value that leads to a variant: a number for "one" and "other", the key itself otherwise."""
    numbers = {"one": 1, "other": EXAMPLES.get(name, 12)}
    return numbers.get(key, int(key) if key.isdecimal() else key)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in LANGUAGES:
        (FOLDER / f"{each}.txt").write_text(snapshot(each, Catalogue()), "utf-8")
