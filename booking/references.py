"""The short reference of an act, which a parent can quote over the telephone.

It is computed from the act's number, and back: nothing to store, none twice. Letters and digits that look or
sound alike (0 O, 1 I L, 5 S, 8 B, 2 Z), and all vowels, are left out. One reference stands for all that one text
booked: five days are one number to keep, not five.
"""

ALPHABET = "34679CDFGHJKMNPQRTVWXY"
LENGTH = 6
SIZE: int = len(ALPHABET) ** LENGTH
# odd and no multiple of 11, so it shares no factor with 22**6: a bijection that scatters neighbouring numbers
SCATTER = 45_678_901
GATHER = pow(SCATTER, -1, SIZE)


def reference_of(act_id: int) -> str:
    """The reference of an act: six characters. Raises ValueError beyond 113 million acts."""
    if not 0 <= act_id < SIZE:
        raise ValueError(f"no reference for act {act_id}")
    number = act_id * SCATTER % SIZE
    characters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))


def act_id_of(reference: str) -> int | None:
    """The act that a reference stands for, however it was typed; none where it cannot be one."""
    characters = reference.strip().upper().replace(" ", "").replace("-", "")
    if len(characters) != LENGTH or any(character not in ALPHABET for character in characters):
        return None
    number = 0
    for character in characters:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number * GATHER % SIZE
