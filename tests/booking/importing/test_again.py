"""The same file again, a corrected one, and what staff changed in between."""

from booking.importing.findings import Reason
from booking.importing.set_aside import forget, listed
from booking.tables import Child, Guardian
from tests.booking.importing.old_files import OldFiles
from tests.conftest import At

LEO = "F1;Moreau;Léo;12/03/2018;Jean-Moulin;CE2;Claire Moreau;06 39 98 00 01;oui;"
EMMA = "F1;Moreau;Emma;12/03/2019;Jean-Moulin;CE1;Claire Moreau;06 39 98 00 01;oui;"
INES = "F2;Haddad;Inès;01/09/2019;Marie-Curie;CE1;Nadia Haddad;06 39 98 00 03;non;assurance, quotient"


async def test_a_file_comes_in_with_schools_classes_papers_and_enrolments(files: OldFiles) -> None:
    outcome = await files.bring_in(LEO, EMMA, INES)
    families = await files.families()
    assert (outcome.tally.families_new, outcome.tally.children_new, outcome.tally.places_new) == (2, 3, 2)
    assert families["F2"].missing == ["assurance", "quotient"]
    leo = families["F1"].children[0]
    assert (leo.school, leo.class_name, [place.service for place in leo.enrolments]) == (
        "jean-moulin",
        "CE2",
        ["cantine"],
    )


async def test_the_same_file_again_changes_nothing(files: OldFiles) -> None:
    await files.bring_in(LEO, EMMA, INES)
    again = await files.bring_in(LEO, EMMA, INES)
    assert (again.tally.families_same, again.tally.families_new, again.tally.families_changed) == (2, 0, 0)
    assert again.findings == []
    assert len((await files.families())["F1"].children) == 2


async def test_a_dry_run_counts_everything_and_writes_nothing(files: OldFiles) -> None:
    outcome = await files.bring_in(LEO, INES, dry_run=True)
    assert (outcome.tally.families_new, outcome.tally.children_new) == (2, 2)
    assert await files.families() == {}


async def test_a_corrected_file_changes_what_was_corrected(files: OldFiles) -> None:
    await files.bring_in(LEO.replace("Léo", "Lé0"), EMMA.replace("CE1", "CP"), INES)
    outcome = await files.bring_in(LEO, EMMA, INES.replace("00 03", "00 04").replace("assurance, quotient", ""))
    families = await files.families()
    assert (outcome.tally.families_changed, outcome.set_aside) == (2, [])
    assert {child.first_name: child.class_name for child in families["F1"].children} == {"Léo": "CE2", "Emma": "CE1"}
    assert (families["F2"].guardians[0].phone, families["F2"].missing) == ("+33639980004", [])


async def test_a_name_that_was_corrected_is_the_same_person(files: OldFiles) -> None:
    await files.bring_in(LEO.replace("Moreau;Léo", "Morreau;Leo"), INES)
    await files.bring_in(LEO, INES)
    children = (await files.families())["F1"].children
    assert [(child.first_name, child.last_name) for child in children] == [("Léo", "Moreau")]


async def test_an_empty_cell_takes_nothing_away_and_nobody_is_removed(files: OldFiles) -> None:
    await files.bring_in(LEO, EMMA)
    await files.bring_in(LEO.replace("06 39 98 00 01", "").replace("CE2", ""))
    family = (await files.families())["F1"]
    assert (family.guardians[0].phone, len(family.children)) == ("+33639980001", 2)
    assert family.children[0].class_name == "CE2"


async def test_a_no_ends_the_enrolment_and_a_yes_brings_it_back(files: OldFiles) -> None:
    await files.bring_in(LEO)
    await files.bring_in(LEO.replace(";oui;", ";non;"))
    today = files.now.date()
    ended = (await files.families())["F1"].children[0].enrolments
    assert [place.last < today for place in ended] == [True]
    await files.bring_in(LEO)
    assert [place.last > today for place in (await files.families())["F1"].children[0].enrolments] == [True]


async def test_what_staff_changed_since_stays_and_is_listed_as_a_conflict_each_time(files: OldFiles) -> None:
    await files.bring_in(LEO, INES)
    families = await files.families()
    async with files.database.writing() as db:
        guardian = await db.get_one(Guardian, families["F1"].guardians[0].id)
        guardian.phone = "+33639980009"
        (await db.get_one(Child, families["F1"].children[0].id)).class_name = "CM1"
    for row in (LEO, LEO.replace("00 01", "00 02"), LEO.replace("00 01", "00 02")):
        outcome = await files.bring_in(row, INES)
        conflicts = {(found.column, found.became) for found in outcome.findings if found.is_conflict}
        assert conflicts == {("phone", "+33639980009"), ("class_name", "CM1")}
        assert outcome.tally.families_changed == 0
        family = (await files.families())["F1"]
        assert (family.guardians[0].phone, family.children[0].class_name) == ("+33639980009", "CM1")


async def test_what_staff_and_the_file_now_both_say_is_no_conflict(files: OldFiles) -> None:
    await files.bring_in(LEO)
    async with files.database.writing() as db:
        (await db.get_one(Guardian, (await files.families())["F1"].guardians[0].id)).phone = "+33639980009"
    outcome = await files.bring_in(LEO.replace("00 01", "00 09"))
    assert outcome.findings == []
    corrected = await files.bring_in(LEO.replace("00 01", "00 08"))
    assert corrected.findings == []
    assert (await files.families())["F1"].guardians[0].phone == "+33639980008"


