"""Reminders: the bot speaks first, once, at the right moment, only to those for whom it matters, and OUI is enough."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from booking.closures import Closing, close_sessions
from booking.database import Database
from booking.domain import Author, AuthorKind
from booking.journal import open_act
from booking.patterns import Weeks
from booking.reminders.stops import Stop, resume_reminders, stop_reminders
from booking.rules.acts import PercentSurcharge, Tier
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour, WhyNever, Without
from booking.rules.reminding import DaysAhead, ReminderChoice
from booking.town import Service, Town
from bot.jobs import Worker
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.reminding import EVE_AT_SIX, Reminded, reminded_in, reminding, with_service
from tests.conftest import At

MONDAYS = ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23")
FRIDAYS = ("2026-11-06", "2026-11-13", "2026-11-20")
BEFORE, DUE, CLOSED = "2026-11-26 17:59", "2026-11-26 18:00", "2026-11-27 09:00"
TONIGHT = Hour(time(20), included=False)
ABOUT_MONDAY = (
    "Rien de réservé : cantine pour Léo et Emma, lundi 30 novembre. "
    "Possible avant vendredi 27 novembre, 9 h, ensuite +50 %. Réserver ?\nOUI / NON"
)


@pytest.fixture
async def canteen(database: Database, town: Town, at: At) -> Reminded:
    """A town that reminds of the canteen only, the eve at 18 h; Léo and Emma usually come on Mondays."""
    return await with_mondays(database, town, at)


@pytest.fixture
async def quick(sqlite_url: str, town: Town, at: At) -> AsyncIterator[Reminded]:
    """The same on SQLite alone, for what no database can change."""
    database = Database(sqlite_url)
    yield await with_mondays(database, town, at)
    await database.close()


async def with_mondays(database: Database, town: Town, at: At) -> Reminded:
    reminded = await reminded_in(reminding(town, cantine=EVE_AT_SIX), database, at)
    for child in ("Léo", "Emma"):
        await reminded.came(CLAIRE, child, *MONDAYS)
    return reminded


async def test_the_eve_of_the_deadline_names_all_children_who_usually_come(canteen: Reminded) -> None:
    assert await canteen.hears(CLAIRE, BEFORE) == []
    assert await canteen.hears(CLAIRE, DUE) == [ABOUT_MONDAY]
    assert await canteen.arrived(KARIM) == [ABOUT_MONDAY]  # both parents are equal
    claire, karim = canteen.phone(CLAIRE), canteen.phone(KARIM)
    assert (await claire.says("oui")).startswith("Réservé : cantine pour Léo et Emma, lundi 30 novembre.")
    assert (await karim.says("oui")).startswith("Déjà réservé : cantine pour Léo et Emma, lundi 30 novembre")


async def test_nobody_is_told_twice(canteen: Reminded) -> None:
    assert len(await canteen.hears(CLAIRE, DUE)) == 1
    for instant in ("2026-11-26 18:00:10", "2026-11-26 19:00", "2026-11-27 08:30"):
        assert await canteen.hears(CLAIRE, instant) == []
    after_a_restart = canteen.is_under(canteen.town)
    assert await after_a_restart.hears(CLAIRE, "2026-11-27 08:40") == []


async def test_two_workers_at_once_tell_it_once(canteen: Reminded) -> None:
    canteen.phones.later(canteen.at(DUE))
    other = canteen.is_under(canteen.town)
    await asyncio.gather(Worker(canteen.phones.app).remind(), Worker(other.phones.app).remind())
    await asyncio.gather(canteen.sends(), other.sends())
    assert await canteen.arrived(CLAIRE) == [ABOUT_MONDAY]


async def test_another_worker_goes_on_within_a_minute_of_the_death_of_the_first(canteen: Reminded) -> None:
    other = canteen.is_under(canteen.town)
    await canteen.ticks(BEFORE)  # and is never heard of again
    assert await other.hears(CLAIRE, DUE) == [] or await other.arrived(CLAIRE) == [ABOUT_MONDAY]
    await other.ticks("2026-11-26 18:00:45")
    assert await other.arrived(CLAIRE) == [ABOUT_MONDAY]


async def test_a_no_leaves_it_and_is_not_asked_again(quick: Reminded) -> None:
    await quick.ticks(DUE)
    claire = quick.phone(CLAIRE)
    assert await claire.says("non") == "D'accord, je ne change rien."
    assert "rien demandé" in await claire.says("oui")
    assert "Rien n'est réservé" in await claire.says("mes réservations")


@pytest.mark.parametrize(
    ("answer", "booked"),
    [
        pytest.param("Emma", "cantine pour Emma, lundi 30 novembre", id="a child"),
        pytest.param("seulement Léo", "cantine pour Léo, lundi 30 novembre", id="only a child"),
        pytest.param("lundi seulement", "cantine pour Léo et Emma, lundi 30 novembre", id="a day"),
        pytest.param("1", "cantine pour Léo et Emma, lundi 30 novembre", id="the number of yes"),
        pytest.param("ok merci", "cantine pour Léo et Emma, lundi 30 novembre", id="ok"),
    ],
)
async def test_a_part_of_what_was_named_is_enough_to_say(quick: Reminded, answer: str, booked: str) -> None:
    await quick.ticks(DUE)
    assert (await quick.phone(CLAIRE).says(answer)).startswith(f"Réservé : {booked}.")


async def test_what_closes_at_that_hour_is_one_message_with_a_number_for_each_line(quick: Reminded) -> None:
    both = quick.is_under(reminding(quick.town, cantine=EVE_AT_SIX, garderie_soir=EVE_AT_SIX))
    await both.came(CLAIRE, "Léo", *FRIDAYS, service="garderie-soir")
    (text,) = await both.hears(CLAIRE, DUE)
    assert text == (
        "Rien de réservé :\n"
        "1 cantine pour Léo et Emma, lundi 30 novembre (avant vendredi 27 novembre, 9 h, ensuite +50 %)\n"
        "2 garderie du soir pour Léo, vendredi 27 novembre (avant vendredi 27 novembre, 10 h)\n"
        "OUI (tout) / NON"
    )
    claire, karim = both.phone(CLAIRE), both.phone(KARIM)
    assert (await claire.says("2")).startswith("Réservé : garderie du soir pour Léo, vendredi 27 novembre.")
    heard = await karim.says("oui")
    assert "Réservé : cantine pour Léo et Emma, lundi 30 novembre." in heard
    assert "Déjà réservé : garderie du soir pour Léo, vendredi 27 novembre" in heard


async def test_yes_to_yesterdays_reminder_works_until_its_deadline_whatever_was_said_between(quick: Reminded) -> None:
    await quick.ticks(DUE)
    claire = quick.phone(CLAIRE)
    await claire.says("mes réservations")
    await claire.says("combien coûte la cantine ?")
    quick.phones.later(quick.at("2026-11-27 08:59"))
    assert (await claire.says("oui")).startswith("Réservé : cantine pour Léo et Emma, lundi 30 novembre.")


async def test_yes_after_the_deadline_is_told_the_price_before_anything_is_booked(quick: Reminded) -> None:
    await quick.ticks(DUE)
    claire = quick.phone(CLAIRE)
    quick.phones.later(quick.at("2026-11-27 09:00"))
    heard = await claire.says("oui")
    assert "majoré de 50 %" in heard
    assert "Réserver à ce prix ?" in heard
    assert "majoré de 50 %" in await claire.says("oui")


async def test_an_open_question_keeps_its_yes(quick: Reminded) -> None:
    claire = quick.phone(CLAIRE)
    quick.phones.later(quick.at("2026-11-26 17:50"))
    assert "Réserver à ce prix ?" in await claire.says("cantine vendredi pour Léo")
    (text,) = await quick.hears(CLAIRE, DUE)
    assert text.endswith("Écrivez : cantine lundi 30 novembre Léo")
    assert (await claire.says("oui")).startswith("Réservé : cantine pour Léo, vendredi 27 novembre")
    assert "rien demandé" in await claire.says("oui")


async def test_who_came_seldom_is_not_reminded_unless_they_asked_for_it(quick: Reminded) -> None:
    assert await quick.hears(CLAIRE, "2026-11-27 18:00") == []  # of Tuesday, on which they never come
    await quick.change(CLAIRE, reminders=ReminderChoice.ALWAYS)
    assert "mardi 1er décembre" in "".join(await quick.hears(CLAIRE, "2026-11-28 20:45"))


@pytest.mark.parametrize(
    ("words", "choice", "said"),
    [
        ("rappels non", ReminderChoice.OFF, "plus de rappels"),
        ("rappels oui", ReminderChoice.ALWAYS, "avant chaque limite"),
        ("rappels toujours", ReminderChoice.ALWAYS, "avant chaque limite"),
        ("rappels habituels", ReminderChoice.USUAL, "jours habituels"),
        ("rappelle moi avant la limite", ReminderChoice.ALWAYS, "avant chaque limite"),
        ("plus de rappels svp", ReminderChoice.OFF, "plus de rappels"),
    ],
)
async def test_a_guardian_chooses_by_text(quick: Reminded, words: str, choice: ReminderChoice, said: str) -> None:
    assert said in await quick.phone(CLAIRE).says(words)
    assert await quick.choice_of(CLAIRE) is choice


async def test_the_parent_whose_week_it_is_hears_it(quick: Reminded) -> None:
    anchor = date(2026, 11, 23)  # Claire has this week, Karim the next one
    await quick.change(CLAIRE, weeks=Weeks.ALTERNATE, anchor=anchor)
    await quick.change(KARIM, weeks=Weeks.ALTERNATE, anchor=date(2026, 11, 30))
    await quick.ticks(DUE)
    assert await quick.arrived(CLAIRE) == []
    assert await quick.arrived(KARIM) == [ABOUT_MONDAY]


# --- between planning and sending ---------------------------------------------------------------------------------


async def planned(reminded: Reminded) -> Reminded:
    """Planned, and still in the outbox."""
    reminded.phones.later(reminded.at(DUE))
    await Worker(reminded.phones.app).remind()
    return reminded


async def test_what_was_booked_meanwhile_is_left_out(canteen: Reminded) -> None:
    await planned(canteen)
    await canteen.phone(KARIM).says("cantine lundi pour Emma")
    await canteen.sends()
    assert await canteen.arrived(CLAIRE) == [ABOUT_MONDAY.replace("Léo et Emma", "Léo")]


async def test_what_is_not_true_any_more_is_not_sent(canteen: Reminded) -> None:
    await planned(canteen)
    await canteen.phone(KARIM).says("cantine lundi")
    await canteen.sends()
    assert await canteen.arrived(CLAIRE) == []
    assert await canteen.kept() == ["out_of_date", "out_of_date"]


async def test_a_day_that_was_cancelled_by_hand_is_no_oversight(quick: Reminded) -> None:
    claire = quick.phone(CLAIRE)
    await claire.says("cantine lundi 30 novembre")
    await claire.says("annule lundi 30 novembre")
    assert await quick.hears(KARIM, DUE) == []


async def test_a_closure_after_planning_is_respected(quick: Reminded) -> None:
    await planned(quick)
    at = quick.at(DUE)
    async with quick.database.writing() as db:
        act = await open_act(db, Author(AuthorKind.STAFF, "Mairie", "desk", "grève", at), now=at)
        await close_sessions(db, quick.town, Closing(date(2026, 11, 30), date(2026, 11, 30), "grève"), act=act)
    await quick.sends()
    assert await quick.arrived(CLAIRE) == []


async def test_a_child_who_left_after_planning_is_left_out(quick: Reminded) -> None:
    await planned(quick)
    await quick.end_enrolments("Emma", last=date(2026, 11, 27))
    await quick.sends()
    assert await quick.arrived(CLAIRE) == [ABOUT_MONDAY.replace("Léo et Emma", "Léo")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"reminders": ReminderChoice.OFF}, id="opted out"),
        pytest.param({"withdrawn_at": "now"}, id="has no say any more"),
        pytest.param({"phone": None}, id="has no telephone any more"),
        pytest.param({"weeks": Weeks.EVEN}, id="has the other weeks from now on"),
    ],
)
async def test_a_guardian_to_whom_it_does_not_matter_any_more_is_not_told(
    quick: Reminded, change: dict[str, object]
) -> None:
    await planned(quick)
    await quick.change(CLAIRE, **{name: quick.at(DUE) if value == "now" else value for name, value in change.items()})
    await quick.sends()
    assert await quick.arrived(CLAIRE) == []


async def test_after_a_stop_nothing_is_said(quick: Reminded) -> None:
    await planned(quick)
    await quick.phone(CLAIRE).says("STOP")
    before = await quick.arrived(CLAIRE)
    await quick.sends()
    assert not any("Rien de réservé" in text for text in [*before, *(await quick.arrived(CLAIRE))])


def closing_at(service: Service, hour: time, days: int = 1) -> Service:
    """The service whose booking closes so many school days before, at that hour."""
    rule = Deadline(DaysBefore(days, Counting.SCHOOL, Hour(hour, included=False)))
    window = replace(service.booking.windows[0], closes=rule)
    return replace(service, booking=replace(service.booking, windows=(window,)))


async def test_a_deadline_that_moved_after_planning_is_said_as_it_is_now(quick: Reminded) -> None:
    await planned(quick)
    moved = quick.is_under(with_service(quick.town, "cantine", lambda each: closing_at(each, time(11))))
    await moved.ticks("2026-11-26 18:01")
    assert await moved.arrived(CLAIRE) == [ABOUT_MONDAY.replace("9 h,", "11 h,")]
    assert await moved.hears(CLAIRE, "2026-11-26 18:02") == []


async def test_a_deadline_that_is_past_by_the_new_rule_is_not_reminded_of(quick: Reminded) -> None:
    await planned(quick)
    moved = quick.is_under(with_service(quick.town, "cantine", lambda each: closing_at(each, time(17), days=2)))
    await moved.sends()
    assert await moved.arrived(CLAIRE) == []


async def test_the_eve_of_a_dearer_tier_says_what_it_costs_from_then_on_and_yes_books_at_todays_price(
    quick: Reminded,
) -> None:
    def tiers(service: Service) -> Service:
        late = tuple(
            Tier(Deadline(DaysBefore(days, Counting.CALENDAR, TONIGHT)), price=PercentSurcharge(Decimal(percent)))
            for days, percent in ((3, 20), (1, 80))
        )
        window = replace(service.booking.windows[0], closes=Deadline(DaysBefore(6, Counting.CALENDAR, TONIGHT)))
        return replace(service, booking=replace(service.booking, windows=(window,), late=late))

    town = quick.is_under(with_service(quick.town, "cantine", tiers))
    assert await town.hears(CLAIRE, "2026-11-23 18:00") == [
        ABOUT_MONDAY.replace(
            "avant vendredi 27 novembre, 9 h, ensuite +50 %", "avant mardi 24 novembre, 20 h, ensuite +20 %"
        )
    ]
    assert await town.hears(CLAIRE, "2026-11-25 18:00") == []
    assert await town.hears(CLAIRE, "2026-11-26 18:00") == [
        ABOUT_MONDAY.replace(
            "avant vendredi 27 novembre, 9 h, ensuite +50 %", "avant vendredi 27 novembre, 20 h, ensuite +80 %"
        )
    ]
    claire = town.phone(CLAIRE)
    assert "majoré de 20 %" in await claire.says("oui")
    assert "Réservé : cantine pour Léo et Emma, lundi 30 novembre" in await claire.says("oui")
    assert await town.hears(CLAIRE, "2026-11-27 18:00") == []


async def test_a_service_without_deadlines_reminds_of_nothing(quick: Reminded) -> None:
    def never(service: Service) -> Service:
        window = replace(service.booking.windows[0], closes=Deadline(Without(WhyNever.SUBSCRIPTION_ONLY)))
        return replace(service, booking=replace(service.booking, windows=(window,), late=()))

    await planned(quick)
    without = quick.is_under(with_service(quick.town, "cantine", never))
    await without.ticks("2026-11-26 18:01")
    assert await without.arrived(CLAIRE) == []


async def test_a_lead_longer_than_the_window_waits_for_its_opening(quick: Reminded) -> None:
    def opens_late(service: Service) -> Service:
        opens = Deadline(DaysBefore(1, Counting.SCHOOL, Hour(time(8, 30), included=False)))
        window = replace(service.booking.windows[0], opens=opens)
        return replace(service, booking=replace(service.booking, windows=(window,)))

    late = quick.is_under(with_service(quick.town, "cantine", opens_late))
    assert await late.hears(CLAIRE, "2026-11-27 08:29") == []
    assert await late.hears(CLAIRE, "2026-11-27 08:30") == [ABOUT_MONDAY]


# --- hours ---------------------------------------------------------------------------------------------------------


async def test_asleep_for_three_hours_it_is_told_when_it_wakes(quick: Reminded) -> None:
    assert await quick.hears(CLAIRE, "2026-11-26 20:59") == [ABOUT_MONDAY]


async def test_asleep_into_the_night_it_waits_for_the_morning(quick: Reminded) -> None:
    assert await quick.hears(CLAIRE, "2026-11-26 21:00") == []
    assert await quick.hears(CLAIRE, "2026-11-27 08:00") == [ABOUT_MONDAY]


async def test_planned_by_day_and_late_to_leave_it_waits_for_the_morning(quick: Reminded) -> None:
    await planned(quick)
    quick.phones.later(quick.at("2026-11-26 23:00"))
    await quick.sends()
    assert await quick.arrived(CLAIRE) == []
    quick.phones.later(quick.at("2026-11-27 08:00"))
    await quick.sends()
    assert await quick.arrived(CLAIRE) == [ABOUT_MONDAY]


async def test_nothing_is_said_once_the_deadline_is_past(quick: Reminded) -> None:
    await planned(quick)
    quick.phones.later(quick.at(CLOSED))
    await quick.sends()
    assert await quick.arrived(CLAIRE) == []
    assert await quick.hears(CLAIRE, "2026-11-27 09:01") == []


async def test_where_the_hour_lies_in_the_night_it_goes_earlier(quick: Reminded) -> None:
    by_night = replace(EVE_AT_SIX, lead=DaysAhead(1, time(22)))
    late = quick.is_under(reminding(quick.town, cantine=by_night))
    assert await late.hears(CLAIRE, "2026-11-26 20:44") == []
    assert await late.hears(CLAIRE, "2026-11-26 20:45") == [ABOUT_MONDAY]


# --- staff ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(Stop(), id="everything"),
        pytest.param(Stop("cantine"), id="a service"),
        pytest.param(Stop("cantine", date(2026, 11, 30)), id="a day"),
    ],
)
async def test_staff_can_stop_what_is_planned_and_let_it_go_on(quick: Reminded, stop: Stop) -> None:
    await planned(quick)
    async with quick.database.writing() as db:
        assert await stop_reminders(db, stop, by="Mairie", now=quick.at(DUE))
        assert not await stop_reminders(db, stop, by="Mairie", now=quick.at(DUE))
    await quick.ticks("2026-11-26 18:05")
    assert await quick.arrived(CLAIRE) == []
    async with quick.database.writing() as db:
        assert await resume_reminders(db, stop, now=quick.at("2026-11-26 18:06"))
    assert await quick.hears(CLAIRE, "2026-11-26 18:07") == [ABOUT_MONDAY]
    assert await quick.hears(CLAIRE, "2026-11-26 18:08") == []
