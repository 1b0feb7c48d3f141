"""Finding: each piece of the text is taken for something, before anything is judged."""

import re
from typing import NamedTuple

from messages.understanding.normalise import Token, plain, tokens_of
from messages.understanding.people import Family, same_name
from messages.understanding.spelling import allowed_slips, corrected, nearest
from messages.understanding.vocabulary import Leaf, Vocabulary

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


_NOT_DIGITS = re.compile(r"[^0-9]+")
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")
_MARK_KINDS = {
    ".": "stop_mark", "!": "stop_mark", "\n": "line", ";": "comma", "?": "question", ",": "comma",
    ":": "colon", "-": "dash", "/": "slash", "+": "also", '"': "quote", "*": "comma", "=": "colon",
    "(": "comma", ")": "comma",
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
            stands_for = vocabulary.shorthand.get(piece) or _glued(piece, vocabulary)
        else:
            stands_for = (piece,)
        words.extend(stands_for)
        origins.extend([place] * len(stands_for))
    return words, origins


_SPOKEN_DIGITS = {"1": ("in", "un"), "2": ("de", "deu"), "8": ("uit",), "9": ("neuf",)}


def _glued(piece: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """ "S11", "7dec": a word and a number without a space; "cant1", "2main": digits for their sound."""
    for digit, sounds in _SPOKEN_DIGITS.items():
        if digit in piece and not piece[0].isdigit() and piece.count(digit) == 1 and piece.endswith(digit):
            for sound in sounds:
                word = piece.replace(digit, sound)
                meant = (word,) if word in vocabulary.known else corrected(word, vocabulary)
                if meant and len(piece) > 3:
                    return meant
    return _split(piece)


def _split(piece: str) -> tuple[str, ...]:
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
    if children and nearest(piece, list(family.joined), allowed_slips(len(piece))):
        return (piece,)
    return words


def _marks_of(
    tokens: list[Token], words: list[str], origins: list[int], vocabulary: Vocabulary, family: Family
) -> list[Mark]:
    marks: list[Mark] = []
    both: list[tuple[int, Leaf]] = []
    at, size = 0, len(words)
    while at < size:
        child = family.at(words, at) if words[at] in family.firsts else None
        phrase = vocabulary.longest(words, at)
        if child is not None and (phrase is None or phrase[1] <= child[1]):
            before = words[at - 1] if at else ""
            if phrase is not None or words[at] in vocabulary.harmless or before in _NEVER_A_NAME_AFTER:
                both.append((len(marks), phrase[0] if phrase is not None else Leaf("noun", None)))
            marks.append(Mark("child", child[0], at, child[1]))
            at = child[1]
        elif phrase is not None and _is_where_it_moves(phrase[0], words[at], marks):
            marks.append(Mark("to", None, at, at + 1))
            at += 1
        elif phrase is not None:
            (kind, value), end = phrase
            marks.append(Mark(kind, words[at] if kind in _VERBS else value, at, end))
            at = end
        else:
            marks.append(_other(tokens[origins[at]], words, at, vocabulary, family))
            at = marks[-1].last
    marks = _there_or_not(marks)
    for place, leaf in both:
        _settle_name(marks, place, leaf, words)
    return marks


def _is_where_it_moves(leaf: Leaf, word: str, marks: list[Mark]) -> bool:
    """ "déplace vendredi à lundi": that is no goodbye."""
    return leaf.kind == "polite" and word == "a" and any(mark.kind == "move" for mark in marks)


_VERBS = frozenset(
    {"filler", "from", "pronoun", "attend", "eat", "eat_out", "ill", "absent", "not_coming"}
    | {"also", "therefore", "correction", "undo", "cancel"}
)
_OWNERS = frozenset(
    {
        "votre",
        "notre",
        "leur",
        "cette",
        "ce",
        "la",
        "le",
        "l",
        "une",
        "un",
        "ta",
        "ton",
        "sa",
        "son",
        "mes",
        "vos",
        "nos",
        "bonne",
        "grande",
        "grand",
    }
)
_NEVER_A_NAME_AFTER = frozenset({"votre", "leur", "cette", "une"})
_CALENDAR = frozenset({"month", "feast", "season"})


def _there_or_not(marks: list[Mark]) -> list[Mark]:
    """ "pas là" without its accent: "elle est pas la" is away, "pas la cantine" is not."""
    if not any(mark.kind in ("not_there", "absent") for mark in marks):
        return marks
    out: list[Mark] = []
    for at, mark in enumerate(marks):
        after = marks[at + 1].kind if at + 1 < len(marks) else ""
        if mark.kind == "not_there":
            mark = mark._replace(kind="not" if after in _NAMED else "absent", value=None)
        out.append(mark)
    return out


_NAMED = frozenset({"service", "noun", "word", "foreign", "eat", "booking_noun", "week_word", "meal", "kin"})


def _settle_name(marks: list[Mark], place: int, leaf: Leaf, words: list[str]) -> None:
    """A first name that is a word as well (Noël, Avril, Rose): the words around it tell which it is."""
    mark = marks[place]
    before = marks[place - 1] if place else None
    word = words[mark.first - 1] if mark.first else ""
    others = any(each.kind == "child" and each.value != mark.value for each in marks)
    is_word = word in _OWNERS
    if leaf.kind in _CALENDAR and before is not None:
        is_word = is_word or before.kind in (
            "number",
            "ordinal",
            "at",
            "until",
            "since",
            "holiday_word",
            "part_of_month",
        )
        is_word = is_word or (before.kind == "from" and (others or _after_holidays(marks, place)))
    elif leaf.kind in ("filler", "noun", "also", "polite"):
        after = words[mark.last] if mark.last < len(words) else ""
        is_word = is_word or after in ("une", "un", "pour", "le", "la", "les", "que", "deux") or word == "de"
    if is_word:
        marks[place] = Mark(leaf.kind, leaf.value, mark.first, mark.last)


def _after_holidays(marks: list[Mark], place: int) -> bool:
    return place > 1 and marks[place - 2].kind in ("holiday_word", "weekday", "weekdays", "month_word", "number")


def _other(token: Token, words: list[str], at: int, vocabulary: Vocabulary, family: Family) -> Mark:
    """A piece that begins no phrase: a number, a time, a mark, a verb, a name, or just a word."""
    word = words[at]
    if token.kind in ("word", "mixed"):
        if word.isascii() and word.isdigit():
            return Mark("number", int(word[:9]), at, at + 1)
        return _word(words, at, vocabulary, family)
    if token.kind == "number":
        return Mark("number", int(word[:9]), at, at + 1)
    if token.kind == "ordinal":
        return Mark("ordinal", int(_NOT_DIGITS.sub("", word)), at, at + 1)
    if token.kind == "time":
        return Mark("time", _time(word), at, at + 1)
    if token.kind == "date":
        return Mark("date", _date(word), at, at + 1)
    if token.kind == "mark":
        return Mark(_MARK_KINDS[word], word if word in "()" else None, at, at + 1)
    return Mark(token.kind, None, at, at + 1)


def _word(words: list[str], at: int, vocabulary: Vocabulary, family: Family) -> Mark:
    word = words[at]
    if word in vocabulary.verbs:
        return Mark("verb", word, at, at + 1)
    if word in vocabulary.imperfect:
        return Mark("past_deed", None, at, at + 1)
    if word in vocabulary.harmless:
        return Mark("noun", word, at, at + 1)
    if not word.isascii():
        language = next((code for name, code in vocabulary.scripts.items() if name in word), None)
        if language is not None:
            return Mark("language", language, at, at + 1)
    if word in vocabulary.first_names:
        return _in_two_words(words, at, family) or _first_name(word, at, family)
    return _near_child(words, at, family) or Mark("word", word, at, at + 1)


def _first_name(word: str, at: int, family: Family) -> Mark:
    """A first name that is on no file, or another spelling of one that is."""
    same = [child for name, owners in family.joined.items() if same_name(name, word) for child in owners]
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
