"""On whose behalf a portal acts, and what they agreed to: the act of a call, as the journal keeps it."""

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.domain import Act, Author, AuthorKind, Consent
from booking.journal import open_act
from booking.tables import Family, Guardian
from channels.portal.api.calling import Call
from channels.portal.api.written import Number, Yes
from channels.portal.problems import unknown

CHANNEL = "api"
KNOWN_FAMILY = select(Family.id).where(Family.id == bindparam("family"))
KNOWN_GUARDIAN = select(Guardian.id).where(
    Guardian.id == bindparam("guardian"), Guardian.family_id == bindparam("family"), Guardian.withdrawn_at.is_(None)
)


class ConsentGiven(BaseModel):
    """What the family has agreed to. Nothing that costs more, or means waiting, is done without."""

    model_config = ConfigDict(extra="forbid")

    late: Yes = Field(False, description="To what a late act costs")
    wait: Yes = Field(False, description="To a place on the waiting list where it is full")

    @property
    def given(self) -> Consent:
        """As the core knows it."""
        return Consent(late=self.late, wait=self.wait)


class Wish(BaseModel):
    """Who wants it, and on which terms."""

    model_config = ConfigDict(extra="forbid")

    guardian: Number | None = Field(None, description="Whose wish it is: the other guardians of the file are told")
    consent: ConsentGiven = ConsentGiven()


async def act_of(db: AsyncSession, call: Call, family: int, wish: Wish) -> Act:
    """Open the act of a call: judged at the hour at which it reached us. Raises ProblemError (404).

    Where the guardian is none of this family's, or has no say any more, it is as if there were none.
    """
    await _require(db, family, wish.guardian)
    author = Author(
        AuthorKind.PORTAL,
        call.key.name,
        CHANNEL,
        f"{call.request.method} {call.request.url.path} {wish.model_dump_json(exclude_defaults=True)}",
        call.arrived,
        family_id=family,
        guardian_id=wish.guardian,
    )
    return await open_act(db, author, now=call.house.now())


async def _require(db: AsyncSession, family: int, guardian: int | None) -> None:
    known = KNOWN_FAMILY if guardian is None else KNOWN_GUARDIAN
    about = {"family": family} if guardian is None else {"family": family, "guardian": guardian}
    if (await run(db, known, **about)).first() is None:
        raise unknown()
