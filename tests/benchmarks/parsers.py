"""Every parser of outside input, with what it usually reads: `feed` raises only for a fault of ours."""

import asyncio
import io
import json
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from openpyxl import Workbook
from starlette.datastructures import FormData
from starlette.responses import Response
from twilio.request_validator import RequestValidator

from booking.domain import Author, AuthorKind
from booking.errors import BookingError, TownFileError
from booking.importing.judging import Judge
from booking.importing.mapping import read_mapping, recognised
from booking.importing.reading import read
from booking.menus.file import load_menus
from booking.town_file import demonstration_town, load
from bot.secret import secret_key
from bot.town_words import town_words
from channels.desk.accounts import add_staff, known
from channels.desk.logins import Logins
from channels.desk.roles import Role
from channels.desk.tables import StaffRow
from channels.portal.browsers import open_browser, visitor_of
from channels.portal.keys import Scope, add_key
from channels.sms.webhooks import router
from channels.spool import Spool
from channels.telegram.updates import UpdateError, incoming
from channels.web.edge import Edge
from channels.web.errors import PageError
from channels.web.forms import Fields
from channels.web.limits import limits
from channels.web.signing import Seals
from messages.understanding.context import Context, Pending
from messages.understanding.understand import understand
from tests.whole_site import Site, ask, open_site

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TOKEN, ADDRESS = "a token for fuzzing", "https://town.test"
CHILDREN = ("Léo", "Emma", "Raphaël")
CSV = (
    "Dossier;Nom;Prénom;Naissance;Ecole;Classe;Responsable;Téléphone;Cantine;Régime\n"
    "F1;MOREAU;Léo;12/03/2018;Jean-Moulin;CE2;Claire Moreau;639980001;oui;sans porc\n"
    "F2;Haddad;Inès;01/09/2019;Jean-Moulin;CE1;Nadia Haddad;06 39 98 00 03;non;\n"
).encode()
MAPPING = b'[colonnes]\n"Dossier" = "file number"\n"Nom" = "last name"\n'


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser: `seeds` are what it usually reads, `open` gives what feeds it, and lives as long as the stack."""

    seeds: Sequence[bytes]
    open: Callable[[ExitStack], Callable[[bytes], object]]


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="allo-fuzz-")))


def _understanding(_: ExitStack) -> Callable[[bytes], object]:
    words = town_words(demonstration_town())
    asked = (None, Pending("confirm", None), Pending("choice", 3), Pending("days", None), Pending("child", None))

    def feed(data: bytes) -> None:
        text = data[1:].decode("utf-8", "replace")
        understand(text, Context(date(2026, 11, 23), CHILDREN, asked[data[0] % len(asked)] if data else None, words))

    return feed


def _telegram(_: ExitStack) -> Callable[[bytes], object]:
    def feed(data: bytes) -> None:
        try:
            update = json.loads(data)
            if isinstance(update, Mapping):
                incoming(update, NOW, moved_clock=len(data) % 2 == 0)
        except (UpdateError, ValueError, RecursionError):
            return

    return feed


def _file(ending: str, parse: Callable[[Path], object]) -> Callable[[ExitStack], Callable[[bytes], object]]:
    def opened(stack: ExitStack) -> Callable[[bytes], object]:
        path = _folder(stack) / f"file{ending}"

        def feed(data: bytes) -> None:
            path.write_bytes(data)
            try:
                parse(path)
            except BookingError:
                return

        return feed

    return opened


TOWN = demonstration_town()
JUDGE = Judge.of(TOWN, date(2026, 8, 31))


def _import(path: Path) -> None:
    sheet = read(path, TOWN)
    JUDGE.families(sheet, recognised(sheet, TOWN, JUDGE.looks), lambda *_: None)


def _mapping(stack: ExitStack) -> Callable[[bytes], object]:
    folder = _folder(stack)
    (folder / "eleves.csv").write_bytes(CSV)
    sheet = read(folder / "eleves.csv", TOWN)
    return _file(".toml", lambda path: read_mapping(path, sheet, TOWN))(stack)


def _town(path: Path) -> None:
    try:
        load(path)
    except TownFileError as error:
        str(error)


def _spool(stack: ExitStack) -> Callable[[bytes], object]:
    spool = Spool(_folder(stack), lambda: NOW)
    spool.prepare()

    def feed(data: bytes) -> None:
        path = spool.folder / "1-a.json"
        path.write_bytes(data)
        spool.read(path)

    return feed


def _seals(_: ExitStack) -> Callable[[bytes], object]:
    seals = Seals("a key for fuzzing, and for nothing else")

    def feed(data: bytes) -> None:
        word = data.decode("utf-8", "replace")
        if seals.opened("cookie x", word) is not None or seals.is_mark("form", word, "1"):
            raise AssertionError("a word that we never sealed was taken for ours")

    return feed


def _filters(_: ExitStack) -> Callable[[bytes], object]:
    def feed(data: bytes) -> None:
        fields = Fields(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
        for name in fields:
            for reading in (
                lambda name=name: fields.day(name, date(2026, 11, 23)),
                lambda name=name: fields.number(name),
                lambda name=name: fields.choice(name, Role),
                lambda name=name: fields.text(name, longest=50),
            ):
                try:
                    reading()
                except PageError as error:
                    str(error)

    return feed


class Served:
    """The whole site, and everybody's proofs: a clerk's cookie, a parent's, a key."""

    def __init__(self, stack: ExitStack) -> None:
        self._runner = stack.enter_context(asyncio.Runner())
        site = open_site(_folder(stack), TOWN, NOW)
        self.site: Site = self._runner.run(site.__aenter__())
        stack.callback(lambda: self._runner.run(site.__aexit__(None, None, None)))
        self.proofs, self.csrf = self._runner.run(self._prove())
        self.addresses = self.site.addresses
        self.edge = Edge(self.site.app, limits(10**9), now=lambda: self._at, https=True)
        self._at = NOW

    async def _prove(self) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
        database = self.site.database
        seals = Seals(await secret_key(self.site.settings, database))
        logins, answer = Logins(seals, path="/guichet", https=True), Response()
        async with database.writing() as db:
            by = Author(AuthorKind.STAFF, "mairie", "command", "", NOW)
            number = await add_staff(db, "Fuzz", Role.ADMINISTRATOR, None, must_change=False, by=by, now=NOW)
            login = logins.begun(known(await db.get_one(StaffRow, number)), now=NOW)
            browser = await open_browser(db, 1, "", now=NOW)
            key = await add_key(db, "fuzz", list(Scope), now=NOW)
            visitor = await visitor_of(db, browser, now=NOW)
        logins.write(answer, login)
        desk = answer.headers["set-cookie"].partition(";")[0]
        cookie = f"{desk}; allo_famille={browser}".encode()
        mark = seals.mark("famille form", str(visitor.browser_id if visitor else 0))
        proofs = {"cookie": cookie, "authorization": f"Bearer {key}".encode(), "sec-fetch-site": b"same-origin"}
        return proofs, {"/guichet": logins.token(login), "/famille": mark}

    def call(self, method: str, path: str, *, query: bytes = b"", body: bytes = b"", **more: bytes) -> int:
        """The status of an answer; AssertionError where the fault is ours."""
        self._at += timedelta(minutes=1)  # each in a minute of its own: none is one too many
        proofs = {**self.proofs, **{name.replace("_", "-"): value for name, value in more.items()}}
        asked = ask(self.edge, method, path, query=query, body=body, proof=proofs)
        status = self._runner.run(asked).status
        if status >= 500:
            raise AssertionError(f"{method} {path}: {status}")
        return status


