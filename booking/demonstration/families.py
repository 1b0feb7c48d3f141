"""The families of the demonstration town: invented, always the same ones, enrolled as real ones are."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncSession

from booking.rules.eligibility import ChildFacts, why_not
from booking.tables import Child, Enrolment, Family, Guardian
from booking.town import Service, Site, SiteKind, Town

SEED = 2026
FAMILIES = 48
CHILDREN_IN_A_FAMILY = (1, 1, 2, 2, 2, 3, 3, 4)  # drawn from: as many of each as stand here
SEPARATED, WITH_PAPERS_MISSING = 0.25, 0.06
# from 06 39 98 00 00 to 06 39 98 99 99: kept for fiction by ARCEP (decision 2018-0881, numbering plan)
FIRST_PHONE = 33639980001

NAMES: dict[str, list[str]] = tomllib.loads((files("booking.demonstration") / "names.toml").read_text("utf-8"))
CLASSES = {3: "PS", 4: "MS", 5: "GS", 6: "CP", 7: "CE1", 8: "CE2", 9: "CM1", 10: "CM2"}
DIETS = (None, None, None, None, None, None, "sans porc", "végétarien", "sans arachide")
PAPERS = ("assurance scolaire", "attestation de quotient familial")


async def add_families(db: AsyncSession, town: Town) -> Sequence[Family]:
    """Write all invented families to an empty database."""
    families = list(invent(town))
    db.add_all(families)
    await db.flush()
    return families


def invent(town: Town) -> Iterator[Family]:
    """The families, drawn with a fixed seed: the same ones at each call."""
    draw = random.Random(SEED)
    last_names = draw.sample(NAMES["last_names"], FAMILIES)
    first_names = FirstNames(draw)
    phones = iter(range(FIRST_PHONE, FIRST_PHONE + 2 * FAMILIES))
    for number, last_name in enumerate(last_names, start=1):
        children = [_child(draw, town, first_names.next(), last_name) for _ in range(draw.choice(CHILDREN_IN_A_FAMILY))]
        _share_school(draw, town, children)
        for child in children:
            child.enrolments = list(_enrolments(draw, town, child))
        yield Family(
            number=f"F{number:04}",
            missing=[draw.choice(PAPERS)] if draw.random() < WITH_PAPERS_MISSING else [],
            guardians=list(_guardians(draw, last_name, phones)),
            children=children,
        )


class FirstNames:
    """First names in turn: no two alike in a family."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._left: list[str] = []

    def next(self) -> str:
        """The next one; the list starts again when it is used up."""
        if not self._left:
            self._left = self._draw.sample(NAMES["first_names"], len(NAMES["first_names"]))
        return self._left.pop()


def _guardians(draw: random.Random, last_name: str, phones: Iterator[int]) -> Iterator[Guardian]:
    first, second = draw.sample(NAMES["adults"], 2)
    yield Guardian(name=f"{first} {last_name}", phone=f"+{next(phones)}")
    if draw.random() < SEPARATED:
        yield Guardian(name=f"{second} {draw.choice(NAMES['last_names'])}", phone=f"+{next(phones)}")
    elif draw.random() < 0.5:
        yield Guardian(name=f"{second} {last_name}", phone=f"+{next(phones)}")


def _child(draw: random.Random, town: Town, first_name: str, last_name: str) -> Child:
    age = draw.choice((2, 3, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10))
    born = date(town.school_year.first_day.year - age, draw.randint(1, 12), draw.randint(1, 28))
    class_name = CLASSES.get(age)
    schools = [site for site in town.sites if class_name in site.classes]
    return Child(
        first_name=first_name,
        last_name=last_name,
        born=born,
        school=draw.choice(schools).key if schools else None,
        class_name=class_name,
        diet=draw.choice(DIETS),
    )


def _share_school(draw: random.Random, town: Town, children: Sequence[Child]) -> None:
    """Brothers and sisters usually go to one school, where it has a class for each of them."""
    at_school = [child for child in children if child.school is not None]
    if draw.random() < 0.2 or not at_school:
        return
    first = _site(town, at_school[0].school)
    for child in at_school:
        if child.class_name in first.classes:
            child.school = first.key


def _enrolments(draw: random.Random, town: Town, child: Child) -> Iterator[Enrolment]:
    for service in town.services:
        site = _where(draw, town, service, child)
        year = town.school_year
        facts = ChildFacts(child.born, child.class_name, child.school)
        if site is not None and not why_not(service.conditions, facts, year.first_day):
            yield Enrolment(service=service.key, site=site, first=year.first_possible_day, last=year.last_possible_day)


def _where(draw: random.Random, town: Town, service: Service, child: Child) -> str | None:
    kind = _site(town, service.sites[0]).kind
    if kind is SiteKind.SCHOOL:
        wanted = service.key == "cantine" or draw.random() < 0.55
        return child.school if child.school in service.sites and wanted else None
    if kind is SiteKind.CENTRE:
        return draw.choice(service.sites) if child.school is not None and draw.random() < 0.6 else None
    return service.sites[0] if child.school is None else None


def _site(town: Town, key: str | None) -> Site:
    return town.site(key or "")
