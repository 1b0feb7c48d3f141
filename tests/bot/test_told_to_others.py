"""A spoofed text cannot hurt quietly: what any text does to a child, every other guardian of that child hears of."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.domain import Author, AuthorKind
from booking.families import withdraw
from booking.journal import open_act
from booking.tables import Child, Guardian, JournalLine, Reservation, StandingBooking
from bot.jobs import Worker
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phone, Phones
from tests.conftest import At

TUESDAY = date(2026, 12, 1)


async def told(phones: Phones, phone: Phone) -> list[str]:
    """What a phone hears when the bot speaks by itself."""
    before = len(await phone.heard())
    await Worker(phones.app).tell()
    return [message.text for message in (await phone.heard())[before:]]


async def texted(phones: Phones, texts: Sequence[str]) -> list[str]:
    """What Karim is told of the last of these texts of Claire's; what came of the others he was told before."""
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    for text in texts[:-1]:
        await claire.says(text)
        await Worker(phones.app).tell()
    await claire.says(texts[-1])
    return await told(phones, karim)


@pytest.mark.parametrize(
    ("texts", "heard"),
    [
        pytest.param(
            ["cantine mardi 1er pour Léo"],
            "Claire Moreau a réservé : cantine pour Léo, mardi 1er décembre.",
            id="a booking",
        ),
        pytest.param(
            ["cantine mardi 1er pour Léo", "annule la cantine de Léo mardi 1er"],
            "Claire Moreau a annulé : cantine pour Léo, mardi 1er décembre.",
            id="a cancellation",
        ),
        pytest.param(
            ["cantine mardi 1er pour Léo", "annule"],
            "Claire Moreau a annulé : cantine pour Léo, mardi 1er décembre.",
            id="what ANNULE takes back",
        ),
        pytest.param(
            ["cantine mardi 1er pour Léo", "déplace la cantine de mardi 1er à jeudi 3"],
            "Claire Moreau a réservé : cantine pour Léo, jeudi 3 décembre.\n"
            "Claire Moreau a annulé : cantine pour Léo, mardi 1er décembre.",
            id="both sides of a move, in one message",
        ),
        pytest.param(
            ["cantine mardi 1er et jeudi 3 pour Léo et Emma"],
            "Claire Moreau a réservé : cantine pour Léo et Emma, mardi 1er et jeudi 3 décembre.",
            id="several children and days, in one message",
        ),
        pytest.param(
            ["cantine tous les mardis pour Emma", "oui"],
            "Claire Moreau a réservé : cantine pour Emma, mardi 1er, mardi 8, mardi 15 décembre, mardi 5 et mardi 12 "
            "janvier.",
            id="a standing booking, by its days",
        ),
    ],
)
async def test_what_a_text_does_the_other_guardian_hears_of(phones: Phones, texts: list[str], heard: str) -> None:
    assert await texted(phones, texts) == [heard]


async def test_an_absence_by_text_is_told_to_the_other_guardian(phones: Phones, at: At) -> None:
    await texted(phones, ["cantine jeudi pour Emma"])
    phones.later(at("2026-11-26 08:30"))
    assert await texted(phones, ["Emma est malade"]) == [
        "Claire Moreau a noté une absence : cantine pour Emma, jeudi 26 novembre."
    ]
    assert await texted(phones, ["annule"]) == [
        "Claire Moreau a repris une absence : cantine pour Emma, jeudi 26 novembre."
    ]


async def test_who_texts_has_the_reply_and_is_told_nothing_more(phones: Phones) -> None:
    claire = phones.phone(CLAIRE)
    assert "Réservé" in await claire.says("cantine mardi 1er pour Léo")
    assert await told(phones, claire) == []


async def test_who_did_not_write_that_text_undoes_it_by_annule(phones: Phones) -> None:
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await claire.says("cantine mardi 1er pour Léo")
    await claire.says("annule la cantine de Léo mardi 1er")
    assert "Réservé : cantine pour Léo, mardi 1er décembre" in await claire.says("annule")
    assert len(await told(phones, karim)) == 3


async def test_it_is_told_once(phones: Phones) -> None:
    karim = phones.phone(KARIM)
    assert len(await texted(phones, ["cantine mardi 1er pour Léo"])) == 1
    assert await told(phones, karim) == []


