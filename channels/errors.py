"""What can go wrong between us and a provider.

ChannelError
├── SendError        a message did not leave; says whether to try again, and whether somebody must look
├── KeepError        a message came in and could not be made safe: the provider must bring it again
└── SpoolError       there is no folder for what comes in while the database is away; says what to do
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Failure(StrEnum):
    """Why a message did not leave. The value is what staff and statistics see."""

    NETWORK = "network"  # never reached the provider: safe to try again
    THROTTLED = "throttled"  # refused for now, not processed: safe to try again after a while
    ACCOUNT = "account"  # the provider does not let us in: try again, and somebody must look
    IN_DOUBT = "in_doubt"  # it may have left: look before trying again
    OPTED_OUT = "opted_out"
    BLOCKED = "blocked"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_MOBILE = "not_a_mobile"
    UNREACHABLE = "unreachable"
    FILTERED = "filtered"
    WINDOW_CLOSED = "window_closed"  # WhatsApp: too long since the person wrote; another channel may do
    CONFIGURATION = "configuration"  # our account may not send this from there to here: somebody must look
    OUR_BUG = "our_bug"  # the provider cannot accept what we made: somebody must look
    UNKNOWN = "unknown"


RETRIED = frozenset({Failure.NETWORK, Failure.THROTTLED, Failure.ACCOUNT})
ALARMING = frozenset({Failure.ACCOUNT, Failure.CONFIGURATION, Failure.OUR_BUG, Failure.UNKNOWN})
OF_THE_PROVIDER = RETRIED | {Failure.IN_DOUBT}  # it would have befallen any message: leave the provider alone a while


class ChannelError(Exception):
    """Base of what the channels raise."""


@dataclass
class SendError(ChannelError):
    """A message did not leave, or may not have.

    `detail` is the provider's own code and words, without the recipient's address.
    """

    failure: Failure
    detail: str
    after: timedelta | None = None  # how long the provider asks us to wait

    def __str__(self) -> str:
        return f"{self.failure}: {self.detail}"

    @property
    def retry(self) -> bool:
        """Whether the same message may simply be sent again."""
        return self.failure in RETRIED

    @property
    def alarm(self) -> bool:
        """Whether somebody must look at the installation."""
        return self.failure in ALARMING


class KeepError(ChannelError):
    """A message came in and could not be made safe. The message is the class of what prevented it, and no more."""


class SpoolError(ChannelError):
    """The spool's folder cannot be used. The words say which, and what to do."""
