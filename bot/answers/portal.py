"""The way to the family's own pages: a link that opens them once, on the phone that asked for it."""

from bot.reply import Reply, say
from bot.turn import Turn
from channels.portal.links import make_link


async def answer_portal(turn: Turn) -> Reply:
    """A new link for the guardian who asks; where the site has no address, how everything is done without it."""
    if turn.address is None:
        return say("portal-not-here")
    path = await make_link(turn.db, turn.caller.guardian_id, now=turn.now)
    return say("portal-link", link=f"{turn.address}{path}")
