"""Gathering: days, times of day, meals and hours, each into the record that it belongs to."""

from messages.understanding.clause import FIRM, HARD, SOFT, Clause
from messages.understanding.dates.atoms import (
    AllYear,
    Atom,
    Dated,
    Either,
    Every,
    Month,
    Named,
    Return,
    Since,
    Span,
    That,
    Unclear,
    Until,
    Vacation,
    Week,
    Weeks,
    Without,
)  # fmt: skip
from messages.understanding.pieces import Piece
from messages.understanding.record import Record

_HOLDING = (Since, Until, Weeks, Without, AllYear)
_FRAMES = (Week, Span, Vacation, Month, Return, Unclear, *_HOLDING)
_ONLY = frozenset({"juste", "seulement", "uniquement"})
_OTHER_CARE = {"morning": "garderie-matin", "evening": "garderie-soir"}


class Gathering:
    """The records so far, and the clause that is being read."""

    def __init__(self) -> None:
        self.records: list[Record] = [Record()]
        self.clause = Clause()
        self.place = 0
        self.parted = HARD

    @property
    def now(self) -> Record:
        """The record that is being said."""
        return self.records[-1]

    def start(self) -> Record:
        """Begins the next record."""
        self.records.append(Record(parted=self.parted))
        return self.now

    def rest(self) -> list[Piece]:
        """What still follows in the clause."""
        return self.clause.pieces[self.place + 1 :]

    def take_days(self, piece: Piece) -> None:
        """Days go on with the days just said, frame those of the record, or begin another record."""
        now, atom = self.now, piece.atom
        if atom is None or (isinstance(atom, Vacation) and atom.week is not None and _narrows(now, atom)):
            return
        if self._is_not_given_back(now):
            now.unknown = True
        if self._names_another_week(now, atom):
            if self.parted < FIRM:
                now.unknown = True  # "lundi semaine 49 et mardi semaine 50"
            else:
                now = self.start()
        elif (
            now.deed != "move"
            and now.atoms
            and (self._are_of_another_child(now) or (not _joins(now, atom) and self._begins_with_days(now)))
        ):
            now = self.start()
        now.atoms.append(atom)
        now.order.append("days")

    def _are_of_another_child(self, now: Record) -> bool:
        """ "du 7 au 11 pour Léo, et juste le mardi pour Emma": the days before a name not said yet are its own."""
        said = {name.value for name in now.names}
        others = any(piece.kind == "child" and piece.value not in said for piece in self.rest())
        return others and bool(said and now.services) and self.parted >= SOFT and now.last_said == "name"

    def _is_not_given_back(self, now: Record) -> bool:
        """ "pas de cantine lundi mais mardi", "pas besoin lundi, juste jeudi": the other day is wanted, or is it?"""
        if not (now.negated or now.deed == "cancel") or not now.atoms or self.clause.parted < FIRM:
            return False
        if self.clause.negated or any(piece.kind in ("cancel", "also") for piece in self.clause.pieces):
            return False
        return self.clause.contrast or any(piece.value in _ONLY for piece in self.clause.pieces)

    @staticmethod
    def _names_another_week(now: Record, atom: Atom) -> bool:
        """ "semaine 49 : lundi ; semaine 50 : jeudi": weekdays stand in the week before them."""
        if not isinstance(atom, Week) or not now.atoms or not isinstance(now.atoms[-1], (Named, Every)):
            return False
        return any(isinstance(each, Week) for each in now.atoms)

    def _begins_with_days(self, now: Record) -> bool:
        if now.last_said != "days":
            return True
        return self.parted >= HARD and bool(now.services)

    def take_denied_days(self, piece: Piece) -> None:
        """ "mais pas mardi": taken out of the days before; where there are none it is not clear what is wanted."""
        if self.now.atoms and piece.atom is not None:
            self.now.atoms.append(Without((piece.atom,)))
        else:
            self.now.unknown = True

    def take_part(self, part: str) -> None:
        """A time of day; another one than before takes the days just before it into a record of their own."""
        now = self.now
        if part in ("noon", "half"):
            return
        if self._completes_care(part):
            return
        if _OTHER_CARE.get(part) and self._changes_care(part):
            return
        if now.deed != "move" and now.parts and part not in now.parts and now.last_said != "part":
            trailing = now.said_after("part")
            record = self.start()
            now.hand_days(record, trailing.count("days"))
            now = record
        if now.deed == "move" or part not in now.parts:
            now.parts.append(part)
        now.order.append("part")

    def _completes_care(self, part: str) -> bool:
        """ "garderie matin et soir": the other end of the day of the care just named."""
        now, other = self.now, _OTHER_CARE.get(part)
        if other is None or now.last_said != "service" or not now.services[-1].startswith("garderie-"):
            return False
        if other not in now.services:
            now.services.append(other)
        return True

    def _changes_care(self, part: str) -> bool:
        """ "garderie matin lundi, soir mardi": the other end of the day is a record of its own."""
        now, care = self.now, _OTHER_CARE[part]
        named = [service for service in now.services if service in _OTHER_CARE.values()]
        if now.deed == "move" or now.last_said == "service" or not named or care in named:
            return False
        record = self.start()
        if now.order[-2:] == ["name", "name"]:
            now.unknown = record.unknown = True  # "garderie matin Hugo et Anaïs soir": whose is which?
        now.hand_days(record, int(now.last_said == "days" and now.order[-2:] == ["days", "days"]))
        record.services = [care]
        record.order.append("service")
        return True

    def take_meal(self, meal: str) -> None:
        """With or without a meal."""
        self.now.meal = meal
        self.now.order.append("meal")

    def take_hours(self, piece: Piece) -> None:
        """Hours; a second pair goes with the days said since the first."""
        now = self.now
        if now.hours is not None:
            trailing = now.said_after("hours")
            record = self.start()
            now.hand_days(record, trailing.count("days"))
            now = record
        if isinstance(piece.value, tuple) and len(piece.value) == 2:
            now.hours = (str(piece.value[0]), str(piece.value[1]))
        now.order.append("hours")


def _narrows(now: Record, atom: Vacation) -> bool:
    """ "les vacances d'hiver ... la première semaine": the week is one of the holidays said before."""
    for at, before in enumerate(now.atoms):
        if isinstance(before, Vacation) and before.week is None and atom.season in (None, before.season):
            now.atoms[at] = Vacation(before.season, atom.week)
            return True
    return False


def _joins(now: Record, atom: Atom) -> bool:
    """Whether days said later belong to the ones before: a frame, a rhythm, an exception."""
    if isinstance(atom, (*_HOLDING, That)):
        return True
    framed = [isinstance(each, _FRAMES) for each in now.atoms]
    match atom:
        case Week() | Vacation() | Month():
            bare = not any(isinstance(each, (Week, Vacation, Span, Month)) for each in now.atoms)
            return bare or any(isinstance(each, Weeks) for each in now.atoms)
        case Named() | Either() | Every() | Span() | Dated():
            return all(framed)
        case _:
            return False
