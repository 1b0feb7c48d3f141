"""Records: what is said in several clauses, put together into single things that are asked for."""

from itertools import takewhile

from messages.understanding.clause import FIRM, HARD, NAMES, SOFT, STOP, Clause
from messages.understanding.gathering import Gathering
from messages.understanding.pieces import Piece
from messages.understanding.record import DEED_OF, WITH_MEALS, Deed, Record

_EVERYONE = ("all", "all_two_or_more", "both")
_AGAIN = ("put", "booking_noun", "book")
_OPENERS = ("filler", "ne", "also", "polite", "greeting", "thanks")


def _is_eaten_at(key: str) -> bool:
    """ "mange mercredi au centre" names where; "mange jeudi et va à la garderie" is a meal, and care after it."""
    return key == "cantine" or key in WITH_MEALS


class Builder(Gathering):
    """Reads clauses in order and tells where one record ends and the next begins."""

    def __init__(self) -> None:
        super().__init__()
        self._said_before = 0
        self.read: list[Clause] = []
        self.ahead: frozenset[str] = frozenset()

    def add(self, clause: Clause, ahead: frozenset[str] = frozenset()) -> None:
        """Takes the pieces of a clause that asks for something; `ahead` are the kinds of the rest of its sentence."""
        self.clause, self.ahead = clause, ahead
        self.read.append(clause)
        self.parted = max(self.parted, clause.parted)
        if clause.negated:
            self._negate()
        self._said_before = len(self.now.order)
        for place, piece in enumerate(clause.pieces):
            self.place = place
            if self._take(piece):
                self.parted = SOFT - 1

    def skip(self, parted: int) -> None:
        """A clause that asks for nothing stands between."""
        self.parted = max(self.parted, parted, FIRM)

    def _take(self, piece: Piece) -> bool:
        kind = piece.kind
        if kind in DEED_OF:
            self._deed(piece)
        elif kind in NAMES:
            self._name(piece)
        else:
            return self._take_field(piece)
        return True

    def _take_field(self, piece: Piece) -> bool:
        match piece.kind:
            case "service":
                self._service(str(piece.value))
            case "days":
                self.take_days(piece)
            case "not_days":
                self.take_denied_days(piece)
            case "except_child":
                self.now.barred.append(str(piece.value))
            case "part":
                self.take_part(str(piece.value))
            case "meal":
                self.take_meal(str(piece.value))
            case "hours":
                self.take_hours(piece)
            case "time":
                self.now.time = self.now.time or str(piece.value)
            case "instead":
                self.now.instead = True
            case _:
                return False
        return True

    def _negate(self) -> None:
        """ "pas de cantine": a record of its own, unless it goes on with one, or tells of an absence."""
        now = self.now
        if now.deed == "absence" and self.parted < HARD:
            return
        if now.services or now.deed or (now.atoms and now.negated):
            goes_on = now.negated and self.parted <= FIRM
            if goes_on and not any(piece.kind in DEED_OF for piece in self.clause.pieces):
                return
            self.start()
        self.now.negated = True

    # Deeds.

    def _deed(self, piece: Piece) -> None:
        deed = DEED_OF[piece.kind]
        now = self.now
        if now.deed == "move" or self._says_nothing_new(piece):
            return
        another = piece.kind == "booking_noun" and now.deed == "cancel" and not now.weak
        if now.deed == "absence" and piece.kind == "eat_not":
            self._eat()
            return
        if now.deed is not None and not self._is_empty_noun(now):
            if not another and self._says_again(now, deed):
                if piece.kind == "eat":
                    self._eat()
                return
            now = self.start()
        elif now.deed is None and now.services and self._leads_another(now, deed):
            now = self._start_with_subject()
        now.deed, now.weak = deed, piece.kind == "booking_noun" and not another
        now.swapped = now.swapped or (piece.kind, piece.value) == ("move", "instead")
        now.order.append("deed")
        if piece.kind in ("eat", "eat_not", "eat_out"):
            self._eat()

    def _says_nothing_new(self, piece: Piece) -> bool:
        """A meal elsewhere after what is given back for it; "merci de le noter" after an absence."""
        now = self.now
        if piece.kind == "eat_out":
            at_centre = any(each in WITH_MEALS for each in now.services)
            return at_centre or (now.deed in ("cancel", "absence") and not self._leads())
        if piece.kind in _AGAIN and now.deed in ("absence", "cancel") and not now.weak:
            if piece.kind == "booking_noun":
                return not self._heads_another()
            return not (self._leads() or self._names_follow())
        return False

    def _heads_another(self) -> bool:
        """ "annulation cantine lundi, réservation garderie mardi": the noun stands first, with a service and days."""
        first = next(piece.kind for piece in self.clause.pieces if piece.kind not in _OPENERS)
        if self.parted < FIRM or first != "booking_noun":
            return False
        return bool(({piece.kind for piece in self.rest()} | self.ahead) & {"service", "days"})

    @staticmethod
    def _is_empty_noun(now: Record) -> bool:
        return now.weak and not now.services and not now.atoms

    def _says_again(self, now: Record, deed: Deed) -> bool:
        """A second deed without anything of its own only says the first once more."""
        if now.deed == deed:
            return self.parted < HARD or not self._leads()
        if now.deed == "absence" and deed == "cancel":
            days_follow = any(piece.kind == "days" for piece in self.rest())
            return not self._leads() or self.clause.negated or not days_follow or not now.atoms
        return deed == "book" and not (self._leads() or self._names_follow())

    def _leads_another(self, now: Record, deed: Deed) -> bool:
        """Whether a deed begins a record although the one before has none: it goes before what it is about."""
        if now.atoms and self._leads():
            return True
        if self._has_own_subject(now):
            return True
        return deed == "absence" and self.parted >= FIRM

    def _has_own_subject(self, now: Record) -> bool:
        """ "..., Emma ne mange pas": a name of this clause before the verb, where others were named before it."""
        if self.clause.parted < FIRM or not self._clause_opens_with_name():
            return False
        own = sum(piece.kind in NAMES for piece in self.clause.pieces)
        return bool(now.atoms) or len(now.names) > own

    def _leads(self) -> bool:
        """Whether the deed goes before what it is about."""
        for piece in self.rest():
            if piece.kind in ("service", "days", "part"):
                return True
            if piece.kind in DEED_OF and piece.kind not in ("put", "booking_noun"):
                return False
        return False

    def _names_follow(self) -> bool:
        """ "et ajoutez Emma": a name of its own makes a deed another one."""
        return any(piece.kind == "child" for piece in self.rest())

    def _start_with_subject(self) -> Record:
        """A new record for a verb; the names just before it, in its clause, are its subject."""
        before = self.now
        record = self.start()
        trailing = len(list(takewhile("name".__eq__, reversed(before.order))))
        if trailing and self._clause_opens_with_name():
            own = max(1, sum(piece.kind in NAMES for piece in self.clause.pieces))
            before.hand_names(record, min(trailing, own))
        return record

    def _clause_opens_with_name(self) -> bool:
        first = next((piece.kind for piece in self.clause.pieces if piece.kind not in _OPENERS), "")
        return first in NAMES

    def _eat(self) -> None:
        """To eat is the canteen's, where no other service is named."""
        now = self.now
        if not now.services:
            now.services.append("cantine")
            now.implied = True
            now.order.append("service")

    # Services and names.

    def _service(self, key: str) -> None:
        now = self.now
        if now.negated and self.clause.contrast and not self.clause.negated and key not in now.services:
            self.start()  # "pas d'étude mais garderie du soir"
            self.now.services, self.now.deed = [key], "book"
            self.now.order.append("service")
            return
        if now.implied:
            now.services, now.implied = [] if _is_eaten_at(key) else now.services, False
        if now.deed == "absence" and now.services == [] and self._is_another_sentence(now):
            self._after_absence(now)
        elif now.services and now.last_said != "service" and not (now.deed == "absence" and not now.atoms):
            if key in now.services and not {"days", "name"} & set(now.said_after("service")):
                return
            self._next_service()
        elif now.services and now.last_said == "service" and self.parted >= HARD:
            self._next_service()
        if key not in self.now.services:
            self.now.services.append(key)
        self.now.order.append("service")

    def _is_another_sentence(self, now: Record) -> bool:
        """ "Tom est malade. Cantine demain pour Léo": with days or a child of its own it is no more of the absence."""
        deeds = {piece.kind for piece in self.clause.pieces} & DEED_OF.keys()
        if self.clause.parted < HARD or self.clause.negated or deeds - {"book", "put", "eat", "booking_noun"}:
            return False
        names = {name.value for name in now.names}
        own = [piece for piece in self.clause.pieces if piece.kind in ("days", "child")]
        others = any(piece.kind == "child" and piece.value not in names for piece in own)
        return others or (bool(now.names or now.atoms) and any(piece.kind == "days" for piece in own))

    def _after_absence(self, before: Record) -> None:
        """Begins the next record with the days and names that this sentence has said so far."""
        said = before.order[self._said_before :]
        record = self.start()
        before.hand_names(record, said.count("name"))
        before.hand_days(record, said.count("days"))

    def _next_service(self) -> None:
        """Another service: a day or name just before it, parted from the rest, goes with it."""
        before = self.now
        record = self.start()
        trailing = before.said_after("service")
        if self.parted >= SOFT or not trailing:
            return
        last = trailing[-1]
        if last == "name" and before.order.count("name") > 1:
            if self._opens_clause(before):
                before.hand_names(record, 1)
            elif trailing[-2:] == ["name", "name"]:
                before.unknown = record.unknown = True  # "cantine lundi Léo Emma étude": whose is Emma?
        elif last == "days" and trailing.count("days") > 1:
            if self._opens_clause(before):
                before.hand_days(record, 1)
            elif not any(piece.kind == "days" for piece in self.rest()):
                before.unknown = record.unknown = True  # "cantine lundi et mardi étude": which day is whose?

    def _opens_clause(self, before: Record) -> bool:
        """Whether only the last thing said stands in this clause, parted from those before it."""
        return self.clause.parted >= FIRM and self._said_before == len(before.order) - 1

    def _name(self, piece: Piece) -> None:
        now = self.now
        if self.parted < FIRM and any(name.kind == "stranger" for name in now.names):
            pass  # "Malo mange avec Gaspard": whoever stands beside a stranger is asked about with it
        elif now.names and now.last_said != "name":
            if self._sums_up(piece):
                if len(self.records) > 1 or now.atoms:
                    self.start()
            elif piece.kind == "one" or not (self._is_new(piece) or self._says_more(piece)):
                now.unknown = now.unknown or (len(now.names) > 1 and self._only_just_said())
                return
            else:
                self.start()
        elif (now.names and self.parted >= HARD) or self._lists_another(now) or self._begins_another(now):
            self.start()
        self.now.names.append(piece)
        self.now.order.append("name")

    def _lists_another(self, now: Record) -> bool:
        """ "du 14 au 18 cantine Hugo, Anaïs du 14 au 16": a name after a comma with days of its own."""
        complete = bool(now.names and now.services and now.atoms) and self.clause.parted >= FIRM
        opens = self._clause_opens_with_name() and self._said_before == len(now.order)
        return complete and opens and any(piece.kind == "days" for piece in self.rest())

    def _begins_another(self, now: Record) -> bool:
        """ "(she) is away tomorrow. Louane : cantine demain": a new sentence names somebody, and what for."""
        own = {piece.kind for piece in self.rest()} | self.ahead
        return self.parted >= STOP and bool(now.deed and now.atoms) and {"service", "days"} <= own

    def _only_just_said(self) -> bool:
        """ "Inès et Maël jeudi, vendredi que Maël": it holds for one of them, and for which days?"""
        before = self.clause.pieces[self.place - 1 : self.place]
        return any(piece.value in ("que", "juste", "seulement", "uniquement") for piece in before)

    def _sums_up(self, piece: Piece) -> bool:
        """ "..., pour les deux" after names."""
        return piece.kind in _EVERYONE and all(name.kind == "child" for name in self.now.names)

    def _is_new(self, piece: Piece) -> bool:
        return self.parted >= HARD or piece.value not in [name.value for name in self.now.names]

    def _says_more(self, piece: Piece) -> bool:
        """A name said again after a comma, with days or a service of its own: "et pour Léo seulement mardi"."""
        more = any(each.kind in ("days", "service") for each in self.rest())
        return piece.kind == "child" and self.parted >= FIRM and more
