"""A signed cookie: out of reach of scripts, and not sent along by other sites' forms."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from channels.web.signing import Sealed, Seals


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """A cookie that lives until the browser is closed; when what is in it ends is said inside, and checked here.

    `path` is the part of the site that gets it. `https`: it never travels in the clear.
    """

    name: str
    path: str
    seals: Seals
    https: bool

    def read(self, request: Request) -> Sealed:
        """What was put in; nothing where there is none, or it was tampered with."""
        return self.seals.opened(f"cookie {self.name}", request.cookies.get(self.name, "")) or {}

    def write(self, response: Response, values: Sealed) -> None:
        """Hand it to the browser with an answer. `lax`: links from a mail still arrive logged in."""
        word = self.seals.seal(f"cookie {self.name}", values)
        response.set_cookie(self.name, word, path=self.path, secure=self.https, httponly=True, samesite="lax")

    def clear(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(self.name, path=self.path, secure=self.https, httponly=True, samesite="lax")
