"""A parent who asks why is told what is lacking on the file."""

from pathlib import Path

from booking.town import Town
from tests.booking.importing.old_files import OldFiles
from tests.bot.conftest import CLAIRE, NADIA
from tests.bot.phone import Phones

LEO = "F9;Roux;Léo;12/03/2018;Jean-Moulin;CE2;Anne Roux;06 39 98 00 60;oui;"
TOM = "F9;Roux;Tom;12/03/2019;Victor-Hugo;CE1;Anne Roux;06 39 98 00 60;oui;"


async def test_papers_and_what_an_import_left_out_are_named(phones: Phones, town: Town, tmp_path: Path) -> None:
    await OldFiles(phones.database, town, tmp_path, phones.clock.now()).bring_in(LEO + "assurance", TOM)
    said = await phones.phone("+33639980060").says("pourquoi ?")
    assert "il manque assurance" in said
    assert "Tom n'y est pas encore, école à vérifier" in said


async def test_a_refusal_for_the_file_names_what_is_lacking(phones: Phones) -> None:
    nadia = phones.phone(NADIA)
    await nadia.says("cantine lundi")
    assert "assurance scolaire" in await nadia.says("pourquoi ?")


async def test_a_file_that_lacks_nothing_is_not_complained_of(phones: Phones) -> None:
    assert "Dossier" not in await phones.phone(CLAIRE).says("pourquoi ?")
