"""Notices in words for staff: whom they concern, how far they came."""

from collections.abc import Mapping

from booking.audience import Who
from booking.town import Town
from channels.desk.closures.word import FAILURES
from channels.notices.people import Person
from channels.notices.steps import Step
from channels.notices.tables import Notice
from channels.web.french import PHRASES

WHO: Mapping[Who, str] = {
    Who.FAMILIES: "les familles, par leur dossier",
    Who.BOOKED: "ceux dont un enfant vient ce jour-là",
    Who.WAITING: "la liste d'attente d'un jour",
}
STEPS: Mapping[Step, str] = {
    Step.DELIVERED: "reçu",
    Step.SENT: "parti, sans accusé de réception encore",
    Step.WAITING: "en attente de départ",
    Step.FAILED: "échec",
    Step.EXPIRED: "pas parti à temps",
    Step.STOPPED: "arrêté avant de partir",
    Step.UNREACHABLE: "injoignable par message",
    Step.FORGOTTEN: "message effacé depuis, à la fin de sa durée de conservation",
}


def audience_in_words(town: Town, notice: Notice) -> str:
    """Whom it concerns: "réservés mardi 24 novembre : cantine, école Jean-Moulin"."""
    places = [
        next((each.name for each in town.services if each.key == notice.service), notice.service),
        next((each.name for each in town.sites if each.key == notice.site), notice.site),
        notice.class_name,
    ]
    where = ", ".join(place for place in places if place)
    day = "" if notice.day is None else PHRASES.day(notice.day)
    without = "" if notice.without is None else f", sans ceux que l'avis n° {notice.without} a prévenus"
    if notice.who is Who.FAMILIES:
        return (f"familles : {where}" if where else "toutes les familles") + without
    chosen = f"réservés {day}" if notice.who is Who.BOOKED else f"liste d'attente, {day}"
    return (f"{chosen} : {where}" if where else chosen) + without


def why_not(person: Person) -> str:
    """Why somebody does not hear of it from us; empty for whoever does."""
    if person.failure is not None and person.step in (Step.FAILED, Step.UNREACHABLE):
        return FAILURES[person.failure]
    if person.step is Step.UNREACHABLE:
        return "ne peut pas recevoir de messages" if person.phone else "aucun téléphone au dossier"
    return {Step.EXPIRED: "n'est pas parti à temps", Step.FAILED: FAILURES_UNKNOWN}.get(person.step, "")


FAILURES_UNKNOWN = "raison inconnue"
