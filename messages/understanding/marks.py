"""Finding: each piece of the text is taken for something, before anything is judged."""

import re
from typing import NamedTuple

from messages.understanding.normalise import Token, plain, tokens_of
from messages.understanding.people import Family, sounds_alike
from messages.understanding.spelling import allowed_slips, corrected, nearest
from messages.understanding.vocabulary import Vocabulary

Value = str | int | tuple[int, int, int | None] | tuple[str, ...] | None


class Mark(NamedTuple):
    """What words `first` up to `last` of the text were taken for."""

    kind: str
    value: Value
    first: int
    last: int


class Heard(NamedTuple):
    """A text in pieces: its tokens, the words they stand for, and what these were taken for."""

    text: str
    tokens: list[Token]
    words: list[str]
    origins: list[int]
    marks: list[Mark]


_PIECES = re.compile(r"\d+|[^\W\d_]+")
_MARK_KINDS = {
    ".": "stop_mark", "!": "stop_mark", "\n": "stop_mark", ";": "stop_mark", "?": "question", ",": "comma",
    ":": "colon", "-": "dash", "/": "slash", "+": "also", '"': "quote", "*": "comma", "=": "colon",
}  # fmt: skip
_MOST_UNKNOWN = 60


def heard(text: str, vocabulary: Vocabulary, family: Family) -> Heard:
    """The text with each of its words taken for something."""
    normal = plain(text)
    tokens = tokens_of(normal)
    words, origins = _words_of(normal, tokens, vocabulary, family)
    return Heard(normal, tokens, words, origins, _marks_of(tokens, words, origins, vocabulary, family))


def _words_of(text: str, tokens: list[Token], vocabulary: Vocabulary, family: Family) -> tuple[list[str], list[int]]:
    words: list[str] = []
    origins: list[int] = []
    unknown = 0
    for place, token in enumerate(tokens):
        piece = token.text
        if token.kind == "word":
            if piece in family.words:
                stands_for: tuple[str, ...] = (piece,)
            elif piece in vocabulary.shorthand:
                stands_for = _unless_elided(piece, token.end, text, vocabulary)
            elif piece in vocabulary.known or piece in vocabulary.first_names or unknown >= _MOST_UNKNOWN:
                stands_for = (piece,)
            else:
                unknown += 1
                stands_for = _meant(piece, vocabulary, family)
        elif token.kind == "mixed":
            stands_for = vocabulary.shorthand.get(piece) or _glued(piece)
        else:
            stands_for = (piece,)
        words.extend(stands_for)
        origins.extend([place] * len(stands_for))
    return words, origins


def _glued(piece: str) -> tuple[str, ...]:
    """"S11", "7dec": a word and a number without a space."""
    parts = _PIECES.findall(piece)
    return ("semaine", *parts[1:]) if parts[0] == "s" else tuple(parts)


def _unless_elided(piece: str, end: int, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Shorthand of one letter ("c", "g"), unless it only lost its vowel before an apostrophe or "est"."""
    if len(piece) == 1 and (text[end : end + 1] == "'" or text[end : end + 2] in (" e", " a")):
        return (piece,)
    return vocabulary.shorthand[piece]


def _meant(piece: str, vocabulary: Vocabulary, family: Family) -> tuple[str, ...]:
    """The words that an unknown one stands for; itself where it may as well be a child's name."""
    words = corrected(piece, vocabulary)
    if words is None:
        return (piece,)
    children = family.near(piece)
    if children and nearest(piece, [name for name in family.joined], allowed_slips(len(piece))):
        return (piece,)
    return words


def _marks_of(
    tokens: list[Token], words: list[str], origins: list[int], vocabulary: Vocabulary, family: Family
) -> list[Mark]:
    marks: list[Mark] = []
    at, size = 0, len(words)
    while at < size:
        child = family.at(words, at) if words[at] in family.firsts else None
        phrase = vocabulary.longest(words, at)
        if child is not None and (phrase is None or phrase[1] <= child[1]):
            marks.append(Mark("child", child[0], at, child[1]))
            at = child[1]
        elif phrase is not None:
            (kind, value), end = phrase
            marks.append(Mark(kind, value, at, end))
            at = end
        else:
            marks.append(_other(tokens[origins[at]], words, at, vocabulary, family))
            at = marks[-1].last
    return marks


def _other(token: Token, words: list[str], at: int, vocabulary: Vocabulary, family: Family) -> Mark:
    """A piece that begins no phrase: a number, a time, a mark, a verb, a name, or just a word."""
    word = words[at]
    if token.kind in ("word", "mixed"):
        if word.isdigit():
            return Mark("number", int(word[:9]), at, at + 1)
        return _word(words, at, vocabulary, family)
    if token.kind == "number":
        return Mark("number", int(word[:9]), at, at + 1)
    if token.kind == "ordinal":
        return Mark("ordinal", int(re.match(r"\d+", word)[0]), at, at + 1)  # type: ignore[index]
    if token.kind == "time":
        return Mark("time", _time(word), at, at + 1)
    if token.kind == "date":
        return Mark("date", _date(word), at, at + 1)
    if token.kind == "mark":
        return Mark(_MARK_KINDS[word], None, at, at + 1)
    return Mark(token.kind, None, at, at + 1)


def _word(words: list[str], at: int, vocabulary: Vocabulary, family: Family) -> Mark:
    word = words[at]
    if word in vocabulary.verbs:
        return Mark("verb", word, at, at + 1)
    if word in vocabulary.imperfect:
        return Mark("past_deed", None, at, at + 1)
    if word in vocabulary.harmless:
        return Mark("noun", word, at, at + 1)
    if word in vocabulary.first_names:
        return _in_two_words(words, at, family) or _first_name(word, at, family)
    return _near_child(words, at, family) or Mark("word", word, at, at + 1)


def _first_name(word: str, at: int, family: Family) -> Mark:
    """A first name that is on no file, or another spelling of one that is."""
    same = [child for name, owners in family.joined.items() if sounds_alike(name, word) for child in owners]
    if len(same) == 1:
        return Mark("child", same[0], at, at + 1)
    return Mark("unclear" if same or _short_for_several(word, family) else "stranger", word, at, at + 1)


def _short_for_several(word: str, family: Family) -> bool:
    return sum(name.startswith(word) for name in family.joined) > 1


def _near_child(words: list[str], at: int, family: Family) -> Mark | None:
    """A child whose name is written with a slip, in one word or in two."""
    near = family.near(words[at])
    if not near:
        return _in_two_words(words, at, family)
    return Mark("child", near[0], at, at + 1) if len(near) == 1 else Mark("unclear", words[at], at, at + 1)


def _in_two_words(words: list[str], at: int, family: Family) -> Mark | None:
    if at + 1 < len(words) and words[at] in family.firsts:
        both = family.near(words[at] + words[at + 1])
        if len(both) == 1:
            return Mark("child", both[0], at, at + 2)
    return None


def _time(word: str) -> str:
    hours, _, minutes = re.sub(r"\s|eures?|r?s?$", "", word).replace(":", "h").partition("h")
    return f"{int(hours):02}:{int(minutes or 0):02}"


def _date(word: str) -> tuple[int, int, int | None]:
    day, month, *year = (int(part) for part in word.split("/"))
    return day, month, (year[0] % 100 + 2000 if year else None)
