"""Sentences: which of them ask to know something, and which ask for something to be done."""

from itertools import dropwhile, pairwise, takewhile

from messages.understanding import questions, safety
from messages.understanding.bystanders import introduces, is_topic_of_nothing, signs
from messages.understanding.carrying import Floating, carried
from messages.understanding.clause import FIELDS, FIRM, HARD, NAMES, STOP, Clause
from messages.understanding.clauses import clauses_of
from messages.understanding.context import Context
from messages.understanding.corrections import corrected
from messages.understanding.dates.atoms import Atom, Since, Unclear, Vacation, Week, Weeks
from messages.understanding.evidence import is_thin
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.pieces import Piece, atoms_of
from messages.understanding.record import Record
from messages.understanding.records import Builder
from messages.understanding.requests import expressed

_ENDS = frozenset({"stop_mark", "question", "full_stop", "line"})
_ASKS = frozenset({"ask", "may", "cancel", "book", "put", "move"})
_TOLD = (Weeks, Week, Vacation, Since)
_DONE = frozenset({"cancel", "book", "absent", "ill", "move", "eat", "eat_not", "eat_out"})


def requests_in(pieces: list[Piece], context: Context, records: list[Record]) -> list[Request]:
    """What a whole text asks for, in the order said; `records` takes what it was put together from."""
    asked: list[tuple[int, Request]] = []
    rest: list[Piece] = []
    for sentence in _sentences(pieces):
        intent = questions.intent_asked(sentence) or _status_asked(sentence)
        if intent is None:
            rest += _names_of(sentence) if _is_idle_question(sentence) else sentence
            continue
        asked_after = _request_after_trouble(sentence, intent)
        if asked_after is not None:
            rest += asked_after
            continue
        before, question = _parted(sentence, intent)
        rest += before
        asked.append((len(rest), questions.question(intent, question, context)))
    done = _deeds(rest, context, records, alone=not asked)
    if asked:
        return _joined(asked, done)
    return done


def _request_after_trouble(sentence: list[Piece], intent: Intent) -> list[Piece] | None:
    """ "le site ne marche pas, pouvez-vous inscrire Léo à la cantine jeudi ?": the request is what is asked."""
    if intent not in (Intent.PORTAL, Intent.HELP):
        return None
    last = max(place for place, piece in enumerate(sentence) if piece.kind in ("portal", "help"))
    after = list(dropwhile(lambda piece: piece.kind not in ("comma", "therefore", "colon"), sentence[last + 1 :]))
    return after if {"service", "days"} <= {piece.kind for piece in after} else None


def _is_idle_question(sentence: list[Piece]) -> bool:
    """A question that is about no booking: it is left aside, and the request beside it is the request alone."""
    kinds = {piece.kind for piece in sentence}
    return (
        sentence[-1].kind == "question"
        and not kinds & _DONE
        and not kinds & {"service", "days", "put", "ask", "may", "part", "doubt", "waiting"}
        and bool(kinds & {"word", "noun", "kin", "attend", "verb"})
    )


def _names_of(sentence: list[Piece]) -> list[Piece]:
    """The children named in a sentence that is left aside, as a story would name them."""
    return [piece for piece in sentence if piece.kind in ("child", "noun", "kin", "stop_mark", "question")]


def _joined(asked: list[tuple[int, Request]], done: list[Request]) -> list[Request]:
    acts = [request for request in done if request.intent is not Intent.UNKNOWN]
    first, request = asked[0]
    wanted = [request for _, request in asked if request.intent is not Intent.HELP] or [request]
    wanted = list(dict.fromkeys(wanted))
    if len(wanted) > 1:
        wanted = wanted[:1]
    if not acts:
        return wanted
    return acts + wanted if first else wanted + acts


def _sentences(pieces: list[Piece]) -> list[list[Piece]]:
    out: list[list[Piece]] = [[]]
    for piece in pieces:
        out[-1].append(piece)
        if piece.kind in _ENDS:
            out.append([])
    return [sentence for sentence in out if sentence]


