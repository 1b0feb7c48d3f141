"""A town's file: what a clerk writes is what the town is; and every fault is found, with its line and its cure."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from booking.errors import CalendarMissing, UnknownService, UnknownSite
from booking.rules.acts import (
    Applicant,
    Channel,
    FixedSurcharge,
    GivesBack,
    Group,
    LateQuota,
    OtherPrice,
    Payment,
    Span,
)
from booking.rules.calendar import Counting, Weekday
from booking.rules.deadlines import DaysBefore, Hour, PeriodBefore, PeriodStart, PrecedingWeekday
from booking.rules.judge import InTime, Late, judge
from booking.rules.priority import Criterion
from booking.town import Hours, Part, SiteKind
from booking.town_file import Complaint, demonstration_town, load
from tests.booking.rules.conventions import at
from tests.booking.town_files import BARE_TOWN, CANTINE, EVE, GOOD, changed, faults, town_from


class TestTheDemonstrationTown:
    town = demonstration_town()

    def test_it_has_four_schools_two_centres_and_a_creche(self) -> None:
        kinds = [site.kind for site in self.town.sites]
        assert [kinds.count(kind) for kind in SiteKind] == [4, 2, 1]

    def test_it_has_the_six_services(self) -> None:
        keys = [service.key for service in self.town.services]
        assert keys == ["cantine", "garderie-matin", "garderie-soir", "etude", "centre", "creche"]

    def test_cantine_on_monday_is_in_time_a_week_ahead_and_tomorrow_costs_half_more(self) -> None:
        service, now = self.town.service("cantine"), at("2026-11-23 09:00")
        monday = judge(service.booking, date(2026, 11, 30), now=now, calendar=self.town.calendar, who=Applicant())
        assert monday == InTime(until=at("2026-11-27 09:00"))
        tomorrow = judge(service.booking, date(2026, 11, 24), now=now, calendar=self.town.calendar, who=Applicant())
        assert isinstance(tomorrow, Late)
        assert tomorrow.until == at("2026-11-24 09:00")

    def test_a_centre_day_takes_both_halves(self) -> None:
        centre = self.town.service("centre")
        assert centre.sessions_of(Part.DAY) == (Part.MORNING, Part.AFTERNOON)
        assert centre.sessions_of(Part.MORNING) == (Part.MORNING,)
        assert self.town.service("cantine").sessions_of(Part.DAY) == (Part.DAY,)

    def test_an_unknown_service_or_site_is_an_error_that_names_it(self) -> None:
        with pytest.raises(UnknownService, match="piscine"):
            self.town.service("piscine")
        with pytest.raises(UnknownSite, match="jules-ferry"):
            self.town.site("jules-ferry")
        with pytest.raises(UnknownSite, match="les-cigales"):
            self.town.service("cantine").capacity_at("les-cigales", Part.DAY, date(2026, 11, 30))


class TestDays:
    town = demonstration_town()

    def days(self, service: str, first: str, last: str) -> list[str]:
        days = self.town.service(service).days(self.town.calendar, date.fromisoformat(first), date.fromisoformat(last))
        return [day.isoformat()[5:] for day in days]

    def test_a_service_of_school_days_leaves_out_wednesdays_and_public_holidays(self) -> None:
        assert self.days("cantine", "2026-11-09", "2026-11-15") == ["11-09", "11-10", "11-12", "11-13"]

    def test_the_centre_takes_place_on_wednesdays_and_in_the_holidays(self) -> None:
        assert self.days("centre", "2026-10-12", "2026-10-25") == [
            "10-14", "10-19", "10-20", "10-21", "10-22", "10-23",
        ]  # fmt: skip

    def test_the_centre_is_shut_at_christmas(self) -> None:
        assert self.days("centre", "2026-12-19", "2027-01-03") == []

    def test_nothing_takes_place_outside_the_school_year(self) -> None:
        assert self.days("centre", "2027-08-19", "2027-09-10") == ["08-19", "08-20"]


class TestWhatAClerkWrites:
    def test_hours_may_be_written_as_the_french_do(self, tmp_path: Path) -> None:
        town = town_from(changed('before = "09:00" }\n\n', 'before = "9h30" }\n\n'), tmp_path)
        assert town.services[0].booking.windows[0].closes.rule == DaysBefore(
            1, Counting.SCHOOL, Hour(time(9, 30), included=False)
        )

    def test_a_weekday_map_may_name_a_weekday_or_a_rule(self, tmp_path: Path) -> None:
        rule = '{ rule = "by weekday", before = "09:00", monday = "friday", tuesday = "same day", thursday = '
        rule += '{ weekday = "monday", until = "12:00" }, friday = { rule = "eve", counted_in = "school days" } }'
        text = BARE_TOWN + CANTINE.replace(EVE, rule, 1)
        found = town_from(text, tmp_path).services[0].booking.windows[0].closes.rule
        assert getattr(found, "days", None) == {
            Weekday.MONDAY: PrecedingWeekday(Weekday.FRIDAY, 0, Hour(time(9), included=False)),
            Weekday.TUESDAY: DaysBefore(0, Counting.CALENDAR, Hour(time(9), included=False)),
            Weekday.THURSDAY: PrecedingWeekday(Weekday.MONDAY, 0, Hour(time(12), included=True)),
            Weekday.FRIDAY: DaysBefore(1, Counting.SCHOOL, Hour(time(9), included=False)),
        }

    def test_weeks_before_a_period_are_seven_days_each(self, tmp_path: Path) -> None:
        rule = '{ rule = "before period", weeks = 3, counted_from = "first open day" }'
        text = BARE_TOWN + CANTINE.replace(EVE, rule)
        found = town_from(text, tmp_path).services[0].booking.windows[0].closes.rule
        assert found == PeriodBefore(21, PeriodStart.FIRST_OPEN_DAY)

    def test_cancelling_may_follow_booking_without_what_comes_after(self, tmp_path: Path) -> None:
        late = (
            '\n[[services.cantine.booking.late]]\nuntil = { rule = "same day", before = "09:00" }\nsurcharge = 1.50\n'
        )
        text = BARE_TOWN + CANTINE.split("[services.cantine.cancelling]")[0] + late
        service = town_from(text + "\n[services.cantine.cancelling]\nsame_as_booking = true\n", tmp_path).services[0]
        assert service.cancelling.windows == service.booking.windows
        assert service.booking.late[0].price == FixedSurcharge(Decimal("1.50"))
        assert service.cancelling.late == ()

    def test_all_that_may_follow_the_deadline_can_be_said(self, tmp_path: Path) -> None:
        text = GOOD.replace(
            "[services.cantine.cancelling]",
            """payment = "at once"
