"""The words of the domain as staff read them, in French."""

from collections.abc import Mapping

from booking.domain import AuthorKind, Entry, Reason, State
from booking.patterns import Weeks
from booking.reminders.tables import Kept, Kind
from channels.tables import ForStaff

STATES: Mapping[State, str] = {
    State.CONFIRMED: "réservé",
    State.WAITING: "liste d'attente",
    State.OFFERED: "place proposée",
    State.REQUESTED: "demande en attente",
    State.CANCELLED: "annulé",
}
ENTRIES: Mapping[Entry, str] = {
    Entry.BOOKED: "réservé",
    Entry.WAITING: "mis en liste d'attente",
    Entry.REQUESTED: "demande déposée",
    Entry.GRANTED: "demande acceptée",
    Entry.DENIED: "demande refusée",
    Entry.PROMOTED: "passé de la liste d'attente à une place",
    Entry.OFFERED: "place proposée",
    Entry.ACCEPTED: "proposition acceptée",
    Entry.DECLINED: "proposition déclinée",
    Entry.EXPIRED: "proposition sans réponse",
    Entry.CANCELLED: "annulé",
    Entry.ABSENT: "absent, la place reste",
    Entry.COMES: "vient finalement",
    Entry.CLOSED: "annulé par une fermeture",
    Entry.REOPENED: "rétabli à la réouverture",
    Entry.REFUSED: "refusé",
    Entry.CLASH: "deux parents veulent le même jour",
    Entry.CAPACITY: "nombre de places changé",
    Entry.CLOSURE: "fermeture",
    Entry.LIFTED: "fermeture levée",
    Entry.STANDING: "réservation régulière posée",
    Entry.STANDING_ENDED: "réservation régulière terminée",
    Entry.WITHDRAWN: "n'a plus la parole pour les enfants",
    Entry.PHONE: "téléphone changé au dossier",
    Entry.ANSWERED: "réponse de la mairie",
    Entry.FROZEN: "effectifs arrêtés",
    Entry.LINKED: "reconnu par le code d'un courrier",
    Entry.SEALED: "mots du journal chiffrés avec une autre clé",
    Entry.FORGOTTEN: "oublié, la durée étant passée",
    Entry.ERASED: "effacé à la demande",
    Entry.EXPORTED: "données remises à la famille",
    Entry.IMPORTED: "dossier importé",
    Entry.CALLED: "appel",
    Entry.ACCOUNT: "compte du guichet",
    Entry.WEEKS: "semaines de garde changées",
    Entry.REMINDERS: "rappels arrêtés ou repris",
    Entry.MENDED: "ligne d'un fichier reprise",
    Entry.NOTICE: "avis envoyé",
    Entry.NOTICE_STOPPED: "avis arrêté",
}
REASONS: Mapping[Reason, str] = {
    Reason.FULL: "complet",
    Reason.TOO_LATE: "trop tard",
    Reason.NOT_YET: "pas encore ouvert",
    Reason.CLOSED: "fermé",
    Reason.NO_SESSION: "le service n'a pas lieu",
    Reason.FILE: "dossier",
    Reason.NOT_FOR_CHILD: "pas pour cet enfant",
    Reason.UNIT: "ne se prend pas ainsi",
    Reason.OFFER_OVER: "proposition terminée",
    Reason.NOT_BOOKED: "rien n'était réservé",
}
AUTHORS: Mapping[AuthorKind, str] = {
    AuthorKind.GUARDIAN: "parent",
    AuthorKind.STAFF: "mairie",
    AuthorKind.PORTAL: "portail",
    AuthorKind.SYSTEM: "automatique",
}
CHANNELS: Mapping[str, str] = {
    "sms": "SMS",
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "simulator": "simulateur",
    "desk": "guichet",
    "portal": "portail",
    "system": "automatique",
}
FOR_STAFF: Mapping[ForStaff, str] = {
    ForStaff.ASKED: "veut parler à quelqu'un",
    ForStaff.NOT_UNDERSTOOD: "pas compris, deux fois de suite",
    ForStaff.ANGRY: "en colère",
    ForStaff.UNKNOWN_SENDER: "numéro inconnu",
    ForStaff.WITHDRAWN: "n'a plus la parole pour les enfants",
    ForStaff.LOOP: "une machine répond aux réponses",
    ForStaff.NOT_HANDLED: "panne de notre côté : resté sans réponse",
}
REMINDER_KINDS: Mapping[Kind, str] = {
    Kind.DEADLINE: "avant la limite",
    Kind.EVENING: "la veille au soir",
    Kind.HOLIDAYS_OPEN: "ouverture des vacances",
    Kind.HOLIDAYS_CLOSE: "fin des vacances dans une semaine",
}
KEPT: Mapping[Kept, str] = {
    Kept.OFF: "rappels refusés",
    Kept.OTHER_WEEK: "semaine de l'autre parent",
    Kept.CLOSED: "fermé",
    Kept.FULL: "complet",
    Kept.FILE: "dossier incomplet",
    Kept.NOT_FOR_CHILD: "pas pour cet enfant",
    Kept.STOPPED: "arrêté par la mairie",
    Kept.NO_ADDRESS: "injoignable, ou STOP",
    Kept.SAME_PHONE: "déjà dit à ce numéro",
    Kept.OUT_OF_DATE: "plus vrai au moment d'envoyer",
    Kept.TOO_LATE: "plus d'heure permise",
}
WEEKS: Mapping[Weeks, str] = {
    Weeks.ALL: "toutes les semaines",
    Weeks.EVEN: "semaines paires",
    Weeks.ODD: "semaines impaires",
    Weeks.ALTERNATE: "une semaine sur deux",
}
WORDS = {
    "weeks": WEEKS,
    "states": STATES,
    "entries": ENTRIES,
    "reasons": REASONS,
    "authors": AUTHORS,
    "channels": CHANNELS,
    "for_staff": FOR_STAFF,
    "reminder_kinds": REMINDER_KINDS,
    "kept": KEPT,
}
