"""The HTTP client that we lend to the Twilio library.

The library's own wants a running loop before there is one, sets no time-out, and logs addresses that hold the
recipient's number. Ours keeps connections open, logs nothing, and tells what never left from what may have.
"""

from datetime import timedelta
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    NonHttpUrlClientError,
    encode_basic_auth,
)
from twilio.http.response import Response

from channels.errors import Failure, SendError

TWILIO = "https://api.twilio.com"
MESSAGING = "https://messaging.twilio.com"
TOO_MANY_REQUESTS = 429
TO_CONNECT = 5.0  # seconds


class TwilioHttp:
    """Calls `api_base` where the library calls api.twilio.com. Raises `SendError` for whatever is not an answer."""

    is_async = True  # asked by the library

    def __init__(self, api_base: str, patience: timedelta) -> None:
        self._api_base = api_base.rstrip("/")
        self._timeouts = ClientTimeout(total=patience.total_seconds(), sock_connect=TO_CONNECT)
        self._proxy = proxy_for(self._api_base)
        self._connections: ClientSession | None = None
        self.last_date: str | None = None  # the hour of the last answer, as HTTP writes it

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, str | int] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's signature
        allow_redirects: bool = False,
    ) -> Response:
        """One call, as the Twilio library words it."""
        try:
            async with self._open().request(
                method,
                self._placed(url),
                params=params,
                data=data,
                headers=(headers or {}) | ({"Authorization": encode_basic_auth(*auth)} if auth else {}),
                allow_redirects=allow_redirects,
                proxy=self._proxy,
            ) as answer:
                text, self.last_date = await answer.text(), answer.headers.get("Date")
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise SendError(Failure.NETWORK, f"Twilio cannot be reached: {type(error).__name__}") from error
        except (InvalidURL, NonHttpUrlClientError) as error:
            raise SendError(Failure.ACCOUNT, f"{self._api_base!r} is not the address of an API") from error
        except (ClientError, TimeoutError, UnicodeDecodeError) as error:
            raise SendError(Failure.IN_DOUBT, f"Twilio did not answer: {type(error).__name__}") from error
        if answer.status == TOO_MANY_REQUESTS:
            raise SendError(Failure.THROTTLED, "Twilio: too many requests", after=_retry_after(answer))
        return Response(answer.status, text, answer.headers)

    async def aclose(self) -> None:
        """Close all connections. The client may be used again."""
        if self._connections:
            await self._connections.close()
            self._connections = None

    def _placed(self, url: str) -> str:
        """A stand-in has all of Twilio's houses at one address."""
        moved = url.replace(TWILIO, self._api_base, 1)
        return moved if self._api_base == TWILIO else moved.replace(MESSAGING, self._api_base, 1)

    def _open(self) -> ClientSession:
        if self._connections is None:  # not in the constructor: it needs the running loop
            self._connections = ClientSession(timeout=self._timeouts)
        return self._connections


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for calls to this address (HTTPS_PROXY, NO_PROXY); none where it has none.

    Read once: the client's own `trust_env` reads it, and ~/.netrc, in three other threads for every call.
    """
    parts = urlsplit(address)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _retry_after(answer: ClientResponse) -> timedelta | None:
    seconds = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
