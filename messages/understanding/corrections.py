"""Corrections inside a text: "lundi euh non mardi", "pour Léo... pardon pour Emma", "Léo, euh Emma pardon"."""

from messages.understanding.clause import NAMES
from messages.understanding.pieces import Piece

_KINDS = {"days": "days", "service": "service", **dict.fromkeys(NAMES, "name"), "part": "part"}
_PASSED = frozenset({"filler", "the", "the_many", "from", "to", "comma", "stop_mark", "also", "dash", "this", "polite"})
_NO = frozenset({"correction", "no"})
_ONLY = frozenset({"juste", "seulement", "uniquement", "exclusivement"})
# These may stand after what is right as well: "Léo, euh Emma pardon".
_SAID_AFTER = frozenset({"pardon", "je", "desole", "desolee", "excusez"})
_ALSO_SAID = _SAID_AFTER | {"enfin"}
_OTHER_CARE = {"morning": "garderie-matin", "evening": "garderie-soir"}


def corrected(pieces: list[Piece]) -> list[Piece]:
    """The pieces without what the parent took back.

    A correction replaces the nearest piece of the same kind before it; where there is none, it stays as it is,
    and the text is asked about.
    """
    if not any(piece.kind in _NO for piece in pieces) or _chooses(pieces):
        return pieces
    pieces = _without_remark(pieces)
    out: list[Piece] = []
    mended = False
    for at, piece in enumerate(pieces):
        if piece.kind not in _NO:
            out.append(piece)
        elif _takes_back(pieces, at, out):
            mended = True
        elif not (mended and piece.value in _SAID_AFTER and _next_said(pieces, at + 1) is None):
            out.append(piece)
    return _said_once(out)


def _chooses(pieces: list[Piece]) -> bool:
    """ "oui vendredi, non jeudi": what is refused takes back nothing that was said before it."""
    said = [piece.kind for piece in pieces if piece.kind not in _PASSED]
    chosen = said.index("yes") if "yes" in said else len(said)
    return said[chosen + 2 : chosen + 3] == ["no"] and said[chosen + 1 : chosen + 2] == said[chosen + 3 : chosen + 4]


def _without_remark(pieces: list[Piece]) -> list[Piece]:
    """ "non attendez, demain c'est samedi, lundi alors": which day a day is, is the reason for the correction."""
    start = next(at for at, piece in enumerate(pieces) if piece.kind in _NO) + 1
    while start < len(pieces) and pieces[start].kind in _PASSED:
        start += 1
    remark = [(piece.kind, piece.value) for piece in pieces[start : start + 3]]
    if [kind for kind, _ in remark] != ["days", "pronoun", "days"] or remark[1][1] != "c":
        return pieces
    return pieces[:start] + pieces[start + 3 :]


def _takes_back(pieces: list[Piece], at: int, out: list[Piece]) -> bool:
    """Deletes from `out` what the correction at `at` is about; False where it is not clear what that is."""
    if pieces[at].value in _ALSO_SAID and not any(piece.kind in _KINDS for piece in out):
        return True  # "pardon pour le dérangement": nothing has been said yet
    new = _next_said(pieces, at + 1)
    kind = _KINDS.get(pieces[new].kind) if new is not None else None
    if kind is None and new is not None and pieces[at].value == "enfin":
        return True  # "j'ai enfin trouvé"
    if new is None or kind is None:
        return pieces[at].value in _SAID_AFTER and new is None and _drop_the_one_before(out)
    taken = _taken_back(out, kind, pieces[new], only=any(piece.value in _ONLY for piece in pieces[at:new]))
    for place in taken:
        del out[place]
    return bool(taken) or (kind == "part" and _change_care(out, str(pieces[new].value)))


def _next_said(pieces: list[Piece], at: int) -> int | None:
    """Where what comes instead stands."""
    while at < len(pieces) and (pieces[at].kind in _PASSED or pieces[at].kind in _NO or pieces[at].kind == "ask"):
        at += 1
    return at if at < len(pieces) else None


def _taken_back(out: list[Piece], kind: str, new: Piece, *, only: bool) -> list[int]:
    """Where what is taken back stands, last first; nowhere where several in a row make it unclear which."""
    at = len(out) - 1
    while at >= 0 and (out[at].kind in _PASSED or out[at].kind == "ask"):
        at -= 1
    beside = at >= 0 and _KINDS.get(out[at].kind) == kind
    while at >= 0 and out[at].kind not in ("stop_mark", "question") and _KINDS.get(out[at].kind) != kind:
        at -= 1
    if at < 0 or _KINDS.get(out[at].kind) != kind:
        return []
    run = _run(out, at, kind)
    if len(run) == 1:
        return run
    if only or any(_same(out[place], new) for place in run):
        return run
    if any(out[place].kind == "stop_mark" for place in range(run[-1], run[0])):
        return run  # "vendredi... jeudi, je veux dire samedi"
    return [at] if beside else []


def _run(out: list[Piece], at: int, kind: str) -> list[int]:
    """The pieces of one kind in a row that ends at `at`, last first."""
    run = []
    while at >= 0 and (out[at].kind in _PASSED or _KINDS.get(out[at].kind) == kind):
        if _KINDS.get(out[at].kind) == kind:
            run.append(at)
        at -= 1
    return run


def _same(one: Piece, two: Piece) -> bool:
    return (one.kind, one.value, one.atom) == (two.kind, two.value, two.atom)


def _drop_the_one_before(out: list[Piece]) -> bool:
    """ "pour Léo, euh Emma pardon": the last thing said is right, and the one before it is not."""
    said = [place for place, piece in enumerate(out) if piece.kind not in _PASSED]
    if len(said) < 2 or any(piece.kind == "also" for piece in out[said[-2] : said[-1]]):
        return False
    kind = _KINDS.get(out[said[-1]].kind)
    if kind is None or _KINDS.get(out[said[-2]].kind) != kind or said[-1] - said[-2] < 2:
        return False
    del out[said[-2]]
    return True


def _change_care(out: list[Piece], part: str) -> bool:
    """ "garderie du matin demain, pardon du soir"."""
    care = [place for place, piece in enumerate(out) if piece.value in _OTHER_CARE.values()]
    if len(care) != 1 or part not in _OTHER_CARE:
        return False
    out[care[0]] = out[care[0]]._replace(value=_OTHER_CARE[part])
    return True


def _said_once(out: list[Piece]) -> list[Piece]:
    """ "mardi, oui mardi": what is only said once more, after a correction, is left out."""
    for at, piece in enumerate(out):
        if piece.kind != "yes":
            continue
        before = next((each for each in reversed(out[:at]) if each.kind not in _PASSED), None)
        after = _next_said(out, at + 1)
        if before is not None and after is not None and _same(before, out[after]):
            return [*out[:at], *out[after + 1 :]]
    return out
