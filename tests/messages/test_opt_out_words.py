"""STOP in all its forms, and nothing that only looks like one."""

from datetime import date

import pytest

from messages.understanding.context import Context
from messages.understanding.meaning import Intent
from messages.understanding.understand import understand
from tests.messages.town import TOWN


def meant(text: str) -> Intent:
    context = Context(date(2026, 11, 23), ("Léo", "Emma"), None, TOWN)
    return understand(text, context).requests[0].intent


@pytest.mark.parametrize(
    "text",
    ["STOP", "Stop.", "ARRET", "ARRÊT", "arrêt", "STOP SMS", "stop svp", "STOPALL", "Unsubscribe", "QUIT", "END",
     "Désabonnement", "plus de sms svp", "Je ne veux plus de messages", "arrêtez les sms"],
)  # fmt: skip
def test_a_stop_is_heard(text: str) -> None:
    assert meant(text) is Intent.STOP


@pytest.mark.parametrize("text", ["REPRISE", "START", "unstop"])
def test_so_is_the_wish_to_hear_again(text: str) -> None:
    assert meant(text) is Intent.START


@pytest.mark.parametrize(
    "text",
    ["stop cantine lundi", "stop aux rappels", "CANCEL", "end of the week", "plus de cantine",
     "Gagnez un lot ! STOP SMS au 36180", "la reprise"],
)  # fmt: skip
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert meant(text) not in (Intent.STOP, Intent.START)
