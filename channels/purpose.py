"""Why the bot writes to somebody: whether it waits for the day, and whether a STOP ends it, hang on that."""

from enum import IntEnum, StrEnum


class Lane(IntEnum):
    """Which of two queues a message leaves by: a reply goes before all that is said unasked."""

    REPLY = 0
    BROADCAST = 1


class Purpose(StrEnum):
    """What a message is for."""

    ANSWER = "answer"  # to a text of theirs
    NEWS = "news"  # of their own bookings: a place that came free, a day that is closed
    REMINDER = "reminder"
    NOTICE = "notice"  # from staff, to many
    URGENT = "urgent"  # a notice that cannot wait for the morning

    @property
    def is_unasked(self) -> bool:
        """Whether the bot speaks first: then there are quiet hours, and a STOP ends it."""
        return self is not Purpose.ANSWER

    @property
    def lane(self) -> Lane:
        """The queue by which it leaves."""
        return Lane.BROADCAST if self.is_unasked else Lane.REPLY


UNASKED = tuple(purpose for purpose in Purpose if purpose.is_unasked)
