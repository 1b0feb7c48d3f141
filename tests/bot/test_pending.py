"""The open question: every kind of question, every kind of answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.pending import (
    ALL,
    ANSWERING,
    ENDS_ELSEWHERE,
    LIFETIME,
    NO,
    YES,
    Answered,
    Asking,
    Declined,
    Expired,
    NewRequest,
    PendingQuestion,
    Picked,
    Resolution,
    Unclear,
    from_json,
    resolve,
    to_json,
)
from messages.understanding.meaning import UNKNOWN, Intent, Repeat, Request

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
CANTEEN = Request(Intent.BOOK, services=("cantine",), days=(MONDAY,))
QUESTIONS = {
    Asking.FAMILY: PendingQuestion(7, Asking.FAMILY, UNKNOWN, (), NINE, then=(CANTEEN,)),
    Asking.CHILD: PendingQuestion(7, Asking.CHILD, CANTEEN, ("Léo", "Emma"), NINE),
    Asking.SERVICE: PendingQuestion(
        7, Asking.SERVICE, Request(Intent.BOOK, days=(MONDAY,)), ("garderie-matin", "garderie-soir"), NINE
    ),
    Asking.DAYS: PendingQuestion(
        7, Asking.DAYS, Request(Intent.BOOK, services=("cantine",)), (MONDAY.isoformat(), TUESDAY.isoformat()), NINE
    ),
    Asking.CONFIRM: PendingQuestion(7, Asking.CONFIRM, CANTEEN, (YES, NO), NINE),
    Asking.OFFER: PendingQuestion(7, Asking.OFFER, CANTEEN, (YES, NO), NINE),
    Asking.LATE: PendingQuestion(7, Asking.LATE, CANTEEN, (YES, NO), NINE),
    Asking.WAIT: PendingQuestion(7, Asking.WAIT, CANTEEN, (YES, NO), NINE, agreed=(Asking.LATE,)),
}
REMINDED = (
    Request(Intent.BOOK, services=("cantine",), children=("Léo", "Emma"), days=(MONDAY, TUESDAY)),
    Request(Intent.BOOK, services=("etude",), children=("Emma",), days=(TUESDAY,)),
)
QUESTIONS[Asking.REMINDER] = PendingQuestion(
    -7, Asking.REMINDER, REMINDED[0], ("1", "2", YES, NO), NINE, named=REMINDED
)
ANSWERS = {
    "yes": Request(Intent.YES),
    "no": Request(Intent.NO),
    "second": Request(Intent.CHOICE, choice=(2,)),
    "both": Request(Intent.CHOICE, choice=(1, 2)),
    "third of two": Request(Intent.CHOICE, choice=(3,)),
    "a child": Request(Intent.ANSWER, children=("Emma",)),
    "a service": Request(Intent.ANSWER, services=("etude",)),
    "a day": Request(Intent.ANSWER, days=(TUESDAY,)),
    "nonsense": UNKNOWN,
    "a new request": Request(Intent.BOOK, services=("etude",), days=(TUESDAY,)),
    "another question": Request(Intent.STATUS),
}


def yes_or_no(*agreed: Asking) -> list[Resolution]:
    """What each answer comes to where only yes and no are expected."""
    return [
        Answered(CANTEEN, agreed=agreed),
        Declined(),
        Declined(),
        Declined(),
        Unclear(),
        Answered(replace(CANTEEN, children=("Emma",))),
        Answered(replace(CANTEEN, services=("etude",))),
        Answered(replace(CANTEEN, days=(TUESDAY,))),
        Unclear(),
        NewRequest(),
        NewRequest(),
    ]


# one line a question: what each answer comes to, in the order of ANSWERS
TABLE: dict[Asking, list[Resolution]] = {
    # the words have told by now whose text it is: all that is left is whether they ask for more
    Asking.FAMILY: [*[Answered(UNKNOWN)] * 9, NewRequest(), NewRequest()],
    Asking.CHILD: [
        Unclear(),
        Declined(),
        Answered(replace(CANTEEN, children=("Emma",))),
        Answered(replace(CANTEEN, children=("Léo", "Emma"))),
        Unclear(),
        Answered(replace(CANTEEN, children=("Emma",))),
        Answered(replace(CANTEEN, services=("etude",))),
        Answered(replace(CANTEEN, days=(TUESDAY,))),
        Unclear(),
        NewRequest(),
        NewRequest(),
    ],
    Asking.SERVICE: [
        Unclear(),
        Declined(),
        Answered(replace(CANTEEN, services=("garderie-soir",))),
        Answered(replace(CANTEEN, services=("garderie-matin", "garderie-soir"))),
        Unclear(),
        Answered(replace(CANTEEN, services=(), children=("Emma",))),
        Answered(replace(CANTEEN, services=("etude",))),
        Answered(replace(CANTEEN, services=(), days=(TUESDAY,))),
        Unclear(),
        NewRequest(),
        NewRequest(),
    ],
    Asking.DAYS: [
        Unclear(),
        Declined(),
        Answered(replace(CANTEEN, days=(TUESDAY,))),
        Answered(replace(CANTEEN, days=(MONDAY, TUESDAY))),
        Unclear(),
        Answered(replace(CANTEEN, days=(), children=("Emma",))),
        Answered(replace(CANTEEN, days=(), services=("etude",))),
        Answered(replace(CANTEEN, days=(TUESDAY,))),
        Unclear(),
        NewRequest(),
        NewRequest(),
    ],
    Asking.CONFIRM: yes_or_no(Asking.CONFIRM),
    Asking.OFFER: yes_or_no(Asking.OFFER),
    Asking.LATE: yes_or_no(Asking.LATE),
    Asking.WAIT: yes_or_no(Asking.LATE, Asking.WAIT),
    Asking.REMINDER: [
        Picked(REMINDED, all=True),
        Declined(),
        Picked(REMINDED[1:], all=False),
        Picked(REMINDED, all=True),
        Unclear(),
        Picked((replace(REMINDED[0], children=("Emma",)), REMINDED[1]), all=False),
        Picked(REMINDED[1:], all=False),
        Picked((replace(REMINDED[0], days=(TUESDAY,)), REMINDED[1]), all=False),
        Unclear(),
        NewRequest(),
        NewRequest(),
    ],
}


@pytest.mark.parametrize(
    ("asking", "heard", "comes_to"),
    [
        pytest.param(asking, answer, comes_to, id=f"{asking}: {name}")
        for asking, row in TABLE.items()
        for (name, answer), comes_to in zip(ANSWERS.items(), row, strict=True)
    ],
)
def test_every_question_with_every_answer(asking: Asking, heard: Request, comes_to: Resolution) -> None:
    assert resolve(QUESTIONS[asking], [heard], now=NINE + timedelta(minutes=1)) == comes_to


@pytest.mark.parametrize("asking", list(Asking))
@pytest.mark.parametrize("intent", [intent for intent in Intent if intent not in ANSWERING | {Intent.UNKNOWN}])
def test_whatever_else_a_text_asks_for_takes_over(asking: Asking, intent: Intent) -> None:
    assert resolve(QUESTIONS[asking], [Request(intent)], now=NINE + timedelta(minutes=1)) == NewRequest()


def test_all_of_a_list_of_services_is_every_one_of_them() -> None:
    several = replace(QUESTIONS[Asking.SERVICE], options=("cantine", "etude", ALL))
    comes_to = Answered(replace(several.about, services=("cantine", "etude")))
    for picked in ((3,), (1, 2), (1, 2, 3)):
        assert resolve(several, [Request(Intent.CHOICE, choice=picked)], now=NINE) == comes_to


def test_the_table_has_every_question() -> None:
    assert set(TABLE) == set(Asking)


@pytest.mark.parametrize("asking", [asking for asking in Asking if asking not in ENDS_ELSEWHERE])
@pytest.mark.parametrize(
    "name", [name for name in ANSWERS if name not in ("nonsense", "a new request", "another question")]
)
def test_an_answer_after_the_expiry_is_not_taken_at_its_word(asking: Asking, name: str) -> None:
    assert resolve(QUESTIONS[asking], [ANSWERS[name]], now=NINE + LIFETIME) == Expired()


def test_an_answer_to_an_offer_is_judged_by_the_end_of_the_offer() -> None:
    assert resolve(QUESTIONS[Asking.OFFER], [ANSWERS["yes"]], now=NINE + 3 * LIFETIME) == Answered(
        CANTEEN, agreed=(Asking.OFFER,)
    )


def test_an_answer_to_a_reminder_is_judged_by_the_rules_however_late_it_comes() -> None:
    late = resolve(QUESTIONS[Asking.REMINDER], [ANSWERS["yes"]], now=NINE + 3 * LIFETIME)
    assert late == Picked(REMINDED, all=True)


@pytest.mark.parametrize(
    ("heard", "comes_to"),
    [
        pytest.param(Request(Intent.CHOICE, choice=(1,)), Picked(REMINDED[1:], all=True), id="1 is yes"),
        pytest.param(Request(Intent.CHOICE, choice=(2,)), Declined(), id="2 is no"),
        pytest.param(Request(Intent.CHOICE, choice=(3,)), Unclear(), id="there is no 3"),
    ],
)
def test_where_a_reminder_has_one_line_its_numbers_are_yes_and_no(heard: Request, comes_to: Resolution) -> None:
    one_line = PendingQuestion(-7, Asking.REMINDER, REMINDED[1], (YES, NO), NINE, named=REMINDED[1:])
    assert resolve(one_line, [heard], now=NINE) == comes_to


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Request(Intent.ANSWER, days=(MONDAY, date(2026, 12, 3))), id="a day that was not named"),
        pytest.param(Request(Intent.ANSWER, children=("Zoé",)), id="a child that was not named"),
        pytest.param(Request(Intent.ANSWER, services=("centre",)), id="a service that was not named"),
        pytest.param(Request(Intent.ANSWER, part="morning"), id="a piece of the day"),
        pytest.param(Request(Intent.ANSWER), id="nothing at all"),
        pytest.param(Request(Intent.ANSWER, children=("Léo",), services=("etude",)), id="two that do not go together"),
    ],
)
def test_an_answer_that_goes_beyond_a_reminder_is_asked_about(answer: Request) -> None:
    assert resolve(QUESTIONS[Asking.REMINDER], [answer], now=NINE) == Unclear()


@pytest.mark.parametrize("asking", list(Asking))
def test_a_new_request_after_the_expiry_is_that_request(asking: Asking) -> None:
    assert resolve(QUESTIONS[asking], [ANSWERS["a new request"]], now=NINE + LIFETIME) == NewRequest()


def test_a_question_survives_the_way_through_the_database() -> None:
    waiting = Request(Intent.CANCEL, days=(TUESDAY,), repeat=Repeat((1, 4), MONDAY, TUESDAY, "odd"), part="morning")
    question = replace(QUESTIONS[Asking.SERVICE], then=(waiting,))
    assert from_json(to_json(question)) == question
