"""A family is erased: the whole database is searched for its traces, table by table and letter by letter."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cipher import new_key
from booking.database import Database, table_of
from booking.domain import Author, AuthorKind, Entry
from booking.importing.findings import Reason
from booking.importing.tables import ImportedFamily, ImportRun, SetAside
from booking.invitations.codes import invite
from booking.journal import open_act
from booking.kept import Data
from booking.phones import link_phone, written_as
from booking.register import register
from booking.replay import replay
from booking.rules.keeping import Keeping
from booking.sealing import Keyring
from booking.tables import Base, Child, Guardian, JournalLine, Reservation, Session
from bot.rights.document import belongings, document_of
from bot.rights.erasing import Erased, erase
from bot.rights.people import people_of
from channels.desk.roles import Role
from channels.desk.tables import StaffRow, TakenForm
from channels.forgetting import forget_spooled
from channels.notices.tables import Notice, Recipient
from channels.portal.links import make_link
from channels.portal.tables import AnsweredCall, ApiKey, PageBrowser
from channels.spool import Spool
from channels.tables import InboxMessage, OutboxMessage
from channels.transport import Channel, Incoming
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phones
from tests.conftest import At

CHAT = "5000000001"
BORN = date(2019, 4, 2)
OF_FILE = {"F1", "Moreau", "Claire", "Karim", "Léo", "Emma", "arachide", BORN.isoformat(), CHAT}
OF_PHONES = {form for phone in (CLAIRE, KARIM) for form in written_as(phone)}
OF_WORDS = {"varicelle", "merci pour tout", "ma grand-mère", "Léa"}
TRACES = OF_FILE | OF_PHONES | OF_WORDS

Place = tuple[str, str]


async def traces_in(database: Database, traces: Collection[str]) -> Mapping[Place, set[str]]:
    """Where in the whole database any of these stands: table and column, with what was found."""
    found: dict[Place, set[str]] = {}
    async with database.reading() as db:
        for table in Base.metadata.sorted_tables:
            for row in (await db.execute(select(table))).mappings():
                for column, value in row.items():
                    said = json.dumps(value, ensure_ascii=False, default=str)
                    for trace in traces:
                        if trace in said and not (trace == "F1" and column not in {"number", "details", "rows"}):
                            found.setdefault((table.name, column), set()).add(trace)
    return found


async def erased(phones: Phones, number: str = "F1", guardian: str | None = None) -> Erased:
    """The file, or one guardian, erased by an administrator."""
    now = phones.clock.now()
    async with phones.database.writing() as db:
        people = await people_of(db, number, guardian)
        author = Author(AuthorKind.STAFF, "Sylvie Duval", "desk", "Effacement demandé", now, family_id=people.family.id)
        act = await open_act(db, author, now=now)
        return await erase(db, people, Keeping(), act=act, today=phones.clock.local(now).date())


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Sealed: there names are hardest to find."""
    opened = Database(database_url, keys=Keyring([new_key()]))
    yield opened
    await opened.close()


@pytest.fixture
async def lived_in(phones: Phones) -> Phones:
    """A family that left traces in every table that can have any."""
    now = phones.clock.now()
    async with phones.database.writing() as db:
        child = (await db.scalars(select(Child).where(Child.first_name == "Léo"))).one()
        child.born, child.diet = BORN, "sans arachide"
        of_nadia = (await db.scalars(select(Child).where(Child.first_name == "Inès"))).one()
        of_nadia.last_name = "Haddad"
        claire, karim = await db.scalars(select(Guardian).where(Guardian.name.like("%Moreau")).order_by(Guardian.id))
        claire.telegram_id = int(CHAT)
        staff = Author(
            AuthorKind.STAFF, "Sylvie Duval", "desk", "Téléphone de Karim Moreau", now, family_id=child.family_id
        )
        await link_phone(db, karim.id, KARIM, was=KARIM, act=await open_act(db, staff, now=now))
        await make_link(db, claire.id, now=now)
        await invite(db, [karim.id], now=now)
        db.add(PageBrowser(guardian_id=claire.id, digest="d", name="Firefox de Claire", opened_at=now, ends_at=now))
        await _leave_papers(db, child.family_id, claire.id, now)
    await _talk(phones)
    return phones


