"""A small world for tests of the core: families, a few sessions, and somebody who asks."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.capacity import CapacityChanged, set_capacity
from booking.closures import Closing, ClosureMade, close_sessions
from booking.database import Database
from booking.domain import Author, AuthorKind, Consent, Place, State
from booking.journal import open_act
from booking.offers import accept_offer, decline_offer, expire_offers
from booking.outcomes import Outcome
from booking.patterns import Pattern
from booking.reopening import Lifted, lift_closure
from booking.requests import decide
from booking.reservations import book, cancel, move
from booking.sessions import open_sessions
from booking.standing import Standing, Wish, end_standing, make_standing
from booking.tables import Act, Child, Enrolment, Family, Guardian, JournalLine, Reservation, Session
from booking.town import Part, Service, Town

YEAR = (date(2026, 9, 1), date(2027, 7, 2))


def with_service(town: Town, key: str, **changes: object) -> Town:
    """The town with one service changed."""
    changed = tuple(
        replace(service, **changes) if service.key == key else service  # type: ignore[arg-type]
        for service in town.services
    )
    return replace(town, services=changed)
