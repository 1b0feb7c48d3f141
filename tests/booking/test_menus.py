"""The file of menus: what one child is served, and what is wrong with a file, line by line."""

import os
from datetime import date
from pathlib import Path

import pytest

from booking.errors import MenuFileError
from booking.menus.dishes import Eater
from booking.menus.file import load_menus
from booking.town import Town
from booking.town_file.problems import Complaint, Problem

HEAD = (
    "menuRestaurantNom,menuRestaurantType,menuRestaurantConvive,menuDate,menuRepasType,menuPlatType,menuPlatNom,"
    "menuPlatRegime,menuPlatAllergene"
)
MONDAY = date(2026, 11, 30)
LUNCH = """
Cuisine centrale,élémentaire,tous,2026-11-30,déjeuner,dessert,Cookie,,"[""arachides""]"
Cuisine centrale,élémentaire,tous,2026-11-30,déjeuner,plat principal,Rôti de porc,,
Cuisine centrale,élémentaire,tous,2026-11-30,déjeuner,plat principal,Dinde,"[""sans porc""]",
Cuisine centrale,élémentaire,tous,2026-11-30,déjeuner,plat principal,Omelette,"[""végétarien"",""sans viande""]",
Cuisine centrale,élémentaire,tous,2026-11-30,déjeuner,garniture,Riz,"[""végétarien""]",
Cuisine centrale,élémentaire,tous,2026-11-30,goûter,autre,Pain et chocolat,,
Cuisine centrale,repas à domicile,tous,2026-11-30,déjeuner,plat principal,Blanquette,,
"""


def menus_file(folder: Path, text: str) -> Path:
    path = folder / "menus.csv"
    path.write_text(f"{HEAD}\n{text.strip()}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("diet", "dishes"),
    [
        pytest.param(None, ["Rôti de porc", "Riz", "Cookie"], id="the ordinary meal, in its order"),
        pytest.param("sans porc", ["Dinde", "Riz", "Cookie"], id="without pork"),
        pytest.param("Végétarien", ["Omelette", "Riz", "Cookie"], id="vegetarian, however it is written"),
        pytest.param("sans arachide", ["Rôti de porc", "Riz", "Cookie"], id="a diet that no dish is made for"),
    ],
)
def test_each_child_is_served_by_its_diet(town: Town, tmp_path: Path, diet: str | None, dishes: list[str]) -> None:
    menus = load_menus(menus_file(tmp_path, LUNCH))
    served = menus.lunch(Eater(town.site("jean-moulin"), "CP", diet), MONDAY, sites=town.sites)
    assert [dish.name for dish in served] == dishes


def test_the_menu_of_others_is_nobodys(town: Town, tmp_path: Path) -> None:
    menus = load_menus(menus_file(tmp_path, LUNCH))
    assert menus.lunch(Eater(town.site("les-lucioles"), None, None), MONDAY, sites=town.sites) == []
    assert menus.lunch(Eater(town.site("jean-moulin"), "CP", None), date(2026, 12, 1), sites=town.sites) == []


def test_a_restaurant_named_like_a_site_serves_that_site_alone(town: Town, tmp_path: Path) -> None:
    rows = LUNCH + "École Jean-Moulin,élémentaire,tous,2026-11-30,déjeuner,plat principal,Crêpes,,\n"
    menus = load_menus(menus_file(tmp_path, rows))
    assert [
        dish.name for dish in menus.lunch(Eater(town.site("jean-moulin"), "CP", None), MONDAY, sites=town.sites)
    ] == ["Crêpes"]
    assert "Crêpes" not in [
        dish.name for dish in menus.lunch(Eater(town.site("marie-curie"), "CP", None), MONDAY, sites=town.sites)
    ]


def test_guests_are_told_by_level_or_class(town: Town, tmp_path: Path) -> None:
    rows = """
Cuisine,élémentaire,maternelle,2026-11-30,déjeuner,plat principal,Purée,,
Cuisine,élémentaire,CP;CE1,2026-11-30,déjeuner,plat principal,Steak,,
Cuisine,élémentaire,adultes,2026-11-30,déjeuner,plat principal,Café gourmand,,
"""
    menus = load_menus(menus_file(tmp_path, rows))
    for class_name, name in (("MS", "Purée"), ("CE1", "Steak")):
        served = menus.lunch(Eater(town.site("jean-moulin"), class_name, None), MONDAY, sites=town.sites)
        assert [dish.name for dish in served] == [name]


def test_semicolons_are_taken_as_spreadsheets_write_them(tmp_path: Path) -> None:
    path = tmp_path / "menus.csv"
    row = "Cuisine;élémentaire;tous;2026-11-30;Déjeuner;plat principal;Riz;;"
    path.write_text(f"\ufeff{HEAD.replace(',', ';')}\n{row}\n", "utf-8")
    assert [dish.name for dish in load_menus(path).dishes] == ["Riz"]


def test_a_new_file_is_read_without_a_restart(tmp_path: Path) -> None:
    path = menus_file(tmp_path, LUNCH)
    before = len(load_menus(path).dishes)
    path.write_text(f"{HEAD}\nCuisine,élémentaire,tous,2026-11-30,déjeuner,dessert,Pomme,,\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert (before, len(load_menus(path).dishes)) == (5 + 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "complaint"),
    [
        pytest.param(
            "2026-11-30,déjeuner,dessert",
            "30/11/2026,déjeuner,dessert",
            2,
            "menuDate",
            Complaint.NOT_A_DATE_CELL,
            id="a date",
        ),
        pytest.param(
            "plat principal,Dinde", "plat,Dinde", 4, "menuPlatType", Complaint.NOT_ONE_OF, id="a kind of dish"
        ),
        pytest.param("déjeuner,garniture", "dejeuner,garniture", 6, "menuRepasType", Complaint.NOT_ONE_OF, id="a meal"),
        pytest.param(",Riz,", ",,", 6, "menuPlatNom", Complaint.EMPTY_CELL, id="a dish without a name"),
        pytest.param(",Riz,", f",{'z' * 161},", 6, "menuPlatNom", Complaint.TOO_LONG, id="a name that is a story"),
        pytest.param(
            '"[""arachides""]"', "[arachides]", 2, "menuPlatAllergene", Complaint.NOT_A_LIST_CELL, id="a list"
        ),
        pytest.param("menuPlatNom", "menuPlat", 1, "menuPlatNom", Complaint.NO_COLUMN, id="a column"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(
    tmp_path: Path, old: str, new: str, line: int, column: str, complaint: Complaint
) -> None:
    path = menus_file(tmp_path, LUNCH)
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(MenuFileError) as caught:
        load_menus(path)
    problems = [problem for problem in caught.value.problems if isinstance(problem, Problem)]
    assert [(problem.line, problem.key, problem.complaint) for problem in problems] == [(line, column, complaint)]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, Complaint.NO_MENU_FILE), ("Crêpe".encode("latin-1"), Complaint.NOT_UTF8)],
    ids=["no file", "another encoding"],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes | None, complaint: Complaint) -> None:
    path = tmp_path / "menus.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MenuFileError) as caught:
        load_menus(path)
    assert [problem.complaint for problem in caught.value.problems if isinstance(problem, Problem)] == [complaint]
