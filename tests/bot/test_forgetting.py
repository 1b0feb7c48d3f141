"""What has been kept long enough is forgotten, and nothing before; counts and the journal stay true."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from booking.audience import Who
from booking.domain import Entry
from booking.journal import open_system_act
from booking.kept import Until
from booking.register import register
from booking.replay import replay
from booking.tables import ActRow, Child, Family, Guardian, JournalLine, Reservation
from bot.forgetting.rules import RULES
from bot.forgetting.turns import forget_all
from channels.desk.tables import FailedLogin
from channels.notices.tables import Notice
from channels.tables import InboxMessage, OutboxMessage
from tests.bot.conftest import CLAIRE, child
from tests.bot.phone import Phones
from tests.conftest import At

STRANGER, LOUIS = "+33639980099", "+33639980009"


@pytest.fixture
async def said(phones: Phones) -> Phones:
    """Claire booked a day, which was used; somebody unknown wrote."""
    await phones.phone(CLAIRE).says("cantine jeudi pour Léo svp")
    await phones.phone(STRANGER).says("bonjour, ici la voisine")
    return phones


async def forget(phones: Phones, now: datetime, *, dry_run: bool = False) -> int:
    return sum((await forget_all(phones.database, phones.app.town, now=now, dry_run=dry_run)).values())


async def words(phones: Phones) -> str:
    """All texts that are kept, in the inbox, the outbox and the journal."""
    async with phones.database.reading() as db:
        kept = [await db.scalars(select(column)) for column in (InboxMessage.text, OutboxMessage.text, ActRow.words)]
        return " ".join(text for texts in kept for text in texts)


async def names_of(phones: Phones, number: str) -> set[str]:
    """The children of a file; none once it is erased."""
    async with phones.database.reading() as db:
        known = select(Child.first_name).join(Family).where(Family.number == number, Child.last_name != "")
        return set((await db.scalars(known)).all())


async def messages(phones: Phones) -> int:
    async with phones.database.reading() as db:
        return sum(
            [await db.scalar(select(func.count()).select_from(each)) or 0 for each in (InboxMessage, OutboxMessage)]
        )


def test_nothing_that_ends_is_left_out() -> None:
    ends = {(until, table) for rule in RULES for until, tables in rule.ends.items() for table in tables}
    by_access = {(Until.ACCOUNT_ENDS, "webhook_calls")}
    declared = {(column.until, column.table) for column in register() if column.until is not Until.UNLINKED}
    assert declared - ends - by_access == set()


async def test_nothing_is_forgotten_before_its_time(said: Phones, at: At) -> None:
    assert await forget(said, at("2026-12-20 12:00")) == 0
    assert "Léo svp" in await words(said)


async def test_a_stranger_is_forgotten_after_ninety_days_and_a_parent_is_not(said: Phones, at: At) -> None:
    assert await forget(said, at("2027-03-01 12:00"))
    assert "voisine" not in await words(said)
    assert "Léo svp" in await words(said)


async def test_words_are_forgotten_after_a_year_and_what_happened_is_not(said: Phones, at: At) -> None:
    before = await messages(said)
    await forget(said, at("2027-12-01 12:00"))
    assert (await words(said)).strip() == ""
    assert await messages(said) == before
    async with said.database.reading() as db:
        told = replay((await db.scalars(select(JournalLine).order_by(JournalLine.id))).all())
        stored = {row.id: row.state for row in (await db.execute(select(Reservation.id, Reservation.state)))}
        lines = (await db.scalars(select(JournalLine).where(JournalLine.entry == Entry.FORGOTTEN))).all()
    assert {number: one.state for number, one in told.items()} == stored
    assert {line.details["what"] for line in lines} >= {"messages et mots du journal"}


async def test_a_family_that_left_is_forgotten_but_for_what_is_billed_and_then_wholly(said: Phones, at: At) -> None:
    await forget(said, at("2028-09-01 12:00"))
    async with said.database.reading() as db:
        family = (await db.scalars(select(Family).where(Family.number == "F1"))).one()
        names = set((await db.scalars(select(Child.first_name))).all())
        assert set((await db.scalars(select(Guardian.name))).all()) == {""}
    assert family.erased_at is not None
    assert names == {"Léo", ""}, "of the child who ate, the first name"
    await forget(said, at("2037-09-01 12:00"))
    async with said.database.reading() as db:
        assert set((await db.scalars(select(Child.first_name))).all()) == {""}
        assert not [one for one in await db.scalars(select(Family.number)) if not one.startswith("effacé-")]


@pytest.mark.parametrize("siblings", [(), ("cantine",)], ids=["alone", "beside a sibling who has left"])
async def test_a_child_who_never_came_is_forgotten_once_nothing_happened_for_a_year(
    phones: Phones, at: At, siblings: tuple[str, ...]
) -> None:
    async with phones.database.writing() as db:
        children = [child("Zoé"), *(child("Tom", service) for service in siblings)]
        db.add(Family(number="F9", guardians=[Guardian(name="Louis Petit", phone=LOUIS)], children=children))
    await phones.phone(LOUIS).says("cantine lundi pour Zoé")
    phones.later(at("2027-10-01 09:00"))
    await phones.phone(LOUIS).says("cantine lundi pour Zoé")
    await forget(phones, at("2028-09-30 09:00"))
    assert await names_of(phones, "F9") == {"Zoé"}, "a year after the last act, not before"
    await forget(phones, at("2028-10-02 09:00"))
    assert await names_of(phones, "F9") == set()


async def test_a_file_without_a_child_ends_a_year_after_it_was_written(phones: Phones, at: At) -> None:
    now = phones.clock.now()
    async with phones.database.writing() as db:
        family = Family(number="F9", guardians=[Guardian(name="Louis Petit", phone=LOUIS)])
        db.add(family)
        await db.flush()
        await open_system_act(db, "import", now=now, family_id=family.id)
    for instant, erased in (("2027-11-22 09:00", False), ("2027-11-24 09:00", True)):
        await forget(phones, at(instant))
        async with phones.database.reading() as db:
            family = await db.get_one(Family, family.id)
        assert (family.erased_at is not None) == erased


async def test_a_dry_run_counts_and_forgets_nothing(said: Phones, at: At) -> None:
    now = at("2027-12-01 12:00")
    assert await forget(said, now, dry_run=True)
    assert "Léo svp" in await words(said)
    assert await forget(said, now)
    assert await forget(said, now) == 0, "a second run finds nothing"


@pytest.mark.parametrize(
    ("draft", "kept_after"),
    [
        pytest.param({}, [True, False], id="of no day: a month after its last change"),
        pytest.param({"no_use_after": "2026-12-04 23:00"}, [True, False], id="of a day that is over"),
        pytest.param({"no_use_after": "2027-01-20 23:00"}, [True, True], id="of use still: it stays"),
        pytest.param({"wanted_at": "2027-01-15 18:00"}, [True, True], id="to leave later: it stays"),
    ],
)
async def test_a_draft_of_a_notice_is_dropped_once_nobody_will_send_it(
    phones: Phones, at: At, draft: Mapping[str, str], kept_after: Sequence[bool]
) -> None:
    hours = {name: at(written) for name, written in draft.items()}
    async with phones.database.writing() as db:
        db.add(
            Notice(
                texts={"fr": "Grève"},
                who=Who.FAMILIES,
                changed_by="Léa Roy",
                changed_at=at("2026-11-23 09:00"),
                **hours,
            )
        )
    stays = []
    for now in (at("2026-12-22 09:00"), at("2026-12-24 09:00")):
        await forget(phones, now)
        async with phones.database.reading() as db:
            stays.append(await db.scalar(select(func.count()).select_from(Notice)) == 1)
    assert stays == kept_after


async def test_failed_logins_are_forgotten_after_an_hour(said: Phones) -> None:
    now = said.clock.now()
    async with said.database.writing() as db:
        db.add(FailedLogin(name="claire", address="192.0.2.1", at=now))
    assert await forget(said, now + timedelta(minutes=59)) == 0
    assert await forget(said, now + timedelta(minutes=61)) == 1
