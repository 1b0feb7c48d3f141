"""Our address, as the outside world calls it."""

from collections.abc import Sequence

import httpx

from bot.doctor.finding import Finding, fault, fine, warning
from bot.settings import Settings

PATIENCE = 10.0  # seconds
ALIVE = '{"status":"ok"}'


async def look_at_address(settings: Settings) -> Sequence[Finding]:
    """Call /healthz by the public address, through whatever stands in front of us."""
    about, url = "ALLO_PUBLIC_URL", settings.public_url
    if url is None:
        return [warning(about, "non réglée : ni SMS, ni liens pour les familles.")]
    plain = (
        [] if settings.is_https else [warning(about, "sans https, ce qu'on y écrit se lit en chemin. Mettez https://")]
    )
    return [*plain, await _called(about, url)]


async def _called(about: str, url: str) -> Finding:
    cure = "Vérifiez le nom de domaine, le pare-feu et le serveur mandataire (deploy/Caddyfile)."
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            answer = await http.get(f"{url}/healthz")
    except httpx.HTTPError as error:
        return fault(about, f"injoignable d'ici ({type(error).__name__}). {cure}")
    if answer.status_code != httpx.codes.OK or "".join(answer.text.split()) != ALIVE:
        return fault(about, f"quelqu'un d'autre répond (code {answer.status_code}). {cure}")
    return fine(about, "joignable")
