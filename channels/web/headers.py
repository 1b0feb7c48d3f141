"""The headers of every page: no script or style but our own files, no frame, nothing kept by a shared computer.

The policy as the OWASP "HTTP Headers" and "Content Security Policy" cheat sheets ask for it.
"""

from collections.abc import Mapping

from starlette.responses import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # browsers that do not know frame-ancestors
}
NO_PAGE = PAGE | {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}  # what no browser needs to show
A_YEAR = "max-age=31536000"


def protected(response: Response, *, https: bool) -> Response:
    """The same answer with the headers of a page. `https`: from now on the browser asks for nothing in the clear."""
    response.headers.update(PAGE)
    response.headers.setdefault("Cache-Control", "no-store")
    if https:
        response.headers["Strict-Transport-Security"] = A_YEAR
    return response


def everywhere(*, https: bool) -> Mapping[str, str]:
    """The headers of any answer that has none of its own: of a webhook, the figures, an address that is not there."""
    return NO_PAGE | ({"Strict-Transport-Security": A_YEAR} if https else {})
