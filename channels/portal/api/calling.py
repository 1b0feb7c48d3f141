"""One call of the API: who calls, what they may do, when it reached us; read in one transaction, or written in one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypeAlias, TypeVar

from babel import negotiate_locale
from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.database import DATABASE_FAILURES, is_conflict
from booking.town import Town
from channels.portal import idempotency
from channels.portal.etags import etag_of, is_known
from channels.portal.house import CONFLICTS_AT_MOST, House
from channels.portal.idempotency import Answer
from channels.portal.keys import Key, Scope, recognise
from channels.portal.problems import ProblemError, problem
from channels.portal.rates import Rates
from messages.wording.catalogue import LANGUAGES

Acting: TypeAlias = Callable[[AsyncSession], Awaitable[Answer]]
Given = TypeVar("Given")
bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key of `allo-cantine key add`.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]
Language = Annotated[
    str | None, Header(alias="Accept-Language", description="The language of sentences: fr or en", examples=["fr"])
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,128}$",
        description="A word of yours, new for each call: the same call again gets the same answer, and does nothing",
        examples=["5d6f7a52-3c1e-4b5c-9d0b-6d2c4f0f8e11"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", pattern="^[ -~]{1,300}$", description="The ETag of what you saw: refused if it changed"),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", pattern="^[ -~]{1,300}$", description="The ETag of what you have: 304 if it is so"),
]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be answered: it is judged at `arrived`."""

    house: House
    request: Request
    key: Key
    arrived: datetime
    language: str

    @property
    def town(self) -> Town:
        """The town."""
        return self.house.town

    @property
    def today(self) -> date:
        """The day on which the call reached us, in the town."""
        return self.arrived.astimezone(self.town.zone).date()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads."""
        async with self.house.database.reading() as db:
            yield db

    def shown(self, body: BaseModel) -> Response:
        """What was asked for, with its ETag; 304 where the caller has it already."""
        text = body.model_dump_json()
        tag = etag_of(text)
        if is_known(tag, self.request.headers.get("If-None-Match")):
            return Response(status_code=304, headers={"ETag": tag})
        return Response(text, 200, {"ETag": tag}, media_type="application/json")

    async def write(self, act: Acting) -> Response:
        """Do it in one transaction, once for each Idempotency-Key; again where another one was in the way."""
        for attempt in range(CONFLICTS_AT_MOST):
            try:
                answer = await self._write(act)
            except DATABASE_FAILURES as error:
                if not is_conflict(error) or attempt == CONFLICTS_AT_MOST - 1:
                    raise
            else:
                self.house.ring()
                return Response(answer.body, answer.status, dict(answer.headers), media_type=answer.media_type)
        raise LookupError("no attempt was made")

    async def _write(self, act: Acting) -> Answer:
        key = self.request.headers.get("Idempotency-Key")
        async with self.house.database.writing() as db:
            if key is None:
                return await act(db)
            path = str(self.request.url.path)
            same = idempotency.fingerprint(self.request.method, path, await self.request.body())
            known = await idempotency.begin(db, self.key.id, key, same, now=self.arrived)
            if known is not None:
                return known
            answer = await act(db)
            await idempotency.keep(db, self.key.id, key, answer)
            return answer


def may(scope: Scope) -> Callable[..., Awaitable[Call]]:
    """Lets a call pass whose key has that scope. Raises ProblemError: no key, not allowed, too many calls."""

    async def call(request: Request, credentials: Bearer, language: Language = None) -> Call:
        house, rates = house_of(request), rates_of(request)
        arrived = house.now()
        key = None
        if credentials is not None:
            async with house.database.glancing() as db:
                key = await recognise(db, credentials.credentials)
        if key is None:
            raise ProblemError(problem("no-key", 401, "Authorization: Bearer KEY"), {"WWW-Authenticate": "Bearer"})
        allowance = rates.count(key.id, now=arrived)
        request.state.headers = allowance.headers
        if allowance.is_used_up:
            raise ProblemError(problem("too-many", 429, f"Again in {allowance.reset} seconds."))
        if scope not in key.scopes:
            raise ProblemError(problem("not-allowed", 403, f"The key lacks the scope {scope}."))
        return Call(house, request, key, arrived, spoken(language))

    return call


def spoken(accepted: str | None) -> str:
    """The language to answer in: the first of those accepted that we speak, otherwise French."""
    wanted = [part.partition(";")[0].strip().replace("-", "_") for part in (accepted or "").split(",")]
    try:
        return negotiate_locale([word for word in wanted if word.isascii() and word], LANGUAGES) or "fr"
    except ValueError:
        return "fr"


def house_of(request: Request) -> House:
    """The house that this application was made for."""
    house = request.app.state.house
    if not isinstance(house, House):
        raise TypeError("the application was not given its house")
    return house


def rates_of(request: Request) -> Rates:
    """What counts the calls of this process."""
    rates = request.app.state.rates
    if not isinstance(rates, Rates):
        raise TypeError("the application was not given its rates")
    return rates


def given(body: BaseModel, status: int = 200) -> Answer:
    """An answer to a write, as it is kept and sent.

    It has no ETag: one would be of what the write was made on or has made (RFC 9110, sections 8.8.3 and 15.3.2), and
    this tells of the act. A portal that goes on with `If-Match` reads the reservation first.
    """
    return Answer(status, body.model_dump_json())


ReadingFamilies = Annotated[Call, Depends(may(Scope.FAMILIES))]
ReadingSessions = Annotated[Call, Depends(may(Scope.SESSIONS))]
ReadingReservations = Annotated[Call, Depends(may(Scope.RESERVATIONS))]
Booking = Annotated[Call, Depends(may(Scope.BOOKING))]
ReadingHeadCounts = Annotated[Call, Depends(may(Scope.HEAD_COUNTS))]
ReadingNotices = Annotated[Call, Depends(may(Scope.NOTICES))]
SettingWebhooks = Annotated[Call, Depends(may(Scope.WEBHOOKS))]
