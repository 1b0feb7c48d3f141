"""Who comes first on a waiting list."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.acts import Group
from booking.rules.priority import Candidate, Criterion, in_order

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def candidate(key: int, minutes: int, *groups: Group, days: int = 1) -> Candidate:
    return Candidate(key, START + timedelta(minutes=minutes), frozenset(groups), days)


FIRST = candidate(1, 0)
RESIDENT = candidate(2, 10, Group.RESIDENTS)
SIBLING = candidate(3, 20, Group.SIBLINGS)
BOTH = candidate(4, 30, Group.RESIDENTS, Group.SIBLINGS)
LONG = candidate(5, 40, days=10)
EVERYBODY = [BOTH, LONG, SIBLING, FIRST, RESIDENT]


@pytest.mark.parametrize(
    ("criteria", "keys"),
    [
        pytest.param((), [1, 2, 3, 4, 5], id="by arrival where nothing is said"),
        pytest.param((Criterion.ARRIVAL,), [1, 2, 3, 4, 5], id="by arrival"),
        pytest.param((Criterion.RESIDENTS,), [2, 4, 1, 3, 5], id="residents, then by arrival"),
        pytest.param((Criterion.SIBLINGS, Criterion.RESIDENTS), [4, 3, 2, 1, 5], id="siblings before residents"),
        pytest.param((Criterion.RESIDENTS, Criterion.SIBLINGS), [4, 2, 3, 1, 5], id="residents before siblings"),
        pytest.param((Criterion.MORE_DAYS,), [5, 1, 2, 3, 4], id="the longer commitment first"),
        pytest.param((Criterion.ARRIVAL, Criterion.RESIDENTS), [1, 2, 3, 4, 5], id="what follows arrival is unheard"),
    ],
)
def test_the_town_chooses_the_order(criteria: tuple[Criterion, ...], keys: list[int]) -> None:
    assert [waiting.key for waiting in in_order(EVERYBODY, criteria)] == keys


def test_the_same_second_is_settled_by_the_key() -> None:
    assert [waiting.key for waiting in in_order([candidate(9, 0), candidate(8, 0)], ())] == [8, 9]


CANDIDATES = st.lists(
    st.builds(candidate, st.integers(0, 99), st.integers(0, 60), st.sampled_from(Group), days=st.integers(1, 5)),
    unique_by=lambda waiting: waiting.key,
)


@given(waiting=CANDIDATES, criteria=st.lists(st.sampled_from(Criterion), unique=True).map(tuple), left=st.data())
def test_nobody_overtakes_because_somebody_else_leaves(
    waiting: list[Candidate], criteria: tuple[Criterion, ...], left: st.DataObject
) -> None:
    staying = [one for one in waiting if left.draw(st.booleans())]
    order = in_order(waiting, criteria)
    assert sorted(order, key=lambda one: one.key) == sorted(waiting, key=lambda one: one.key)
    assert in_order(staying, criteria) == tuple(one for one in order if one in staying)
