"""What prevents a backup, or its return; nothing was changed."""

from booking.errors import BookingError


class BackupError(BookingError):
    """The words say what is wrong with which file or database, and what to do."""
