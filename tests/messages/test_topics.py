"""Topics: what a text is about that asks for nothing the bot does."""

import pytest

from messages.understanding.topics import Topic, topic_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("à quelle heure ferme la garderie ?", Topic.HOURS),
        ("la garderie ouvre à quelle heure le matin", Topic.HOURS),
        ("C'est quoi les horaires ?", Topic.HOURS),
        ("What time does the canteen open?", Topic.HOURS),
        ("j'ai pas reçu ma facture", Topic.BILL),
        ("Combien je vous dois ce mois-ci", Topic.BILL),
        ("Remboursez-moi la cantine de mardi", Topic.BILL),
        ("je suis en retard, j'arrive à 18h45", Topic.LATENESS),
        ("coincée dans les bouchons", Topic.LATENESS),
    ],
)
def test_what_a_text_is_about_is_heard(text: str, topic: Topic) -> None:
    assert topic_of(text) is topic


@pytest.mark.parametrize("text", ["", "bonjour", "lundi", "le bus était rouge", "payable", "horairement"])
def test_most_texts_are_about_none_of_it(text: str) -> None:
    assert topic_of(text) is None
