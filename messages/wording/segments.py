"""How many segments an SMS costs: 160 characters of the GSM alphabet, or 70 as soon as one lies outside it.

The alphabet is that of 3GPP TS 23.038, the lengths those of its concatenated messages. ç, ê, â, î, ô, û, ë, ï
and the curly apostrophe lie outside: one of them more than doubles the price of a long text.
"""

from math import ceil

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
GSM_ONE, GSM_EACH = 160, 153
UCS2_ONE, UCS2_EACH = 70, 67


def is_gsm(text: str) -> bool:
    """Whether the text can travel in the GSM alphabet."""
    return all(character in GSM or character in GSM_EXTENDED for character in text)


def segments(text: str) -> int:
    """How many segments the text costs; an empty one costs one."""
    if is_gsm(text):
        length = len(text) + sum(character in GSM_EXTENDED for character in text)
        one, each = GSM_ONE, GSM_EACH
    else:
        length = len(text.encode("utf-16-be")) // 2
        one, each = UCS2_ONE, UCS2_EACH
    return 1 if length <= one else ceil(length / each)
