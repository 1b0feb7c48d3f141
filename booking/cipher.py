"""What seals and opens with the town's data keys: Fernet. Loaded only where there are keys, as its library takes 7 MB.

AES-128-CBC with HMAC-SHA256, https://cryptography.io/en/latest/fernet/
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Cipher:
    """All keys open, the first one seals. Raises ValueError where one of them is no key."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._first = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def sealed(self, value: str) -> str:
        """The value, sealed with the first key."""
        return self._first.encrypt(value.encode()).decode("ascii")

    def opened(self, sealed: str) -> str | None:
        """The value as it was; none where none of the keys opens it."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def is_by_first(self, sealed: str) -> bool:
        """Whether it was sealed with the first key."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def new_key() -> str:
    """A key made at random."""
    return Fernet.generate_key().decode("ascii")
