"""The numbers with which a town tries what can happen to a message.

All are of the range that the regulator keeps for fiction, 06 39 98: nobody has them.
https://www.arcep.fr (national numbering plan, numbers for audiovisual works)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Told:
    """One receipt: so many seconds after the one before it."""

    after: float
    status: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What happens to each message for a number; `words` say it to people.

    `refused` is Twilio's code and the HTTP status of its refusal, for the first `tries` calls (none: always).
    `lost`: the message is taken, and the answer to the first call is lost. `answers_after` is in seconds.
    """

    words: str
    refused: tuple[int, int] | None = None
    tries: int | None = None
    lost: bool = False
    answers_after: float = 0
    receipts: tuple[Told, ...] = (Told(0.2, "sent"), Told(0.5, "delivered"))


DELIVERED = Behaviour("toujours remis ; de même, tout autre numéro")
NUMBERS: Mapping[str, Behaviour] = MappingProxyType(
    {
        "+33639989901": DELIVERED,
        "+33639989902": Behaviour("échoue deux fois, puis passe (opérateur surchargé)", refused=(20429, 429), tries=2),
        "+33639989903": Behaviour("échoue pour de bon : ce numéro n'existe pas", refused=(21211, 400)),
        "+33639989904": Behaviour("échoue pour de bon : a envoyé STOP à l'opérateur", refused=(21610, 400)),
        "+33639989905": Behaviour("accepté, puis non remis",
                                  receipts=(Told(0.2, "sent"), Told(1, "undelivered", 30005))),
        "+33639989906": Behaviour("lent : réponse après 5 s, remis après 20 s", answers_after=5,
                                  receipts=(Told(5, "sent"), Told(15, "delivered"))),
        "+33639989907": Behaviour("envoyé, sans jamais d'accusé de réception", receipts=()),
        "+33639989908": Behaviour("accusés en double et dans le désordre",
                                  receipts=(Told(0.2, "delivered"), Told(0.2, "sent"), Told(0.2, "delivered"))),
        "+33639989909": Behaviour("en doute : parti, mais la réponse se perd", lost=True),
    }
)  # fmt: skip


def behaviour_of(number: str) -> Behaviour:
    """What happens to messages for this number (E.164)."""
    return NUMBERS.get(number, DELIVERED)
