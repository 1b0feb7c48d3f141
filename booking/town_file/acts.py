"""Reads the rules of one act: `[services.cantine.booking]`, `[services.cantine.cancelling]`."""

from booking.rules.acts import (
    AcceptedHours,
    ActRules,
    Channel,
    FixedSurcharge,
    GivesBack,
    Group,
    LateQuota,
    OtherPrice,
    Payment,
    PercentSurcharge,
    PriceChange,
    PriceLine,
    Provenance,
    Span,
    Tier,
    Window,
)
from booking.rules.calendar import Weekday
from booking.rules.deadlines import END_OF_DAY, Dates, DatesFor, Deadline, Hour
from booking.town_file.dates import read_range
from booking.town_file.deadlines import WEEKDAY, read_deadline, read_hour, read_opening
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import AMOUNT, DAY, HOUR_OF_DAY, TEXT, YES, whole, word_of

GROUP = word_of(Group)
SPAN = word_of(Span)
WORKING_WEEK = tuple(Weekday)[:5]


def read_act(table: Table) -> ActRules:
    """The windows of an act (one, several, or a table of dates), what follows them, and where it was read."""
    return ActRules(
        windows=_windows(table),
        late=table.tables("late", _tier),
        approval_by=table.maybe("approval_by", TEXT),
        channels=frozenset(table.many("channels", word_of(Channel), ())),
        gives_back=table.one("gives_back", word_of(GivesBack), GivesBack.REFUND),
        payment=table.one("payment", word_of(Payment), Payment.LATER),
        paid_within_hours=table.maybe("paid_within_hours", whole(1)),
        provenance=read_provenance(table),
    )


def read_provenance(table: Table) -> Provenance:
    """Where a rule was read (`source`), when (`as_of`), its words (`phrase`), and how one took them (`reading`)."""
    return Provenance(
        source=table.maybe("source", TEXT),
        as_of=table.maybe("as_of", DAY),
        phrase=table.maybe("phrase", TEXT),
        reading=table.maybe("reading", TEXT),
    )


def read_who(table: Table) -> frozenset[Group]:
    """For whom a line holds: nobody named means everybody."""
    return frozenset(table.many("who", GROUP, ()))


def _windows(table: Table) -> tuple[Window, ...]:
    several = table.tables("windows", _window)
    dated = table.tables("dates", _dated_window)
    if several or dated:
        return several + dated
    return (_window(table),)


def _window(table: Table) -> Window:
    return Window(
        closes=table.table("deadline", read_deadline),
        opens=table.maybe_table("opens", read_opening),
        who=read_who(table),
        hours=table.tables("accepted_hours", read_accepted_hours),
    )


def _dated_window(table: Table) -> Window:
    """A line of a published table: `{ for = [first, last], opens = …, from = "20:00", closes = …, until = … }`."""
    first, last = read_range(table, "for")
    opens = table.maybe("opens", DAY)
    start = Hour(table.one("from", HOUR_OF_DAY, HOUR_OF_DAY.fallback), included=False)
    closes = DatesFor(first, last, table.one("closes", DAY), read_hour(table, END_OF_DAY, ("before", "until")))
    return Window(
        closes=Deadline(Dates((closes,))),
        opens=Deadline(Dates((DatesFor(first, last, opens, start),))) if opens is not None else None,
        who=read_who(table),
        hours=table.tables("accepted_hours", read_accepted_hours),
    )


def read_accepted_hours(table: Table) -> AcceptedHours:
    """Hours of some weekdays, Monday to Friday where none are named: `{ weekdays = […], from = "9h", to = "11h" }`."""
    start, end = table.one("from", HOUR_OF_DAY), table.one("to", HOUR_OF_DAY)
    if table.has("from") and table.has("to") and start >= end:
        table.complain("to", Complaint.ENDS_BEFORE_IT_STARTS)
    return AcceptedHours(frozenset(table.some("weekdays", WEEKDAY, WORKING_WEEK)), start, end)


def _tier(table: Table) -> Tier:
    return Tier(
        until=table.table("until", read_deadline),
        opens=table.maybe_table("opens", read_opening),
        who=read_who(table),
        price=read_price_change(table),
        price_from_act=table.one("price_from_act", whole(1), 1),
        price_until_act=table.maybe("price_until_act", whole(1)),
        price_span=table.one("price_span", SPAN, Span.YEAR),
        whole_order=table.one("whole_order", YES, default=False),
        quota=table.maybe_table("quota", _quota),
        channel=table.maybe("channel", word_of(Channel)),
        approval_by=table.maybe("approval_by", TEXT),
        waiting_list=table.one("waiting_list", YES, default=False),
        warning=table.one("warning", YES, default=False),
        if_places_remain=table.one("if_places_remain", YES, default=False),
        gives_back=table.maybe("gives_back", word_of(GivesBack)),
        billed_percent=table.maybe("billed_percent", AMOUNT),
        provenance=read_provenance(table),
    )


def read_price_change(table: Table) -> PriceChange | None:
    surcharge = table.maybe("surcharge", AMOUNT)
    percent = table.maybe("surcharge_percent", AMOUNT)
    price = table.maybe("price", AMOUNT)
    elsewhere = table.maybe("price_non_residents", AMOUNT)
    line = table.maybe("price_line", TEXT)
    said = [key for key in ("surcharge", "surcharge_percent", "price", "price_line") if key in table.values]
    if len(said) > 1:
        table.complain(said[1], Complaint.TWO_PRICES_SAID, other=said[0])
    if surcharge is not None:
        return FixedSurcharge(surcharge)
    if percent is not None:
        return PercentSurcharge(percent)
    if line is not None:
        return PriceLine(line)
    return OtherPrice(price, elsewhere) if price is not None else None


def _quota(table: Table) -> LateQuota:
    return LateQuota(table.one("acts", whole(1)), table.one("per", SPAN))
