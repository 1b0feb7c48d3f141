"""A parent's browser for tests of the pages: it keeps cookies and sends forms, and that is all that the pages need."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from html.parser import HTMLParser

from httpx import ASGITransport, AsyncClient, Response

from tests.channels.portal.conftest import PortalTown


@dataclass
class Form(HTMLParser):
    """The fields of the month's form, as a browser without scripts would send them."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, str] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A parser begins with nothing read."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an input, or what can be chosen."""
        about = {name: value or "" for name, value in attrs}
        if tag == "option":
            self.choices.append(about["value"])
            if "selected" in about:
                self.fields.append(("p", about["value"]))
        if tag != "input":
            return
        if about.get("type") == "hidden":
            self.fields.append((about["name"], about["value"]))
        elif about.get("type") == "checkbox":
            self.boxes[about["value"]] = about["name"]
            if "checked" in about:
                self.fields.append((about["name"], about["value"]))


class Browser:
    """One browser in one town."""

    def __init__(self, town: PortalTown) -> None:
        self.town = town
        transport = ASGITransport(town.app, raise_app_exceptions=True)
        self.http = AsyncClient(transport=transport, base_url="http://town", follow_redirects=True)

    @classmethod
    async def let_in(cls, town: PortalTown, phone: str, text: str = "mon planning") -> "Browser":
        """A browser in which the link was opened that this phone was sent."""
        browser = cls(town)
        answer = await browser.http.post(await browser.link(phone, text))
        assert answer.status_code == 200, answer.text
        return browser

    async def link(self, phone: str, text: str = "mon planning") -> str:
        """The link that the phone is sent."""
        said = await self.town.phones.phone(phone).says(text)
        found = re.search(r"http://town(/famille/lien/\S+)", said)
        assert found is not None, said
        return found.group(1)

    async def words(self, path: str) -> str:
        """A page as one reads it."""
        return words_of((await self.http.get(path)).text)

    async def form(self, month: date) -> Form:
        """The form of a month."""
        page = await self.http.get("/famille", params={"mois": f"{month:%Y-%m}"})
        read = Form()
        read.feed(page.text.partition('autocomplete="off"')[2].partition("</form>")[0])
        return read

    async def tick(self, child: str, service: str, day: date, *, wait: bool = False) -> Response:
        """Change one box and save."""
        read = await self.form(day)
        number = await self.town.number_of(child)
        code = f"{number}.{service}.{day}.day"
        name = "w" if wait else "p"
        changed = (name, code)
        fields = [pair for pair in read.fields if pair != changed]
        if changed not in read.fields:
            fields.append(changed)
        return await self.send("/famille/planning", fields)

    async def send(self, path: str, fields: list[tuple[str, str]]) -> Response:
        """Send a form."""
        return await self.http.post(path, data=_as_data(fields))

    async def token(self) -> str:
        """What a form of this browser carries."""
        page = (await self.http.get("/famille/preferences")).text
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None, page
        return found.group(1)


def _as_data(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


def words_of(html: str) -> str:
    """The words of a page without its tags."""
    within = re.sub(r"</?(b|i|code)>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", within)).split()).replace("\u00a0", " ")