channels = ["portal", "office"]
paid_within_hours = 96

[[services.cantine.booking.late]]
until = { rule = "same day", before = "09:00" }
who = ["residents"]
price = 6.50
price_non_residents = 9.00
quota = { acts = 3, per = "period" }
channel = "phone"
approval_by = "la directrice"
if_places_remain = true
gives_back = "credit"

[services.cantine.cancelling]""",
        )
        booking = town_from(text, tmp_path).services[0].booking
        (tier,) = booking.late
        assert (booking.payment, booking.paid_within_hours) == (Payment.AT_ONCE, 96)
        assert booking.channels == {Channel.PORTAL, Channel.OFFICE}
        assert tier.price == OtherPrice(Decimal("6.50"), non_residents=Decimal("9.00"))
        assert tier.quota == LateQuota(3, Span.PERIOD)
        assert (tier.channel, tier.approval_by, tier.gives_back) == (Channel.PHONE, "la directrice", GivesBack.CREDIT)
        assert tier.who == {Group.RESIDENTS}

    def test_places_may_differ_by_weekday_and_by_part(self, tmp_path: Path) -> None:
        by_weekday = "capacity = { ecole = { places = 60, tuesday = 70 } }"
        service = town_from(changed("capacity = { ecole = 30 }", by_weekday), tmp_path).services[0]
        assert service.capacity_at("ecole", Part.DAY, date(2026, 11, 16)) == 60
        assert service.capacity_at("ecole", Part.DAY, date(2026, 11, 17)) == 70

    def test_a_waiting_list_has_an_order_and_perhaps_an_offer(self, tmp_path: Path) -> None:
        waiting = '\n[services.cantine.waiting]\npriority = ["siblings", "arrival"]\noffer = { hours = 3 }\n'
        found = town_from(GOOD + waiting, tmp_path).services[0].waiting
        assert found is not None
        assert found.priority == (Criterion.SIBLINGS, Criterion.ARRIVAL)
        assert found.offer is not None
        assert found.offer.lasts == timedelta(hours=3)

    def test_the_night_is_quiet_from_eight_to_eight_unless_the_town_says_otherwise(self, tmp_path: Path) -> None:
        assert town_from(GOOD, tmp_path).quiet_hours == Hours(time(20), time(8))
        said = changed('school_zone = "C"', 'school_zone = "C"\nquiet_hours = ["22h", "7h30"]')
        assert town_from(said, tmp_path).quiet_hours == Hours(time(22), time(7, 30))

    def test_a_file_from_windows_is_read_like_any_other(self, tmp_path: Path) -> None:
        path = tmp_path / "windows.toml"
        path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
        assert load(path).name == "Une commune"


class TestStatedHolidays:
    autumn = '\n[[holidays]]\nname = "Toussaint"\nseason = "autumn"\ndays = [2026-10-10, 2026-10-18]\n'

    def test_they_stand_in_for_the_official_ones_of_the_year(self, tmp_path: Path) -> None:
        calendar = town_from(GOOD + self.autumn, tmp_path).calendar
        assert calendar.is_school_day(date(2026, 10, 20))
        assert not calendar.is_school_day(date(2026, 10, 12))
        assert not calendar.is_school_day(date(2027, 7, 5))

    def test_a_zone_without_official_holidays_has_to_state_them(self, tmp_path: Path) -> None:
        text = changed('school_zone = "C"', 'school_zone = "none"')
        (fault,) = faults(text, tmp_path)
        assert (fault.complaint, fault.key) == (Complaint.HOLIDAYS_UNKNOWN, "town.school_zone")
        assert town_from(text + self.autumn, tmp_path).calendar.is_school_day(date(2026, 10, 20))

    def test_a_year_that_nobody_knows_is_a_fault_that_names_it(self, tmp_path: Path) -> None:
        text = GOOD.replace("2026", "2040").replace("2027", "2041")
        (fault,) = faults(text, tmp_path)
        assert (fault.complaint, fault.values) == (Complaint.HOLIDAYS_UNKNOWN, {"year": "2040"})

    def test_beyond_its_years_the_calendar_raises(self, tmp_path: Path) -> None:
        with pytest.raises(CalendarMissing, match="2028"):
            town_from(GOOD, tmp_path).calendar.is_school_day(date(2028, 1, 3))
