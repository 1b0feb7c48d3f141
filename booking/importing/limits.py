"""How large a file may be: beyond these it is a mistake or an attack. A town of 100,000 has some 15,000 pupils."""

from typing import Final

BYTES: Final = 100 * 1024 * 1024
UNPACKED_BYTES: Final = 200 * 1024 * 1024  # 50,000 rows of 15 columns unpack to some 45 MB
MEMBERS: Final = 2_000  # files inside a workbook
COLUMNS: Final = 200
ROWS: Final = 300_000
LINES_IN_A_RECORD: Final = 8  # a quoted remark may hold line breaks; more means a quote that nobody closed
CELL: Final = 2_000  # characters kept of one cell
HEADER_WITHIN: Final = 20  # rows: titles and empty lines that programs write above their header
