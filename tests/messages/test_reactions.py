"""Reactions: hearts and thumbs that ask for nothing."""

import pytest

from messages.understanding.reactions import is_reaction


@pytest.mark.parametrize(
    "text",
    [
        "❤️",
        "🎉🎉",
        "A aimé « Réservé : cantine pour Léo, lundi 30 novembre »",
        "Liked “Réservé : cantine pour Léo”",
        'A adoré "Réservé : cantine"',
        "Laughed at “Annulé : cantine pour Léo”",
        "👍 to “Réserver à ce prix ?”",
        "A réagi 👍 à « Réservé : cantine »",
    ],
)
def test_a_reaction_is_known(text: str) -> None:
    assert is_reaction(text)


@pytest.mark.parametrize(
    "text", ["", "?", "cantine lundi", "Léo a aimé la cantine", "2", "annule « lundi »", "...", "oui 👍"]
)
def test_a_text_is_none(text: str) -> None:
    assert not is_reaction(text)
