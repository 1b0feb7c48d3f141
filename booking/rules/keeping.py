"""How long what is kept of people is kept: the town's durations, within what the law allows. Pure.

Sources of the defaults (looked up in November 2026; a town's data protection officer has the last word):
- what a bill rests on, ten years: supporting documents of public accounts, instruction DAF/DPACI/RES/2008/008 of the
  Archives de France on the accounting documents of those who order payment; four years are the least, the
  limitation of claims (loi n° 68-1250 of 31 December 1968, article 1; CGCT, L1617-5, 3°);
- a file, a year after its last enrolment: an invoice of the last month can still be disputed. The CNIL's rules for
  school and out-of-school services (délibération n° 2015-433, NS-058, no longer binding, still the reference) tie the
  data to the time of the enrolment;
- a STOP, three years: the CNIL's advice for those who object to being written to;
- all others: article 5, 1, e of the RGPD, no longer than the purpose needs.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Keeping:
    """The durations of a town.

    `files_months` run from a family's last enrolment, `billing_years` from the end of the day that is billed,
    `messages_months` from the hour of a message, `access_days` from the end of a link, `accounts_months` from the
    closing of an account, `opt_outs_months` from the last STOP, `drafts_days` from the last change of a draft.
    """

    files_months: int = 12
    billing_years: int = 10
    messages_months: int = 12
    strangers_days: int = 90
    set_aside_days: int = 180
    access_days: int = 30
    drafts_days: int = 30
    accounts_months: int = 12
    opt_outs_months: int = 36


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who answers for what is kept, and how long it is. `officer` is how the data protection officer is written to.

    `first_contact`: the first reply to a person says who runs this and where to read more.
    """

    controller: str
    officer: str | None = None
    first_contact: bool = True
    keeping: Keeping = Keeping()


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def instant_before(now: datetime, *, months: int = 0, days: int = 0) -> datetime:
    """The same hour so many months and days earlier (aware, in the zone of `now`)."""
    return datetime.combine(months_before(now.date(), months), now.timetz()) - timedelta(days=days)
