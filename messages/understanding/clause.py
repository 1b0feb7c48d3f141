"""A clause: pieces that belong together."""

from dataclasses import dataclass, field

from messages.understanding.pieces import Piece

SOFT, FIRM, HARD, STOP = 1, 2, 3, 4
NAMES = frozenset({"child", "stranger", "unclear", "one", "both", "all", "all_two_or_more"})
FIELDS = NAMES | {"days", "part", "service", "meal", "hours", "time", "except_child"}
DEEDS = frozenset({"waiting", "book", "cancel", "eat", "eat_not", "eat_out", "ill", "absent", "move"})
VERBS = DEEDS | {"put", "not_coming", "waiting", "attend", "keep", "verb", "past_deed", "no_change"}


@dataclass(slots=True)
class Clause:
    """Pieces that belong together, how firmly they are parted from those before, and what they are good for.

    `role` is `request`, `fragment`, `story`, `unchanged`, `undone`, `doubtful` or `blank`.
    """

    pieces: list[Piece] = field(default_factory=list)
    parted: int = HARD
    reason: bool = False
    asked: bool = False
    contrast: bool = False
    kinds: frozenset[str] = frozenset()
    role: str = ""
    negated: bool = False

    @property
    def last_said(self) -> str:
        """The kind of the last piece that says something."""
        return next((piece.kind for piece in reversed(self.pieces) if piece.kind not in ("filler", "ne", "the")), "")
