"""What one does on the simulator's page, and how one reads it."""

import re
from html import unescape

from httpx import AsyncClient, Response

from tests.channels.townhall import BENOIT, TownHall


async def text(browser: AsyncClient, townhall: TownHall, words: str, phone: str = BENOIT) -> Response:
    """Send a text from the page, and wait for all that follows."""
    answer = await browser.post("/demo/texts", data={"phone": phone, "text": words})
    await townhall.settle()
    return answer


async def page(browser: AsyncClient, phone: str = BENOIT) -> str:
    """The page as one reads it: its words without its tags."""
    return words_of((await browser.get("/demo", params={"phone": phone})).text)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" :", ":").replace("\u00a0", " ")


def conversation(html: str) -> list[str]:
    """The conversation as "mine: …" and "theirs: …"."""
    bubbles = re.findall(r'<li class="(mine|theirs)".*?<p>(.*?)</p>', html)
    return [f"{side}: {unescape(said)}".replace("\u00a0", " ") for side, said in bubbles]
