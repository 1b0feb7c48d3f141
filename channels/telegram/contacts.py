"""The card by which a person shares their own phone number."""

from collections.abc import Mapping

import phonenumbers

AT_HOME = "FR"  # the country of a number written without one
FORWARDED = frozenset({"forward_origin", "forward_from", "forward_sender_name", "forward_date"})


def is_own_card(message: Mapping[str, object], card: Mapping[str, object], sender: object) -> bool:
    """Whether the card is the sender's, and from the sender's hand.

    Telegram's server sets `user_id`, so no client can forge it; but anybody can send, or pass on, somebody else's card.
    """
    return sender is not None and card.get("user_id") == sender and not FORWARDED & message.keys()


def phone_number(written: str) -> str:
    """`written` in E.164. Telegram gives international numbers with or without "+"; a leading 0 is a French one.

    A number that fits no country's plan keeps its digits, and will match no family's.
    """
    digits = "".join(filter(str.isdecimal, written))
    international = digits.removeprefix("00") if digits.startswith("00") else digits
    try:
        number = phonenumbers.parse(digits if _is_national(digits) else f"+{international}", AT_HOME)
    except phonenumbers.NumberParseException:
        return f"+{international}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_national(digits: str) -> bool:
    return digits.startswith("0") and not digits.startswith("00")
