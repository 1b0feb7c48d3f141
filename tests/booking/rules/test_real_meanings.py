"""What real rules mean beyond the last minute: tiers, openings, absences, units, priorities, each from its own file."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from booking.rules.absence import AbsenceReason
from booking.rules.acts import (
    Applicant,
    Channel,
    FixedSurcharge,
    GivesBack,
    Group,
    Payment,
    PercentSurcharge,
    PriceLine,
    Span,
)
from booking.rules.calendar import days_between
from booking.rules.deadlines import WhyNever
from booking.rules.eligibility import ChildFacts, TooOld, TooYoung, WrongClass, WrongSchool, why_not
from booking.rules.judge import InTime, Never, NotYet, TooLate
from booking.rules.parts import Hours, Part
from booking.rules.priority import Candidate, in_order
from booking.rules.units import Pick, TooFew, TooMany, TooShort, WeekIncomplete, billed
from tests.booking.rules.conventions import at, day
from tests.booking.rules.real_town import OCCASIONAL, RealTown
from tests.booking.rules.real_towns import service_of

REGULAR = frozenset({Group.REGULAR})


Ask = Callable[[str], RealTown]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    return lambda rule: RealTown(*service_of(rule, tmp_path))


class TestAfterTheDeadline:
    def test_tessoualle_adds_a_euro(self, ask: Ask) -> None:
        assert ask("latessoualle-cantine").late("2026-11-16", "2026-11-15 10:00").price == FixedSurcharge(
            Decimal("1.00")
        )

    def test_saint_julien_serves_whoever_comes_at_another_price(self, ask: Ask) -> None:
        tier = ask("saintjulien-cantine").late("2026-11-24", "2026-11-24 11:00")
        assert (tier.price, tier.channel) == (PriceLine("repas sans réservation"), Channel.WALK_IN)

    def test_mauleon_takes_a_late_month_at_a_dearer_price_for_all_of_it(self, ask: Ask) -> None:
        tier = ask("mauleon-cantine").late("2026-11-16", "2026-10-20 10:00", REGULAR)
        assert (tier.price, tier.whole_order) == (PriceLine("repas exceptionnel"), True)

    def test_mauleon_takes_a_single_meal_by_phone_until_a_quarter_past_eight(self, ask: Ask) -> None:
        mauleon = ask("mauleon-cantine")
        assert mauleon.late("2026-11-16", "2026-11-16 08:14:59").channel is Channel.PHONE
        assert mauleon.book("2026-11-16", "2026-11-16 08:15") == TooLate(since=at("2026-11-16 08:15"))

    def test_wervicq_grows_dearer_with_lateness(self, ask: Ask) -> None:
        wervicq = ask("wervicq-vacances")
        assert wervicq.late("2024-12-26", "2024-12-10 10:00").price == PercentSurcharge(Decimal(5))
        assert wervicq.late("2024-12-26", "2024-12-24 10:00").price == PercentSurcharge(Decimal(10))

    def test_lons_raises_the_first_two_acts_only(self, ask: Ask) -> None:
        tier = ask("lons-periscolaire").late("2020-01-06", "2020-01-02 10:00")
        prices = [tier.price_for(Applicant(late_acts={Span.YEAR: done})) for done in range(3)]
        assert prices == [FixedSurcharge(Decimal("1.00"))] * 2 + [None]

    def test_argenteuil_puts_on_the_waiting_list(self, ask: Ask) -> None:
        assert ask("argenteuil-periscolaire").late("2026-11-16", "2026-11-12 10:00").waiting_list

    def test_gisors_waits_until_eight_days_before(self, ask: Ask) -> None:
        gisors = ask("gisors-vacances")
        assert gisors.late("2015-10-20", "2015-10-11 23:59:59").waiting_list
        assert isinstance(gisors.book("2015-10-20", "2015-10-12 00:00"), TooLate)

    def test_infojeunesse_asks_the_director_and_more_money(self, ask: Ask) -> None:
        tier = ask("infojeunesse-vacances").late("2023-02-22", "2023-02-20 07:59")
        assert tier.approval_by == "la direction du centre"
        assert isinstance(tier.price, FixedSurcharge)

    def test_clery_leaves_it_to_the_director(self, ask: Ask) -> None:
        assert ask("clery-mercredi").late("2026-11-18", "2026-11-10 10:00").approval_by == "la directrice"

    def test_peipin_has_a_friday_route_while_places_remain(self, ask: Ask) -> None:
        assert ask("peipin-tous").late("2026-12-14", "2026-12-11 23:59:59").if_places_remain

    def test_bains_warns_and_charges_the_occasional_only(self, ask: Ask) -> None:
        bains = ask("bains-cantine")
        assert bains.late("2026-11-17", "2026-11-16 10:00").warning
        assert bains.book("2026-11-17", "2026-11-16 10:00", REGULAR) == InTime(until=at("2026-11-17 00:00"))

    def test_trois_pierres_charges_a_meal_that_is_not_in_the_plan(self, ask: Ask) -> None:
        tier = ask("troispierres-cantine").late("2026-11-16", "2026-11-13 10:00")
        assert tier.price == FixedSurcharge(Decimal("2.00"))


class TestWhoDecidesAndWhatIsPaid:
    @pytest.mark.parametrize("rule", ["begles-vacances", "siaje-mercredi", "siaje-vacances", "lesrousses-cantine"])
    def test_a_person_confirms(self, ask: Ask, rule: str) -> None:
        assert ask(rule).service.booking.approval_by

    def test_eragny_wants_all_of_it_paid_before_the_deadline(self, ask: Ask) -> None:
        assert ask("eragny-vacances").service.booking.payment is Payment.BEFORE_DEADLINE

    @pytest.mark.parametrize("rule", ["mametz-cantine", "saintbarnabe-cantine", "lapinede-loisirs"])
    def test_paid_at_once(self, ask: Ask, rule: str) -> None:
        assert ask(rule).service.booking.payment is Payment.AT_ONCE


class TestRoutes:
    def test_a_subscription_takes_no_single_days_but_saint_vivien_sells_tickets(self, ask: Ask) -> None:
        assert ask("nanteuil-cantine").book("2026-11-16", "2026-11-01 10:00") == Never(WhyNever.SUBSCRIPTION_ONLY)
        assert ask("saintvivien-cantine").late("2026-11-16", "2026-11-13 10:00").channel is Channel.OFFICE

    @pytest.mark.parametrize("rule", ["ales-ete", "mauleon-cantine", "siaje-vacances", "saintvivien-cantine"])
    def test_what_is_booked_is_never_given_back(self, ask: Ask, rule: str) -> None:
        town = ask(rule)
        target = town.service.days(town.town.calendar, date(2019, 9, 1), date(2027, 8, 30))[-1]
        assert town.cancel(target.isoformat(), "2019-09-01 10:00") == Never(WhyNever.NEVER)

    def test_an_unstated_deadline_is_left_to_a_person(self, ask: Ask) -> None:
        assert ask("montamise-loisirs").book("2026-10-19", "2026-10-01 10:00") == Never(WhyNever.UNSTATED)
        assert ask("lachapelle-creche").late("2026-11-16", "2026-11-12 10:00").approval_by

    def test_vendegies_takes_the_sheet_on_the_last_school_day_up_to_thursday(self, ask: Ask) -> None:
        vendegies = ask("vendegies-tous")
        assert vendegies.book("2026-11-16", "2026-11-12 16:30:59") == InTime(until=at("2026-11-12 16:31"))
        assert vendegies.book("2026-11-02", "2026-10-16 16:00") == InTime(until=at("2026-10-16 16:31"))
        assert vendegies.book("2026-11-16", "2026-11-12 10:00", REGULAR) == Never(WhyNever.SUBSCRIPTION_ONLY)

    def test_eragny_counts_clear_days(self, ask: Ask) -> None:
        assert ask("eragny-vacances").book("2027-02-08", "2027-01-21 23:59:59") == InTime(until=at("2027-01-22 00:00"))

    def test_bethisy_counts_working_hours(self, ask: Ask) -> None:
        assert ask("bethisy-cantine").book("2026-11-12", "2026-11-01 10:00") == InTime(until=at("2026-11-09 11:46"))

    def test_eragny_counts_72_hours_on_the_clock(self, ask: Ask) -> None:
        assert ask("eragny-periscolaire").book("2027-03-30", "2027-03-01 10:00") == InTime(until=at("2027-03-27 16:31"))


class TestOpenings:
    def test_yvetot_takes_this_week_and_the_next_from_nine_to_eleven(self, ask: Ask) -> None:
        yvetot = ask("yvetot-creche")
        assert yvetot.book("2026-11-24", "2026-11-13 10:00") == NotYet(opens_at=at("2026-11-16 09:00"))
        assert isinstance(yvetot.book("2026-11-24", "2026-11-16 09:00"), InTime)
        assert yvetot.book("2026-11-24", "2026-11-16 11:00") == NotYet(opens_at=at("2026-11-17 09:00"))
        assert yvetot.late("2026-11-24", "2026-11-24 11:00").channel is Channel.WALK_IN

    def test_begles_opens_at_eight_in_the_evening(self, ask: Ask) -> None:
        begles = ask("begles-vacances")
        assert begles.book("2023-10-23", "2023-09-03 19:59:59") == NotYet(opens_at=at("2023-09-03 20:00"))
        assert isinstance(begles.book("2023-10-23", "2023-09-03 20:00"), InTime)

    def test_la_pinede_opens_to_its_residents_first(self, ask: Ask) -> None:
        pinede = ask("lapinede-loisirs")
        assert isinstance(pinede.book("2027-01-13", "2026-12-10 00:00", frozenset({Group.RESIDENTS})), InTime)
        elsewhere = pinede.book("2027-01-13", "2026-12-10 00:00", frozenset({Group.NON_RESIDENTS}))
        assert elsewhere == NotYet(opens_at=at("2026-12-16 00:00"))

    def test_palabre_opens_three_weeks_before_the_period(self, ask: Ask) -> None:
        assert ask("palabre-loisirs").book("2027-02-10", "2027-01-17 23:59") == NotYet(opens_at=at("2027-01-18 00:00"))

    def test_lons_takes_cancellations_from_eight_to_half_past(self, ask: Ask) -> None:
        lons = ask("lons-periscolaire")
        assert lons.cancel("2020-01-06", "2020-01-06 07:59") == NotYet(opens_at=at("2020-01-06 08:00"))
        assert lons.cancel("2020-01-06", "2020-01-06 08:00") == InTime(until=at("2020-01-06 08:31"))
        assert lons.service.absence.refused_if_at_school


class TestAbsence:
    def test_saint_jean_pays_two_days_for_the_family(self, ask: Ask) -> None:
        result = ask("stjeandubois-cantine").absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-20")
        assert result.free == (day("2026-11-16"), day("2026-11-17"))
        assert result.billed == (day("2026-11-19"), day("2026-11-20"))

    def test_belberaud_deducts_from_the_second_monday(self, ask: Ask) -> None:
        belberaud = ask("belberaud-cantine")
        result = belberaud.absent(AbsenceReason.SICKNESS, "2026-11-19", "2026-11-24", proof_at="2026-11-25 10:00")
        assert result.free == (day("2026-11-23"), day("2026-11-24"))

    def test_saint_leu_wants_four_school_days_and_a_certificate(self, ask: Ask) -> None:
        saintleu = ask("saintleu-cantine")
        proven = {"proof_at": "2026-11-18 10:00"}
        assert saintleu.absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-19", **proven).free == ()
        assert len(saintleu.absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-20", **proven).free) == 4
        assert saintleu.absent(AbsenceReason.WEATHER, "2026-11-16", "2026-11-16").free == (day("2026-11-16"),)

    def test_saint_vivien_wants_more_than_seven_days(self, ask: Ask) -> None:
        vivien = ask("saintvivien-cantine")
        proven = {"proof_at": "2026-11-18 10:00"}
        assert vivien.absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-20", **proven).free == ()
        assert len(vivien.absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-23", **proven).free) == 5

    def test_gadagne_refunds_from_three_days_with_proof_in_a_fortnight(self, ask: Ask) -> None:
        gadagne = ask("gadagne-loisirs")
        three = gadagne.absent(AbsenceReason.SICKNESS, "2026-10-19", "2026-10-21", proof_at="2026-11-03 23:59")
        assert (len(three.free), three.gives_back) == (3, GivesBack.REFUND)
        assert (
            gadagne.absent(AbsenceReason.SICKNESS, "2026-10-19", "2026-10-21", proof_at="2026-11-04 00:00").free == ()
        )
        assert (
            gadagne.absent(AbsenceReason.SICKNESS, "2026-10-19", "2026-10-20", proof_at="2026-10-20 10:00").free == ()
        )

    def test_jacob_wants_a_slip_within_48_hours_for_a_teacher_too(self, ask: Ask) -> None:
        jacob = ask("jacob-periscolaire")
        for reason in (AbsenceReason.SICKNESS, AbsenceReason.TEACHER_ABSENT):
            assert jacob.absent(reason, "2026-11-16", "2026-11-16", proof_at="2026-11-17 23:59").free
            assert not jacob.absent(reason, "2026-11-16", "2026-11-16", proof_at="2026-11-18 00:00").free

    def test_trois_pierres_bills_the_first_day_from_the_notice(self, ask: Ask) -> None:
        pierres = ask("troispierres-cantine")
        result = pierres.absent(AbsenceReason.SICKNESS, "2026-11-16", "2026-11-20", notice_at="2026-11-17 08:00")
        assert result.free == (day("2026-11-19"), day("2026-11-20"))

    def test_tessoualle_excuses_no_sickness(self, ask: Ask) -> None:
        sick = ask("latessoualle-cantine").absent(
            AbsenceReason.SICKNESS, "2026-11-16", "2026-11-20", notice_at="2026-11-16 08:00"
        )
        assert sick.free == ()

    def test_a_strike_bills_nobody_in_the_ccop(self, ask: Ask) -> None:
        assert ask("ccop-cantine").absent(AbsenceReason.STRIKE, "2026-11-16", "2026-11-16").billed == ()

    def test_a_trip_is_the_familys_affair_in_andancette_and_the_towns_in_cunac(self, ask: Ask) -> None:
        assert ask("andancette-cantine").absent(AbsenceReason.TRIP, "2026-11-16", "2026-11-16").billed
        assert ask("cunac-cantine").absent(AbsenceReason.TRIP, "2026-11-16", "2026-11-16").free

    def test_selle_charges_a_no_show_more_than_the_meal(self, ask: Ask) -> None:
        assert ask("laselle-cantine").service.absence.no_show == FixedSurcharge(Decimal("0.50"))

    @pytest.mark.parametrize("rule", ["siaje-mercredi", "siaje-vacances", "palabre-loisirs"])
    def test_sickness_may_give_a_credit(self, ask: Ask, rule: str) -> None:
        town = ask(rule)
        target = town.service.days(town.town.calendar, date(2026, 10, 1), date(2026, 12, 1))[0].isoformat()
        result = town.absent(AbsenceReason.SICKNESS, target, target, proof_at=f"{target} 10:00")
        assert result.gives_back is GivesBack.CREDIT


class TestUnits:
    def test_ales_takes_whole_weeks(self, ask: Ask) -> None:
        monday = day("2020-07-06")
        (breach,) = ask("ales-ete").take(Pick(monday))
        assert breach == WeekIncomplete(monday, missing=tuple(days_between(day("2020-07-07"), day("2020-07-10"))))

    def test_siaje_asks_three_days_or_six_half_days_over_the_two_weeks(self, ask: Ask) -> None:
        siaje = ask("siaje-vacances")
        autumn = [day(f"2026-10-{number}") for number in (19, 20, 26)]
        assert siaje.take(*map(Pick, autumn)) == ()
        (breach,) = siaje.take(*map(Pick, autumn[:2]))
        assert isinstance(breach, TooFew)
        (summer,) = siaje.take(*map(Pick, days_between(day("2027-07-05"), day("2027-07-08"))))
        assert isinstance(summer, TooFew)

    def test_yvetot_allows_two_half_days_or_three_times_two_hours(self, ask: Ask) -> None:
        yvetot = ask("yvetot-creche")
        mornings = [Pick(day(f"2026-11-{number}"), Part.MORNING) for number in (16, 17, 18)]
        assert yvetot.take(*mornings[:2]) == ()
        assert [type(breach) for breach in yvetot.take(*mornings)] == [TooMany]
        two_hours = [Pick(day(f"2026-11-{number}"), hours=Hours(time(9), time(11))) for number in (16, 17, 18)]
        assert yvetot.take(*two_hours) == ()

    def test_la_chapelle_allows_sixty_hours_a_month(self, ask: Ask) -> None:
        long_days = [Pick(day(f"2026-11-{number}"), hours=Hours(time(8, 30), time(16))) for number in range(16, 24)]
        assert ask("lachapelle-creche").take(*long_days) == ()
        one_more = Pick(day("2026-11-24"), hours=Hours(time(9), time(10)))
        assert [type(breach) for breach in ask("lachapelle-creche").take(*long_days, one_more)] == [TooMany]

    def test_petit_bonheur_bills_four_hours_at_least_and_each_half_hour_begun(self, ask: Ask) -> None:
        units = ask("petitbonheur-creche").service.units
        assert billed(units, Pick(day("2026-11-16"), hours=Hours(time(9), time(11)))) == timedelta(hours=4)
        assert billed(units, Pick(day("2026-11-16"), hours=Hours(time(9), time(13, 5)))) == timedelta(hours=4.5)

    def test_saint_tropez_takes_an_hour_at_least(self, ask: Ask) -> None:
        (breach,) = ask("sainttropez-creche").take(Pick(day("2026-11-16"), hours=Hours(time(9), time(9, 30))))
        assert isinstance(breach, TooShort)


class TestPlacesAndPriority:
    def test_peipin_has_more_places_on_tuesdays(self, ask: Ask) -> None:
        service = ask("peipin-tous").service
        assert service.capacity_at("ecole", Part.DAY, day("2026-11-16")) == 60
        assert service.capacity_at("ecole", Part.DAY, day("2026-11-17")) == 70

    def test_saint_tropez_keeps_nine_places_for_occasional_care(self, ask: Ask) -> None:
        (quota,) = ask("sainttropez-creche").service.quotas
        assert (quota.places, quota.who) == (9, OCCASIONAL)

    @pytest.mark.parametrize("rule", ["nanteuil-cantine", "carrieres-cantine"])
    def test_both_parents_working_come_first(self, ask: Ask, rule: str) -> None:
        waiting = ask(rule).service.waiting
        assert waiting is not None
        early = Candidate(1, at("2026-06-01 09:00"))
        working = Candidate(2, at("2026-06-02 09:00"), frozenset({Group.BOTH_PARENTS_WORK}))
        assert in_order([early, working], waiting.priority) == (working, early)

    def test_ales_serves_those_first_whom_the_office_has_marked(self, ask: Ask) -> None:
        waiting = ask("ales-ete").service.waiting
        assert waiting is not None
        early = Candidate(1, at("2026-06-01 09:00"))
        marked = Candidate(2, at("2026-06-02 09:00"), frozenset({Group.MARKED}))
        assert in_order([early, marked], waiting.priority) == (marked, early)


@pytest.mark.parametrize(
    ("rule", "child", "expected"),
    [
        ("aubin-creche", ChildFacts(born=date(2026, 8, 1)), TooYoung),
        ("petitbonheur-creche", ChildFacts(born=date(2022, 1, 1)), TooOld),
        ("bibost-cantine", ChildFacts(school="jean-moulin"), WrongSchool),
        ("montamise-loisirs", ChildFacts(class_name="6e"), WrongClass),
    ],
)
def test_some_children_are_not_meant(ask: Ask, rule: str, child: ChildFacts, expected: type) -> None:
    reasons = why_not(ask(rule).service.conditions, child, day("2026-11-16"))
    assert [type(reason) for reason in reasons] == [expected]
