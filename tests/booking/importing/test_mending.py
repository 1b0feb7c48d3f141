"""What was set aside, mended at the desk: one row, tried again."""

from booking.domain import Author, AuthorKind
from booking.importing.findings import Reason
from booking.importing.mending import Mended, dismiss, try_again
from booking.importing.set_aside import listed
from booking.importing.tables import SetAside
from tests.booking.importing.old_files import HEADER, OldFiles

LEO = "F1;Moreau;Léo;12/03/2018;Victor-Hugo;CE2;Claire Moreau;06 39 98 00 01;oui;"
EMMA = "F1;Moreau;Emma;31/02/2019;Jean-Moulin;CE1;Claire Moreau;06 39 98 00 01;oui;"
ALONE = "F2;Haddad;Inès;01/09/2019;Marie-Curie;CE1;;;oui;"
HEADER_NAMES = HEADER.split(";")
SHIFTED = "F3;Du;Pont;Tom;01/09/2019;Marie-Curie;CE1;Luc Pont;06 39 98 00 05;oui;"


def martine(files: OldFiles) -> Author:
    return Author(AuthorKind.STAFF, "Martine", "desk", "", arrived=files.now)


async def waiting_for(files: OldFiles, child: str) -> SetAside:
    """The one thing that waits for a child."""
    async with files.database.reading() as db:
        return next(each for each in await listed(db) if each.child == child)


async def mend(files: OldFiles, waiting: SetAside, **cells: str) -> Mended:
    """Correct some cells of its row, and try again."""
    row = {**waiting.rows[str(waiting.line)], **{name.replace("_", " "): value for name, value in cells.items()}}
    async with files.database.writing() as db:
        fresh = await db.get_one(SetAside, waiting.id)
        return await try_again(db, files.town, fresh, {waiting.line: row}, by=martine(files), now=files.now)


async def test_a_row_that_is_mended_comes_in_and_the_others_go_on_waiting(files: OldFiles) -> None:
    await files.bring_in(LEO, EMMA)
    mended = await mend(files, await waiting_for(files, "Léo"), École="Jean-Moulin")
    assert (mended.tally.children_new, [found.reason for found in mended.findings]) == (1, [Reason.BORN_IMPOSSIBLE])
    assert [each.first_name for each in (await files.families())["F1"].children] == ["Léo"]
    mended = await mend(files, await waiting_for(files, "Emma"), Né_le="28/02/2019")
    assert mended.findings == []
    assert {each.first_name for each in (await files.families())["F1"].children} == {"Léo", "Emma"}
    async with files.database.reading() as db:
        assert await listed(db) == []


async def test_a_family_without_a_guardian_comes_in_once_there_is_one(files: OldFiles) -> None:
    await files.bring_in(ALONE)
    assert await files.families() == {}
    await mend(files, await waiting_for(files, "Inès"), Responsable_1="Nadia Haddad")
    assert [each.name for each in (await files.families())["F2"].guardians] == ["Nadia Haddad"]


async def test_a_row_whose_cells_had_moved_is_written_whole(files: OldFiles) -> None:
    await files.bring_in(SHIFTED, LEO.replace("Victor-Hugo", "Jean-Moulin"))
    waiting = await waiting_for(files, "")
    cells = dict(zip(HEADER_NAMES, SHIFTED.replace("Du;Pont", "Du Pont").split(";"), strict=True))
    async with files.database.writing() as db:
        fresh = await db.get_one(SetAside, waiting.id)
        await try_again(db, files.town, fresh, {waiting.line: cells}, by=martine(files), now=files.now)
    assert [each.last_name for each in (await files.families())["F3"].children] == ["Du Pont"]


async def test_a_second_try_that_is_wrong_too_goes_on_waiting(files: OldFiles) -> None:
    await files.bring_in(LEO)
    mended = await mend(files, await waiting_for(files, "Léo"), École="Victor-Hugo 2")
    assert [found.reason for found in mended.findings] == [Reason.SCHOOL_UNKNOWN]
    assert (await waiting_for(files, "Léo")).value == "Victor-Hugo 2"


async def test_what_nobody_will_mend_is_taken_off_the_list(files: OldFiles) -> None:
    await files.bring_in(LEO)
    waiting = await waiting_for(files, "Léo")
    async with files.database.writing() as db:
        await dismiss(db, await db.get_one(SetAside, waiting.id), by=martine(files), now=files.now)
    async with files.database.reading() as db:
        assert await listed(db) == []
