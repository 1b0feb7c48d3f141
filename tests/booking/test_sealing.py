"""The most sensitive columns are kept so that a stolen backup tells nobody what they say."""

from datetime import date

import pytest
from sqlalchemy import select, text

import booking.importing.tables
import bot.tables
import channels.tables
from booking.cipher import new_key
from booking.data_keys import check_keys, rotate, sealed_columns, sealed_tables
from booking.database import Database
from booking.domain import Author, AuthorKind, Place
from booking.errors import DataKeyError
from booking.head_counts import head_counts
from booking.journal import open_act
from booking.sealing import NO_KEYS, SEALED, Keyring, keyring_of
from booking.tables import ActRow, Base, Child, Deployment, Family
from booking.town import Town
from channels.tables import InboxMessage
from channels.transport import Channel, Kind
from tests.booking.places import World
from tests.conftest import At

OLD, NEW = new_key(), new_key()
DIET, WORDS = "sans arachide (PAI)", "Raphael est allergique, cantine lundi"
SENSITIVE = {
    "acts": {"words"},
    "children": {"diet"},
    "conversations": {"pending"},
    "inbox": {"text"},
    "outbox": {"text"},
    "imported_families": {"memory"},
    "set_aside": {"value", "became", "rows"},
}


def test_the_sealed_columns_are_these() -> None:
    assert booking.importing.tables  # whose tables are among those of the house
    assert bot.tables
    assert channels.tables
    tables = sealed_tables(Base.metadata)
    assert {table.name: {column.name for column in sealed_columns(table)} for table in tables} == SENSITIVE


async def fill(database: Database, at: At) -> None:
    """A child with a diet, a text, and what a file said of them."""
    now = at("2026-11-23 09:00")
    async with database.writing() as db:
        child = Child(first_name="Raphael", last_name="Bernard", diet=DIET)
        family = Family(number="F1", missing=[], guardians=[], children=[child])
        db.add(family)
        message = InboxMessage(
            channel=Channel.SMS, provider_id="SM1", sender="+33639980001", kind=Kind.TEXT, text=WORDS,
            received_at=now, next_try_at=now,
        )  # fmt: skip
        db.add(message)
        await db.flush()
        await open_act(
            db, Author(AuthorKind.GUARDIAN, "Claire", "sms", WORDS, arrived=now, family_id=family.id), now=now
        )


async def read(database: Database) -> tuple[str | None, ...]:
    """The diet, the text, and the words of the act that it caused."""
    async with database.reading() as db:
        said = select(ActRow.words).where(ActRow.words != "")
        return tuple([await db.scalar(one) for one in (select(Child.diet), select(InboxMessage.text), said)])


async def raw(database: Database) -> str:
    """All that stands in the sealed columns, as the database has it."""
    kept = []
    async with database.reading() as db:
        for table in sealed_tables(Base.metadata):
            for column in sealed_columns(table):
                wanted = text(f'SELECT CAST("{column.name}" AS TEXT) FROM {table.name}')
                kept += [str(value) for value in await db.scalars(wanted)]
    return "\n".join(kept)


async def test_without_keys_nothing_is_sealed(database: Database, at: At) -> None:
    await fill(database, at)
    assert DIET in await raw(database)
    assert SEALED not in await raw(database)


async def test_what_is_sealed_is_read_by_us_and_by_nobody_else(database_url: str, at: At) -> None:
    ours = Database(database_url, keys=Keyring([OLD]))
    await fill(ours, at)
    kept = await raw(ours)
    assert kept.count(SEALED) == 3
    for clear in ("arachide", "PAI", "allergique", "Raphael"):
        assert clear not in kept
    assert await read(ours) == (DIET, WORDS, WORDS)
    await ours.close()


async def test_keys_are_turned_on_renewed_and_off_while_the_rest_is_read(database_url: str, at: At) -> None:
    clear = Database(database_url)
    await fill(clear, at)
    await clear.close()
    for keys, sealed, words_of_acts in (
        (Keyring([OLD]), True, 1),
        (Keyring([NEW, OLD]), True, 1),
        (Keyring([NEW]), True, 0),  # the journal is not written over where that is not needed
        (Keyring([NEW], seals=False), False, 1),
        (NO_KEYS, False, 0),
    ):
        database = Database(database_url, keys=keys)
        await check_keys(database)
        assert await read(database) == (DIET, WORDS, WORDS)
        assert await rotate(database, now=at("2026-11-24 09:00")) == 2 + words_of_acts
        kept = await raw(database)
        assert (kept.count(SEALED) == 3, DIET in kept) == (sealed, not sealed)
        assert await read(database) == (DIET, WORDS, WORDS)
        await database.close()


async def test_a_wrong_or_a_missing_key_is_said_at_the_start(database_url: str, at: At) -> None:
    ours = Database(database_url, keys=Keyring([OLD]))
    await check_keys(ours)
    await fill(ours, at)
    await ours.close()
    for keys, words in ((Keyring([NEW]), "aucune de ces clés"), (NO_KEYS, "ALLO_DATA_KEYS manque")):
        other = Database(database_url, keys=keys)
        with pytest.raises(DataKeyError, match=words):
            await check_keys(other)
        with pytest.raises(DataKeyError, match=words):
            await rotate(other, now=at("2026-11-24 09:00"))
        with pytest.raises(DataKeyError, match=words):
            await read(other)
        await other.close()


async def test_a_key_is_remembered_by_a_proof_and_not_by_itself(database_url: str) -> None:
    ours = Database(database_url, keys=Keyring([OLD]))
    await check_keys(ours)
    async with ours.reading() as db:
        facts = (await db.scalars(select(Deployment.value))).all()
    assert all(OLD not in fact for fact in facts)
    await ours.close()


async def test_kitchens_count_sealed_diets_as_any_other(database_url: str, town: Town, at: At) -> None:
    day = date(2026, 11, 30)
    ours = Database(database_url, keys=Keyring([OLD]))
    world = World(ours, town)
    await world.open(day, day)
    for name in ("Léo", "Emma"):
        await world.book(Place(await world.child(name, diet=DIET), "cantine", day), at("2026-11-23 09:00"))
    async with ours.reading() as db:
        counts = await head_counts(db, town, day, service="cantine")
    assert [(count.diet, count.children) for count in counts] == [(DIET, 2)]
    await ours.close()


@pytest.mark.parametrize("keyring", [NO_KEYS, Keyring([OLD]), Keyring([OLD], seals=False)], ids=["none", "on", "off"])
@pytest.mark.parametrize("words", ["", "sealed:1:x", "clear:1:x", "clear:1:sealed:1:", "é€🔒", "a" * 5000])
def test_every_text_comes_back_as_it_was(keyring: Keyring, words: str) -> None:
    assert keyring.opened(keyring.seal(words)) == words


@pytest.mark.parametrize(
    "written",
    ["x", "clair,x", f"{OLD},clair", OLD[:-2]],
    ids=["too short", "no key at all", "a key and no key", "a key cut short"],
)
def test_what_is_no_list_of_keys_is_refused_in_words_that_hide_it(written: str) -> None:
    with pytest.raises(ValueError, match="data-keys new") as refused:
        keyring_of(written)
    assert written not in str(refused.value)
