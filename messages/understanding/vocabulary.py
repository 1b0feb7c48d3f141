"""The words of a language, compiled once from its folder: phrases to look up, verb forms, shorthand."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from messages.understanding.conjugation import forms_of
from messages.understanding.normalise import plain, tokens_of


class Leaf(NamedTuple):
    """What a phrase stands for."""

    kind: str
    value: str | None


Branch: TypeAlias = tuple[Leaf | None, frozenset[tuple[str, int]]]


class Node:
    """One step of a phrase: where each next word leads, and what the phrase means if it ends here."""

    __slots__ = ("leaf", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.leaf: Leaf | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Phrases as a tree of words; a word may stand for itself or for the verb that it is a form of."""

    root: Node
    verbs: Mapping[str, tuple[str, ...]]
    imperfect: frozenset[str]
    shorthand: Mapping[str, tuple[str, ...]]
    elided: frozenset[str]
    first_names: frozenset[str]
    harmless: frozenset[str]
    near: frozenset[str]
    known: frozenset[str]
    scripts: Mapping[str, str]
    sounds: dict[str, str | None]
    spelt: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def longest(self, words: list[str], start: int) -> tuple[Leaf, int] | None:
        """The longest phrase that starts at `start`: what it means, and where it ends."""
        best: tuple[Leaf, int] | None = None
        nodes = [self.root]
        verbs = self.verbs
        for end in range(start, len(words)):
            word = words[end]
            following = [node.next[word] for node in nodes if word in node.next]
            for verb in verbs.get(word, ()):
                following += [node.next[verb] for node in nodes if verb in node.next]
            if not following:
                break
            for node in following:
                if node.leaf is not None:
                    best = (node.leaf, end + 1)
                    break
            nodes = following
        return best

    def _is_verb(self, phrase: list[str]) -> bool:
        """ "manger", "mange à l'école": to eat is no name of a service, the language knows it."""
        found = self.longest(phrase, 0)
        return found is not None and found[1] == len(phrase) and found[0].kind == "eat"

    def _heads(self, services: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
        """What two services that differ in the time of day share: "garderie" of "garderie du matin"."""
        bases = [key.rsplit("-", 1)[0] for key in services if "-" in key]
        for key, names in services.items():
            base = key.rsplit("-", 1)[0]
            if bases.count(base) < 2:
                continue
            for name in names:
                head = _words_of(name)
                at = next((at for at in range(1, len(head)) if self._is_part(head, at)), None)
                if at is not None and not (at == 1 and head[0] in self.harmless):
                    yield base, head[:at]

    def _is_part(self, phrase: list[str], at: int) -> bool:
        found = self.longest(phrase, at)
        return found is not None and found[0].kind == "part"

    def _without_weekday(self, phrase: list[str]) -> list[str]:
        """ "CLAE mercredi" without its weekday, which says the day and not the service."""
        last = self.root.next.get(phrase[-1])
        return phrase[:-1] if last is not None and last.leaf is not None and last.leaf.kind == "weekday" else phrase

    def with_services(self, services: Mapping[str, tuple[str, ...]]) -> "Vocabulary":
        """A copy that also knows the town's words for its services."""
        root = self.root
        words: set[str] = set()
        for key, names in services.items():
            for name in names:
                phrase = self._without_weekday(_words_of(name))
                if not phrase or self._is_verb(phrase):
                    continue
                words.update(phrase)
                for written in _spoken(phrase):
                    root = _also_knowing(root, written, Leaf("service", key))
        for base, head in self._heads(services):
            words.update(head)
            root = _also_knowing(root, head, Leaf("service", base))
        near = self.near | {word for word in words if len(word) >= 5}
        return Vocabulary(
            root, self.verbs, self.imperfect, self.shorthand, self.elided, self.first_names, self.harmless, near,
            self.known | words, self.scripts, {},
        )  # fmt: skip


def _also_knowing(node: Node, phrase: list[str], leaf: Leaf) -> Node:
    """A twin of a tree in which `phrase` means `leaf`; all that the phrase does not lead through, both share (6 MB)."""
    twin = Node()
    twin.leaf, twin.next = node.leaf, {**node.next}
    if phrase:
        twin.next[phrase[0]] = _also_knowing(node.next.get(phrase[0], Node()), phrase[1:], leaf)
    else:
        twin.leaf = leaf
    return twin


def _words_of(name: str) -> list[str]:
    return [token.text for token in tokens_of(plain(name))]


def _spoken(phrase: list[str]) -> Iterator[list[str]]:
    """A name as it stands, and without its "du", "de", "l" in the middle: "garderie (du) soir"."""
    yield phrase
    short = [word for at, word in enumerate(phrase) if at == 0 or word not in ("du", "de", "d", "l", "la", "le", "des")]
    if short != phrase:
        yield short


def _plant(root: Node, steps: Iterable[list[list[str]]], leaf: Leaf) -> None:
    """Lets every way through `steps` (each a list of choices, each choice some words) mean `leaf`."""
    nodes = {root}
    for choices in steps:
        nodes = {_walked(node, words) for node in nodes for words in choices}
    for node in nodes:
        node.leaf = leaf


def _walked(node: Node, words: list[str]) -> Node:
    for word in words:
        child = node.next.get(word)
        if child is None:
            child = node.next[word] = Node()
        node = child
    return node


def _woven(node: Node, known: dict[Branch, Node]) -> Node:
    """The same tree with equal branches kept once: 2,000 nodes instead of 34,000, as phrases with choices end alike."""
    node.next = {word: _woven(child, known) for word, child in node.next.items()}
    return known.setdefault((node.leaf, frozenset((word, id(child)) for word, child in node.next.items())), node)


_PIECE = re.compile(r"(?:\(([^)]*)\)|([^\s(?]+|\?))(\?)?")


def _steps(phrase: str) -> list[list[list[str]]]:
    """A phrase of a vocabulary file as choices of words: "j? ai (la|une seule)? place"."""
    steps = []
    for group, word, optional in _PIECE.findall(phrase):
        choices = [choice.split() for choice in (group or word).split("|")]
        if optional:
            choices.append([])
        steps.append(choices)
    return steps


def written_out(phrase: str) -> list[str]:
    """All that a phrase of a vocabulary file stands for."""
    return [" ".join(word for words in choice for word in words) for choice in product(*_steps(phrase))]


def phrases_of(text: str) -> list[str]:
    """The phrases of one entry, parted by commas."""
    parts = (" ".join(part.split()) for part in text.split(","))
    return [part if part.isascii() else _plain_phrase(part) for part in parts if part]


def _plain_phrase(phrase: str) -> str:
    """Without accents; the capitals of a verb stay."""
    return " ".join(word if word.isupper() else plain(word) for word in phrase.split())


class _Reader:
    """Reads the files of one language into a vocabulary."""

    def __init__(self, language: str) -> None:
        self._folder = files("messages.understanding") / language
        self.root = Node()
        self.verbs: dict[str, list[str]] = {}
        self.imperfect: set[str] = set()
        self.near: set[str] = set()
        self.known: set[str] = set()
        self.harmless: set[str] = set()
        self.shorthand: dict[str, tuple[str, ...]] = {}
        self.scripts: dict[str, str] = {}

    def table(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self._folder / f"{name}.toml").read_text(encoding="utf-8"))

    def read_verbs(self) -> None:
        table = self.table("verbs")
        for infinitive in table["regular"].split():
            asking, imperfect = forms_of(infinitive)
            self._add_verb(infinitive, asking)
            self.imperfect.update(imperfect)
        self.imperfect.update(table["imperfect"].split())
        for infinitive, forms in table["irregular"].items():
            self._add_verb(infinitive, forms.split())

    def _add_verb(self, infinitive: str, forms: Iterable[str]) -> None:
        for form in {*forms}:
            self.verbs.setdefault(form, []).append(infinitive.upper())
        self.known.update(forms)

    def read_phrases(self, name: str, near_kinds: frozenset[str]) -> None:
        for kind, entry in self.table(name).items():
            values = entry.items() if isinstance(entry, dict) else [(None, entry)]
            for value, text in values:
                leaf = Leaf(kind, value)
                for phrase in phrases_of(text):
                    self._add_phrase(_steps(phrase), leaf, near=kind in near_kinds)

    def _add_phrase(self, steps: list[list[list[str]]], leaf: Leaf, *, near: bool) -> None:
        steps = [[self._spelt(choice) for choice in choices] for choices in steps]
        _plant(self.root, steps, leaf)
        words = [word for choices in steps for choice in choices for word in choice if not word.isupper()]
        self.known.update(words)
        if leaf.kind == "language" and leaf.value and not words[0].isascii():
            self.scripts[words[0]] = leaf.value
        if near and len(words) == 1 and len(words[0]) >= 5:
            self.near.update(words)

    def _spelt(self, choice: list[str]) -> list[str]:
        """The words of a phrase as they are found in a text, where shorthand is written out."""
        return [each for word in choice for each in (self.shorthand.get(word, (word,)) if len(word) > 1 else (word,))]

    def vocabulary(self) -> Vocabulary:
        spelling = self.table("spelling")
        self.shorthand = {
            plain(word): tuple(meaning.split())
            for meaning, words in spelling["shorthand"].items()
            for word in words.split()
        }
        near_kinds = frozenset(spelling["near"]["kinds"].split())
        self.read_verbs()
        for name in ("small", "safety", "intents", "languages", "people", "days"):
            if name == "people":
                names = self._read_people(near_kinds)
            else:
                self.read_phrases(name, near_kinds)
        near_verbs = set(spelling["near"]["verbs"].upper().split())
        self.near.update(
            form for form, verbs in self.verbs.items() if len(form) >= 6 and not near_verbs.isdisjoint(verbs)
        )
        self.near.difference_update(spelling["near"]["never"].split())
        harmless = frozenset(plain(self.table("harmless")["words"]).split())
        return Vocabulary(
            root=_woven(self.root, {}),
            verbs={form: tuple(verbs) for form, verbs in self.verbs.items()},
            imperfect=frozenset(self.imperfect - self.verbs.keys()),
            shorthand=self.shorthand,
            elided=frozenset(spelling["elisions"]["before_vowel"].split()),
            first_names=names,
            harmless=harmless,
            near=frozenset(self.near),
            known=frozenset(self.known | harmless | self.imperfect),
            scripts=self.scripts,
            sounds={},
        )

    def _read_people(self, near_kinds: frozenset[str]) -> frozenset[str]:
        self.read_phrases("people", near_kinds)
        return frozenset(plain(self.table("first_names")["all"]).split())


@cache
def french() -> Vocabulary:
    """The French vocabulary, read once."""
    return _Reader("fr").vocabulary()
