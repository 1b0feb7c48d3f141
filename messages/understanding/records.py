"""Records: what is said in several clauses, put together into single things that are asked for."""

from dataclasses import dataclass, field
from typing import Literal

from messages.understanding.clauses import FIRM, HARD, NAMES, SOFT, Clause
from messages.understanding.dates.atoms import (
    AllYear,
    Atom,
    Every,
    Month,
    Named,
    Since,
    Span,
    That,
    Until,
    Vacation,
    Week,
    Weeks,
    Without,
)  # fmt: skip
from messages.understanding.meaning import Intent
from messages.understanding.pieces import Piece

Deed = Literal["book", "cancel", "absence", "move"]
_DEED_OF: dict[str, Deed] = {
    "book": "book", "put": "book", "eat": "book", "cancel": "cancel", "eat_not": "cancel", "eat_out": "cancel",
    "ill": "absence", "absent": "absence", "waiting": "book", "move": "move", "booking_noun": "book",
}  # fmt: skip
_WEAK = frozenset({"booking_noun"})
_FRAME_WORDS = (Since, Until, Weeks, Without, AllYear)


@dataclass(slots=True)
class Record:
    """One thing asked for, as far as it has been said."""

    deed: Deed | None = None
    weak: bool = False
    services: list[str] = field(default_factory=list)
    implied: bool = False
    names: list[Piece] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    part: str | None = None
    parts: list[str] = field(default_factory=list)
    meal: str | None = None
    hours: tuple[str, str] | None = None
    time: str | None = None
    negated: bool = False
    instead: bool = False
    parted: int = HARD
    order: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    unknown: bool = False

    @property
    def empty(self) -> bool:
        return not (
            self.deed
            or self.services
            or self.names
            or self.atoms
            or self.parts
            or self.meal
            or self.hours
            or self.barred
        )


