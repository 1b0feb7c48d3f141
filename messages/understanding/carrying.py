"""Carrying over: service, children, deed and days hold for what is said after them, until replaced."""

from dataclasses import dataclass, field
from typing import TypeGuard

from messages.understanding.clause import FIRM, HARD, STOP
from messages.understanding.dates.atoms import (
    Atom,
    Dated,
    Either,
    Month,
    Named,
    Return,
    Since,
    Span,
    That,
    Until,
    Vacation,
    Week,
    Weeks,
)  # fmt: skip
from messages.understanding.pieces import Piece
from messages.understanding.record import Deed, Record

_FRAMES = (Weeks, Since, Until, Week)
_WIDE = (Weeks, Week, Vacation, Month, Return)


@dataclass(slots=True)
class Floating:
    """What stories and introductions name: the antecedent of a request that names none itself."""

    names: list[Piece] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    frames: list[Atom] = field(default_factory=list)
    back: bool = False
    services: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    deed: Deed | None = None


def carried(records: list[Record], floating: Floating) -> list[Record]:
    """The records with service, children, intent and days carried over to those that name none."""
    records = [record for record in records if not record.empty]
    _summaries(records)
    _refinements(records)
    records = [record for record in records if not record.empty]
    before: Record | None = None
    for record in records:
        _carry(record, before)
        before = record
    _carry_back(records)
    records = _instead(records, floating)
    for record in records:
        _take_from_stories(record, floating)
    return records


def _take_from_stories(record: Record, floating: Floating) -> None:
    """Names, days and a service that the request does not say itself, from the story around it."""
    if not record.names and floating.names:
        record.names = floating.names
        record.filled.add("children")
    told = floating.atoms and not (floating.back and record.deed != "book")  # the day of coming back is no absence
    if told and (not record.atoms or any(isinstance(atom, That) for atom in record.atoms)):
        record.atoms = _with_floating(record.atoms, floating.atoms)
        record.filled.add("days")
        if "garderie" in record.services:
            record.parts = record.parts or floating.parts
    if not record.services and floating.services and record.deed != "absence":
        record.services = floating.services
        record.parts = record.parts or floating.parts
        record.filled.add("services")


def _with_floating(own: list[Atom], told: list[Atom]) -> list[Atom]:
    """The days told before for "ces jours-là"; a week or a rhythm told before frames the days of the request."""
    said: list[Atom] = [atom for atom in own if not isinstance(atom, That)]
    framed = any(isinstance(atom, _FRAMES) for atom in told)
    return told + said if framed or not said else said


def _instead(records: list[Record], floating: Floating) -> list[Record]:
    """ "j'avais pris mercredi 2, mettez plutôt le 9": what was booked before is given up for the new day."""
    if len(records) != 1 or not records[0].instead or not records[0].atoms or not floating.services:
        return records
    new = records[0]
    new.services, new.names = new.services or floating.services, new.names or floating.names
    old = Record(
        deed="cancel", services=floating.services, names=floating.names, atoms=floating.atoms, parts=floating.parts
    )
    return [old, new]


def _summaries(records: list[Record]) -> None:
    """ "Tom jeudi, Zoé vendredi, cantine pour les deux": the end says what holds for all of it."""
    if len(records) < 2:
        return
    last = records[-1]
    if last.atoms or last.deed or not any(name.kind in ("all", "all_two_or_more", "both") for name in last.names):
        return
    for record in records[:-1]:
        if not record.services:
            record.services = list(last.services)
        if not record.parts:
            record.parts = list(last.parts)
    if all(record.names for record in records[:-1]):
        last.names, last.services, last.parts = [], [], []


def _refinements(records: list[Record]) -> None:
    """ "Lucas et Zélie au centre mercredi. Lucas toute la journée, Zélie que le matin." """
    for at, first in enumerate(records):
        rest = records[at + 1 :]
        if not rest or first.parts or first.meal or first.hours or len(first.names) < 2:
            continue
        if all(len(each.names) == 1 and not each.atoms and not each.services and not each.deed
               and (each.parts or each.meal or each.hours) for each in rest):  # fmt: skip
            names = {name.value for name in first.names}
            if {each.names[0].value for each in rest} == names:
                for each in rest:
                    each.services, each.atoms, each.deed = list(first.services), list(first.atoms), first.deed
                first.names, first.services, first.atoms, first.deed = [], [], [], None


