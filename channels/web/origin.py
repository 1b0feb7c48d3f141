"""Where a form comes from, as the browser tells it."""

from urllib.parse import urlsplit

from starlette.requests import Request


def is_from_our_pages(request: Request) -> bool:
    """Whether the browser says that a form stands on a page of this very site.

    Fetch Metadata (W3C) where the browser knows it; else the Origin, which every browser sends with a form.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "-")
