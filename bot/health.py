"""Two questions from outside: are you alive, and can you serve?"""

import asyncio

from fastapi import APIRouter, Response
from sqlalchemy import text

from booking.database import DATABASE_FAILURES, Database
from channels.spool import Spool

PATIENCE = 3.0  # seconds: a database that does not answer by then is not there


def health_router(database: Database, spool: Spool) -> APIRouter:
    """GET /healthz answers as long as the process runs; GET /readyz only while the database answers (503 if not).

    `spool` in the answer is the number of messages that wait for the database: 0 when all is well. They are taken in
    whatever /readyz says.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def ready(response: Response) -> dict[str, str | int]:
        waiting = spool.size()
        try:
            async with asyncio.timeout(PATIENCE), database.reading() as db:
                await db.execute(text("SELECT 1"))
        except DATABASE_FAILURES:
            response.status_code = 503
            return {"status": "no database", "spool": waiting}
        return {"status": "ok", "spool": waiting}

    return routes
