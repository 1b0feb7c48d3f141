"""A number on several families' files, or one that was silent for long: whose text is it?

The parent is asked for the first name of a child, and is given none: whoever took over somebody else's number learns
nothing of that family.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from booking.households import Household
from booking.town import Town
from bot.listening import Listen
from bot.pending import Asking, PendingQuestion
from bot.replies import office_phone
from bot.reply import Reply, say
from channels.inbox import Waiting, leave_to_staff
from channels.tables import ForStaff
from channels.transport import Kind
from messages.understanding.meaning import UNKNOWN

ASKED = frozenset({Kind.TEXT, Kind.START})


async def ask_which_family(
    db: AsyncSession,
    town: Town,
    known: Sequence[Household],
    message: Waiting,
    listen: Listen,
    before: PendingQuestion | None,
    *,
    misunderstood: int,
) -> Reply:
    """Ask, and keep what was wanted until the answer; the second time in a row a person is told too."""
    if message.kind not in ASKED:
        return say("already-answered" if message.kind is Kind.BUTTON else "only-text-media")
    if misunderstood:
        await leave_to_staff(db, message.id, ForStaff.UNKNOWN_SENDER)
        reply = say("which-family-again", phone=office_phone(town), who=town.office.decides)
    else:
        reply = say("long-silence" if len(known) == 1 else "which-family")
    if before is not None and before.asking is Asking.FAMILY:
        return Reply(reply.messages, before)
    today = message.received_at.astimezone(town.zone).date()
    names = tuple(dict.fromkeys(child.first_name for household in known for child in household.children))
    wanted = listen(message.text, today, names, None)
    question = PendingQuestion(message.id, Asking.FAMILY, UNKNOWN, (), message.received_at, then=wanted)
    return Reply(reply.messages, question)


def language_of(known: Sequence[Household]) -> str:
    """The language of them all; French where they differ."""
    languages = {household.language for household in known}
    return languages.pop() if len(languages) == 1 else "fr"
