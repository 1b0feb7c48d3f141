"""Who is logged in: kept in a signed cookie, and looked up again for every page."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from channels.desk.accounts import Staff, staff_of
from channels.web.cookies import SignedCookie
from channels.web.signing import Seals

A_WORKING_DAY = timedelta(hours=10)
FORM = "desk form"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Login:
    """A browser, and who is logged in with it. `visitor` is made at random, and anew with each login."""

    visitor: str
    staff_id: int = 0
    stamp: int = 0
    until: datetime = LONG_AGO


class Logins:
    """Reads and writes logins, and the tokens that bind forms to them. `openid`: who is on the way to a provider."""

    def __init__(self, seals: Seals, *, path: str, https: bool, lasting: timedelta = A_WORKING_DAY) -> None:
        self._cookie = SignedCookie("allo_guichet", path, seals, https)
        self.openid = SignedCookie("allo_openid", path, seals, https)
        self._seals = seals
        self._lasting = lasting

    def read(self, request: Request) -> Login | None:
        """The login that a browser shows; none for a browser that was never here."""
        kept = self._cookie.read(request)
        if not kept.get("v"):
            return None
        until = datetime.fromtimestamp(int(kept.get("u", 0)), UTC)
        return Login(str(kept["v"]), int(kept.get("s", 0)), int(kept.get("n", 0)), until)

    def stranger(self) -> Login:
        """A browser in which nobody is logged in."""
        return Login(secrets.token_urlsafe(16))

    def begun(self, staff: Staff, *, now: datetime) -> Login:
        """The login that somebody has just earned."""
        return replace(self.stranger(), staff_id=staff.id, stamp=staff.stamp, until=now + self._lasting)

    def write(self, response: Response, login: Login) -> None:
        """Hand the login to the browser."""
        until = int(login.until.timestamp()) if login.staff_id else 0
        self._cookie.write(response, {"v": login.visitor, "s": login.staff_id, "n": login.stamp, "u": until})

    def clear(self, response: Response) -> None:
        """End it in this browser."""
        self._cookie.clear(response)

    async def staff(self, db: AsyncSession, login: Login | None, *, now: datetime) -> Staff | None:
        """Who it is; none where the login has run out, or the account was changed since."""
        if login is None or not login.staff_id or now >= login.until:
            return None
        return await staff_of(db, login.staff_id, login.stamp)

    def token(self, login: Login) -> str:
        """What a form of this browser carries."""
        return self._seals.mark(FORM, login.visitor)

    def is_token(self, login: Login | None, token: str) -> bool:
        """Whether a form comes from a page that we gave to this browser."""
        return login is not None and self._seals.is_mark(FORM, token, login.visitor)
