"""Near misses: what a word that is no word may have been meant for, and when it is too dangerous to say."""

import re
from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

from messages.understanding.vocabulary import Vocabulary

_REPEATED = re.compile(r"(.)\1{2,}")
_SHORTEST = 4
_LONGEST = 24
_REMEMBERED = 20_000


def allowed_slips(length: int) -> int:
    """How many letters may be wrong: none in a short word, for there every slip is another word."""
    if length < _SHORTEST:
        return 0
    return 1 if length < 8 else 2


def nearest(word: str, targets: Collection[str], slips: int) -> tuple[str, ...]:
    """The targets at the smallest distance from `word`, if that is at most `slips` (transposed letters are one)."""
    found = process.extract(word, targets, scorer=OSA.distance, score_cutoff=slips, limit=6)
    best = min((distance for _, distance, _ in found), default=0)
    return tuple(target for target, distance, _ in found if distance == best)


def corrected(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """The words that an unknown `word` stands for: shorthand, a lost apostrophe, a slip, two words run together."""
    spelt = vocabulary.spelt
    if word in spelt:
        return spelt[word]
    answer = _corrected(word, vocabulary)
    if len(spelt) < _REMEMBERED:
        spelt[word] = answer
    return answer


def _corrected(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    if len(word) > _LONGEST:
        return None
    return (
        _without_repeats(word, vocabulary)
        or _with_apostrophe(word, vocabulary)
        or _meant(word, vocabulary)
        or _by_sound(word, vocabulary)
        or _run_together(word, vocabulary)
    )


def _without_repeats(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    for single in (_REPEATED.sub(r"\1", word), _REPEATED.sub(r"\1\1", word)):
        if single != word:
            if single in vocabulary.shorthand:
                return vocabulary.shorthand[single]
            if single in vocabulary.known:
                return (single,)
    return None


def _with_apostrophe(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    for size in (1, 2, 6):
        letter, rest = word[:size], word[size:]
        if letter in vocabulary.elided and len(rest) > 2 and rest[0] in "aeiouyh" and rest in vocabulary.known:
            return (letter, rest)
    return None


def _meant(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    slips = allowed_slips(len(word))
    if not slips:
        return None
    candidates = [
        target
        for target in nearest(word, vocabulary.near, slips)
        if target[0] == word[0] or (len(word) >= 7 and OSA.distance(word, target) == 1)
    ]
    if not candidates:
        return None
    meanings = {_meaning(target, vocabulary) for target in candidates}
    return (candidates[0],) if len(meanings) == 1 else None


def _meaning(word: str, vocabulary: Vocabulary) -> object:
    found = vocabulary.longest([word], 0)
    return found[0] if found else vocabulary.verbs.get(word, word)


def _by_sound(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """ "gardri", "kantine", "vandredi": written as it sounds."""
    if not vocabulary.sounds:
        for target in sorted(vocabulary.near):
            key = sound_of(target)
            same = key in vocabulary.sounds and _meaning(vocabulary.sounds[key] or "", vocabulary) != _meaning(
                target, vocabulary
            )
            vocabulary.sounds[key] = None if same else target
    meant = vocabulary.sounds.get(sound_of(word)) if len(word) > 3 else None
    return (meant,) if meant and abs(len(meant) - len(word)) < 3 else None


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("qu|ck|k|c(?![eiyh])", "k"), ("c(?=[eiy])|ç|ss", "s"), ("ge(?=[ao])|g(?=[eiy])", "j"),
        ("eau|au", "o"), ("(?:ain|ein|aim|in|im|yn|un|um)(?![aeiouy])", "1"), ("(?:an|am|en|em)(?![aeiouy])", "2"),
        ("(?:on|om)(?![aeiouy])", "3"), ("ai|ei|er$|ez$", "e"), ("y", "i"), ("h", ""), (r"(.)\1", r"\1"),
        ("(?<=.)e", ""), ("[stxd]$", ""),
    )
]  # fmt: skip


def sound_of(word: str) -> str:
    """What a word sounds like, roughly: silent letters gone, one letter for each way to write a sound."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


_LINKS = ("du", "de", "la", "le", "a", "au", "et", "pour")


def _run_together(word: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """ "garderiedusoir", "cantinelundi": words without their spaces."""
    if len(word) < 9:
        return None
    for cut in range(len(word) - 4, 3, -1):
        first, rest = word[:cut], word[cut:]
        if first not in vocabulary.near:
            continue
        if rest in vocabulary.near or (len(rest) >= 4 and rest in vocabulary.known):
            return (first, rest)
        for link in _LINKS:
            if rest.startswith(link) and (rest[len(link) :] in vocabulary.known and len(rest) - len(link) >= 4):
                return (first, link, rest[len(link) :])
    return None
