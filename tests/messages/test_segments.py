"""What a text message costs: the two alphabets, and both sides of each limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.wording.segments import affordable, is_gsm, segments

ONE_GSM, ONE_ODD = "a", "ê"


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        pytest.param("", 1, id="nothing is one segment"),
        pytest.param("a" * 160, 1, id="160 letters fit one"),
        pytest.param("a" * 161, 2, id="161 do not"),
        pytest.param("a" * 306, 2, id="two segments carry 306"),
        pytest.param("a" * 307, 3, id="307 need three"),
        pytest.param("ê" * 70, 1, id="one odd letter: 70 fit one"),
        pytest.param("ê" * 71, 2, id="71 do not"),
        pytest.param("ê" * 134, 2, id="two segments carry 134"),
        pytest.param("ê" * 135, 3, id="135 need three"),
        pytest.param("a" * 159 + "ê", 3, id="one odd letter more than doubles the price"),
        pytest.param("€" * 80, 1, id="a euro sign takes two places"),
        pytest.param("€" * 81, 2, id="so 81 of them do not fit"),
        pytest.param("😀" * 35, 1, id="an emoji takes two places of seventy"),
        pytest.param("😀" * 36, 2, id="so 36 of them do not fit"),
    ],
)
def test_segments(text: str, costs: int) -> None:
    assert segments(text) == costs


@pytest.mark.parametrize("letter", "àéèùìòäöüñÇÉÄÖÜÑ£$¥§¿¡@&_€[]{}|^~\\")
def test_letters_of_the_alphabet(letter: str) -> None:
    assert is_gsm(letter)


@pytest.mark.parametrize("letter", "âêîôûëïÿçœÀÂÈÊËÎÏÔŒÙÛ’‘“”«»…–—•°²`\u00a0\u202f")
def test_letters_outside_it(letter: str) -> None:
    assert not is_gsm(letter)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param(
            "Réservé pour Raphaël.", "Réservé pour Raphaël.", id="a name keeps its accent where it costs nothing"
        ),
        pytest.param("Raphaël " + "a" * 70, "Raphael " + "a" * 70, id="and loses it where it would double the price"),
        pytest.param(
            "François et Maëlys, l’œuf " + "a" * 60, "Francois et Maelys, l'oeuf " + "a" * 60, id="all of them"
        ),
        pytest.param(
            "🎉 Raphaël " + "a" * 70, "🎉 Raphaël " + "a" * 70, id="where an emoji costs the same, nothing changes"
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_letters_outside_the_alphabet_are_sent_where_they_cost_nothing(text: str, sent: str) -> None:
    assert affordable(text) == sent


@given(st.text())
def test_plain_letters_never_cost_more(text: str) -> None:
    assert segments(affordable(text)) <= segments(text)
