"""Understanding against the corpora: what parents write, and what is no request at all."""

import pytest

from tests.messages.scoring import Example, examples, is_exact, is_harmful

CORPORA = ("development", "second", "third", "fourth", "trials")
ACTS = {"book", "cancel", "absence"}


@pytest.mark.parametrize("name", CORPORA)
def test_at_least_985_of_1000_messages_come_out_exactly(name: str) -> None:
    corpus = examples(name)
    different = [each for each in corpus if not is_exact(each.expected, each.understood())]
    assert len(different) <= 0.015 * len(corpus), "\n".join(f"{each.name} {each.text!r}" for each in different)


@pytest.mark.parametrize("name", CORPORA)
def test_nothing_is_done_that_was_not_asked_for(name: str) -> None:
    harmful = [each for each in examples(name) if is_harmful(each.expected, each.understood())]
    assert not harmful, "\n".join(f"{each.name} {each.text!r}" for each in harmful)


@pytest.mark.parametrize("example", examples("negative"), ids=lambda example: example.text[:60])
def test_what_is_no_request_books_and_cancels_nothing(example: Example) -> None:
    assert not ACTS & {request["intent"] for request in example.understood()}


def test_there_are_at_least_150_texts_that_are_no_request() -> None:
    assert len(examples("negative")) >= 150


def test_the_comparison_sees_a_wrong_day_and_a_wrong_child() -> None:
    wanted = [{"intent": "book", "services": ["cantine"], "children": ["Léo"], "days": ["2026-11-26"]}]
    other_day = [wanted[0] | {"days": ["2026-11-27"]}]
    other_child = [wanted[0] | {"children": ["Emma"]}]
    asked_about = [wanted[0] | {"children": []}]
    assert not is_exact(wanted, other_day)
    assert is_harmful(wanted, other_day)
    assert is_harmful(wanted, other_child)
    assert not is_harmful(wanted, asked_about)
