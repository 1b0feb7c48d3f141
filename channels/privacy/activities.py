"""What the law asks of each purpose: on which basis (article 6 of the RGPD), and who receives the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from booking.kept import Why


class Basis(StrEnum):
    """What permits the processing: article 6, 1 of the RGPD; 9, 2 for health."""

    PUBLIC_TASK = "public-task"  # 6, 1, e: a public service that the town runs
    LEGAL_DUTY = "legal-duty"  # 6, 1, c: accounts, security (article 32), opposition (article 21)
    HEALTH_GIVEN = "health-given"  # 6, 1, e and 9, 2, a: the parents said it themselves, so that it is taken care of


class Recipient(StrEnum):
    """Who gets to see it."""

    OFFICE = "office"  # staff of the counter
    KITCHENS = "kitchens"  # numbers only
    CARERS = "carers"  # who calls the roll
    FAMILY = "family"  # the guardians of the same file
    CARRIERS = "carriers"  # Twilio, Telegram: who carries a message
    PORTAL = "portal"  # the town's portal, by the API
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class Activity:
    """One purpose, as article 30 wants it described."""

    basis: Basis
    recipients: tuple[Recipient, ...]


OFFICE, KITCHENS, CARERS, FAMILY, CARRIERS, PORTAL, ADMINISTRATORS = Recipient
ACTIVITIES: Mapping[Why, Activity] = {
    Why.FILE: Activity(Basis.PUBLIC_TASK, (OFFICE, FAMILY, PORTAL)),
    Why.CARE: Activity(Basis.HEALTH_GIVEN, (OFFICE, CARERS, KITCHENS)),
    Why.BOOKING: Activity(Basis.PUBLIC_TASK, (OFFICE, CARERS, FAMILY, PORTAL)),
    Why.PROOF: Activity(Basis.LEGAL_DUTY, (OFFICE, FAMILY, PORTAL)),
    Why.TALK: Activity(Basis.PUBLIC_TASK, (OFFICE, CARRIERS)),
    Why.REMINDERS: Activity(Basis.PUBLIC_TASK, (FAMILY, CARRIERS)),
    Why.NOTICES: Activity(Basis.PUBLIC_TASK, (OFFICE, FAMILY, CARRIERS)),
    Why.SILENCE: Activity(Basis.LEGAL_DUTY, (OFFICE,)),
    Why.IMPORT: Activity(Basis.PUBLIC_TASK, (OFFICE,)),
    Why.PAGES: Activity(Basis.PUBLIC_TASK, (FAMILY,)),
    Why.STAFF: Activity(Basis.LEGAL_DUTY, (ADMINISTRATORS,)),
    Why.PORTAL: Activity(Basis.PUBLIC_TASK, (PORTAL,)),
    Why.COUNTS: Activity(Basis.PUBLIC_TASK, (KITCHENS, OFFICE, CARERS)),
    Why.OPERATION: Activity(Basis.PUBLIC_TASK, (ADMINISTRATORS,)),
}
