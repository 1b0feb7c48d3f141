"""The terms of a late act, as they travel."""

from pydantic import BaseModel, Field

from booking.domain import Terms, TermsKind


class TermsShown(BaseModel):
    """What a late act costs."""

    kind: TermsKind
    amount: str = Field(
        description="Euros, a percentage, or the label of a price line: as the kind says", examples=["50"]
    )


def terms_shown(terms: Terms) -> TermsShown:
    """Terms as they travel."""
    return TermsShown(kind=terms.kind, amount=terms.amount)


def terms_kept(kept: dict[str, str] | None) -> TermsShown | None:
    """Terms that were kept with a reservation; none where it was in time."""
    return None if kept is None else TermsShown(kind=TermsKind(kept["kind"]), amount=kept["amount"])