def _carry(record: Record, before: Record | None) -> None:
    if record.negated and record.deed in (None, "book"):
        record.deed = "cancel"
    if before is None:
        if record.deed is None:
            record.deed = "book" if record.services else None
        return
    if record.deed is None or (
        record.deed == "book" and record.weak and before.deed in ("cancel", "absence") and not record.services
    ):
        record.deed = _deed_after(record, before)
        record.filled.add("intent")
    if not record.services and record.deed != "absence":
        record.services = list(before.services)
        record.filled.add("services")
    if not record.names:
        record.names, record.barred = list(before.names), record.barred + before.barred
        record.filled.add("children")
    if before.atoms and any(isinstance(atom, That) for atom in record.atoms):
        record.atoms = list(before.atoms)
        record.filled.add("days")
    if not record.atoms and _is_of_its_own(record, before):
        return
    if not record.atoms:
        record.atoms = list(before.atoms)
        record.filled.add("days")
    elif is_bare(record.atoms):
        record.told = before.told if record.parted < STOP else []
        _frame(record, before)


def _is_of_its_own(record: Record, before: Record) -> bool:
    """ "malade demain, et cantine", "Léo cantine lundi. Emma malade": the day of the one is not that of the other."""
    if (record.deed, before.deed) == ("book", "absence"):
        return True
    return (record.deed, before.deed) == ("absence", "book") and record.parted >= STOP


def is_bare(atoms: list[Atom]) -> bool:
    """Whether the atoms are weekdays and numbers that a week or a month around them would frame."""
    return all(isinstance(atom, (Named, Either)) or _has_no_month(atom) for atom in atoms)


def _has_no_month(atom: Atom) -> bool:
    if isinstance(atom, Span):
        return all(isinstance(end, Named) or _has_no_month(end) for end in (atom.first, atom.last))
    return isinstance(atom, Dated) and atom.month is None


def _is_far(atom: Atom) -> TypeGuard[Dated | Named]:
    """ "annule lundi en huit et mets mardi", "lundi 30 cantine, mardi étude": that week's, or the next one?"""
    return isinstance(atom, Dated) or (isinstance(atom, Named) and atom.later > 0)


def _frame(record: Record, before: Record) -> None:
    """ "semaine du 7 : Zoé lundi, Noé mardi": the week holds for what follows; after a full stop it only may."""
    frames: list[Atom] = [atom for atom in before.atoms if isinstance(atom, _WIDE)]
    if not frames and all(isinstance(atom, Named) for atom in record.atoms):
        record.frames = [Week(of=atom) for atom in before.atoms[-1:] if _is_far(atom)]
    if not frames or len(frames) == len(before.atoms):
        weekdays = all(isinstance(atom, (Named, Either)) for atom in record.atoms)
        if weekdays and record.names != before.names and record.parted < STOP:
            record.frames = [atom for atom in before.atoms if isinstance(atom, (Week, Span))]  # "..., mardi pour Emma"
        return
    if isinstance(before.atoms[0], _WIDE) and record.parted < STOP:
        record.atoms = [*frames, *record.atoms]
    else:
        record.frames = frames


def _deed_after(record: Record, before: Record) -> "Deed | None":
    if not record.services or before.deed is None:
        return before.deed or "book"
    if before.deed == "absence":
        if record.names and not record.atoms and record.parted < HARD:
            record.unknown = True  # "Emma absente demain, Léo garderie du soir": taken there, or away from there?
        return "book" if record.atoms or record.parted >= HARD else "absence"
    if before.deed == "cancel" and (record.parted >= HARD or before.negated):
        record.unknown = record.unknown or bool(record.atoms) or before.negated
        return "cancel"
    return before.deed


def _says_service(record: Record) -> bool:
    return bool(record.services) and "services" not in record.filled


def _carry_back(records: list[Record]) -> None:
    """A service or names said at the end of a list hold for what went before it."""
    for at in range(len(records) - 2, -1, -1):
        record, after = records[at], records[at + 1]
        if not record.services and record.deed != "absence" and _says_service(after) and after.parted < HARD:
            record.services = list(after.services)
            record.filled.add("services")
            record.deed = record.deed or after.deed
        if not record.names and after.names and after.parted <= FIRM and record.deed == after.deed:
            record.names = list(after.names)
            record.filled.add("children")
