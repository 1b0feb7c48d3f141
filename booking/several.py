"""Several places asked for, or given back, together: each with an outcome of its own.

What is needed to judge them is looked up for all of them at once: a family that books two children on two days waits
for the database no longer than one that books a single meal, and holds the sessions no longer from the others.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import day_of, look_up_all
from booking.domain import Act, Consent, Place
from booking.outcomes import Booked, Cancelled, Outcome
from booking.reservations import NO_CONSENT, book, book_case, cancel, cancel_case
from booking.town import Town
from booking.waiting_list import serve_all


async def book_all(
    db: AsyncSession, town: Town, places: Sequence[Place], *, act: Act, consent: Consent = NO_CONSENT
) -> Sequence[Outcome]:
    """Book them one after the other, each as `book` does; raises as it does."""
    if _overlap(places):
        return [await book(db, town, each, act=act, consent=consent, along_with=places) for each in places]
    taken: Counter[int] = Counter()
    outcomes = []
    for looked_up in await look_up_all(db, town, places, act=act):
        case = looked_up.after(taken)
        outcome = await book_case(db, town, case, act=act, consent=consent, along_with=places)
        if isinstance(outcome, Booked):
            taken.update(session.id for session in case.wanting)
        outcomes.append(outcome)
    return outcomes


async def cancel_all(
    db: AsyncSession, town: Town, places: Sequence[Place], *, act: Act, consent: Consent = NO_CONSENT
) -> Sequence[Outcome]:
    """Give them back one after the other, each as `cancel` does, and pass on what came free once all are given back:
    no place goes to a child that is about to leave the waiting list. Raises as `cancel`."""
    if _overlap(places):
        return [await cancel(db, town, each, act=act, consent=consent, along_with=places) for each in places]
    cases = await look_up_all(db, town, places, act=act)
    outcomes = [await cancel_case(db, town, case, act=act, consent=consent, along_with=places) for case in cases]
    given_back = zip(cases, outcomes, strict=True)
    await serve_all(
        db, town, {day_of(case) for case, outcome in given_back if isinstance(outcome, Cancelled)}, cause=act
    )
    return outcomes


def _overlap(places: Sequence[Place]) -> bool:
    """Whether one of them is a part of the same child's day as another: then what comes of one changes the other."""
    return len({(place.child_id, place.service, place.day) for place in places}) < len(places)