def _addresses(stack: ExitStack) -> Callable[[bytes], object]:
    """Any page, form or call of the API: the first byte says which, what follows is in the address and in the body."""
    served = Served(stack)

    def feed(data: bytes) -> None:
        if not data:
            return
        method, path = served.addresses[(data[0] << 8 | data[-1]) % len(served.addresses)]
        if path.startswith("/essai"):
            return
        prefix = path[: path.index("/", 1)] if "/" in path[1:] else path
        csrf = served.csrf.get(prefix, "")
        body = data[1:] if path.startswith("/api") else urlencode({"csrf": csrf}).encode() + b"&" + data[1:]
        kind = b"application/json" if path.startswith("/api") else b"application/x-www-form-urlencoded"
        served.call(method, path, query=data[1:] if method == "GET" else b"", body=body, content_type=kind)

    return feed


def _links(stack: ExitStack) -> Callable[[bytes], object]:
    """What stands in an address, or in a cookie."""
    served = Served(stack)

    def feed(data: bytes) -> None:
        word = data.decode("latin-1")
        for before in (
            "/famille/lien/",
            "/famille/historique/",
            "/guichet/familles/",
            "/api/v1/children/",
            "/essai/",
            "/",
        ):
            served.call("GET", before + word)
        served.call("GET", "/famille", cookie=b"allo_famille=" + data.replace(b"\n", b"").replace(b"\r", b""))
        served.call("GET", "/guichet", cookie=b"allo_guichet=" + data.replace(b"\n", b"").replace(b"\r", b""))

    return feed


