"""When a guardian wants to be reminded: their own choice, which goes before the town's."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.rules.reminding import ReminderChoice
from booking.tables import Guardian


async def choose_reminders(db: AsyncSession, guardian_id: int, choice: ReminderChoice | None) -> None:
    """From now on the guardian is reminded so, of what is planned already too; none: as the town does by default."""
    chosen = update(Guardian).where(Guardian.id == guardian_id).values(reminders=choice)
    await db.execute(chosen.execution_options(synchronize_session=False))
