"""The children of the family in a text: by name, with typing errors, never one for another."""

import re
from dataclasses import dataclass
from functools import lru_cache

from messages.understanding.normalise import plain
from messages.understanding.spelling import allowed_slips, nearest

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("qu|ck|[ck]", "k"), ("y", "i"), ("eau|au|o", "o"), ("ss|ç|z", "s"), ("k(?=[ei])", "s"),
        ("h", ""), (r"(.)\1", r"\1"), ("(ie|i|e|t|s|d)$", ""),
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The names on the file, in the forms in which they are written."""

    children: tuple[str, ...]
    written: dict[tuple[str, ...], str]
    firsts: dict[str, int]
    joined: dict[str, tuple[str, ...]]
    words: frozenset[str]
    spelt: dict[str, tuple[str, ...]]

    def at(self, words: list[str], start: int) -> tuple[str, int] | None:
        """The child whose whole name stands at `start`, and where it ends."""
        for size in range(self.firsts.get(words[start], 0), 0, -1):
            child = self.written.get(tuple(words[start : start + size]))
            if child is not None:
                return child, start + size
        return None

    def near(self, word: str) -> tuple[str, ...]:
        """The children whose name `word` may be a slip for: none, one, or several that must not be told apart."""
        found = self.spelt.get(word)
        if found is None:
            found = self._near(word)
            if len(self.spelt) < 5_000:
                self.spelt[word] = found
        return found

    def _near(self, word: str) -> tuple[str, ...]:
        begun = [children for name, children in self.joined.items() if len(word) > 2 and name.startswith(word)]
        if len(begun) > 1:
            return tuple(dict.fromkeys(child for children in begun for child in children))
        alike = [child for name, children in self.joined.items() if sounds_alike(name, word) for child in children]
        if alike:
            return tuple(dict.fromkeys(alike))
        if len(word) < 3:
            return ()
        close = [
            child
            for name, children in self.joined.items()
            if nearest(word, (name,), min(allowed_slips(len(name)), max(1, len(word) - 3)))
            for child in children
        ]
        return tuple(dict.fromkeys(close))


def sounds_alike(name: str, word: str) -> bool:
    """Whether two spellings are one name: "yacine" and "Yassine", "noemy" and "Noémie"."""
    if len(word) < 3 or (len(word) == 3 and len(name) > 3 and name.startswith(word)):
        return False  # "Lis" may be Lise and Lison
    return _sound(name) == _sound(word)


def same_name(name: str, word: str) -> bool:
    """The same for a word that is a name itself: "Yacine" is Yassine, "Gabrielle" is not Gabriel."""
    return sounds_alike(name, word) and name[-1:] == word[-1:]


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=2048)
def family_of(children: tuple[str, ...]) -> Family:
    """The family with these first names, compiled once."""
    written: dict[tuple[str, ...], str] = {}
    joined: dict[str, list[str]] = {}
    for child in children:
        pieces = tuple(re.findall(r"[^\W_]+", plain(child)))
        if not pieces:
            continue
        forms = [pieces, ("".join(pieces),)]
        if len(pieces) > 1:
            forms.append(("".join(piece[0] for piece in pieces),))
        for form in forms:
            written.setdefault(form, child)
        joined.setdefault("".join(pieces), []).append(child)
    firsts: dict[str, int] = {}
    for form in written:
        firsts[form[0]] = max(firsts.get(form[0], 0), len(form))
    return Family(
        children, written, firsts, {name: tuple(owners) for name, owners in joined.items()},
        frozenset(word for form in written for word in form), {},
    )  # fmt: skip