def _status_asked(sentence: list[Piece]) -> Intent | None:
    """ "Léo mange lundi ?": a question on what is booked, without a word of asking for it."""
    kinds = {piece.kind for piece in sentence}
    if _asks_which_day(sentence):
        return Intent.STATUS
    if (
        "wonder" in kinds
        and "past_deed" not in kinds
        and (kinds & {"eat", "eat_not"} or {"attend", "service"} <= kinds)
    ):
        return Intent.STATUS
    if "question" not in kinds and "is_it_that" not in kinds:
        return None
    if kinds & {"ask", "may", "book", "put", "cancel", "past_deed", "diet", "move", "condition"} or "word" in kinds:
        return None
    if "eat" in kinds and kinds & {"days", "part"}:
        return Intent.STATUS
    if "attend" in kinds and {"service", "days", "child"} <= kinds and not kinds & {"noun", "verb", "foreign", "kin"}:
        return Intent.STATUS
    return None


def _asks_which_day(sentence: list[Piece]) -> bool:
    """ "quel jour Emma mange"."""
    asked = any((one.value, two.kind) == ("quel", "day_word") for one, two in pairwise(sentence))
    return (
        asked
        and {piece.kind for piece in sentence}.isdisjoint(("days", "past_deed"))
        and any(piece.kind in ("eat", "eat_not") for piece in sentence)
    )


def _parted(sentence: list[Piece], intent: Intent) -> tuple[list[Piece], list[Piece]]:
    """What stands before a question in the same sentence and is a request of its own, and the question."""
    at = (
        next(place for place, piece in enumerate(sentence) if piece.kind in questions.KINDS)
        if any(piece.kind in questions.KINDS for piece in sentence)
        else 0
    )
    start = at
    while start > 0 and sentence[start - 1].kind not in ("also", "comma", "therefore", "colon", "dash"):
        start -= 1
    before = sentence[:start]
    kinds = {piece.kind for piece in before}
    explicit = bool(kinds & {"cancel", "book", "absent", "ill"}) and "past_deed" not in kinds and "days" in kinds
    bare = {"service", "days"} <= kinds and intent not in (
        Intent.STATUS,
        Intent.WHY,
        Intent.PROOF,
        Intent.AVAILABILITY,
        Intent.DEADLINE,
    )
    if before and (explicit or bare) and not kinds & {"word", "noun"}:
        return before, sentence[start:]
    return [], sentence


def _deeds(pieces: list[Piece], context: Context, records: list[Record], *, alone: bool) -> list[Request]:
    """What the text asks to be done."""
    if not pieces:
        return []
    if safety.is_doubtful(pieces):
        return [UNKNOWN]
    pieces = corrected([_named_undoing(piece) for piece in pieces])
    if any(piece.kind in ("correction", "no") for piece in pieces):
        return [UNKNOWN]
    clauses = clauses_of(pieces)
    if any(clause.role == "doubtful" for clause in clauses) or _half_a_yes(clauses):
        return [UNKNOWN]
    if _only_wondered(clauses):
        return [UNKNOWN]
    builder = Builder()
    floating = Floating()
    last = max((place for place, clause in enumerate(clauses) if clause.role == "request"), default=-1)
    for place, clause in enumerate(clauses):
        if place > last and signs(clause, clauses[:place]):
            break
        if is_topic_of_nothing(clauses, place) or introduces(clauses, place):
            continue
        if clause.role in ("request", "fragment"):
            _hand_frames(builder, floating, clause)
            builder.add(clause, _kinds_ahead(clauses, place))
        elif clause.role == "undone":
            _remember(clause, floating)
        elif clause.role == "story":
            builder.skip(clause.parted)
            _float(clause, floating)
        elif clause.role == "unchanged":
            builder.skip(clause.parted)
            _float_service(clause, floating)
    if not any(clause.role == "request" for clause in clauses):
        if floating.deed is None or not any("do_it" in clause.kinds for clause in clauses):
            return [UNKNOWN] if alone else []
        builder.records.append(Record(deed=floating.deed))
    if _only_an_opinion(clauses):
        return [UNKNOWN]
    records += carried(builder.records, floating)
    requests = expressed(records, context)
    return [UNKNOWN] if is_thin(requests, records, builder.read) else requests


def _kinds_ahead(clauses: list[Clause], place: int) -> frozenset[str]:
    rest = takewhile(lambda clause: clause.parted < HARD, clauses[place + 1 :])
    return frozenset(kind for clause in rest for kind in clause.kinds)