async def _leave_papers(db: AsyncSession, family: int, guardian: int, now: datetime) -> None:
    run = ImportRun(file="eleves.csv", by="import", at=now, columns={})
    clerk = StaffRow(name="Sylvie Duval", role=Role.COUNTER, added_at=now)
    key = ApiKey(name="portail", digest="k", scopes=[], added_at=now)
    notice = Notice(texts={"fr": "Kermesse samedi"}, who="families", changed_by="Sylvie Duval", changed_at=now)
    db.add_all([run, clerk, key, notice])
    await db.flush()
    memory = {"family": {}, "guardians": {str(guardian): {"name": "Claire Moreau", "phone": CLAIRE}},
              "children": {"1": {"first_name": "Léo", "born": BORN.isoformat(), "diet": "sans arachide"}}}  # fmt: skip
    about = {"import_id": run.id, "file": "eleves.csv", "reason": next(iter(Reason)), "keeps_out": 0, "line": 3,
             "became": ""}  # fmt: skip
    rows = {"3": {"Nom": "Moreau", "Prénom": "Léo", "Tél": "06 39 98 00 01"}}
    db.add_all([
        ImportedFamily(family_id=family, import_id=run.id, memory=memory),
        SetAside(family_id=family, number="F1", child="Léo Moreau", column="born", value="31/02", rows=rows, **about),
        SetAside(family_id=None, number="F2", child="", column="phone", value="0639980001", rows={}, **about),
        TakenForm(staff_id=clerk.id, token="t", leads_to="/guichet/familles/1", said="Réservé pour Léo", at=now),
        AnsweredCall(api_key_id=key.id, idempotency_key="i", fingerprint="f", body='{"said": "pour Léo"}', at=now),
        Recipient(notice_id=notice.id, guardian_id=guardian, channel=Channel.SMS, address=CLAIRE),
    ])  # fmt: skip


async def _talk(phones: Phones) -> None:
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await claire.says("cantine lundi pour Léo, ma grand-mère ne peut pas")
    await claire.says("cantine tous les jeudis pour Emma")
    await claire.says("oui")
    await claire.says("Léo est malade mardi, varicelle")
    await karim.says("annule lundi")
    await karim.says("merci pour tout")
    await phones.phone(CHAT, Channel.TELEGRAM).texts("cantine vendredi")
    await phones.phone(NADIA).says("cantine mardi")
    await claire.says("stop")


async def test_what_is_searched_for_is_there_before(lived_in: Phones) -> None:
    tables = {table for table, _ in await traces_in(lived_in.database, TRACES)}
    assert tables >= {
        "families", "guardians", "children", "acts", "journal", "inbox", "outbox", "conversations", "imported_families",
        "set_aside", "taken_forms", "answered_calls", "page_browsers", "notice_recipients", "opt_outs",
    }  # fmt: skip


async def test_no_trace_of_a_family_is_left_anywhere(lived_in: Phones) -> None:
    done = await erased(lived_in)
    assert await traces_in(lived_in.database, TRACES) == {}
    assert done.given_back > 0


async def test_what_happened_can_still_be_replayed(lived_in: Phones) -> None:
    await erased(lived_in)
    async with lived_in.database.reading() as db:
        told = replay((await db.scalars(select(JournalLine).order_by(JournalLine.id))).all())
        rows = (await db.execute(select(Reservation.id, Reservation.state))).all()
        places = (await db.execute(select(func.sum(Session.booked)))).scalar_one()
    assert {number: one.state for number, one in told.items()} == {row.id: row.state for row in rows}
    assert places == 0, "what was to come was given back"


async def test_that_it_was_done_is_in_the_journal_and_counts_stay(lived_in: Phones) -> None:
    async with lived_in.database.reading() as db:
        before = [await db.scalar(select(func.count()).select_from(entity)) for entity in (InboxMessage, OutboxMessage)]
    await erased(lived_in)
    async with lived_in.database.reading() as db:
        line = (await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.ERASED))).one()
        after = [await db.scalar(select(func.count()).select_from(entity)) for entity in (InboxMessage, OutboxMessage)]
    assert line.details == {"billed_days": "0"}
    assert after == before


async def test_what_is_billed_stays_without_what_is_not_needed(lived_in: Phones, at: At) -> None:
    lived_in.later(at("2026-11-27 12:00"))
    done = await erased(lived_in)
    assert done.kept.days == 1
    assert done.until == date(2036, 11, 26)
    found = await traces_in(lived_in.database, TRACES)
    assert found == {("families", "number"): {"F1"}, ("children", "first_name"): {"Emma"}}


async def test_a_number_that_another_family_has_too_stays_with_it(lived_in: Phones) -> None:
    async with lived_in.database.writing() as db:
        other = (await db.scalars(select(Guardian).where(Guardian.phone == NADIA))).one()
        other.phone = CLAIRE
    await erased(lived_in)
    assert ("guardians", "phone") in await traces_in(lived_in.database, {CLAIRE})
    async with lived_in.database.reading() as db:
        assert await db.scalar(select(func.count()).where(InboxMessage.sender == CLAIRE)) == 5


