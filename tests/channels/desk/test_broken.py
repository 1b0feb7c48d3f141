"""What nobody foresaw: an apology in the house's look, with the reference that the log has; nothing half done."""

import re
from dataclasses import replace
from datetime import datetime

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from channels.desk.reminding import Foreseen
from channels.desk.roles import Role
from channels.desk.router import router
from tests.channels.desk.office import Office


async def broken(db: AsyncSession, now: datetime) -> Foreseen:
    """A part of the house that has a bug."""
    raise ZeroDivisionError(f"{db} {now}")


async def test_a_bug_is_an_apology_with_a_reference_that_the_log_has(office: Office) -> None:
    office.desk = replace(office.desk, foresee=broken)
    office.app = FastAPI()
    office.app.include_router(router(office.desk))
    async with office.clerk(Role.ADMINISTRATOR) as clerk:
        with capture_logs() as logs:
            page = await clerk.open("/guichet/rappels")
        assert clerk.answer.status_code == 500
        assert "Une panne de notre côté" in page.words
        assert "Excusez-nous" in page.words
        found = re.search(r"informatique : ([0-9a-f]{16})", page.words)
        assert found is not None
        assert clerk.answer.headers["X-Frame-Options"] == "DENY"
    (line,) = [each for each in logs if each["event"] == "page.broken"]
    assert line["reference"] == found[1]
    assert "ZeroDivisionError" not in page.text