async def test_a_file_of_guardians_and_one_of_children_make_families(files: OldFiles) -> None:
    await files.bring_in("F1;Moreau;Claire;0639980001", header="N° dossier;Nom;Prénom;Téléphone")
    outcome = await files.bring_in(
        "F1;Moreau;Léo;12/03/2018;Jean-Moulin", header="N° dossier;Nom;Prénom;Date de naissance;École"
    )
    family = (await files.families())["F1"]
    assert outcome.findings == []
    assert ([each.name for each in family.guardians], [each.first_name for each in family.children]) == (
        ["Claire Moreau"],
        ["Léo"],
    )


async def test_a_row_for_each_family_holds_several_children(files: OldFiles) -> None:
    header = "Foyer;Responsable 1;Tel resp 1;Enfant 1 nom;Enfant 1 prénom;Enfant 1 classe;Enfant 2 nom;Enfant 2 prénom"
    await files.bring_in("F1;Claire Moreau;0639980001;Moreau;Léo;CP;Moreau;Emma", header=header)
    assert [each.first_name for each in (await files.families())["F1"].children] == ["Léo", "Emma"]


async def test_without_numbers_the_same_guardian_with_the_same_phone_is_one_family(files: OldFiles) -> None:
    header = "Nom enfant;Prénom enfant;Né le;Responsable 1;Tél. responsable 1"
    rows = (
        "Moreau;Léo;12/03/2018;Claire Moreau;0639980001",
        "Moreau;Emma;12/03/2019;Claire Moreau;0639980001",
        "Moreau;Hugo;12/03/2019;Claire Moreau;0639980002",
    )
    await files.bring_in(*rows, header=header)
    again = await files.bring_in(*rows, header=header)
    families = (await files.families()).values()
    assert sorted(len(family.children) for family in families) == [1, 2]
    assert (again.tally.families_same, again.tally.families_new) == (2, 0)


async def test_without_numbers_a_corrected_phone_is_the_same_family(files: OldFiles) -> None:
    header = "Nom enfant;Prénom enfant;Né le;Responsable 1;Tél. responsable 1"
    await files.bring_in("Moreau;Léo;12/03/2018;Claire Moreau;0639980001", header=header)
    await files.bring_in("Moreau;Léo;12/03/2018;Claire Moreau;0639980002", header=header)
    (family,) = (await files.families()).values()
    assert [each.phone for each in family.guardians] == ["+33639980002"]


async def test_a_child_that_another_file_has_already_waits_for_a_person(files: OldFiles) -> None:
    await files.bring_in(LEO)
    outcome = await files.bring_in(LEO.replace("F1", "F77"))
    assert [(found.reason, found.became) for found in outcome.set_aside] == [(Reason.CHILD_ON_TWO_FILES, "F1")]


async def test_a_phone_on_three_files_is_on_none_and_each_is_told(files: OldFiles) -> None:
    rows = [
        f"F{n};Nom{'abc'[n]};Léo;12/03/201{n + 6};Jean-Moulin;;Anne Nom{'abc'[n]};06 39 98 00 07;oui;" for n in range(3)
    ]
    outcome = await files.bring_in(*rows)
    assert [found.reason for found in outcome.set_aside] == [Reason.PHONE_ON_MANY_FILES] * 3
    assert all(family.guardians[0].phone is None for family in (await files.families()).values())


async def test_the_same_child_on_two_files_and_twice_on_one_waits_for_a_person(files: OldFiles) -> None:
    outcome = await files.bring_in(
        LEO,
        LEO.replace("F1", "F9").replace("Claire", "Karim").replace("00 01", "00 05"),
        EMMA,
        INES,
        INES.replace("CE1", "CE2"),
    )
    assert {(found.reason, found.child) for found in outcome.set_aside} == {
        (Reason.CHILD_ON_TWO_FILES, "Léo"),
        (Reason.CHILD_TWICE, "Inès"),
    }
    families = await files.families()
    assert [each.first_name for each in families["F1"].children] == ["Emma"]
    assert families["F2"].children == []


async def test_a_number_typed_wrong_joins_no_strangers(files: OldFiles) -> None:
    outcome = await files.bring_in(LEO, EMMA, INES, INES.replace("F2", "F1").replace("Inès", "Sofia"))
    assert [found.reason for found in outcome.set_aside] == [Reason.FILES_MIXED]
    assert [each.name for each in (await files.families())["F1"].guardians] == ["Claire Moreau"]


async def test_what_waits_is_kept_until_a_file_mends_it(files: OldFiles) -> None:
    await files.bring_in(LEO.replace("Jean-Moulin", "Victor-Hugo"), EMMA)
    async with files.database.reading() as db:
        waiting = await listed(db)
    assert [(each.reason, each.line, each.child, each.value) for each in waiting] == [
        (Reason.SCHOOL_UNKNOWN, 2, "Léo", "Victor-Hugo")
    ]
    await files.bring_in(LEO, EMMA)
    async with files.database.reading() as db:
        assert await listed(db) == []


async def test_what_nobody_mended_is_forgotten_when_it_is_old_and_the_families_stay(files: OldFiles, at: At) -> None:
    await files.bring_in(LEO.replace("12/03/2018", "31/02/2018"), INES)
    async with files.database.writing() as db:
        assert await forget(db, before=at("2026-08-31 09:00")) == 0
        assert len(await listed(db)) == 1
        assert await forget(db, before=at("2026-08-31 09:01")) == 1
        assert await listed(db) == []
    assert "F2" in await files.families()
    assert len((await files.bring_in(LEO.replace("12/03/2018", "31/02/2018"), INES)).set_aside) == 1
