"""What the bot understood of a text and why, in plain French for whoever answers in its place."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from booking.town import Town
from bot.town_words import town_words
from channels.desk.reading import Read, Reading
from messages.understanding.context import Context
from messages.understanding.doubts import Doubt, Why
from messages.understanding.explanation import Explanation
from messages.understanding.meaning import Intent, Request
from messages.understanding.understand import Understanding, understand
from messages.wording.phrases import Phrases

PHRASES = Phrases("fr", plain=False)
INTENTS: Mapping[Intent, str] = {
    Intent.BOOK: "réserver",
    Intent.CANCEL: "annuler",
    Intent.ABSENCE: "signaler une absence",
    Intent.STATUS: "savoir ce qui est réservé",
    Intent.WHY: "savoir pourquoi",
    Intent.PROOF: "avoir une preuve",
    Intent.ANSWER: "répondre à une question",
    Intent.AVAILABILITY: "savoir s'il reste des places",
    Intent.DEADLINE: "connaître la date limite",
    Intent.MENU: "connaître le menu",
    Intent.PRICE: "connaître le prix",
    Intent.YES: "dire oui",
    Intent.NO: "dire non",
    Intent.CHOICE: "choisir dans une liste",
    Intent.UNDO: "revenir sur ce qui vient d'être fait",
    Intent.REMINDERS_ON: "recevoir des rappels",
    Intent.REMINDERS_OFF: "ne plus recevoir de rappels",
    Intent.STOP: "ne plus rien recevoir",
    Intent.START: "recevoir de nouveau",
    Intent.HUMAN: "parler à quelqu'un",
    Intent.PORTAL: "avoir l'adresse du site",
    Intent.HELP: "avoir de l'aide",
    Intent.GREETING: "saluer",
    Intent.THANKS: "remercier",
    Intent.LANGUAGE: "changer de langue",
    Intent.UNKNOWN: "rien que le bot comprenne",
}
FIELDS = {"services": "le service", "children": "l'enfant", "days": "les jours", "intent": "ce qui est voulu"}
KINDS: Mapping[str, str] = {
    kind: what
    for what, kinds in {
        "un service": "service",
        "un enfant du dossier": "child",
        "les enfants ensemble": "all all_two_or_more both one",
        "un jour": "weekday weekdays day date month days_ago feast that_day past_day last_school_day year_end",
        "une période": "holiday_word season week_word month_word weekend school_days part_of_month",
        "une répétition": "every habit other_week odd even",
        "un moment de la journée": "part time hour meal",
        "une demande de réserver": "book put eat coming",
        "une demande d'annuler": "cancel",
        "une absence": "absent ill eat_not eat_out not_there not_coming elsewhere",
        "un changement": "move instead correction undo undone rather_than",
        "une exception": "except except_child sans",
        "une négation": "not ne nor cannot",
        "un oui": "yes",
        "un non": "no",
        "une condition ou un doute": "condition doubt wonder",
        "un choix qui reste ouvert": "or",
        "quelque chose de passé": "past_deed",
        "une réservation déjà faite": "booking_noun status status_if_asked waiting",
        "la politesse": "greeting thanks thanks_for polite",
        "une demande": "ask",
        "une question": "question why who is_it_that",
        "une question de places": "free",
        "une question de délai": "deadline",
        "une question de prix": "price price_if_asked",
        "une question de menu": "menu diet",
        "une demande d'aide": "help",
        "une demande de parler à quelqu'un": "human call_or_remind",
        "une demande de preuve": "proof",
        "le site": "portal link",
        "les rappels": "remind_on remind_off",
        "une langue": "language",
        "un motif": "reason",
        "une publicité ou une tromperie": "spam injection",
    }.items()
    for kind in kinds.split()
}


def reader_for(town: Town) -> Read:
    """The reading of texts in one town: each text by itself, without the question that may have stood before it."""
    words = town_words(town)
    names = {service.key: service.name for service in town.services}

    def read(text: str, today: date, children: tuple[str, ...]) -> Reading:
        return _in_words(understand(text, Context(today, children, None, words)), names)

    return read


def _in_words(understood: Understanding, services: Mapping[str, str]) -> Reading:
    why = understood.explanation
    return Reading(
        meant=tuple(_meant(understood.requests, why, services)),
        taken=tuple(dict.fromkeys((each.words, KINDS[each.kind]) for each in why.taken if each.kind in KINDS)),
        left_over=tuple(dict.fromkeys(why.left_over)),
        doubt=None if understood.doubt is None else _doubt(understood.doubt),
    )


def _meant(requests: Sequence[Request], why: Explanation, services: Mapping[str, str]) -> Iterator[str]:
    filled = [origin.filled for origin in why.origins] or [()] * len(requests)
    for request, added in zip(requests, filled, strict=True):
        said = ", ".join(_details(request, services))
        words = f"{INTENTS[request.intent]} : {said}" if said else INTENTS[request.intent]
        by_us = ", ".join(FIELDS[name] for name in added)
        yield f"{words} (complété par le bot : {by_us})" if by_us else words


def _details(request: Request, services: Mapping[str, str]) -> Iterator[str]:
    yield from (services.get(key, key) for key in request.services)
    yield from request.children
    if request.days:
        yield PHRASES.days(request.days)
    if request.repeat is not None:
        yield "chaque semaine"


def _doubt(doubt: Doubt) -> str:
    return {
        Why.STRANGER: f"un prénom qui n'est pas au dossier ({doubt.word})",
        Why.FILE: "un changement du dossier, que rien ne fait par message",
        Why.CHILD: "un enfant, sans dire lequel",
        Why.PAST: "un jour qui est passé",
        Why.IMPOSSIBLE: "une date qui n'existe pas",
        Why.ALTERNATIVE: "un choix entre deux possibilités",
        Why.CONDITION: "une condition, ou une hésitation",
    }[doubt.why]
