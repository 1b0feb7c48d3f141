"""Angry texts, and those that only look it."""

import pytest

from messages.understanding.anger import sounds_angry


@pytest.mark.parametrize(
    "text",
    [
        "Vous êtes NULS",
        "ras-le-bol de ce truc",
        "c'est inadmissible!!",
        "j'en peux plus",
        "fuck this",
        "😡😡",
        "personne ne me répond",
    ],
)
def test_angry_words_are_heard(text: str) -> None:
    assert sounds_angry(text)


@pytest.mark.parametrize("text", ["cantine lundi", "", "🎉", "annule jeudi svp", "merci bcp"])
def test_others_are_not(text: str) -> None:
    assert not sounds_angry(text)