def _twilio(stack: ExitStack) -> Callable[[bytes], object]:
    """A form that carries Twilio's own signature, whatever is in it."""
    runner, application = stack.enter_context(asyncio.Runner()), FastAPI()

    async def keep(_: object) -> None:
        """Nothing is kept."""

    application.include_router(router(keep, keep, auth_token=TOKEN, public_url=ADDRESS, now=lambda: NOW))

    def feed(data: bytes) -> None:
        path = "/sms/inbound" if len(data) % 2 else "/sms/status"
        try:
            form = FormData([*parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict")])
        except ValueError:
            form = FormData()
        signature = RequestValidator(TOKEN).compute_signature(f"{ADDRESS}{path}", form)
        proof = {"x-twilio-signature": signature.encode("latin-1")}
        status = runner.run(ask(application, "POST", path, body=data, proof=proof)).status
        if status >= 500:
            raise AssertionError(f"{path}: {status}")

    return feed


def _xlsx() -> bytes:
    book, content = Workbook(), io.BytesIO()
    sheet = book.create_sheet("Enfants", 0)
    for line in CSV.decode().splitlines():
        sheet.append(line.split(";"))
    book.save(content)
    return content.getvalue()


def _town_parts() -> Iterator[bytes]:
    """The demonstration's file, whole and in its parts."""
    whole = (files("booking.demonstration") / "town.toml").read_bytes()
    assert tomllib.loads(whole.decode())
    yield whole
    yield from (b"[" + part for part in whole.split(b"\n[")[1:])


TEXTS = ("\0cantine lundi", "\1oui", "\0cantine tous les mardis et jeudis pour Léo", "\0annule demain", "\x022",
         "\0garderie du 3 au 7 décembre sauf mercredi matin", "\0Emma est malade", "\0mon planning", "\0STOP",
         "\0une semaine sur deux à partir du 30/11")  # fmt: skip
PERSON = {"id": 5000000001, "first_name": "C", "is_bot": False}
MESSAGE = {"message_id": 1, "date": 1795500000, "chat": {"id": 5000000001, "type": "private"}, "from": PERSON}
UPDATES: Sequence[Mapping[str, object]] = (
    {"update_id": 7, "message": MESSAGE | {"text": "cantine lundi"}},
    {"update_id": 8, "message": MESSAGE | {"contact": {"phone_number": "33639980001", "user_id": 5000000001}}},
    {"update_id": 9, "edited_message": MESSAGE | {"text": "x", "edit_date": 1795500001}},
    {"update_id": 10, "callback_query": {"id": "1", "from": PERSON, "message": MESSAGE, "data": "7:1"}},
    {"update_id": 11, "my_chat_member": {"chat": MESSAGE["chat"], "from": PERSON, "date": 1, "old_chat_member": {},
                                         "new_chat_member": {"status": "kicked"}}},
)  # fmt: skip
FORM = b"MessageSid=SM1&From=%2B33639980001&To=%2B33937000000&Body=cantine+lundi&NumMedia=0"
RECEIPT = b"MessageSid=SM1&MessageStatus=delivered&To=%2B33639980001&ErrorCode=30003"
SPOOLED = (
    b'{"channel":"sms","provider_id":"SM1","sender":"+33639980001","text":"x","received_at":"2026-11-23T08:00:00Z"}'
)
BODIES = (
    b'\0{"child": 1, "service": "cantine", "date": "2026-11-30"}',
    b"\1semaine=2026-11-30&q=martin",
    b"\2do=book|1",
)

PARSERS: Mapping[str, Parser] = {
    "understanding": Parser([text.encode() for text in TEXTS], _understanding),
    "twilio": Parser([FORM, RECEIPT], _twilio),
    "telegram": Parser([json.dumps(update).encode() for update in UPDATES], _telegram),
    "town": Parser(list(_town_parts()), _file(".toml", _town)),
    "import-csv": Parser([CSV, CSV.replace(b";", b","), CSV.decode().encode("utf-16")], _file(".csv", _import)),
    "import-xlsx": Parser([_xlsx()], _file(".xlsx", _import)),
    "import-ods": Parser([_xlsx()], _file(".ods", _import)),
    "mapping": Parser([MAPPING], _mapping),
    "menus": Parser([b"date,dish\n2026-11-30,x\n"], _file(".csv", load_menus)),
    "spool": Parser([SPOOLED], _spool),
    "seals": Parser([b"eyJhIjoxfQ.x"], _seals),
    "filters": Parser([b"jour=2026-11-30&n=12&role=counter&t=x"], _filters),
    "addresses": Parser(list(BODIES), _addresses),
    "links": Parser([b"1", b"AbC-123_x", b"2026-11", b"..%2f"], _links),
}
