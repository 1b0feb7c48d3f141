"""What is there to eat? Told from the file that the town drops in."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from booking.database import Database
from booking.tables import Child
from booking.town import Town
from bot.commands.check import check
from tests.booking.town_files import GOOD
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones
from tests.conftest import At


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def diet(phones: Phones, first_name: str, diet: str) -> None:
    async with phones.database.writing() as db:
        (await db.scalars(select(Child).where(Child.first_name == first_name))).one().diet = diet


async def test_the_menu_of_a_day_is_the_whole_meal(claire: Phone) -> None:
    heard = await claire.says("menu de lundi ?")
    assert heard == "lundi 30 novembre : carottes rapées, poulet roti, riz pilaf, yaourt nature et pomme."


async def test_without_a_day_it_is_that_of_the_next_meal(claire: Phone, phones: Phones, at: At) -> None:
    assert (await claire.says("on mange quoi à la cantine ?")).startswith("lundi 23 novembre : ")
    phones.later(at("2026-11-26 15:00"))
    assert (await claire.says("on mange quoi à la cantine ?")).startswith("vendredi 27 novembre : ")


async def test_the_week_is_one_short_line_a_day(claire: Phone) -> None:
    lines = (await claire.says("menu de la semaine prochaine")).splitlines()
    assert lines[0] == "lundi 30 : poulet roti et riz pilaf"
    assert len(lines) == 5
    assert (await claire.says("menu de la semaine")).startswith("lundi 23 : ")


async def test_a_child_with_a_diet_is_told_apart(claire: Phone, phones: Phones) -> None:
    await diet(phones, "Léo", "sans porc")
    heard = await claire.says("menu de jeudi 3 décembre")
    assert "Léo : betteraves, filet de dinde" in heard
    assert "Emma : betteraves, roti de porc" in heard
    assert "(Léo : filet de dinde et purée de pommes de terre)" in await claire.says("menu de la semaine prochaine")


async def test_what_a_diet_leaves_out_and_a_dish_contains_is_pointed_out(claire: Phone, phones: Phones) -> None:
    await diet(phones, "Emma", "sans arachide")
    heard = await claire.says("menu du 11 décembre")
    assert "Attention, Emma (sans arachide) : cookie aux cacahuètes en contient." in heard


async def test_a_day_without_a_menu_is_said_so(claire: Phone) -> None:
    heard = await claire.says("menu du 4 janvier 2027")
    assert heard.startswith("lundi 4 janvier")
    heard = await claire.says("menu du 12 mars")
    assert heard == (
        "Le menu n'est pas encore publié : vendredi 12 mars. Les menus sont connus jusqu'au vendredi 5 février."
    )
    assert await claire.says("menu de samedi") == "Pas de repas samedi 28 novembre pour vos enfants."


async def test_a_broken_file_hinders_nobody(phones: Phones, database: Database, town: Town, tmp_path: Path) -> None:
    broken = tmp_path / "menus.csv"
    broken.write_text("nothing,of,the,kind\n", "utf-8")
    claire = Phones(replace(town, menus=broken), database, phones.clock.now()).phone(CLAIRE)
    assert "n'est pas encore publié" in await claire.says("menu de lundi ?")
    assert "Réservé" in await claire.says("cantine lundi")


def test_check_reads_the_menus_and_says_for_whom_they_are(tmp_path: Path) -> None:
    town_file = tmp_path / "town.toml"
    town_file.write_text(GOOD.replace("[town]\n", '[town]\nmenus = "menus.csv"\n'), "utf-8")
    lines, fine = check(town_file)
    assert not fine
    assert lines[0].endswith(
        "menus.csv:1: ce fichier de menus n'existe pas. Déposez-le là, ou retirez la clé « menus »."
    )
    head = "menuRestaurantNom,menuRestaurantType,menuDate,menuRepasType,menuPlatType,menuPlatNom\n"
    (tmp_path / "menus.csv").write_text(head + "Cuisine,élémentaire,2026-11-30,déjeuner,dessert,Pomme\n", "utf-8")
    lines, fine = check(town_file)
    assert fine
    assert lines[-2:] == ["  menus : 1 jours, du 2026-11-30 au 2026-11-30", "    Cuisine : ecole"]
    (tmp_path / "menus.csv").write_text(head + "Cuisine,maternele,demain,déjeuner,dessert,\n", "utf-8")
    lines, fine = check(town_file)
    assert not fine
    assert [line.partition("menus.csv:")[2] for line in lines[:-1]] == [
        "2: menuDate : ce n'est pas une date. Écrivez l'année, le mois et le jour : 2026-11-30.",
        "2: menuRestaurantType : « maternele » n'est pas possible ici. Vouliez-vous dire « maternelle » ?",
        "2: menuPlatNom : la case est vide. Remplissez-la, ou retirez la ligne.",
    ]
