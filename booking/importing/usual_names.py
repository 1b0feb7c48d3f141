"""What a column means by its name, as programs and people in town halls usually name them."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from booking.importing.folding import folded
from booking.importing.meanings import OF, Meaning, Subject, What
from booking.town import Town

USUAL: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
    (files("booking.importing") / "usual_names.toml").read_text("utf-8")
)
WHATS = {name: What(what) for what, names in USUAL["what"].items() for name in names}
SUBJECTS = {name: subject for subject, names in USUAL["subject"].items() for name in names}
GUARDIAN_OF = {"guardian": 0, "mother": 1, "father": 2}
DIGIT = re.compile(r"(?<![a-z])n?(\d)\b|(?<=[a-z])(\d)\b")
ABOUT_CHILDREN = frozenset({What.BORN, What.CLASS, What.SCHOOL, What.SERVICES, What.SERVICE})


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the subject where it is told, its index where there is one."""

    what: What
    subject: Subject | None = None
    index: int = 0
    service: str = ""


def is_usual(name: str, town: Town) -> bool:
    """Whether a column could be called so."""
    return _named(name, town) is not None


def by_name(header: Sequence[str], town: Town) -> dict[int, Meaning]:
    """What the columns mean whose names say it, by their position; each meaning once, the first that has it."""
    named = {position: found for position, name in enumerate(header) if (found := _named(name, town)) is not None}
    default = _default_subject(list(named.values()))
    meanings: dict[int, Meaning] = {}
    for position, found in named.items():
        for candidate in _candidates(found, default):
            if candidate not in meanings.values():
                meanings[position] = candidate
                break
    return meanings


def _candidates(found: Named, default: Subject) -> Iterator[Meaning]:
    subject = found.subject or (_only_subject(found.what) or default)
    what = found.what
    if subject is Subject.GUARDIAN and what is What.PHONE and found.subject is None and found.index > 1:
        yield Meaning(subject, What.OTHER_PHONE)  # "tel 2" beside one parent is that parent's second number
    if what in OF[subject]:
        yield Meaning(subject, what, found.index or 1, found.service)
    if what is What.PHONE:
        yield Meaning(Subject.GUARDIAN, What.OTHER_PHONE, found.index or 1)


def _only_subject(what: What) -> Subject | None:
    of = [subject for subject, whats in OF.items() if what in whats]
    return of[0] if len(of) == 1 else None


def _default_subject(found: Collection[Named]) -> Subject:
    """Whose "nom" and "prénom" are where the name does not say."""
    told = {each.subject for each in found}
    if Subject.CHILD in told:
        return Subject.GUARDIAN
    about_children = any(each.what in ABOUT_CHILDREN for each in found)
    return Subject.CHILD if about_children or Subject.GUARDIAN in told else Subject.GUARDIAN


def _named(name: str, town: Town) -> Named | None:
    plain = folded(re.sub(r"\(\d+\)$", "", name))
    if not plain or len(plain) > 60:
        return None
    if (whole := WHATS.get(plain)) is not None:
        return Named(whole)
    for key, words in _services(town).items():
        if plain in words:
            return Named(What.SERVICE, service=key)
    return _taken_apart(plain)


def _taken_apart(plain: str) -> Named | None:
    """ "tel portable de la mère", "prénom enfant 2": what it says, with whose it is."""
    digit = DIGIT.search(plain)
    index = int(digit[1] or digit[2]) if digit else 0
    rest = " ".join(DIGIT.sub(" ", plain).split())
    if (whole := WHATS.get(rest)) is not None:
        return Named(whole, index=index)
    for words in sorted(SUBJECTS, key=len, reverse=True):
        told = re.fullmatch(rf"(?:(?P<before>.*) )?{words}(?: (?P<after>.*))?", rest)
        if told is None:
            continue
        left = re.sub(
            r"^(du|de la|de l|des|de|le|la) | (du|de la|de l|des|de|le|la)$",
            "",
            " ".join(part for part in (told["before"], told["after"]) if part),
        )
        if (what := WHATS.get(left)) is not None or (what := What.FULL_NAME if not left else None) is not None:
            return _of_subject(what, SUBJECTS[words], index)
    return None


def _of_subject(what: What, told: str, index: int) -> Named | None:
    subject = Subject.GUARDIAN if told in GUARDIAN_OF else Subject(told)
    if what not in OF[subject]:
        return None
    return Named(what, subject, index or GUARDIAN_OF.get(told, 0))


def _services(town: Town) -> dict[str, set[str]]:
    """The words by which a column may name each service."""
    return {
        service.key: {folded(word) for word in (service.key, service.name, *service.words)} for service in town.services
    }
