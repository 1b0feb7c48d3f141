"""The town's clock, moved from the phone simulator."""

from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import AsyncClient

from bot.clock import Clock
from tests.channels.simulator_page import page, words_of
from tests.channels.townhall import BENOIT, DELPHINE, TownHall
from tests.conftest import At


def here(clock: Clock) -> str:
    return f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("begins", "pressed", "then"),
    [
        pytest.param("2026-11-23 09:00", {"step": "hour"}, "2026-11-23 10:00", id="an hour on"),
        pytest.param(
            "2027-03-28 01:30", {"step": "hour"}, "2027-03-28 03:30", id="an hour on, in the night without 2 h"
        ),
        pytest.param("2026-11-23 09:00", {"step": "morning"}, "2026-11-24 08:00", id="the next morning"),
        pytest.param(
            "2027-03-27 09:00", {"step": "morning"}, "2027-03-28 08:00", id="the next morning, in summer time"
        ),
        pytest.param("2026-11-25 09:00", {"step": "monday"}, "2026-11-30 08:00", id="the next Monday"),
        pytest.param("2026-11-23 07:00", {"step": "monday"}, "2026-11-30 08:00", id="on a Monday, the one after"),
        pytest.param("2026-11-29 23:00", {"step": "monday"}, "2026-11-30 08:00", id="on a Sunday, tomorrow"),
        pytest.param("2026-11-23 09:00", {"to": "2026-12-03T08:59"}, "2026-12-03 08:59", id="a date and an hour"),
        pytest.param("2026-11-23 09:00", {"to": "2026-09-01T07:00"}, "2026-09-01 07:00", id="back"),
        pytest.param("2026-11-23 09:00", {"to": " 2026-12-03 "}, "2026-12-03 00:00", id="a date alone"),
    ],
)
async def test_the_clock_moves(
    browser: AsyncClient, townhall: TownHall, at: At, begins: str, pressed: dict[str, str], then: str
) -> None:
    townhall.clock.move_to(at(begins))
    answer = await browser.post("/demo/clock", data={"phone": DELPHINE, **pressed})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"phone": [DELPHINE]}
    assert here(townhall.clock) == then


async def test_the_page_tells_the_towns_date_and_hour(browser: AsyncClient, townhall: TownHall, at: At) -> None:
    townhall.clock.move_to(at("2026-12-03 08:59"))
    assert "08:59 jeudi 3 décembre 2026" in await page(browser)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "Cette date n'est pas lisible.", id="nothing"),
        pytest.param("lundi", "par exemple 2026-11-23T09:00.", id="a word"),
        pytest.param("2026-02-30T09:00", "Cette date n'est pas lisible.", id="a day that does not exist"),
        pytest.param("2025-11-23T09:00", "L'horloge va du 24 août 2026 au 20 août 2027", id="a year too early"),
        pytest.param("9999-12-31T23:59", "L'horloge va du 24 août 2026 au 20 août 2027", id="the end of time"),
        pytest.param("0001-01-01T00:00+14:00", "L'horloge va du 24 août 2026", id="before the beginning of time"),
    ],
)
async def test_a_bad_date_is_refused_with_words_and_the_clock_stays(
    browser: AsyncClient, townhall: TownHall, written: str, said: str
) -> None:
    answer = await browser.post("/demo/clock", data={"phone": BENOIT, "to": written})
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert here(townhall.clock) == "2026-11-23 09:00"