async def test_erasing_one_parent_leaves_the_child_to_the_other(lived_in: Phones) -> None:
    await erased(lived_in, guardian="Karim Moreau")
    found = await traces_in(lived_in.database, {"Karim", KARIM, "merci pour tout"})
    assert found == {}
    assert "Emma" in await lived_in.phone(CLAIRE).says("mes réservations")


async def test_another_family_notices_nothing(lived_in: Phones) -> None:
    before = await traces_in(lived_in.database, {NADIA, "Inès", "Haddad"})
    await erased(lived_in)
    assert await traces_in(lived_in.database, {NADIA, "Inès", "Haddad"}) == before


async def test_what_waits_on_the_disk_goes_too(tmp_path: Path, lived_in: Phones) -> None:
    spool = Spool(tmp_path / "spool", lived_in.clock.now)
    spool.prepare()
    for sender in (CLAIRE, NADIA):
        now = lived_in.clock.now()
        await spool.put(Incoming(Channel.SMS, f"SM{sender}", sender, "cantine lundi", now))
    assert forget_spooled(spool.folder, (await erased(lived_in)).addresses) == 1
    assert spool.size() == 1


NOBODYS_OWN = {
    "answered_calls", "failed_logins", "frozen_counts", "imports", "notices", "reminder_stops", "staff", "taken_forms",
}  # fmt: skip


async def test_what_is_handed_over_has_all_that_is_stored_of_a_family(lived_in: Phones) -> None:
    async with lived_in.database.reading() as db:
        people = await people_of(db, "F1")
        document = await document_of(db, lived_in.app.town, people, now=lived_in.clock.now())
    stored = {table for table, _ in await traces_in(lived_in.database, TRACES)}
    assert stored - NOBODYS_OWN - {table for table, rows in document.tables.items() if rows} == set()
    for words in ("Léo Moreau", "sans arachide", "varicelle", "cantine", "Karim Moreau"):
        assert words in document.page
    assert "Inès" not in json.dumps(document.tables, ensure_ascii=False) + document.page


async def test_every_table_with_data_of_people_is_handed_over_or_known_to_be_nobodys_own(lived_in: Phones) -> None:
    async with lived_in.database.reading() as db:
        theirs = {table_of(entity).name for entity in belongings(await people_of(db, "F1"))}
    assert {column.table for column in register() if column.data is not Data.NONE} - theirs == NOBODYS_OWN


@pytest.fixture
async def written(database_url: str, at: At) -> AsyncIterator[Database]:
    """Two acts in the clear with a line each; of the first it is written down that it may be emptied."""
    database, now = Database(database_url), at("2026-11-23 09:00")
    async with database.writing() as db:
        for words in ("cantine lundi", "garderie mardi"):
            act = await open_act(db, Author(AuthorKind.STAFF, "Sylvie Duval", "desk", words, now), now=now)
            db.add(JournalLine(act_id=act.id, entry=Entry.CAPACITY, details={"why": words}))
        await db.flush()
        await db.execute(text("INSERT INTO redactions (act_id, by_act_id) VALUES (1, 2)"))
    yield database
    await database.close()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE acts SET words = '' WHERE id = 1", id="words"),
        pytest.param("UPDATE acts SET words = '', author_name = '' WHERE id = 1", id="words and name"),
        pytest.param("UPDATE journal SET details = '{}' WHERE act_id = 1", id="details"),
    ],
)
async def test_the_database_lets_be_emptied_what_was_written_down_before(written: Database, statement: str) -> None:
    async with written.connection() as connection:
        assert (await connection.execute(text(statement))).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE acts SET words = 'autre' WHERE id = 1", id="other words"),
        pytest.param("UPDATE acts SET words = '', channel = 'desk2' WHERE id = 1", id="emptied, and a fact changed"),
        pytest.param("UPDATE acts SET words = '' WHERE id = 2", id="emptied, and nobody wrote down why"),
        pytest.param("UPDATE journal SET entry = 'booked', details = '{}' WHERE act_id = 1", id="a fact of a line"),
        pytest.param("UPDATE journal SET details = '{}' WHERE act_id = 2", id="details, and nobody wrote down why"),
        pytest.param("UPDATE redactions SET act_id = 2", id="what was written down is changed"),
        pytest.param("DELETE FROM redactions", id="what was written down is removed"),
    ],
)
async def test_the_database_refuses_all_else(written: Database, statement: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        async with written.connection() as connection:
            await connection.execute(text(statement))
