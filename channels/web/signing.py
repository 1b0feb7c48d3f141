"""What leaves the house and must come back unchanged: signed with the key of the installation, for one purpose each."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from itsdangerous import BadData, Signer, URLSafeSerializer

Sealed: TypeAlias = Mapping[str, str | int]


class Seals:
    """Signs, and checks what was signed. Nothing is hidden by it: whoever holds a value can read it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def seal(self, purpose: str, values: Sealed) -> str:
        """These values as one word, fit for a cookie or an address, that nobody else can make."""
        return URLSafeSerializer(self._key, salt=purpose).dumps(dict(values))

    def opened(self, purpose: str, word: str) -> Sealed | None:
        """The values of a word that was sealed for this purpose; none for any other."""
        try:
            values = URLSafeSerializer(self._key, salt=purpose).loads(word)
        except BadData:
            return None
        return values if isinstance(values, dict) else None

    def mark(self, purpose: str, *about: str) -> str:
        """The mark that proves that we spoke of exactly this."""
        return Signer(self._key, salt=purpose).get_signature(json.dumps(about)).decode("ascii")

    def is_mark(self, purpose: str, mark: str, *about: str) -> bool:
        """Whether a mark is ours; compared in constant time."""
        return Signer(self._key, salt=purpose).verify_signature(json.dumps(about), mark)
