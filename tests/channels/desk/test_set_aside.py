"""What imports set aside, at the desk: listed by what hurts most, mended, kept in the journal; one of two is told."""

from pathlib import Path

import pytest
from sqlalchemy import select

from booking.domain import Entry
from booking.tables import ActRow, Child, JournalLine
from channels.desk.roles import Role
from tests.booking.importing.old_files import OldFiles
from tests.channels.desk.office import Office

LEO = "Z1;Zanetti;Léo;12/03/2018;Victor-Hugo;CE2;Claire Zanetti;06 39 98 77 01;oui;"
EMMA = "Z1;Zanetti;Emma;31/02/2019;Jean-Moulin;CE1;Claire Zanetti;06 39 98 77 01;oui;"
ALONE = "Z2;Haddad;Inès;01/09/2019;Marie-Curie;CE1;;;oui;"
PHONE = "Z3;Petit;Zoé;01/09/2019;Marie-Curie;CE1;Anne Petit;06 39;oui;"
LIST = "/guichet/mis-de-cote"


@pytest.fixture
async def files(office: Office, tmp_path: Path) -> OldFiles:
    """A file of which one family, two children and a phone stay outside."""
    old = OldFiles(office.database, office.town, tmp_path, office.clock.now())
    await old.bring_in(LEO, EMMA, ALONE, PHONE)
    return old


@pytest.mark.usefixtures("files")
async def test_what_hurts_parents_most_comes_first_with_place_and_cure(office: Office) -> None:
    async with office.clerk() as clerk:
        words = (await clerk.open(LIST)).words
        said = ("Aucun responsable", "n'est pas dans le fichier de la ville", "n'est pas un numéro de téléphone")
        order = [words.index(each) for each in said]
        assert order == sorted(order)
        assert "eleves.csv, ligne 2, colonne « École », dossier Z1" in words
        assert "Écrivez le nom d'une école de la ville" in words


@pytest.mark.usefixtures("files")
async def test_a_mended_row_comes_in_at_once_and_the_journal_says_by_whom(office: Office) -> None:
    async with office.clerk(name="Claire Duval") as clerk:
        await clerk.open(f"{LIST}?sorte=child")
        await clerk.open(await address_of(office, "Léo"))
        assert clerk.page.words.count("Écrivez le nom d'une école") == 2
        page = await clerk.press("Corriger et prendre", **{"l2-4": "Jean-Moulin"})
        assert "1 enfant ajouté, 1 inscription ajoutée. Il reste : ligne 3" in page.words
    async with office.database.reading() as db:
        assert await db.scalar(select(Child.school).where(Child.last_name == "Zanetti")) == "jean-moulin"
        act = await db.scalar(
            select(ActRow).join(JournalLine, JournalLine.act_id == ActRow.id).where(JournalLine.entry == Entry.MENDED)
        )
        assert act is not None
        assert act.author_name == "Claire Duval"
        assert "École : « Victor-Hugo » devient « Jean-Moulin »" in act.words


@pytest.mark.usefixtures("files")
async def test_a_row_that_is_still_wrong_says_why(office: Office) -> None:
    async with office.clerk() as clerk:
        await clerk.open(await address_of(office, "Léo"))
        page = await clerk.press("Corriger et prendre", **{"l2-4": "Jean-Mermoz"})
        assert "L'école « Jean-Mermoz » n'est pas dans le fichier de la ville." in page.words
        page = await clerk.press("Corriger et prendre")
        assert "Rien n'a été corrigé encore." in page.words


@pytest.mark.usefixtures("files")
async def test_the_second_of_two_on_the_same_row_is_told(office: Office) -> None:
    async with office.clerk(name="Claire Duval") as claire, office.clerk(name="Karim Benali") as karim:
        there = await address_of(office, "Inès")
        await claire.open(there)
        await karim.open(there)
        assert "1 famille ajoutée" in (await claire.press("Corriger et prendre", **{"l4-6": "Nadia Haddad"})).words
        told = await karim.press("Corriger et prendre", **{"l4-6": "Nadia Hadad"})
        assert "Cette ligne n'attend plus : quelqu'un vient de la reprendre" in told.words
        assert "Cette ligne n'attend plus" in (await karim.open(there)).words
        assert karim.answer.status_code == 404


async def test_one_of_two_rows_that_disagree_is_taken_out(office: Office, files: OldFiles) -> None:
    twice = "Z4;Roy;Tom;01/09/2019;Marie-Curie;CE1;Luc Roy;06 39 98 77 05;oui;"
    await files.bring_in(twice, twice.replace("2019", "2018"))
    async with office.clerk() as clerk:
        await clerk.open(await address_of(office, "Tom"))
        page = await clerk.press("Corriger et prendre", sans="3")
        assert "1 enfant ajouté, 1 inscription ajoutée." in page.words
        assert "Rien n'attend : tout est entré." in page.words


async def test_what_staff_changed_since_is_listed_and_can_stay_as_it_is(office: Office, files: OldFiles) -> None:
    sound = LEO.replace("Victor-Hugo", "Jean-Moulin")
    await files.bring_in(sound)
    async with office.database.writing() as db:
        child = await db.scalar(select(Child).where(Child.last_name == "Zanetti"))
        assert child is not None
        child.class_name = "CE1"
    await files.bring_in(sound.replace("CE2", "CP"))
    async with office.clerk() as clerk:
        page = await clerk.open(LIST)
        assert "Le fichier et le dossier ne disent pas la même chose" in page.words
        assert "Le fichier dit « CP », mais quelqu'un a écrit « CE1 » dans le logiciel depuis." in page.words
        await clerk.open(await address_of(office, "Léo"))
        page = await clerk.press("Garder le dossier tel qu'il est")
        assert "retiré de la liste. Rien d'autre n'a été changé. " in page.words
    async with office.database.reading() as db:
        assert await db.scalar(select(Child.class_name).where(Child.last_name == "Zanetti")) == "CE1"


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "x" * 501, "\x00"],
    ids=["markup", "a formula", "a path", "more than a cell holds", "a byte of nothing"],
)  # fmt: skip
async def test_a_hostile_cell_is_no_school_and_is_shown_as_it_is(office: Office, files: OldFiles, value: str) -> None:
    async with office.clerk(Role.COUNTER) as clerk:
        await clerk.open(await address_of(office, "Léo"))
        page = await clerk.press("Corriger et prendre", **{"l2-4": value})
        assert clerk.answer.status_code in (200, 422)
        assert "<script>alert" not in page.text
    assert [child for child in (await files.families())["Z1"].children if child.school is not None] == []


async def address_of(office: Office, child: str) -> str:
    """The page of what waits for that child."""
    async with office.clerk(name=f"Qui cherche {child}") as clerk:
        page = await clerk.open(LIST)
        found = page.text.split(f'<span class="tag plain">{child}</span>')[0].rsplit('href="', 1)[1]
        return found.partition('"')[0]
