"""What a service costs a family: the lines of the town's price list that may be theirs."""

from markupsafe import Markup

from booking.rules.acts import Group
from booking.rules.parts import Part
from booking.town import Price, Service
from channels.portal.pages.words import Words


class Prices:
    """The prices of one family, in words; each is worded once."""

    def __init__(self, words: Words, *, resident: bool) -> None:
        self._words = words
        self._where = Group.RESIDENTS if resident else Group.NON_RESIDENTS
        self._said: dict[tuple[str, Part | None, bool | None], Markup] = {}

    def of(self, service: Service, *, part: Part | None = None, meal: bool | None = None) -> Markup:
        """The price, or from which to which where it depends on what we do not know; empty where none is known."""
        key = service.key, part, meal
        if key not in self._said:
            self._said[key] = self._worded([price for price in service.prices if _is_for(price, part, meal)])
        return self._said[key]

    def _worded(self, found: list[Price]) -> Markup:
        theirs = [price for price in found if self._where in price.who] or [price for price in found if not price.who]
        euros = sorted(price.euros for price in theirs)
        return self._words.euros(euros[0], euros[-1]) if euros else Markup("")


def _is_for(price: Price, part: Part | None, meal: bool | None) -> bool:
    has_part = part is None or price.part is None or price.part is part
    return has_part and (meal is None or price.meal is None or price.meal is meal)
