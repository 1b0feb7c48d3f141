"""Names of reminders in the outbox: one message each, so that it is found again as it leaves."""

PREFIX = "reminder:"


def batch_of(reminder_id: int) -> str:
    """The name under which a reminder lies in the outbox."""
    return f"{PREFIX}{reminder_id}"


def reminder_in(batch: str | None) -> int | None:
    """The reminder of a batch; none where it is something else."""
    return int(batch.removeprefix(PREFIX)) if batch is not None and batch.startswith(PREFIX) else None
