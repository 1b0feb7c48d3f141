"""What a town's file says well, and cannot mean, is refused with its line."""

from pathlib import Path

import pytest

from booking.town_file import Complaint
from tests.booking.town_files import CANTINE, EVE, LATE, changed, faults, town_from

CONTRADICTIONS = [
    pytest.param(
        f"cancelling]\ndeadline = {EVE}",
        'cancelling]\ndeadline = { rule = "same day", before = "14:00" }',
        "services.cantine.cancelling.deadline",
        Complaint.CANCELLING_AFTER_SESSION,
        id="cancelling after the session",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        'booking]\ndeadline = { rule = "same day" }',
        "services.cantine.booking.deadline",
        Complaint.BOOKING_AFTER_SESSION,
        id="booking after the session",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        f'booking]\ndeadline = {EVE}\nopens = {{ rule = "same day", from = "08:00" }}',
        "services.cantine.booking.opens",
        Complaint.NEVER_OPENS,
        id="a window that opens after it has closed",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        'booking]\ndeadline = { rule = "same day", before = "11:00" }\nopens = { rule = "same day", from = "08:00" }\n'
        'accepted_hours = [{ from = "14:00", to = "16:00" }]',
        "services.cantine.booking.opens",
        Complaint.NEVER_OPENS,
        id="a window that is open at no accepted hour",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        f'booking]\ndeadline = {EVE}{LATE}until = {{ rule = "eve", counted_in = "school days", before = "08:00" }}',
        "services.cantine.booking.late[1].until",
        Complaint.TIER_ENDS_FIRST,
        id="a tier that ends before the deadline",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        f'booking]\ndeadline = {EVE}{LATE}until = {{ rule = "same day", before = "09:00" }}\nprice_line = "tardif"',
        "services.cantine.booking.late[1].price_line",
        Complaint.UNKNOWN_PRICE_LINE,
        id="a price that is not in the list",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        f'booking]\ndeadline = {EVE}{LATE}until = {{ rule = "same day", before = "09:00" }}\nwaiting_list = true',
        "services.cantine.booking.late[1].waiting_list",
        Complaint.NO_WAITING_LIST,
        id="a waiting list that is not there",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        'booking]\ndeadline = { rule = "by weekday", monday = "friday", tuesday = "monday" }',
        "services.cantine.booking.deadline",
        Complaint.NO_RULE_FOR_WEEKDAY,
        id="a weekday without a deadline",
    ),
    pytest.param(
        "[services.cantine.booking]",
        "[services.cantine.waiting]\noffer = { hours = 200 }\n\n[services.cantine.booking]",
        "services.cantine.waiting.offer",
        Complaint.OFFER_TOO_LONG,
        id="an offer longer than a week",
    ),
    pytest.param(
        f"[services.cantine.booking]\ndeadline = {EVE}",
        f"[services.cantine.waiting]\noffer = {{ hours = 5 }}\n\n[services.cantine.booking]\ndeadline = {EVE}\n"
        'opens = { rule = "eve", counted_in = "school days", from = "06:00" }',
        "services.cantine.waiting.offer",
        Complaint.OFFER_TOO_LONG,
        id="an offer longer than what is left",
    ),
    pytest.param(
        "[services.cantine.booking]",
        "[services.cantine.waiting]\noffer = { minutes = 10, at_least_minutes = 20 }\n\n[services.cantine.booking]",
        "services.cantine.waiting.offer.at_least_minutes",
        Complaint.OFFER_SHORTER_THAN_LEAST,
        id="an offer below its least",
    ),
    pytest.param(
        '{ school_days = ["monday", "tuesday", "thursday", "friday"] }',
        '{ school_days = ["sunday"] }',
        "services.cantine.days",
        Complaint.NEVER_TAKES_PLACE,
        id="a service that never takes place",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nparts = ["morning", "day"]',
        "services.cantine.parts",
        Complaint.DAY_AND_PARTS,
        id="a whole day beside its parts",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nquotas = [{ label = "CP", site = "ecole", places = 31, classes = ["CP"] }]',
        "services.cantine.quotas[1].places",
        Complaint.QUOTA_ABOVE_CAPACITY,
        id="a quota above the places",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nfor_whom = { from_age = "6 years", until_age = "3 years" }',
        "services.cantine.for_whom.until_age",
        Complaint.ENDS_BEFORE_IT_STARTS,
        id="ages the wrong way round",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nunits = { at_least = [{ days = 3, per = "week" }], at_most = [{ days = 2, per = "week" }] }',
        "services.cantine.units.at_most[1]",
        Complaint.MOST_BELOW_LEAST,
        id="a most below the least",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nreminders = { lead = { days = 1, at = "22:00" } }',
        "services.cantine.reminders.lead.at",
        Complaint.REMINDER_AT_NIGHT,
        id="a reminder in the night",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nreminders = { evening_before = "21:30" }',
        "services.cantine.reminders.evening_before",
        Complaint.REMINDER_AT_NIGHT,
        id="the evening before, in the night",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nreminders = { lead = { days = 0, at = "18:00" } }',
        "services.cantine.reminders.lead",
        Complaint.REMINDER_TOO_LATE,
        id="a reminder after the deadline",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        'reminders]\nlead = { days = 3, at = "18:00" }\n\n[services.cantine.booking]\n'
        f'opens = {{ rule = "eve", counted_in = "school days", from = "08:00" }}\ndeadline = {EVE}',
        "services.cantine.reminders.lead",
        Complaint.REMINDER_TOO_EARLY,
        id="a reminder that is always before the opening",
    ),
    pytest.param(
        'article = "la"',
        'article = "la"\nreminders = { holidays = true }',
        "services.cantine.reminders.holidays",
        Complaint.NO_HOLIDAYS,
        id="holidays of a service that has none",
    ),
    pytest.param(
        f"booking]\ndeadline = {EVE}",
        'booking]\ndeadline = { rule = "never" }\n\n[services.cantine.reminders]\nwho = "usual"',
        "services.cantine.reminders",
        Complaint.NOTHING_TO_REMIND,
        id="reminders without a deadline",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "complaint"), CONTRADICTIONS)
