"""Lists as files: short ones at once, long ones as they are read."""

from collections.abc import AsyncIterator, Sequence

from starlette.responses import StreamingResponse

from channels.desk.csv_files import Row, csv_file, csv_stream


async def test_a_long_list_leaves_piece_by_piece_as_it_is_read() -> None:
    read: list[str] = []

    async def pieces() -> AsyncIterator[Sequence[Row]]:
        for name in ("Éloïse", "Zoé"):
            read.append(name)
            yield [(name, 1)]

    stream = csv_stream("liste", ("nom", "n°"), pieces())
    assert isinstance(stream, StreamingResponse)
    left = aiter(stream.body_iterator)
    assert (await anext(left), read) == ("\ufeffnom;n°\r\n", [])
    assert (await anext(left), read) == ("Éloïse;1\r\n", ["Éloïse"])
    assert (await anext(left), read) == ("Zoé;1\r\n", ["Éloïse", "Zoé"])


async def test_a_long_list_and_a_short_one_are_the_same_file() -> None:
    rows: Sequence[Row] = [("=HYPERLINK(1)", 1), ("Zoé ; Max", 2)]

    async def pieces() -> AsyncIterator[Sequence[Row]]:
        for row in rows:
            yield [row]

    short, long = csv_file("liste", ("nom", "n°"), rows), csv_stream("liste", ("nom", "n°"), pieces())
    assert isinstance(long, StreamingResponse)
    assert "".join([str(part) async for part in long.body_iterator]).encode() == bytes(short.body)
    assert long.headers["content-disposition"] == short.headers["content-disposition"]
    assert long.headers["content-type"] == short.headers["content-type"]
