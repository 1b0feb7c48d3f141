"""The journal: one line for each change and each refusal, a reservation's whole history, and nothing to rewrite."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from booking.domain import AuthorKind, Entry, Place, Reason, State
from booking.errors import JournalContradiction
from booking.journal import history
from booking.replay import replay
from booking.rules.offers import WaitingRules
from booking.rules.priority import Criterion
from booking.town import Part
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)


@dataclass(frozen=True)
class Told:
    """A line, as replaying sees it."""

    id: int
    reservation_id: int | None
    before: State | None
    after: State | None
    child_id: int | None = 1
    service: str | None = "cantine"
    site: str | None = "jean-moulin"
    date: "date | None" = MONDAY
    part: Part | None = Part.DAY


async def test_a_reservations_history_is_its_whole_proof(world: World, at: At) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), None)))
    await world.open(MONDAY, MONDAY)
    await world.set_places("cantine", MONDAY, 1)
    leo, emma = await world.child("Léo"), await world.child("Emma")
    await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 08:00"))
    await world.book(Place(emma, "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.wait(Place(emma, "cantine", MONDAY), at("2026-11-23 09:01"))
    await world.cancel(Place(leo, "cantine", MONDAY), at("2026-11-24 10:00"))
    await world.cancel(Place(emma, "cantine", MONDAY), at("2026-11-30 07:00"))  # too late
    async with world.database.reading() as db:
        events = await history(db, (await world.reservations(emma))[0].id)
    assert [(event.entry, event.reason, event.before, event.after) for event in events] == [
        (Entry.REFUSED, Reason.FULL, None, None),
        (Entry.WAITING, None, None, State.WAITING),
        (Entry.PROMOTED, None, State.WAITING, State.CONFIRMED),
        (Entry.REFUSED, Reason.TOO_LATE, None, None),
    ]
    first, _, promoted, _ = events
    assert (first.author, first.name, first.channel, first.words) == (
        AuthorKind.GUARDIAN,
        "Claire Martin",
        "sms",
        "cantine lundi",
    )
    assert (promoted.author, promoted.words) == (AuthorKind.SYSTEM, "")
    assert first.arrived == at("2026-11-23 09:00")


def test_replaying_gives_the_last_state_of_each_reservation() -> None:
    lines = [
        Told(1, 7, None, State.WAITING),
        Told(2, None, None, None),  # a refusal
        Told(3, 8, None, State.CONFIRMED),
        Told(4, 7, State.WAITING, State.CONFIRMED),
        Told(5, 8, State.CONFIRMED, State.CANCELLED),
    ]
    assert {number: told.state for number, told in replay(lines).items()} == {
        7: State.CONFIRMED,
        8: State.CANCELLED,
    }


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([Told(1, 7, State.WAITING, State.CONFIRMED)], id="it starts in the middle"),
        pytest.param([Told(1, 7, None, State.WAITING), Told(2, 7, None, State.WAITING)], id="it starts twice"),
        pytest.param(
            [Told(1, 7, None, State.WAITING), Told(2, 7, State.CONFIRMED, State.CANCELLED)], id="a line is missing"
        ),
    ],
)
def test_a_journal_that_contradicts_itself_is_found_out(lines: list[Told]) -> None:
    with pytest.raises(JournalContradiction):
        replay(lines)
