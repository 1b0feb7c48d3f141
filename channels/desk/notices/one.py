"""One notice: what a draft would mean, and how far one that was sent has come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import ActRow
from channels.desk.closures.word import Share, percents
from channels.desk.house import Desk
from channels.desk.notices.held import notice_of
from channels.desk.notices.promised import promised
from channels.desk.notices.sending import leaves_at
from channels.desk.notices.words import STEPS, audience_in_words, why_not
from channels.desk.visit import Visit
from channels.notices.choosing import choose
from channels.notices.estimate import estimate
from channels.notices.looks import look_of
from channels.notices.people import Person, people_of
from channels.notices.steps import TO_CALL, Step, steps_of
from channels.notices.tables import FIRST_LANGUAGE, Notice
from channels.tables import Allowance
from channels.transport import Channel

PIECE = 100  # people on a page
WATCHED = timedelta(hours=1)  # after which no receipt is waited for any more
ALL = "tous"


@dataclass(frozen=True, slots=True)
class Report:
    """Of all people, how many are where. `running`: some still wait; `watched`: there may soon be news."""

    people: int
    settled: int
    percent: int
    shares: Mapping[Step, Share]
    to_call: int
    running: bool
    watched: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list: where the word is, and why not with them."""

    person: Person
    step: str
    why: str


async def show_notice(desk: Desk, visit: Visit) -> Response:
    """A draft with the form to send it; the report of one that was sent."""
    notice = await notice_of(visit)
    return await (_preview(desk, visit, notice) if notice.act_id is None else _report(desk, visit, notice))


async def _preview(desk: Desk, visit: Visit, notice: Notice) -> Response:
    people = await choose(visit.db, notice, desk.ways_to, today=desk.today(visit))
    what = estimate(notice, people, desk.terms)
    due_at = leaves_at(desk, notice, now=visit.now)
    shown = promised(what.people - what.unreachable, due_at, now=visit.now)
    return desk.page(
        visit,
        "notices/preview.html",
        notice=notice,
        audience=audience_in_words(desk.town, notice),
        estimate=what,
        promised=shown,
        held_up=due_at > max(visit.now, notice.wanted_at or visit.now),
        useless=notice.no_use_after is not None and notice.no_use_after <= due_at,
        left=await _budget_left(desk, visit.db),
    )


async def _budget_left(desk: Desk, db: AsyncSession) -> int | None:
    """The segments that broadcasts may still cost this month; none without a budget."""
    terms = desk.terms.get(Channel.SMS)
    if terms is None or terms.budget is None:
        return None
    spent = await db.get(Allowance, Channel.SMS)
    return terms.budget - (0 if spent is None else spent.spent)


async def _report(desk: Desk, visit: Visit, notice: Notice) -> Response:
    steps = await steps_of(visit.db, notice.id)
    title, asked = _steps_asked(visit)
    after = visit.fields.number("apres") if visit.fields.get("apres") else 0
    anybody = any(steps.get(step) for step in asked)  # or else all of them would be read to find nobody
    found = await people_of(visit.db, notice.id, asked, after=after, limit=PIECE + 1) if anybody else ()
    texts = sorted(notice.texts.items(), key=lambda each: each[0] != FIRST_LANGUAGE)
    return desk.page(
        visit,
        "notices/report.html",
        notice=notice,
        audience=audience_in_words(desk.town, notice),
        looks=[look_of(code, text, 0) for code, text in texts],
        sent=await visit.db.get(ActRow, notice.act_id),
        stopped=None if notice.stopped_act_id is None else await visit.db.get(ActRow, notice.stopped_act_id),
        report=_report_of(visit, notice, steps),
        title=title,
        asked=visit.fields.get("etape", ""),
        rows=[Row(person, STEPS[person.step], why_not(person)) for person in found[:PIECE]],
        next=found[PIECE - 1].guardian_id if len(found) > PIECE else None,
    )


def _steps_asked(visit: Visit) -> tuple[str, Collection[Step]]:
    """Which people to list: without a word those to telephone."""
    written = visit.fields.get("etape", "")
    if written == ALL:
        return "Tous les parents", tuple(Step)
    if written in set(Step):
        return STEPS[Step(written)].capitalize(), (Step(written),)
    return "À appeler", TO_CALL


def _report_of(visit: Visit, notice: Notice, steps: Mapping[Step, int]) -> Report:
    shown = [step for step in STEPS if steps.get(step) or step is not Step.FORGOTTEN]
    numbers = [steps.get(step, 0) for step in shown]
    people, waiting = sum(numbers), steps.get(Step.WAITING, 0)
    shares = map(Share, (STEPS[step] for step in shown), numbers, percents(numbers))
    recent = notice.due_at is not None and visit.now < notice.due_at + WATCHED
    return Report(
        people=people,
        settled=people - waiting,
        percent=100 * (people - waiting) // people if people else 100,
        shares=dict(zip(shown, shares, strict=True)),
        to_call=sum(steps.get(step, 0) for step in TO_CALL),
        running=waiting > 0,
        watched=waiting > 0 or (recent and steps.get(Step.SENT, 0) > 0),
    )
