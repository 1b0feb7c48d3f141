"""A page that stands alone: what is said where no page of a part of the site can be, whole in itself, and in French."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse
from starlette.status import (
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_408_REQUEST_TIMEOUT,
    HTTP_413_CONTENT_TOO_LARGE,
    HTTP_429_TOO_MANY_REQUESTS,
)

STYLE = (
    "body{margin:3rem auto;max-width:30rem;padding:0 1.25rem;background:#f5f3ec;color:#1d2320;"
    "font:16px/1.5 system-ui,sans-serif}h1{font-size:1.5rem}a{color:#0b6b50}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAID: Mapping[int, tuple[str, str]] = {
    HTTP_404_NOT_FOUND: ("Cette page n'existe pas", "L'adresse est incomplète, ou la page a été déplacée."),
    HTTP_405_METHOD_NOT_ALLOWED: ("Ce n'est pas possible ici", "Revenez à la page, et recommencez."),
    HTTP_408_REQUEST_TIMEOUT: ("L'envoi s'est arrêté", "La connexion est trop lente, ou coupée. Réessayez."),
    HTTP_413_CONTENT_TOO_LARGE: ("C'est trop long", "Ce qui a été envoyé est trop long. Revenez, et raccourcissez."),
    HTTP_429_TOO_MANY_REQUESTS: ("Trop de demandes", "Attendez une minute, puis rechargez la page."),
}


PAGE = """<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title}</title>
  <style>{style}</style>
</head>
<body>
  <main>
    <h1>{title}</h1>
    <p>{words}</p>
    <p><a href="/">Revenir à l'accueil</a></p>
  </main>
</body>
</html>
"""


def bare_page(status: int, headers: Mapping[str, str] | None = None, *, words: str = "") -> HTMLResponse:
    """What is said of that status; `words` are what there is to do, where the usual ones say too little."""
    title, usual = SAID[status]
    html = PAGE.format(title=escape(title, quote=False), style=STYLE, words=escape(words or usual, quote=False))
    return HTMLResponse(html, status, {"Content-Security-Policy": POLICY} | dict(headers or {}))
