"""Reactions: hearts and thumbs that ask for nothing."""

import pytest

from messages.understanding.reactions import is_acknowledgement, is_reaction


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


@pytest.mark.parametrize(
    "text", ["ok", "Ok merci !", "👍", "super merci bcp, bonne soirée", "c'est noté", "D'accord 👌"]
)
def test_who_takes_note_is_heard_to(text: str) -> None:
    assert is_acknowledgement(text)


@pytest.mark.parametrize("text", ["oui", "", "bonsoir", "ok lundi", "merci de réserver", "non merci", "c'est bon ?"])
def test_who_asks_or_answers_is_not_taken_for_one(text: str) -> None:
    assert not is_acknowledgement(text)