def test_a_contradiction_is_refused_with_its_line(
    old: str, new: str, key: str, complaint: Complaint, tmp_path: Path
) -> None:
    text = changed(old, new)
    (fault,) = faults(text, tmp_path)
    assert (fault.complaint, fault.key) == (complaint, key)
    name = key.split(".")[-1].split("[")[0]
    assert name in text.splitlines()[fault.line - 1]


def test_published_dates_may_end_in_the_midst_of_the_days_they_are_for(tmp_path: Path) -> None:
    row = "dates = [{ for = [2026-11-02, 2026-12-18], opens = 2026-11-09, closes = 2026-11-30 }]"
    assert town_from(changed(f"booking]\ndeadline = {EVE}", f"booking]\n{row}"), tmp_path).services


def test_published_dates_that_end_after_all_their_days_are_refused(tmp_path: Path) -> None:
    row = "dates = [{ for = [2026-11-02, 2026-12-18], closes = 2026-12-24 }]"
    text = changed(f"booking]\ndeadline = {EVE}", f"booking]\n{row}")
    (fault,) = faults(text, tmp_path)
    assert fault.complaint is Complaint.BOOKING_AFTER_SESSION
    assert text.splitlines()[fault.line - 1] == row


def test_a_service_that_cannot_be_read_does_not_hide_the_contradictions_of_another(tmp_path: Path) -> None:
    garderie = CANTINE.replace("services.cantine", "services.garderie").replace(EVE, '{ rule = "same day" }')
    text = changed('article = "la"', "article = 3") + garderie
    complaints = {(fault.key, fault.complaint) for fault in faults(text, tmp_path)}
    assert complaints == {
        ("services.cantine.article", Complaint.NOT_TEXT),
        ("services.garderie.booking.deadline", Complaint.BOOKING_AFTER_SESSION),
        ("services.garderie.cancelling.deadline", Complaint.CANCELLING_AFTER_SESSION),
    }
