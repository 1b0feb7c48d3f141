"""Puts the whole together: the town, the database, the clock, the channels, the conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from booking.database import Database
from booking.deployment import is_demonstration
from booking.town import Town
from booking.town_file import demonstration_town, load
from bot.clock import Clock
from bot.conversation import Conversations
from bot.errors import SettingsError
from bot.listening import Listener
from bot.notices import NoticeReview, one_after_another
from bot.reaching import earliest
from bot.reminders.planning import Planner
from bot.reminders.review import Review
from bot.settings import Settings
from bot.threads import carry_question
from bot.town_words import town_words
from channels.arrivals import Arrivals
from channels.carrier import Lookup, Ping
from channels.inbox import Inbox
from channels.other_way import OtherWay
from channels.postman import Postman
from channels.spool import Spool
from channels.terms import Terms
from channels.transport import Channel, Transport
from messages.wording.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class App:
    """One process of Allô Cantine: everything that was put together, ready to run."""

    town: Town
    database: Database
    clock: Clock
    inbox: Inbox
    arrivals: Arrivals
    postman: Postman
    catalogue: Catalogue
    planner: Planner
    address: str | None


def build(
    town: Town,
    database: Database,
    clock: Clock,
    transports: Sequence[Transport],
    lookups: Mapping[Channel, Lookup] | None = None,
    terms: Mapping[Channel, Terms] | None = None,
    pings: Mapping[Channel, Ping] | None = None,
    *,
    spool: Path = Path("spool"),
    address: str | None = None,
) -> App:
    """Join the parts around one database. What a transport is not given for stays in the outbox for another process.

    `spool` is the folder that takes in what the database cannot; it is made when it is first needed. `address` is that
    of the site, as the outside world calls it: without one, no links are handed out.
    """
    by_channel = {transport.channel: transport for transport in transports}
    catalogue = Catalogue()
    postman = Postman(
        database,
        by_channel,
        clock.now,
        lookups,
        terms,
        pings=pings,
        last_look=one_after_another(NoticeReview(town), Review(town, catalogue, channels=list(by_channel))),
        other_way=OtherWay(by_channel.keys(), lambda now, purpose: earliest(now, purpose, town), carry_question),
    )
    planner = Planner(town, database, catalogue, channels=list(by_channel))
    listen = Listener(town_words(town))
    conversations = Conversations(database, town, listen, catalogue, clock.now, postman.ring, address=address)
    inbox = Inbox(database, conversations.answer, clock.now)
    arrivals = Arrivals(inbox.receive, postman.note_receipt, Spool(spool, clock.now))
    return App(town, database, clock, inbox, arrivals, postman, catalogue, planner, address)


async def town_for(settings: Settings, database: Database) -> Town:
    """The town of this installation: its file, or the demonstration town where the database holds that one.

    Raises SettingsError where there is no file, TownFileError where it is wrong.
    """
    if "town" in settings.model_fields_set or settings.town.exists():
        if not settings.town.exists():
            raise SettingsError(f"ALLO_TOWN : le fichier {settings.town} n'existe pas.")
        return load(settings.town)
    async with database.reading() as db:
        if await is_demonstration(db):
            return demonstration_town()
    raise SettingsError(f"ALLO_TOWN : il faut le fichier de la ville ({settings.town} n'existe pas ici).")
