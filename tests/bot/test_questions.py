"""What a parent asks without wanting anything done: places, ranks, deadlines, prices, bookings, why, and proof."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.domain import Reason
from booking.tables import Family, JournalLine, Session
from messages.wording.catalogue import LANGUAGES, Catalogue
from messages.wording.message import Message
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phone, Phones
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def set_session(phones: Phones, day: date, **values: object) -> None:
    async with phones.database.writing() as db:
        for session in await db.scalars(select(Session).where(Session.service == "cantine", Session.date == day)):
            for name, value in values.items():
                setattr(session, name, value)


class TestPlaces:
    async def test_only_what_takes_place_then_is_told(self, claire: Phone) -> None:
        assert await claire.says("reste de la place mercredi 2 décembre ?") == (
            "centre de loisirs, mercredi 2 décembre : il reste 20 places."
        )

    async def test_a_place_that_can_be_had_no_more_is_not_advertised(self, claire: Phone) -> None:
        assert (await claire.says("reste de la place demain à la cantine ?")).endswith("places, mais hors délai.")
        assert (
            (await claire.says("reste de la place à la cantine aujourd'hui ?"))
            .splitlines()[0]
            .endswith("places, mais trop tard pour réserver.")
        )

    async def test_a_full_day_tells_how_many_wait_and_the_next_day_that_is_free(
        self, claire: Phone, phones: Phones
    ) -> None:
        await set_session(phones, MONDAY, capacity=0)
        await set_session(phones, TUESDAY, closed="grève")
        await claire.says("cantine lundi pour Léo")
        await claire.says("oui")
        assert await phones.phone(KARIM).says("de la place lundi à la cantine ?") == (
            "cantine, lundi 30 novembre : Léo est au rang 1 de la liste d'attente.\n"
            "cantine, lundi 30 novembre : complet, 1 enfant attend.\n"
            "Prochain jour avec de la place : jeudi 3 décembre."
        )

    async def test_who_asks_for_the_rank_is_told_it(self, claire: Phone, phones: Phones) -> None:
        assert await claire.says("on est combien sur la liste d'attente ?") == (
            "Aucun de vos enfants n'est sur liste d'attente."
        )
        await set_session(phones, MONDAY, capacity=0)
        karim = phones.phone(KARIM)
        for phone, name in ((claire, "Léo"), (karim, "Emma")):
            await phone.says(f"cantine lundi pour {name}")
            await phone.says("oui")
        heard = await claire.says("quel est mon rang pour lundi ?")
        assert "Léo est au rang 1" in heard
        assert "Emma est au rang 2" in heard


class TestDeadlines:
    async def test_one_service_is_told_with_what_comes_after(self, claire: Phone) -> None:
        assert await claire.says("jusqu'à quand je peux réserver la cantine de lundi ?") == (
            "cantine, lundi 30 novembre : réservez avant vendredi 27 novembre, 9 h, "
            "ensuite à +50 % avant lundi 30 novembre, 9 h."
        )

    async def test_past_the_deadline_what_is_still_possible(self, claire: Phone) -> None:
        assert await claire.says("c'est trop tard pour la cantine demain ?") == (
            "cantine, mardi 24 novembre : délai passé (avant lundi 23 novembre, 9 h), "
            "encore possible à +50 % avant mardi 24 novembre, 9 h."
        )

    async def test_too_late_is_said_in_so_many_words(self, claire: Phone) -> None:
        heard = await claire.says("c'est trop tard pour la cantine aujourd'hui ?")
        assert heard == "cantine, lundi 23 novembre : trop tard, c'était avant vendredi 20 novembre, 9 h."

    async def test_several_services_are_one_line_each(self, claire: Phone) -> None:
        lines = (await claire.says("jusqu'à quand pour lundi ?")).splitlines()
        assert lines == [
            "lundi 30 novembre :",
            "cantine avant vendredi 27 novembre, 9 h",
            "garderie du matin jusqu'au dimanche 29 novembre, 18 h",
            "garderie du soir avant lundi 30 novembre, 10 h",
        ]

    async def test_the_deadline_for_cancelling_is_another(self, claire: Phone) -> None:
        assert await claire.says("jusqu'à quand je peux annuler la cantine de lundi ?") == (
            "cantine, lundi 30 novembre : annulez avant vendredi 27 novembre, 9 h."
        )


async def test_prices_are_those_of_this_family(claire: Phone, phones: Phones) -> None:
    assert await claire.says("combien coute la cantine ?") == (
        "cantine : 1,00 € (repas, quotient inférieur à 600) ; 3,60 € (repas)."
    )
    async with phones.database.writing() as db:
        (await db.scalars(select(Family).where(Family.number == "F1"))).one().resident = False
    assert "5,20 € (repas, hors commune)" in await claire.says("combien coute la cantine ?")


class TestStatus:
    async def test_yes_or_no_comes_first_for_several_days_too(self, claire: Phone) -> None:
        assert (await claire.says("c'est bon pour lundi et mardi ?")) == (
            "Non, rien n'est réservé lundi 30 novembre et mardi 1er décembre."
        )
        await claire.says("cantine lundi pour Léo")
        assert await claire.says("c'est bon pour lundi et mardi ?") == (
            "Pas tout :\nlundi 30 novembre : cantine (Léo)\nRien n'est réservé mardi 1er décembre."
        )
        await claire.says("cantine mardi 1er pour Léo")
        assert (await claire.says("c'est bon pour lundi et mardi ?")).startswith("Oui, tout est réservé :")

    async def test_what_lies_further_ahead_is_not_called_nothing(self, claire: Phone) -> None:
        await claire.says("cantine lundi 4 janvier pour Léo")
        assert await claire.says("mes réservations") == "Rien n'est réservé avant lundi 4 janvier : cantine (Léo)."

    async def test_a_half_day_is_called_one(self, claire: Phone) -> None:
        await claire.says("centre mercredi 2 décembre matin avec repas pour Léo")
        assert "centre de loisirs (matin) (Léo)" in await claire.says("mes réservations")


class TestWhy:
    async def test_too_late_names_arrival_limit_rule_and_who_decides(
        self, claire: Phone, phones: Phones, at: At
    ) -> None:
        phones.later(at("2026-11-24 11:05"))
        await claire.says("cantine aujourd'hui pour Léo")
        assert await claire.says("pourquoi ?") == (
            "Refus : cantine, Léo, mardi 24 novembre. Message arrivé mardi 24 novembre, 11 h 05 "
            "(limite : avant lundi 23 novembre, 9 h). Seul le service scolaire peut en décider autrement : "
            "04 65 71 20 26\nRègle : la veille d'école avant 9 h."
        )

    async def test_a_refused_cancellation_has_the_rule_for_cancelling(
        self, claire: Phone, phones: Phones, at: At
    ) -> None:
        await claire.says("cantine jeudi pour Léo")
        phones.later(at("2026-11-26 08:00"))
        await claire.says("annule la cantine de Léo aujourd'hui")
        assert "Règle : toute annulation après la veille d'école 9 h est facturée." in await claire.says("pourquoi ?")

    async def test_what_is_missing_on_the_file_is_named(self, phones: Phones) -> None:
        nadia = phones.phone(NADIA)
        await nadia.says("cantine lundi")
        assert "Il manque au dossier : assurance scolaire." in await nadia.says("pourquoi ?")
        async with phones.database.writing() as db:
            (await db.scalars(select(Family).where(Family.number == "F2"))).one().missing = []
        assert "il l'est maintenant : redemandez" in await nadia.says("pourquoi ?")

    async def test_a_child_that_is_not_enrolled(self, claire: Phone) -> None:
        await claire.says("étude jeudi pour Emma")
        assert "Emma n'est pas inscrit à ce service" in await claire.says("pourquoi ?")

    async def test_without_a_refusal_a_closed_day_is_explained(self, claire: Phone, phones: Phones) -> None:
        assert await claire.says("pourquoi la cantine est fermée mercredi ??") == "Pas de cantine mercredi 25 novembre."
        await set_session(phones, MONDAY, closed="grève")
        assert "fermé (grève)" in await claire.says("pourquoi la cantine est fermée lundi ??")
        assert await claire.says("pourquoi ?") == "Je ne vous ai rien refusé."

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.FILE])
    def test_every_reason_has_its_words(self, reason: Reason, language: str) -> None:
        about = dict.fromkeys(("service", "of_service", "child", "day", "arrived", "limit", "who", "phone"), "x")
        name = f"refused-{reason.value.replace('_', '-')}"
        assert Catalogue().say(Message(name, about), language=language, rich=False)


async def test_each_of_the_five_reasons_is_counted_in_the_journal(claire: Phone, phones: Phones, at: At) -> None:
    await set_session(phones, MONDAY, capacity=0)
    await set_session(phones, TUESDAY, closed="grève")
    phones.later(at("2026-11-23 12:00"))
    for words in ("cantine lundi Léo", "cantine mardi 1er Léo", "cantine aujourd'hui Léo", "étude jeudi Emma"):
        await claire.says(words)
    async with phones.database.reading() as db:
        reasons = (await db.scalars(select(JournalLine.reason).order_by(JournalLine.id))).all()
    assert reasons == [Reason.FULL, Reason.CLOSED, Reason.TOO_LATE, Reason.FILE]


async def test_a_proof_is_one_sentence_an_act(claire: Phone) -> None:
    await claire.says("cantine lundi et mardi")
    heard = await claire.says("preuve pour lundi et mardi")
    assert heard.count("Réf.") == 1
    assert "cantine pour Léo et Emma, lundi 30 novembre et mardi 1er décembre, réservé." in heard
    assert "Demande de Claire Moreau par le simulateur : lundi 23 novembre, 9 h." in heard
    await claire.says("annule")
    assert "réservé puis annulé" in await claire.says("preuve pour lundi")
