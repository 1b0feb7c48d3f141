"""The other things of which the bot speaks first: tomorrow, a place that came free, holidays, a price that rises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from booking.database import Database
from booking.patterns import Weeks
from booking.rules.acts import FixedSurcharge, Tier
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from booking.rules.reminding import HoursAhead, ReminderChoice
from booking.tables import Session
from booking.town import Service, Town
from bot.jobs import Worker
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.reminding import EVE_AT_SIX, Reminded, reminded_in, reminding, with_service
from tests.conftest import At

AT_SEVEN = replace(EVE_AT_SIX, evening_before=time(19))
FROM_EIGHT = Hour(time(20), included=False)
THURSDAY = date(2026, 11, 26)
MONDAYS = ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23")


@pytest.fixture
async def silent(sqlite_url: str, town: Town, at: At) -> AsyncIterator[Reminded]:
    """A town of which no service reminds of anything."""
    database = Database(sqlite_url)
    yield await reminded_in(reminding(town), database, at)
    await database.close()


# --- tomorrow -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def evening(silent: Reminded) -> Reminded:
    """At 19 h the canteen and the evening care say what is booked tomorrow."""
    return silent.is_under(reminding(silent.town, cantine=AT_SEVEN, garderie_soir=AT_SEVEN))


async def test_the_evening_before_tells_what_is_booked(evening: Reminded) -> None:
    await evening.phone(CLAIRE).says("cantine et garderie soir jeudi pour Léo")
    told = ["Demain, jeudi 26 novembre : cantine pour Léo, garderie du soir pour Léo."]
    assert await evening.hears(CLAIRE, "2026-11-25 18:59") == []
    assert await evening.hears(CLAIRE, "2026-11-25 19:00") == told
    assert await evening.arrived(KARIM) == told
    assert await evening.hears(CLAIRE, "2026-11-25 19:01") == []


async def test_unless_the_town_asks_for_it_nobody_is_told_in_the_evening(silent: Reminded) -> None:
    only_ends = silent.is_under(reminding(silent.town, cantine=EVE_AT_SIX))
    await only_ends.phone(CLAIRE).says("cantine jeudi pour Léo")
    assert await only_ends.hears(CLAIRE, "2026-11-25 19:00") == []


async def test_what_was_given_back_after_planning_is_not_told_in_the_evening(evening: Reminded) -> None:
    claire = evening.phone(CLAIRE)
    await claire.says("cantine et garderie soir jeudi pour Léo")
    evening.phones.later(evening.at("2026-11-25 19:00"))
    await Worker(evening.phones.app).remind()
    await claire.says("annule la garderie jeudi")
    await evening.sends()
    assert "Demain, jeudi 26 novembre : cantine pour Léo." in await evening.arrived(CLAIRE)


async def test_of_two_homes_the_one_of_that_week_is_told_in_the_evening(evening: Reminded) -> None:
    await evening.phone(CLAIRE).says("cantine jeudi pour Léo")
    await evening.change(CLAIRE, weeks=Weeks.ALTERNATE, anchor=date(2026, 11, 16))
    await evening.change(KARIM, weeks=Weeks.ALTERNATE, anchor=date(2026, 11, 23))
    await evening.ticks("2026-11-25 19:00")
    assert await evening.arrived(KARIM) == ["Demain, jeudi 26 novembre : cantine pour Léo."]
    assert not any(text.startswith("Demain") for text in await evening.arrived(CLAIRE))


# --- a place that came free -----------------------------------------------------------------------------------------


async def places(reminded: Reminded, service: str, number: int) -> None:
    """So many places on Thursday."""
    async with reminded.database.writing() as db:
        for session in await db.scalars(select(Session).where(Session.service == service, Session.date == THURSDAY)):
            session.capacity = number
    await Worker(reminded.phones.app).settle_offers()
    await Worker(reminded.phones.app).tell()
    await reminded.sends()


async def waits(reminded: Reminded, service: str, words: str) -> None:
    """Léo is first on the waiting list of a full Thursday."""
    await places(reminded, service, 0)
    await reminded.phone(CLAIRE).says(f"{words} jeudi pour Léo")
    assert "rang 1" in await reminded.phone(CLAIRE).says("oui")


async def test_a_place_is_offered_with_the_hour_until_which_it_is_held_and_taken_by_yes(silent: Reminded) -> None:
    await waits(silent, "cantine", "cantine")
    await places(silent, "cantine", 1)
    assert (await silent.arrived(CLAIRE))[-1] == (
        "Une place s'est libérée : cantine pour Léo, jeudi 26 novembre. "
        "Elle est gardée pour vous : répondez avant lundi 23 novembre, 12 h. La prendre ?\nOUI / NON"
    )
    assert (await silent.phone(CLAIRE).says("oui")).startswith("Réservé : cantine pour Léo, jeudi 26 novembre.")


async def test_a_place_that_nobody_took_is_gone_and_that_is_said(silent: Reminded) -> None:
    await waits(silent, "cantine", "cantine")
    await places(silent, "cantine", 1)
    silent.phones.later(silent.at("2026-11-23 12:01"))
    await places(silent, "cantine", 1)
    assert (await silent.arrived(CLAIRE))[-1] == (
        "La place gardée pour Léo (cantine, jeudi 26 novembre) est passée au suivant, faute de réponse."
    )


async def test_where_a_service_asks_nobody_the_place_is_had_at_once(silent: Reminded) -> None:
    await waits(silent, "garderie-soir", "garderie soir")
    await places(silent, "garderie-soir", 1)
    assert (await silent.arrived(CLAIRE))[-1] == (
        "Bonne nouvelle, une place s'est libérée : garderie du soir pour Léo, jeudi 26 novembre. C'est réservé."
    )


# --- holidays -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def centre(silent: Reminded) -> Reminded:
    """The centre reminds of the holidays of February, whose booking opens six weeks before and closes three before."""

    def opens(service: Service) -> Service:
        window = replace(service.booking.windows[0], opens=Deadline(DaysBefore(42, Counting.CALENDAR)))
        return replace(service, booking=replace(service.booking, windows=(window,)))

    town = with_service(reminding(silent.town, centre=replace(EVE_AT_SIX, holidays=True)), "centre", opens)
    found = silent.is_under(town)
    await found.opens(date(2027, 2, 8), date(2027, 2, 19))
    return found


WEEK_BEFORE = (
    "La limite approche : centre de loisirs pour Léo, vacances du lundi 8 février au vendredi 19 février. "
    "Possible jusqu'au lundi 18 janvier minuit."
)


async def test_when_booking_for_the_holidays_opens_it_is_said_once(centre: Reminded) -> None:
    assert await centre.hears(CLAIRE, "2026-12-28 20:00") == []
    assert await centre.hears(CLAIRE, "2026-12-29 08:00") == [
        (
            "Les réservations sont ouvertes : centre de loisirs pour Léo, vacances du lundi 8 février au vendredi "
            "19 février. Possible jusqu'au lundi 18 janvier minuit."
        )
    ]
    assert await centre.hears(CLAIRE, "2026-12-29 09:00") == []


async def test_a_week_before_booking_for_the_holidays_closes_it_is_said_once(centre: Reminded) -> None:
    assert await centre.hears(CLAIRE, "2027-01-11 17:59") == []
    assert await centre.hears(CLAIRE, "2027-01-11 18:00") == [WEEK_BEFORE]
    assert await centre.hears(CLAIRE, "2027-01-11 18:01") == []


async def test_who_has_booked_in_the_holidays_hears_nothing_of_their_end(centre: Reminded) -> None:
    centre.phones.later(centre.at("2027-01-06 09:00"))
    assert "Réservé" in await centre.phone(CLAIRE).says("centre lundi 8 février pour Léo")
    assert await centre.hears(KARIM, "2027-01-11 18:00") == []


async def test_who_wants_no_reminders_hears_nothing_of_holidays(centre: Reminded) -> None:
    await centre.change(CLAIRE, reminders=ReminderChoice.OFF)
    assert await centre.hears(CLAIRE, "2027-01-11 18:00") == []
    assert await centre.arrived(KARIM) == [WEEK_BEFORE]


# --- a price that rises ---------------------------------------------------------------------------------------------


async def test_a_surcharge_that_starts_tonight_is_said_before_it_does(silent: Reminded) -> None:
    def dearer_from_tonight(service: Service) -> Service:
        late = (Tier(Deadline(DaysBefore(1, Counting.CALENDAR, FROM_EIGHT)), price=FixedSurcharge(Decimal("2.50"))),)
        window = replace(service.booking.windows[0], closes=Deadline(DaysBefore(4, Counting.CALENDAR, FROM_EIGHT)))
        return replace(service, booking=replace(service.booking, windows=(window,), late=late))

    rules = reminding(silent.town, cantine=replace(EVE_AT_SIX, lead=HoursAhead(3)))
    dearer = silent.is_under(with_service(rules, "cantine", dearer_from_tonight))
    await dearer.came(CLAIRE, "Léo", *MONDAYS)
    assert await dearer.hears(CLAIRE, "2026-11-26 16:59") == []
    assert await dearer.hears(CLAIRE, "2026-11-26 17:00") == [
        (
            "Rien de réservé : cantine pour Léo, lundi 30 novembre. "
            "Possible avant jeudi 26 novembre, 20 h, ensuite +2,50 €. Réserver ?\nOUI / NON"
        )
    ]
    heard = await dearer.phone(CLAIRE).says("oui")
    assert heard.startswith("Réservé : cantine pour Léo, lundi 30 novembre.")
    assert "2,50" not in heard


# --- who shares -----------------------------------------------------------------------------------------------------


async def test_two_guardians_with_one_telephone_get_one_message(silent: Reminded) -> None:
    shared = silent.is_under(reminding(silent.town, cantine=EVE_AT_SIX))
    await shared.came(CLAIRE, "Léo", *MONDAYS)
    await shared.change(KARIM, phone=CLAIRE)
    assert len(await shared.hears(CLAIRE, "2026-11-26 18:00")) == 1


async def test_what_a_service_that_the_town_gave_up_had_planned_is_not_sent(silent: Reminded) -> None:
    canteen = silent.is_under(reminding(silent.town, cantine=EVE_AT_SIX))
    await canteen.came(CLAIRE, "Léo", *MONDAYS)
    canteen.phones.later(canteen.at("2026-11-26 18:00"))
    await Worker(canteen.phones.app).remind()
    rest = tuple(service for service in canteen.town.services if service.key != "cantine")
    without = canteen.is_under(replace(canteen.town, services=rest))
    await without.ticks(canteen.phones.clock.now() + timedelta(minutes=1))
    assert await without.arrived(CLAIRE) == []
    assert await without.kept() == ["out_of_date", "out_of_date"]
