"""How many segments an SMS costs: 160 characters of the GSM alphabet, or 70 as soon as one lies outside it.

The alphabet is that of 3GPP TS 23.038, the lengths those of its concatenated messages. ç, ê, â, î, ô, û, ë, ï
and the curly apostrophe lie outside: one of them more than doubles the price of a long text.
"""

from math import ceil
from unicodedata import normalize

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
ALPHABET = GSM | GSM_EXTENDED
GSM_ONE, GSM_EACH = 160, 153
UCS2_ONE, UCS2_EACH = 70, 67
LIKE = str.maketrans(
    {"œ": "oe", "Œ": "OE", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
)


def is_gsm(text: str) -> bool:
    """Whether the text can travel in the GSM alphabet."""
    return ALPHABET.issuperset(text)


def segments(text: str) -> int:
    """How many segments the text costs; an empty one costs one."""
    if is_gsm(text):
        length = len(text) + sum(text.count(character) for character in GSM_EXTENDED.intersection(text))
        one, each = GSM_ONE, GSM_EACH
    else:
        length = len(text.encode("utf-16-be")) // 2
        one, each = UCS2_ONE, UCS2_EACH
    return 1 if length <= one else ceil(length / each)


def affordable(text: str) -> str:
    """The text, or, where that costs fewer segments, the same with plain letters for those outside the alphabet.

    A name keeps its accent in a short text ("Raphaël"), and loses it where one letter would double the price. What has
    no plain letter (an emoji, another script) stays as it is.
    """
    if is_gsm(text):
        return text
    plain = "".join(character if character in GSM else _like(character) for character in normalize("NFC", text))
    return plain if is_gsm(plain) and segments(plain) < segments(text) else text


def has_plain_letter(character: str) -> bool:
    """Whether `affordable` knows a letter of the alphabet to put in the place of this one (ê, œ; not an emoji)."""
    return character in GSM or _like(character) in GSM


def _like(character: str) -> str:
    replaced = character.translate(LIKE)
    return replaced if replaced != character else normalize("NFKD", character)[0]
