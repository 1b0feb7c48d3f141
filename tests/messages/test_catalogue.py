"""The catalogue: every message in every language and style, within the alphabet that a text message pays for."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from fluent.syntax import FluentParser, ast

from messages.wording.catalogue import HERE, LANGUAGES, Catalogue, WordingError
from messages.wording.message import Days, Message, Names, Until, Weekdays
from messages.wording.segments import GSM, GSM_EXTENDED


def entries(language: str) -> dict[str, ast.Message]:
    parsed = FluentParser().parse((HERE / f"{language}.ftl").read_text("utf-8"))
    assert not [entry for entry in parsed.body if isinstance(entry, ast.Junk)]
    return {entry.id.name: entry for entry in parsed.body if isinstance(entry, ast.Message)}


def words_of(pattern: ast.Pattern | None) -> Iterator[str]:
    """The fixed words of a pattern, through all its variants."""
    for element in pattern.elements if pattern is not None else ():
        if isinstance(element, ast.TextElement):
            yield element.value
        elif isinstance(element.expression, ast.SelectExpression):
            for variant in element.expression.variants:
                yield from words_of(variant.value)


def test_every_language_has_every_message() -> None:
    french = set(entries("fr"))
    for language in LANGUAGES:
        assert set(entries(language)) == french


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plain_form_stays_in_the_alphabet_of_text_messages(language: str) -> None:
    for name, entry in entries(language).items():
        odd = {letter for words in words_of(entry.value) for letter in words} - GSM - GSM_EXTENDED
        assert not odd, f"{name}: {odd} would more than double the price of the text"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param(date(2026, 12, 1), "mardi 1er décembre", id="the first of a month"),
        pytest.param(date(2027, 8, 3), "mardi 3 aout", id="a month whose letters stay in the alphabet"),
        pytest.param(
            Days((date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3))),
            "lundi 30 novembre, mardi 1er et jeudi 3 décembre",
            id="days of two months",
        ),
        pytest.param(Weekdays((1, 4)), "lundi et jeudi", id="weekdays"),
        pytest.param(Names(("Léo", "Emma", "Zoë")), "Léo, Emma et Zoë", id="names keep their accents"),
        pytest.param(Decimal("3.60"), "3,60 €", id="euros with a plain space"),
        pytest.param(Until(datetime(2026, 11, 27, 9, 0)), "avant vendredi 27 novembre, 9 h", id="before an hour"),  # noqa: DTZ001
        pytest.param(Until(datetime(2026, 11, 27, 9, 1)), "jusqu'au vendredi 27 novembre, 9 h", id="until an hour"),  # noqa: DTZ001
        pytest.param(Until(datetime(2026, 11, 28)), "jusqu'au vendredi 27 novembre minuit", id="the end of a day"),  # noqa: DTZ001
    ],
)
def test_days_hours_and_lists_are_said_as_people_say_them(catalogue: Catalogue, value: date, said: str) -> None:
    assert catalogue.say(Message("only", {"value": value}), language="fr", rich=False) == said


def test_a_name_cannot_smuggle_marks_into_a_rich_message(catalogue: Catalogue) -> None:
    said = catalogue.say(Message("only", {"value": "<b>Léo</b> & co"}), language="fr", rich=True)
    assert said == "&lt;b&gt;Léo&lt;/b&gt; &amp; co"


def test_a_language_that_we_do_not_speak_is_answered_in_french(catalogue: Catalogue) -> None:
    assert catalogue.say(Message("yes"), language="ar", rich=False) == "OUI"


def test_a_message_without_words_is_an_error_that_names_it(catalogue: Catalogue) -> None:
    with pytest.raises(WordingError, match="no-such-message"):
        catalogue.say(Message("no-such-message"), language="fr", rich=False)
    with pytest.raises(WordingError, match="booked"):
        catalogue.say(Message("booked"), language="fr", rich=False)


def test_a_town_may_override_any_message(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("town") / "fr.ftl"
    own.write_text("you-are-welcome = À votre service.\n", "utf-8")
    catalogue = Catalogue({"fr": own})
    assert catalogue.say(Message("you-are-welcome"), language="fr", rich=False) == "À votre service."
    assert catalogue.say(Message("yes"), language="fr", rich=False) == "OUI"


def test_no_sentence_has_two_spaces_or_a_space_before_its_end() -> None:
    for language in LANGUAGES:
        for name, entry in entries(language).items():
            for words in words_of(entry.value):
                assert not re.search(r"[^\n ]  +[^ ]", words), name
