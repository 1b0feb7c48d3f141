"""What holds of understanding for any text: it always answers, and what does not change the meaning changes nothing."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.understanding.context import Context, Pending
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.understand import understand
from messages.wording.catalogue import Catalogue
from messages.wording.message import Days, Message, Names, Value
from tests.messages.town import CALENDAR, TOWN

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
SERVICES = {
    "cantine": "cantine",
    "étude": "etude",
    "garderie du soir": "garderie-soir",
    "garderie du matin": "garderie-matin",
    "centre de loisirs": "centre",
    "crèche": "creche",
}
CHILDREN = ("Léo", "Emma", "Zoé")
TODAY = date(2026, 11, 24)
CATALOGUE = Catalogue()
OUR_WORDS = """cantine garderie lundi mardi 7 12/7 31 le du au et ou ni sauf pas ne Léo Emma Marc tous semaine prochaine
paire vacances noël décembre jusqu'à partir matin soir 8h 12h30 annule réserve malade si ? . , : - non euh 2 chez il"""
PENDING = st.sampled_from(
    [None, Pending("confirm"), Pending("choice", 3), Pending("days"), Pending("child"), Pending("service")]
)
schooldays = st.dates(date(2026, 9, 1), date(2027, 6, 20))


def heard(text: str, *, today: date = TODAY, pending: Pending | None = None) -> tuple[Request, ...]:
    return understand(text, Context(today, CHILDREN, pending, TOWN)).requests


@st.composite
def requests_in_words(draw: st.DrawFn) -> str:
    """A plain request: "annule la cantine lundi et jeudi pour Léo"."""
    verb = draw(st.sampled_from(["", "réserve ", "annule ", "je voudrais ", "pas de "]))
    service = draw(st.sampled_from(list(SERVICES)))
    days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True))
    child = draw(st.sampled_from(CHILDREN))
    return f"{verb}{service} {' et '.join(days)} pour {child}"


@settings(deadline=None, max_examples=400)
@given(st.text(max_size=10_000), PENDING)
def test_any_text_is_answered(text: str, pending: Pending | None) -> None:
    assert heard(text, pending=pending)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(OUR_WORDS.split()), max_size=60), PENDING)
def test_any_heap_of_our_own_words_is_answered(words: list[str], pending: Pending | None) -> None:
    assert heard(" ".join(words), pending=pending)


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "1 " * 5_000, "1/" * 5_000, "\n" * 10_000, "lundi " * 1_666, "é́" * 5_000, "et " * 3_333]
)
def test_a_text_of_10000_characters_is_asked_about(text: str) -> None:
    assert heard(text) == (UNKNOWN,)


@given(requests_in_words())
def test_capitals_do_not_change_the_meaning(text: str) -> None:
    assert heard(text.upper()) == heard(text.lower()) == heard(text)


@given(requests_in_words())
def test_accents_do_not_change_the_meaning(text: str) -> None:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    assert heard(bare) == heard(unicodedata.normalize("NFD", text)) == heard(text)


@given(requests_in_words(), st.sampled_from(["  ", "   ", " \t "]))
def test_spacing_does_not_change_the_meaning(text: str, gap: str) -> None:
    assert heard(f"{gap}{text.replace(' ', gap)}{gap}") == heard(text)


@given(requests_in_words(), st.sampled_from([".", "!", " !!", "...", " ;", ",", " 🙏"]))
def test_punctuation_at_the_end_does_not_change_the_meaning(text: str, mark: str) -> None:
    assert heard(text + mark) == heard(text)


@given(requests_in_words())
def test_commas_between_what_is_listed_do_not_change_the_meaning(text: str) -> None:
    assert heard(text.replace(" et ", ", ").replace(" pour ", ", pour ")) == heard(text)


@given(
    requests_in_words(),
    st.sampled_from(["bonjour ", "Bonjour, ", "bjr ", "Bonsoir Madame, "]),
    st.sampled_from([" merci", " merci beaucoup", ", merci d'avance", ". Bonne journée"]),
)
def test_politeness_does_not_change_the_meaning(text: str, before: str, after: str) -> None:
    assert heard(before + text + after) == heard(text)


@given(schooldays, st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4, unique=True))
def test_listed_weekdays_are_found_in_order_after_today(today: date, names: list[str]) -> None:
    (request,) = heard(f"centre {' '.join(names)} pour Léo", today=today)
    assert sorted(day.isoweekday() for day in request.days) == sorted(WEEKDAYS.index(name) + 1 for name in names)
    assert all(today < day <= today + timedelta(weeks=len(names)) for day in request.days)


@given(schooldays, st.integers(1, 40), st.integers(0, 20))
def test_a_range_holds_its_weekdays_and_no_other_day(today: date, ahead: int, length: int) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=length)
    text = f"centre du {first:%d/%m/%Y} au {last:%d/%m/%Y} pour Léo"
    (request,) = heard(text, today=today)
    span = [first + timedelta(days=at) for at in range(length + 1)]
    assert request.days == tuple(day for day in span if day.isoweekday() <= 5)


@given(schooldays, st.integers(1, 53))
def test_the_days_of_a_week_by_its_number_lie_in_that_week(today: date, number: int) -> None:
    (request,) = heard(f"centre semaine {number} pour Léo", today=today)
    assert all(day.isocalendar().week == number and day >= today for day in request.days)


@given(schooldays, st.sampled_from(WEEKDAYS), st.sampled_from(["", "semaines paires ", "semaines impaires "]))
def test_a_pattern_starts_on_its_first_day_of_school(today: date, name: str, weeks: str) -> None:
    (request,) = heard(f"cantine tous les {name}s {weeks}pour Léo", today=today)
    repeat = request.repeat
    assert repeat is not None
    assert repeat.first > today
    assert repeat.first.isoweekday() == WEEKDAYS.index(name) + 1
    assert not CALENDAR.in_holidays(repeat.first)
    assert repeat.until == date(2027, 7, 2)


@given(
    st.sampled_from(list(SERVICES)),
    st.sampled_from(CHILDREN),
    st.lists(st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=200)), min_size=1, max_size=3, unique=True),
)
def test_our_own_wording_of_a_reservation_reads_back_as_that_reservation(
    service: str, child: str, days: list[date]
) -> None:
    about: dict[str, Value] = {
        "service": service,
        "children": Names((child,)),
        "days": Days(tuple(sorted(days))),
        "terms": "",
    }
    said = CATALOGUE.say(Message("booked", about), language="fr", rich=False)
    assert heard(said) == (Request(Intent.BOOK, (SERVICES[service],), (child,), tuple(sorted(days))),)


@given(st.permutations(["cantine lundi pour Léo", "étude mardi pour Emma", "garderie du soir jeudi pour Zoé"]))
def test_sentences_that_stand_alone_mean_the_same_in_any_order(sentences: list[str]) -> None:
    text = ". ".join(sentences)
    assert set(heard(text)) == {request for sentence in sentences for request in heard(sentence)}


@given(st.permutations(["cantine", "lundi et jeudi", "pour Emma"]))
def test_service_days_and_child_mean_the_same_in_any_order(pieces: list[str]) -> None:
    days = (date(2026, 11, 30), date(2026, 12, 3))
    assert heard(" ".join(pieces)) == (Request(Intent.BOOK, ("cantine",), ("Emma",), days),)
