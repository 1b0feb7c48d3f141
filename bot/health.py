"""Two questions from outside: are you alive, and can you serve?"""

from fastapi import APIRouter, Response
from sqlalchemy import text

from booking.database import DATABASE_FAILURES, Database


def health_router(database: Database) -> APIRouter:
    """GET /healthz answers as long as the process runs; GET /readyz only while the database answers (503 if not)."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def ready(response: Response) -> dict[str, str]:
        try:
            async with database.reading() as db:
                await db.execute(text("SELECT 1"))
        except DATABASE_FAILURES:
            response.status_code = 503
            return {"status": "no database"}
        return {"status": "ok"}

    return routes