class Builder:
    """Reads clauses in order and tells where one record ends and the next begins."""

    def __init__(self) -> None:
        self.records: list[Record] = [Record()]
        self._parted = HARD
        self._clause = Clause()
        self._gap = 0
        self._place = 0
        self._said_before = 0

    def add(self, clause: Clause) -> None:
        """Takes the pieces of a clause that asks for something."""
        self._clause = clause
        self._parted = max(self._parted, clause.parted)
        if clause.negated:
            self._negate(clause)
        self._said_before = len(self.now.order)
        for place, piece in enumerate(clause.pieces):
            self._place = place
            self._take(piece, place)

    def skip(self, parted: int) -> None:
        """A clause that asks for nothing stands between."""
        self._parted = max(self._parted, parted, FIRM)

    @property
    def now(self) -> Record:
        return self.records[-1]

    def _negate(self, clause: Clause) -> None:
        now = self.now
        if now.deed == "absence" and self._parted < HARD:
            return
        if now.services or now.deed or (now.atoms and now.negated):
            if now.negated and not any(piece.kind in _DEED_OF for piece in clause.pieces) and self._parted <= FIRM:
                return
            self._start()
        self.now.negated = True

    def _start(self, moving: int = 0) -> Record:
        record = Record(parted=self._parted)
        self.records.append(record)
        return record

    def _take(self, piece: Piece, place: int) -> None:
        kind = piece.kind
        if kind in _DEED_OF:
            self._deed(piece, place)
        elif kind == "service":
            self._service(str(piece.value))
        elif kind in NAMES:
            self._name(piece)
        elif kind == "days":
            self._days(piece)
        elif kind == "not_days":
            self._not_days(piece)
        elif kind == "except_child":
            self.now.barred.append(str(piece.value))
        elif kind == "part":
            self._part(str(piece.value))
        elif kind == "meal":
            self._meal(str(piece.value))
        elif kind == "hours":
            self._hours(piece)
        elif kind == "time":
            self.now.time = self.now.time or str(piece.value)
        elif kind == "instead":
            self.now.instead = True
        else:
            self._gap += kind not in ("filler", "the", "from", "to", "also", "this", "the_many")
            return
        if self.now.clauses[-1:] != [self._clause]:
            self.now.clauses.append(self._clause)
        self._parted = SOFT - 1
        self._gap = 0

    def _said(self, kind: str) -> None:
        self.now.order.append(kind)

    def _deed(self, piece: Piece, place: int) -> None:
        deed, weak = _DEED_OF[piece.kind], piece.kind in _WEAK
        now = self.now
        if piece.kind == "eat_out" and any(each in ("centre", "creche") for each in now.services):
            return
        if piece.kind == "eat_out" and now.deed in ("cancel", "absence") and not self._leads(place):
            return
        if (
            piece.kind in ("put", "booking_noun", "book")
            and now.deed in ("absence", "cancel", "move")
            and now.weak is False
            and (piece.kind == "booking_noun" or not (self._leads(place) or self._names_follow(place)))
        ):
            return
        if now.deed == "move":
            return
        if now.deed is not None and (now.deed != deed or not self._same(piece, place)):
            if not (now.weak and not now.services and not now.atoms):
                if now.deed == "absence" and piece.kind == "eat_not":
                    self._eat(piece)
                    return
                if self._keeps(now, deed, place):
                    return
                now = self._start()
        elif now.deed is None and now.services and now.atoms and self._leads(place):
            now = self._start_with_subject()
        elif now.deed is None and deed == "absence" and now.services and self._parted >= FIRM:
            now = self._start_with_subject()
        if now.deed is None or now.weak or not weak:
            now.deed, now.weak = deed, weak
        self._said("deed")
        if piece.kind in ("eat", "eat_not", "eat_out"):
            self._eat(piece)

    def _start_with_subject(self) -> Record:
        """A new record for a verb; the name just before it is its subject."""
        before = self.now
        moved: list[Piece] = []
        if before.order and before.order[-1] == "name" and self._clause_opens_with_name():
            count = 0
            while before.order and before.order[-1] == "name":
                before.order.pop()
                count += 1
            own = min(count, self._names_in_clause())
            before.order += ["name"] * (count - own)
            moved, before.names = before.names[-own:], before.names[:-own]
        record = self._start()
        record.names = moved
        record.order = ["name"] * len(moved)
        return record

    def _names_in_clause(self) -> int:
        return max(1, sum(piece.kind in NAMES for piece in self._clause.pieces))

    def _clause_opens_with_name(self) -> bool:
        for piece in self._clause.pieces:
            if piece.kind in NAMES:
                return True
            if piece.kind not in ("filler", "ne", "also", "polite", "greeting", "thanks"):
                return False
        return False

    def _same(self, piece: Piece, place: int) -> bool:
        """Whether a deed said again belongs to the same record: it brings nothing of its own yet."""
        return self._parted < HARD or not self._leads(place)

    def _keeps(self, now: Record, deed: Deed, place: int) -> bool:
        """A second deed without anything of its own only says the first once more."""
        if now.deed == "absence" and deed == "cancel":
            if not self._leads(place):
                return True
            return self._clause.negated or not any(piece.kind == "days" for piece in self._clause.pieces[place:])
        if now.deed == deed:
            return not self._leads(place)
        if deed == "book":
            return not (self._leads(place) or self._names_follow(place))
        return False

    def _leads(self, place: int) -> bool:
        """Whether the deed goes before what it is about."""
        for piece in self._clause.pieces[place + 1 :]:
            if piece.kind in ("service", "days", "part"):
                return True
            if piece.kind in _DEED_OF and piece.kind not in ("put", "booking_noun"):
                return False
        return False

    def _names_follow(self, place: int) -> bool:
        """ "et ajoutez Emma": a name of its own makes a deed another one."""
        return any(piece.kind == "child" for piece in self._clause.pieces[place + 1 :])

    def _eat(self, piece: Piece) -> None:
        now = self.now
        if not now.services:
            now.services.append("cantine")
            now.implied = True
            self._said("service")

    def _service(self, key: str) -> None:
        now = self.now
        if now.implied:
            now.services, now.implied = [], False
        if key == "cantine" and any(each in ("centre", "creche") for each in now.services) and not now.meal:
            pass
        if now.services and now.order[-1:] != ["service"]:
            if now.deed == "absence" and not now.atoms:
                pass
            elif key in now.services and not ({"days", "name"} & set(now.order[self._after(now, "service") :])):
                return
            else:
                self._new_service()
                now = self.now
        elif now.services and self._parted >= HARD:
            self._new_service()
            now = self.now
        if key not in now.services:
            now.services.append(key)
        self._said("service")

    @staticmethod
    def _after(now: Record, kind: str) -> int:
        return max((at + 1 for at, each in enumerate(now.order) if each == kind), default=0)

    def _new_service(self) -> None:
        """Another service: a day or name just before it, parted from the rest, goes with it."""
        before = self.now
        record = self._start()
        trailing = before.order[self._after(before, "service") :]
        if self._parted >= SOFT or not trailing:
            return
        last = trailing[-1]
        if last == "name" and (trailing.count("name") > 1 or self._earlier_has(before, "name")):
            if self._opens_clause(before):
                self._move_name(before, record)
            elif trailing.count("name") > 1 and trailing[-2] == "name":
                before.unknown = record.unknown = True  # "cantine lundi Léo Emma étude": whose is Emma?
        elif last == "days" and trailing.count("days") > 1:
            if self._opens_clause(before):
                record.atoms = [before.atoms.pop()]
                before.order.pop()
                record.order.append("days")
            elif not self._days_follow():
                before.unknown = record.unknown = True  # "cantine lundi et mardi étude": which day is whose?

    def _opens_clause(self, before: Record) -> bool:
        """Whether only the last thing said stands in this clause, parted from those before it."""
        return self._clause.parted >= FIRM and self._said_before == len(before.order) - 1

    def _days_follow(self) -> bool:
        return any(piece.kind == "days" for piece in self._clause.pieces[self._place + 1 :])

    @staticmethod
    def _earlier_has(before: Record, kind: str) -> bool:
        return before.order.count(kind) > 1

    @staticmethod
    def _move_name(before: Record, record: Record) -> None:
        record.names = [before.names.pop()]
        before.order.pop()
        record.order.append("name")

    def _name(self, piece: Piece) -> None:
        now = self.now
        if now.names and now.order[-1:] != ["name"]:
            if (
                piece.kind in ("all", "all_two_or_more", "both")
                and all(name.kind == "child" for name in now.names)
                and piece.kind != "child"
            ):
                if len(self.records) > 1 or now.atoms:
                    self._start()
            elif self._says_more(piece):
                self._start()
            elif not (
                piece.kind in ("one",) or (self._parted < HARD and piece.value in [name.value for name in now.names])
            ):
                if now.order[-1] in ("days", "part", "meal", "hours", "service", "deed"):
                    self._start()
            else:
                return
        elif now.names and self._parted >= HARD:
            self._start()
        self.now.names.append(piece)
        self._said("name")

    def _says_more(self, piece: Piece) -> bool:
        """A name said again after a comma, with days or a service of its own: "et pour Léo seulement mardi"."""
        rest = self._clause.pieces[self._place + 1 :]
        return piece.kind == "child" and self._parted >= FIRM and any(each.kind in ("days", "service") for each in rest)

    def _days(self, piece: Piece) -> None:
        atom = piece.atom
        now = self.now
        if isinstance(atom, Vacation) and atom.week is not None and self._narrows(now, atom):
            return
        if now.deed == "move":
            now.atoms.append(atom)
            self._said("days")
            return
        if now.atoms and now.order[-1:] != ["days"] and not self._joins(now, atom):
            self._start()
        elif (
            now.atoms
            and self._parted >= HARD
            and not self._joins(now, atom)
            and now.order[-1:] == ["days"]
            and now.services
        ):
            self._start()
        if atom is not None:
            self.now.atoms.append(atom)
        self._said("days")

    @staticmethod
    def _narrows(now: Record, atom: Vacation) -> bool:
        """ "les vacances d'hiver ... la première semaine": the week is one of the holidays said before."""
        for at, before in enumerate(now.atoms):
            if isinstance(before, Vacation) and before.week is None and atom.season in (None, before.season):
                now.atoms[at] = Vacation(before.season, atom.week)
                return True
        return False

    @staticmethod
    def _joins(now: Record, atom: object) -> bool:
        """Whether days said later belong to the ones before: a frame, a rhythm, an exception."""
        if isinstance(atom, _FRAME_WORDS + (That,)):
            return True
        frames = [each for each in now.atoms if isinstance(each, (Week, Span, Vacation, Month, *_FRAME_WORDS))]
        if isinstance(atom, (Week, Vacation, Month)):
            return not any(isinstance(each, (Week, Vacation, Span, Month)) for each in now.atoms) or any(
                isinstance(each, Weeks) for each in now.atoms
            )
        if isinstance(atom, (Named, Every)):
            return len(frames) == len(now.atoms)
        if isinstance(atom, Span):
            return len(frames) == len(now.atoms) and bool(frames)
        return False

    def _not_days(self, piece: Piece) -> None:
        now = self.now
        if now.atoms:
            now.atoms.append(Without((piece.atom,)))
        else:
            now.unknown = True

    def _part(self, part: str) -> None:
        now = self.now
        if part in ("noon", "half"):
            return
        other = {"morning": "garderie-matin", "evening": "garderie-soir"}.get(part)
        if other and now.order[-1:] == ["service"] and now.services[-1:] and now.services[-1].startswith("garderie-"):
            if other not in now.services:
                now.services.append(other)
            return
        if now.deed == "move":
            now.parts.append(part)
            return
        if now.parts and part not in now.parts and now.order[-1:] != ["part"]:
            trailing = now.order[self._after(now, "part") :]
            if "days" in trailing:
                record = self._start()
                record.atoms = [now.atoms.pop() for _ in range(trailing.count("days"))][::-1]
                record.order = ["days"] * len(record.atoms)
                now.order = now.order[: self._after(now, "part")]
            else:
                self._start()
        if part not in self.now.parts:
            self.now.parts.append(part)
        self._said("part")

    def _meal(self, meal: str) -> None:
        self.now.meal = meal
        self._said("meal")

    def _hours(self, piece: Piece) -> None:
        now = self.now
        if now.hours is not None:
            trailing = now.order[self._after(now, "hours") :]
            count = trailing.count("days")
            record = self._start()
            record.atoms = [now.atoms.pop() for _ in range(count)][::-1]
            record.order = ["days"] * count
        if isinstance(piece.value, tuple) and len(piece.value) == 2:
            self.now.hours = (str(piece.value[0]), str(piece.value[1]))
        self._said("hours")


def intent_of(deed: Deed) -> Intent:
    """The intent of a deed that stands for itself."""
    return {"book": Intent.BOOK, "cancel": Intent.CANCEL, "absence": Intent.ABSENCE}[deed]
