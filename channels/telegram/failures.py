"""What Telegram's refusals mean to us. https://core.telegram.org/bots/api#making-requests"""

from datetime import timedelta
from typing import TYPE_CHECKING

from channels.errors import Failure, SendError

if TYPE_CHECKING:
    from telegram.error import NetworkError, TelegramError

# There are no codes, only words; this is how those begin that mean "this person cannot be written to".
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty")
TOO_LATE_TO_ANSWER = ("query is too old", "query id is invalid")
NOT_PASSED_ON = ("bad gateway", "service unavailable")  # said by what stands in front of Telegram: it did not get there
NOTHING_TO_CHANGE = ("message is not modified", "message to edit not found", "message can't be edited")


def failure_of(error: "TelegramError") -> SendError:
    """Our word for an error of the library, and what to do about it."""
    from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

    match error:
        case Forbidden():
            return SendError(Failure.BLOCKED, error.message)
        case RetryAfter():
            return SendError(Failure.THROTTLED, "too many messages", after=_pause(error.retry_after))
        case ChatMigrated():
            return SendError(Failure.UNREACHABLE, "the group became a supergroup; we write to persons only")
        case InvalidToken():
            return SendError(Failure.ACCOUNT, "Telegram does not know this bot's token")
        case BadRequest():
            return SendError(Failure.UNREACHABLE if says(error, NOBODY_THERE) else Failure.OUR_BUG, error.message)
        case NetworkError():
            cause = error.__cause__  # the library quotes it in full, and it may quote what we were to send
            return SendError(_network_failure(error), type(cause).__name__ if cause else error.message)
        case Conflict():  # somebody else polls for this bot, or a webhook is set
            return SendError(Failure.CONFIGURATION, error.message)
        case _:  # an answer that the library cannot read
            return SendError(Failure.IN_DOUBT, error.message)


def says(error: "TelegramError", words: tuple[str, ...]) -> bool:
    """Whether Telegram's description has one of these words in it."""
    return any(word in error.message.lower() for word in words)


def _network_failure(error: "NetworkError") -> Failure:
    import httpx

    if says(error, ("too many requests",)):  # 429 that does not say for how long
        return Failure.THROTTLED
    if says(error, NOT_PASSED_ON):
        return Failure.NETWORK
    match error.__cause__:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return Failure.NETWORK
        case UnicodeEncodeError():
            return Failure.OUR_BUG
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Failure.ACCOUNT
        case _:  # no answer in time, cut off in the middle, or a server's error: Telegram may have the message
            return Failure.IN_DOUBT


def _pause(retry_after: int | timedelta) -> timedelta:
    return retry_after if isinstance(retry_after, timedelta) else timedelta(seconds=retry_after)
