"""What protects every page: strict headers, a cookie out of reach, no script or style inside a page."""

import re
from dataclasses import replace
from importlib.resources import files

import httpx
import pytest
from fastapi import FastAPI

from channels.desk.house import PREFIX
from channels.desk.logins import Logins
from channels.desk.router import router
from channels.web.signing import Seals
from tests.channels.desk.office import KEY, Office

ADDRESSES = ("/guichet", "/guichet/connexion", "/guichet/nulle-part", "/guichet/static/base.css")


@pytest.mark.parametrize("path", ADDRESSES)
async def test_every_answer_has_the_strict_headers(office: Office, path: str) -> None:
    async with office.browser() as clerk:
        headers = (await clerk.client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers


async def test_behind_https_the_cookie_never_travels_in_the_clear(office: Office) -> None:
    app = FastAPI()
    logins = Logins(Seals(KEY), path=PREFIX, https=True)
    app.include_router(router(replace(office.desk, https=True, logins=logins)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://mairie.test") as client:
        answer = await client.get("/guichet/connexion")
    cookie = answer.headers["set-cookie"].lower()
    for flag in ("httponly", "samesite=lax", "secure", "path=/guichet"):
        assert flag in cookie
    assert "max-age" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("package", ["channels.web", "channels.desk"])
def test_no_template_holds_a_script_or_a_style_of_its_own(package: str) -> None:
    folder = files(package) / "templates"
    pages = [*folder.iterdir()]
    while pages:
        page = pages.pop()
        if page.is_dir():
            pages += page.iterdir()
        elif page.name.endswith(".html"):
            assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page.read_text("utf-8")), page