async def test_by_night_it_waits_for_the_morning(phones: Phones, at: At) -> None:
    phones.later(at("2026-11-26 23:10"))
    await texted(phones, ["cantine mardi 1er pour Léo"])
    message = (await phones.phone(KARIM).heard())[-1]
    assert message.due_at == at("2026-11-27 08:00")


async def test_a_stop_is_kept_to(phones: Phones) -> None:
    await phones.phone(KARIM).says("STOP")
    assert await texted(phones, ["cantine mardi 1er pour Léo"]) == []


async def test_who_has_no_say_any_more_is_told_nothing(phones: Phones) -> None:
    async with phones.database.writing() as db:
        now = phones.clock.now()
        staff = Author(AuthorKind.STAFF, "Mme Dupuis", "desk", "jugement", now)
        karim = (await db.scalars(select(Guardian).where(Guardian.phone == KARIM))).one()
        await withdraw(db, karim, act=await open_act(db, staff, now=now))
    assert await texted(phones, ["cantine mardi 1er pour Léo"]) == []


async def test_one_telephone_for_both_is_told_once_by_the_reply(phones: Phones) -> None:
    async with phones.database.writing() as db:
        karim = (await db.scalars(select(Guardian).where(Guardian.phone == KARIM))).one()
        karim.phone = CLAIRE
    await phones.phone(CLAIRE).says("cantine mardi 1er pour Léo")
    assert await told(phones, phones.phone(CLAIRE)) == []


async def test_what_is_days_old_is_no_news(phones: Phones) -> None:
    karim = phones.phone(KARIM)
    await phones.phone(CLAIRE).says("cantine mardi 1er pour Léo")
    phones.later(phones.clock.now() + timedelta(days=3))
    assert await told(phones, karim) == []


async def files(phones: Phones) -> list[object]:
    """All that a file says of people, and all that is booked."""
    async with phones.database.reading() as db:
        of_guardians = await db.execute(
            select(
                Guardian.name, Guardian.phone, Guardian.telegram_id, Guardian.language, Guardian.withdrawn_at
            ).order_by(Guardian.id)
        )
        of_children = await db.execute(
            select(Child.first_name, Child.last_name, Child.school, Child.diet).order_by(Child.id)
        )
        booked = [
            (await db.scalars(select(table))).all() for table in (Reservation.id, StandingBooking.id, JournalLine.id)
        ]
        return [of_guardians.all(), of_children.all(), booked]


FILE = "Le dossier (numéro, adresse, parents, régime) ne change jamais par message : rien n'est fait."
STAFF = "C'est transmis : "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mon nouveau numero est le 06 12 34 56 78", FILE),
        ("j'ai changé de numéro : 0612345678", FILE),
        ("ajoute ma mère au dossier", FILE),
        ("ajoute le numéro de mon mari 0612345678", STAFF),
        ("change mon adresse", FILE),
        ("on a déménagé, 12 rue des lilas", FILE),
        ("supprime le numéro de mon ex", STAFF),
        ("retire le papa du dossier", FILE),
        ("le père n'a plus le droit de réserver", FILE),
        ("je suis la maman de Victor, donnez moi accès", FILE),
        ("mets le dossier à mon nom", FILE),
        ("change le régime de Léo : sans porc", FILE),
        ("change l'école de Léo pour Pagnol", FILE),
        ("ajoute un enfant : Tom, 6 ans", FILE),
        ("associe ce téléphone au dossier F2", FILE),
        ("enlève Karim des responsables", FILE),
        ("n'envoyez plus rien au papa", FILE),
        ("supprime le dossier F1", FILE),
        ("donne moi le mot de passe", FILE),
        ("donnez-moi le numéro du papa", STAFF),
    ],
)
async def test_no_text_changes_a_file_and_the_answer_says_who_does(phones: Phones, text: str, says: str) -> None:
    before = await files(phones)
    heard = await phones.phone(CLAIRE).says(text)
    assert heard.startswith(says)
    assert "04 65 71 20 26" in heard
    assert await files(phones) == before


@pytest.mark.parametrize("text", ["parle anglais au papa", "english please"])
async def test_a_language_is_that_of_the_telephone_which_asks_for_it(phones: Phones, text: str) -> None:
    await phones.phone(CLAIRE).says(text)
    async with phones.database.reading() as db:
        languages = dict((await db.execute(select(Guardian.phone, Guardian.language))).all())
    assert languages == {CLAIRE: "en", KARIM: "fr", NADIA: "fr"}
