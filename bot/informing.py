"""What a person is told of their data: once, with the first reply that they ever get, and whenever they ask.

Article 13 of the RGPD wants it at the time when data are collected: the first text. One line, in front of the reply,
in the longest of its forms that costs no segment more; all else is a page away. A message of its own would cost one
every time, and a later reply may never come.
"""

from dataclasses import replace

from booking.town import Town
from bot.reply import Reply, say
from bot.speaking import outgoing, style_of
from channels.inbox import Waiting
from channels.privacy.page import PREFIX
from channels.transport import Kind, Style
from messages.understanding.normalise import plain
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message
from messages.wording.segments import segments

ASKED = frozenset(
    {"infos", "info", "rgpd", "gdpr", "mes donnees", "vos donnees", "donnees personnelles", "vie privee", "my data"}
)
FORMS = ("first-contact", "first-contact-short", "first-contact-shortest")


def asks_for_their_data(message: Waiting) -> bool:
    """Whether the whole text asks what is kept of them."""
    return message.kind is Kind.TEXT and plain(message.text).strip(" .!?") in ASKED


def their_data(town: Town, address: str | None) -> Reply:
    """Where to read what is kept; whom to ask where the site has no address."""
    who = town.privacy.officer or town.office.phone
    return say("your-data-ask", who=who) if address is None else say("your-data", link=f"{address}{PREFIX}")


def informed(catalogue: Catalogue, town: Town, message: Waiting, reply: Reply, language: str) -> Reply:
    """The reply, with who runs this and where to read more in front of it."""
    style = style_of(message.channel)

    def cost(one: Reply) -> int:
        words = outgoing(catalogue, one, channel=message.channel, to=message.sender, style=style, language=language)
        return segments(words.text)

    forms = [replace(reply, messages=(Message(name, {"town": town.name}), *reply.messages)) for name in FORMS]
    return forms[0] if style is Style.RICH else min(forms, key=cost)
