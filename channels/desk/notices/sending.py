"""Sending a draft, stopping what runs, throwing a draft away: each once, whoever presses second is told."""

from datetime import datetime

from booking.journal import open_act
from booking.tables import ActRow
from channels.desk.house import Desk
from channels.desk.notices.asked import LIST
from channels.desk.notices.held import held_notice, why_no_draft
from channels.desk.notices.promised import moved_since, promised
from channels.desk.notices.words import audience_in_words
from channels.desk.visit import Done, Visit
from channels.notices.choosing import choose
from channels.notices.sending import send, stop
from channels.notices.steps import Step, steps_of
from channels.notices.tables import Notice
from channels.web.french import counted, instant


async def take_sending(desk: Desk, visit: Visit) -> Done:
    """Accept it, if it is still what its page showed: all messages are in the outbox with this transaction, or none."""
    notice = await held_notice(visit)
    there = f"{LIST}/{notice.id}"
    if (sent := await why_no_draft(desk, visit, notice)) is not None:
        return sent
    if visit.fields.get("was", "") != str(notice.version):
        at = f"{desk.local(notice.changed_at):%H:%M}"
        return Done(
            there, f"{notice.changed_by} l'a changé à {at} : relisez avant d'envoyer. Rien n'est parti.", refused=True
        )
    due_at = leaves_at(desk, notice, now=visit.now)
    if notice.no_use_after is not None and notice.no_use_after <= due_at:
        return Done(there, "Il partirait après l'heure où il ne sert plus. Changez l'une des deux.", refused=True)
    people = await choose(visit.db, notice, desk.ways_to, today=desk.today(visit))
    told = sum(each.address is not None for each in people)
    if told == 0:
        return Done(there, "Personne de ce choix ne peut être prévenu par message. Rien n'est parti.", refused=True)
    if (moved := moved_since(desk, visit, promised(told, due_at, now=visit.now))) is not None:
        return Done(there, f"{moved}. Relisez avant d'envoyer. Rien n'est parti.", refused=True)
    words = f"Avis, {audience_in_words(desk.town, notice)} : {notice.text_for('fr')}"
    act = await open_act(visit.db, visit.author(words), now=visit.now)
    await send(visit.db, notice, people, due_at=due_at, act=act)
    starts = "part maintenant" if due_at <= visit.now else f"part {instant(desk.local(due_at))}"
    return Done(there, f"L'avis {starts}, pour {counted(len(people), 'parent')}.")


async def take_stopping(desk: Desk, visit: Visit) -> Done:
    """Take back what has not left."""
    notice = await held_notice(visit)
    there = f"{LIST}/{notice.id}"
    if notice.act_id is None:
        return Done(there, "Cet avis n'est pas encore envoyé : il n'y a rien à arrêter.", refused=True)
    if notice.stopped_act_id is not None:
        act = await visit.db.get_one(ActRow, notice.stopped_act_id)
        return Done(there, f"{act.author_name} l'a déjà arrêté à {desk.local(act.at):%H:%M}.", refused=True)
    words = f"Arrêter l'avis n° {notice.id}, {audience_in_words(desk.town, notice)}"
    await stop(visit.db, notice, act=await open_act(visit.db, visit.author(words), now=visit.now))
    stopped = (await steps_of(visit.db, notice.id)).get(Step.STOPPED, 0)
    return Done(there, f"Arrêté : {counted(stopped, 'parent ne le recevra pas', 'parents ne le recevront pas')}.")


async def take_discarding(desk: Desk, visit: Visit) -> Done:
    """Throw a draft away."""
    notice = await held_notice(visit)
    if (sent := await why_no_draft(desk, visit, notice)) is not None:
        return sent
    await visit.db.delete(notice)
    return Done(LIST, "Le brouillon est jeté.")


def leaves_at(desk: Desk, notice: Notice, *, now: datetime) -> datetime:
    """When its first message leaves: at the hour that was chosen, or as soon after as the hour permits."""
    return desk.earliest(max(now, notice.wanted_at or now), notice.purpose)
