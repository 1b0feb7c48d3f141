"""Text from outside, made fit for every database we keep it in."""


def storable(text: str) -> str:
    """`text` without what PostgreSQL or UTF-8 cannot hold: NUL is dropped, half a surrogate pair becomes "?"."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
