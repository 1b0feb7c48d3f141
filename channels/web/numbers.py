"""The number of a row, as an address or a form writes it."""

ROW_NUMBERS = 2**31  # what a column of numbers holds on PostgreSQL
_DIGITS_AT_MOST = 10


def row_number(written: str) -> int | None:
    """The number that is written; none where no row can have it: letters, a sign, more digits than a column holds."""
    if not (written.isascii() and written.isdigit() and len(written) <= _DIGITS_AT_MOST):
        return None
    number = int(written)
    return number if number < ROW_NUMBERS else None
