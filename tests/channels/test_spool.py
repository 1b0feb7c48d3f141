"""The spool: what waits on the disk, in order, until the database is back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import Failure, SpoolError
from channels.spool import FORM, SET_ASIDE, Item, Spool
from channels.storable import storable
from channels.transport import Channel, Delivery, Incoming, Kind, Receipt

NINE = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
CAMILLE = "+33639980001"


def text(number: int) -> Incoming:
    return Incoming(Channel.SMS, f"SM{number}", CAMILLE, f"texte {number}", NINE)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", lambda: NINE)


def waiting(spool: Spool) -> list[Item | None]:
    return [spool.read(file) for file in spool.oldest(100)]


async def test_what_was_put_in_comes_out_in_that_order(spool: Spool) -> None:
    for number in range(12):
        await spool.put(text(number))
    assert waiting(spool) == [text(number) for number in range(12)]


async def test_it_is_there_for_the_next_process(spool: Spool, tmp_path: Path) -> None:
    await spool.put(text(1))
    after_a_crash = Spool(tmp_path / "spool", lambda: NINE - timedelta(minutes=1))  # its clock may even go wrong
    await after_a_crash.put(text(2))
    assert waiting(after_a_crash) == [text(1), text(2)]


async def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    hours = iter([NINE, NINE - timedelta(hours=1), NINE])
    spool = Spool(tmp_path / "spool", lambda: next(hours))
    for number in range(3):
        await spool.put(text(number))
    assert waiting(spool) == [text(0), text(1), text(2)]


@given(
    words=st.text().map(storable),
    kind=st.sampled_from(Kind),
    extra=st.none() | st.text().map(storable),
    ahead=st.timedeltas(min_value=timedelta(-365), max_value=timedelta(365)),
)
def test_a_message_comes_out_as_it_went_in(words: str, kind: Kind, extra: str | None, ahead: timedelta) -> None:
    message = Incoming(Channel.TELEGRAM, "77", "5000000001", words, NINE + ahead, kind, phone=extra, pressed=extra)
    assert FORM.validate_json(FORM.dump_json(message)) == message


@pytest.mark.parametrize("failure", [None, Failure.UNREACHABLE])
def test_a_receipt_comes_out_as_it_went_in(failure: Failure | None) -> None:
    receipt = Receipt(Channel.SMS, "SM1", Delivery.DELIVERED, NINE, failure, "30003")
    assert FORM.validate_json(FORM.dump_json(receipt)) == receipt


async def test_a_file_that_cannot_be_read_is_set_aside_and_holds_up_nothing(spool: Spool, tmp_path: Path) -> None:
    await spool.put(text(1))
    (tmp_path / "spool" / "0-broken.json").write_bytes(b'{"channel": "sms", "provider')
    (tmp_path / "spool" / "0-empty.json").write_bytes(b"")
    assert waiting(spool) == [None, None, text(1)]
    assert spool.size() == 1
    assert {file.name for file in (tmp_path / "spool" / SET_ASIDE).iterdir()} == {"0-broken.json", "0-empty.json"}


async def test_a_file_that_was_not_finished_does_not_count(spool: Spool, tmp_path: Path) -> None:
    spool.prepare()
    (tmp_path / "spool" / ".2-cut.json.part").write_bytes(b'{"channel"')
    assert spool.is_empty()


async def test_only_its_owner_can_look_into_it(spool: Spool, tmp_path: Path) -> None:
    await spool.put(text(1))
    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0


def test_only_one_at_a_time_works_it_off(tmp_path: Path) -> None:
    one, other = (Spool(tmp_path / "spool", lambda: NINE) for _ in range(2))
    with one.alone() as first, other.alone() as second:
        assert (first, second) == (True, False)
    with other.alone() as third:
        assert third


def test_a_folder_that_cannot_be_made_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file in its place")
    with pytest.raises(SpoolError, match="ALLO_SPOOL"):
        Spool(tmp_path / "spool", lambda: NINE).prepare()
