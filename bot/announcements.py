"""What a family hears without having asked: read from the journal, told once, to every guardian it is news to.

Each line of the journal is marked as told in the transaction that puts the message in the outbox, so a second run, or
a second worker, tells nothing twice.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Entry
from booking.tables import Guardian
from booking.town import Town
from bot.news import News, untold
from bot.pending import NO, YES, Asking, PendingQuestion
from bot.reaching import AT_ONCE, Reach, earliest, reach_all
from bot.replies import local, service_label, when
from bot.reply import Choice, Reply
from bot.still_open import Open, remaining, still_open
from bot.tables import AnnouncedLine
from bot.threads import ask_in_thread
from channels.outbox import news_batch
from channels.purpose import Purpose
from channels.transport import Channel
from messages.understanding.meaning import Intent, Request
from messages.wording.message import Message, Names, Until, Value


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one guardian is told, where, from when on and until when it is of use; `batch` names what it tells."""

    guardian_id: int
    there: Reach
    language: str
    reply: Reply
    due_at: datetime
    no_use_after: datetime | None
    batch: str
    trace: str | None


async def announce(
    db: AsyncSession, town: Town, *, channels: Sequence[Channel], now: datetime
) -> Sequence[Announcement]:
    """What has not been told yet, marked as told; whoever asks must put it in the outbox in this transaction."""
    news = await untold(db, now=now)
    if not news:
        return ()
    await db.execute(insert(AnnouncedLine), [{"line_id": each.line, "at": now} for each in news])
    guardians = await _guardians(db, {each.family_id for each in news})
    everybody = [guardian for family in guardians.values() for guardian in family]
    reached = await reach_all(db, everybody, purpose=Purpose.NEWS, channels=channels)
    messages = [list(together) for _, together in groupby(news, key=lambda each: each.message_of)]
    is_open = await still_open(db, news)
    return [
        await _to_guardian(db, town, guardian, reached[guardian.id], message, is_open, now)
        for message in messages
        for guardian in _concerned(message[0], guardians[message[0].family_id], reached)
    ]


async def _guardians(db: AsyncSession, families: Collection[int]) -> Mapping[int, Sequence[Guardian]]:
    """Whoever has a say about the children of these families, by family."""
    found: dict[int, list[Guardian]] = defaultdict(list)
    in_order = sorted(families)
    for start in range(0, len(in_order), AT_ONCE):
        of_some = select(Guardian).where(
            Guardian.family_id.in_(in_order[start : start + AT_ONCE]), Guardian.withdrawn_at.is_(None)
        )
        for guardian in await db.scalars(of_some.order_by(Guardian.id)):
            found[guardian.family_id].append(guardian)
    return found


def _concerned(news: News, family: Sequence[Guardian], reached: Mapping[int, Reach]) -> Sequence[Guardian]:
    """Those who can be told and do not know: one at each address, and nobody at that of whoever did it."""
    doer = reached.get(news.done_by) if news.by_another and news.done_by is not None else None
    taken = set() if doer is None else {doer}
    concerned = []
    for guardian in family:
        there = reached.get(guardian.id)
        if there is None or there in taken or (news.by_another and guardian.id == news.done_by):
            continue
        taken.add(there)
        concerned.append(guardian)
    return concerned


async def _to_guardian(
    db: AsyncSession, town: Town, guardian: Guardian, there: Reach, news: Sequence[News], is_open: Open, now: datetime
) -> Announcement:
    entry, until = news[0].entry, news[0].offered_until if news[0].entry is Entry.OFFERED else None
    question = _question(news, now) if entry is Entry.OFFERED else None
    if question is not None:
        await ask_in_thread(db, there.channel, there.address, guardian.id, question, now=now)
    choices = (Choice(Message(YES)), Choice(Message(NO))) if question is not None else ()
    reply = Reply((*_sentences(town, news), *_still_open(town, news, is_open)), question, choices)
    batch = news_batch(news[0].act_id, news[0].line, guardian.id)
    due, trace = _due(town, until, now), news[0].trace
    return Announcement(guardian.id, there, guardian.language, reply, due, until, batch, trace)


def _sentences(town: Town, news: Sequence[News]) -> tuple[Message, ...]:
    """Each fact once: what is booked of a standing booking by its days, and not once more as a pattern."""
    with_days = {(each.child, each.service) for each in news if each.day is not None}
    told = [each for each in news if each.day is not None or (each.child, each.service) not in with_days]
    facts: dict[tuple[str, str], list[News]] = defaultdict(list)
    for each in told:
        facts[each.said_as, each.service].append(each)
    return tuple(Message(said_as, _about(town, of_one)) for (said_as, _), of_one in facts.items())


def _still_open(town: Town, news: Sequence[News], is_open: Open) -> tuple[Message, ...]:
    """After a closure: what these children may still come to on those days; they are named where it differs."""
    if news[0].entry is not Entry.CLOSED:
        return ()
    found = remaining(town, is_open, news)
    if list(found.values()) == [tuple(dict.fromkeys(each.child for each in news))]:
        return (Message("told-still-open", {"services": Names(next(iter(found)))}),)
    return tuple(
        Message("told-still-open-for", {"services": Names(services), "children": Names(children)})
        for services, children in found.items()
    )


def _due(town: Town, until: datetime | None, now: datetime) -> datetime:
    """By day; but at once, where an offer would be over by then."""
    due = earliest(now, Purpose.NEWS, town)
    return due if until is None or due < until else now


def _question(news: Sequence[News], now: datetime) -> PendingQuestion:
    first = news[0]
    about = Request(
        Intent.BOOK,
        services=(first.service,),
        children=tuple(dict.fromkeys(each.child for each in news)),
        days=_days(news),
    )
    return PendingQuestion(first.line, Asking.OFFER, about, (YES, NO), now)


def _about(town: Town, news: Sequence[News]) -> dict[str, Value]:
    first = news[0]
    about: dict[str, Value] = {
        "service": service_label(town, first.service),
        "children": Names(tuple(dict.fromkeys(each.child for each in news))),
        "days": when(_days(news)),
        "why": first.why,
        "author": first.author,
    }
    if first.offered_until is not None:
        about["until"] = Until(local(town, first.offered_until))
    return about


def _days(news: Sequence[News]) -> tuple[date, ...]:
    return tuple(sorted({each.day for each in news if each.day is not None}))
