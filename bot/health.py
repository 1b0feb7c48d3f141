"""Two questions from outside: are you alive, and are texts answered?"""

from fastapi import APIRouter, Response
from starlette.status import HTTP_503_SERVICE_UNAVAILABLE

from booking.database import Database
from bot.clock import Clock
from bot.readiness import Part, readiness
from channels.spool import Spool


def health_router(database: Database, spool: Spool, clock: Clock) -> APIRouter:
    """GET /healthz answers as long as the process runs; GET /readyz says 200, or 503 and what is wrong.

    `spool` in the answer is the number of messages that wait for the database: 0 when all is well. They are taken in
    whatever /readyz says. No secret and nobody's data are in either answer.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def ready(response: Response) -> dict[str, str | int | dict[str, str]]:
        found = await readiness(database, spool, clock)
        if found.wrong:
            response.status_code = HTTP_503_SERVICE_UNAVAILABLE
        checks = {part.value: found.wrong.get(part, "ok") for part in Part}
        return {"status": found.status, "spool": found.spooled, "checks": checks}

    return routes
