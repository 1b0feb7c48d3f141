"""What Twilio's error codes mean to us. https://www.twilio.com/docs/api/errors"""

from collections.abc import Mapping
from types import MappingProxyType

from channels.errors import Failure

TWILIO_ERRORS: Mapping[int, Failure] = MappingProxyType(
    {
        # the account
        20003: Failure.ACCOUNT,  # credentials
        20404: Failure.ACCOUNT,  # no such account or resource
        20429: Failure.THROTTLED,  # too many calls at once, none of them processed
        # refused on the spot
        21211: Failure.NOT_A_NUMBER,
        21408: Failure.CONFIGURATION,  # country not enabled
        21602: Failure.OUR_BUG,  # no body
        21603: Failure.OUR_BUG,  # no sender
        21604: Failure.OUR_BUG,  # no recipient
        21606: Failure.CONFIGURATION,  # the sender is not ours
        21610: Failure.OPTED_OUT,
        21611: Failure.THROTTLED,  # ten hours of texts wait already
        21612: Failure.CONFIGURATION,  # this sender cannot reach this number
        21614: Failure.NOT_A_MOBILE,
        21617: Failure.OUR_BUG,  # longer than 1600 characters
        # told afterwards, in a receipt
        30001: Failure.THROTTLED,  # the queue ran over
        30003: Failure.UNREACHABLE,  # switched off, or out of the net: another time perhaps
        30004: Failure.BLOCKED,
        30005: Failure.NOT_A_NUMBER,  # unknown to its operator
        30006: Failure.NOT_A_MOBILE,
        30007: Failure.FILTERED,  # by the operator: another wording or sender, never the same again
        30008: Failure.UNKNOWN,  # Twilio does not know either
        30042: Failure.CONFIGURATION,  # a sender's name that the operator refuses
        # WhatsApp, on the spot or afterwards
        21655: Failure.CONFIGURATION,  # no such template
        21656: Failure.OUR_BUG,  # words that no template takes
        21910: Failure.CONFIGURATION,  # sender and recipient are not of one channel
        63003: Failure.NOT_A_NUMBER,  # nobody of that number is on WhatsApp
        63007: Failure.CONFIGURATION,  # the sender is none of WhatsApp's
        63016: Failure.WINDOW_CLOSED,  # 24 hours after the person's last message only templates pass
        63018: Failure.THROTTLED,
        63021: Failure.OUR_BUG,  # longer than a template may be
        63024: Failure.NOT_A_NUMBER,
        63040: Failure.CONFIGURATION,  # the template was refused
    }
)


def failure_for(code: int | str | None) -> Failure:
    """Our word for a code of Twilio, `Failure.UNKNOWN` for one that we have not met."""
    try:
        return TWILIO_ERRORS.get(int(code or 0), Failure.UNKNOWN)
    except ValueError:
        return Failure.UNKNOWN