def _hand_frames(builder: Builder, floating: Floating, clause: Clause) -> None:
    """Weeks that the story before the first request named: they hold in its sentence, and may hold after it."""
    now = builder.now
    if not now.empty or len(builder.records) > 1:
        return
    rhythm = any(isinstance(atom, Weeks) for atom in floating.frames)
    if rhythm or clause.parted < STOP:
        now.told = floating.frames
    else:
        now.frames = floating.frames


def _named_undoing(piece: Piece) -> Piece:
    """ "annuler ma demande de cantine": beside what it is about, it is that which is given back."""
    if piece.kind == "undo" and str(piece.value).startswith(("annul", "suppr", "retir", "enlev")):
        return piece._replace(kind="cancel")
    return piece


def _only_wondered(clauses: list[Clause]) -> bool:
    """A question that is none of those known, on a service: "cantine lundi ?", "la garderie est fermée ?"."""
    wondering = False
    for place, clause in enumerate(clauses):
        if clause.parted >= STOP or place == 0:
            sentence = _sentence_from(clauses, place)
            asks = any(each.kinds & _ASKS for each in sentence)
            wondering = any(each.asked and each.role == "request" for each in sentence) and not asks
            if wondering:
                return True
    return wondering


def _sentence_from(clauses: list[Clause], place: int) -> list[Clause]:
    rest = clauses[place + 1 :]
    return [clauses[place], *takewhile(lambda clause: clause.parted < STOP, rest)]


def _float_service(clause: Clause, floating: Floating) -> None:
    if "service" in clause.kinds and not floating.services:
        floating.services = [str(piece.value) for piece in clause.pieces if piece.kind == "service"]


def _half_a_yes(clauses: list[Clause]) -> bool:
    """ "pas de centre pour Léo mais oui pour Emma": a yes or no to a part of it."""
    said = [clause for clause in clauses if clause.role != "blank"]
    return any(clause.kinds & {"yes"} and clause.kinds & FIELDS for clause in said[1:])


def _remember(clause: Clause, floating: Floating) -> None:
    """ "je n'ai pas réservé la cantine de demain pour Sarah": what has not been done, and is asked for after."""
    floating.names = [piece for piece in clause.pieces if piece.kind in NAMES] or floating.names
    floating.atoms = atoms_of(clause.pieces) or floating.atoms
    floating.services = [str(piece.value) for piece in clause.pieces if piece.kind == "service"]
    floating.parts = [str(piece.value) for piece in clause.pieces if piece.kind == "part"]
    floating.deed = "cancel" if "cancel" in clause.kinds else "book" if "undone" in clause.kinds else None


def _only_an_opinion(clauses: list[Clause]) -> bool:
    """ "la cantine c'est bruyant": a service is named and something told, but nothing asked for."""
    asking = [clause for clause in clauses if clause.role in ("request", "fragment")]
    told = any(clause.role in ("story", "unchanged") for clause in clauses)
    return (
        told
        and not any(clause.negated for clause in asking)
        and all(
            clause.kinds <= {"service", "the", "filler", "from", "to", "greeting", "polite", "thanks"}
            for clause in asking
        )
    )


def _certain(atoms: list[Atom]) -> list[Atom]:
    """ "lundi on prolonge le week-end": what is told of vaguely does not blur the day that is named."""
    return [atom for atom in atoms if not isinstance(atom, Unclear)] or atoms


def _float(clause: Clause, floating: Floating) -> None:
    if "past_deed" not in clause.kinds:
        atoms = atoms_of(clause.pieces)
        floating.frames = [atom for atom in atoms if isinstance(atom, _TOLD)] or floating.frames
        before = floating.atoms if clause.parted < FIRM else []
        floating.atoms = _certain([*before, *atoms]) if atoms else floating.atoms
        floating.back = "back" in clause.kinds if atoms else floating.back
        if atoms:
            floating.parts = [str(piece.value) for piece in clause.pieces if piece.kind == "part"]
    elif {"service", "days"} <= clause.kinds:
        _remember(clause, floating)
    _float_service(clause, floating)
    names = [piece for piece in clause.pieces if piece.kind == "child"]
    everyone = [piece for piece in clause.pieces if piece.kind in ("all", "all_two_or_more")]
    if any(piece.kind in ("all", "both") for piece in clause.pieces) and len(names) > 1:
        floating.names = floating.names or names
    elif (names or everyone) and not floating.names:
        floating.names = everyone if not names else names if len({name.value for name in names}) == 1 else []
