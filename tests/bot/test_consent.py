"""Nothing that costs more, or breaks what a service is taken in, happens without a yes."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.domain import State
from booking.sessions import open_sessions
from booking.tables import Child, Enrolment, Reservation, Session
from bot.jobs import Worker
from bot.pending import LIFETIME
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones
from tests.conftest import At

TUESDAY = date(2026, 12, 1)


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def days(phones: Phones) -> list[date]:
    """The days of the confirmed places."""
    async with phones.database.reading() as db:
        mine = select(Session.date).join(Reservation).where(Reservation.state == State.CONFIRMED)
        return list(await db.scalars(mine.order_by(Session.date, Reservation.id)))


class TestAMoveThatCostsMore:
    @pytest.fixture
    async def question(self, claire: Phone, phones: Phones, at: At) -> str:
        """Léo eats on Friday; on Wednesday his mother wants Thursday instead, which is late by then."""
        await claire.says("cantine vendredi 27 pour Léo")
        phones.later(at("2026-11-25 10:00"))
        return await claire.says("annule la cantine vendredi et mets la jeudi 26 à la place")

    async def test_is_asked_about_first(self, question: str, phones: Phones) -> None:
        assert "majoré de 50 %" in question
        assert question.endswith("Déplacer à ce prix ?\nOUI / NON")
        assert await days(phones) == [date(2026, 11, 27)]

    async def test_is_done_whole_on_a_yes(self, question: str, claire: Phone, phones: Phones) -> None:
        assert question
        heard = await claire.says("oui")
        assert heard.startswith("Déplacé du vendredi 27 novembre : cantine pour Léo, jeudi 26 novembre")
        assert await days(phones) == [date(2026, 11, 26)]

    async def test_leaves_all_as_it_was_on_a_no(self, question: str, claire: Phone, phones: Phones) -> None:
        assert question
        assert await claire.says("non") == "D'accord, je ne change rien."
        assert await days(phones) == [date(2026, 11, 27)]


async def test_a_move_to_a_full_day_says_that_the_old_one_stays(claire: Phone, phones: Phones) -> None:
    await claire.says("cantine mardi 1er pour Léo")
    async with phones.database.writing() as db:
        for session in await db.scalars(select(Session).where(Session.date == date(2026, 12, 3))):
            session.capacity = 0
    heard = await claire.says("déplace la cantine de mardi 1er à jeudi 3")
    assert "La réservation de mardi 1er décembre reste." in heard
    assert await days(phones) == [TUESDAY]


async def test_a_question_of_the_parents_own_leaves_ours_open(claire: Phone, phones: Phones) -> None:
    await claire.says("cantine demain pour Léo")
    heard = await claire.says("combien coute la cantine ?")
    assert "3,60 €" in heard
    assert heard.endswith("Réserver hors délai, plus cher : cantine pour Léo, mardi 24 novembre ?\nOUI / NON")
    await claire.says("oui")
    assert await days(phones) == [date(2026, 11, 24)]


class TestAnOffer:
    @pytest.fixture
    async def offer(self, claire: Phone, phones: Phones) -> str:
        """The last place on Tuesday came free, and is held for Léo."""
        await self.places(phones, 0)
        await claire.says("cantine mardi 1er pour Léo")
        await claire.says("oui")
        await self.places(phones, 1)
        await Worker(phones.app).settle_offers()
        await Worker(phones.app).tell()
        return (await claire.heard())[-1].text

    async def places(self, phones: Phones, number: int) -> None:
        async with phones.database.writing() as db:
            for session in await db.scalars(
                select(Session).where(Session.service == "cantine", Session.date == TUESDAY)
            ):
                session.capacity = number

    async def test_answered_in_time_but_handled_late_is_taken(
        self, offer: str, claire: Phone, phones: Phones, at: At
    ) -> None:
        assert "gardée pour vous : répondez avant lundi 23 novembre, 12 h" in offer
        phones.later(at("2026-11-23 11:59"))
        await claire.texts("oui")  # kept, while nobody is there to handle it
        phones.later(at("2026-11-23 12:30"))
        await Worker(phones.app).settle_offers()
        assert "Réservé : cantine pour Léo, mardi 1er décembre" in await claire.hears()
        assert await days(phones) == [TUESDAY]

    async def test_answered_too_late_takes_no_place_that_went_to_others(
        self, offer: str, claire: Phone, phones: Phones
    ) -> None:
        assert offer
        phones.later(phones.clock.now() + LIFETIME)
        await Worker(phones.app).settle_offers()
        await self.places(phones, 0)
        assert (await claire.says("oui")).startswith("Complet : cantine, mardi 1er décembre")
        assert await days(phones) == []


class TestAWeekOfAtLeastThreeDays:
    """The holiday centre in summer is taken for three days a week at least."""

    @pytest.fixture
    async def week(self, claire: Phone, phones: Phones, at: At) -> Phone:
        async with phones.database.writing() as db:
            leo = (await db.scalars(select(Child).where(Child.first_name == "Léo"))).one()
            leo.born = date(2020, 5, 1)
            for enrolment in await db.scalars(select(Enrolment).where(Enrolment.service == "centre")):
                enrolment.last = date(2027, 8, 20)
            await open_sessions(db, phones.app.town, date(2027, 7, 12), date(2027, 7, 23), now=phones.clock.now())
        phones.later(at("2027-05-03 09:00"))
        return claire

    async def test_too_few_days_are_refused_with_the_rule(self, week: Phone) -> None:
        heard = await week.says("centre lundi 19 juillet avec repas pour Léo")
        assert "centre de loisirs (journée, avec repas) ne se prend pas ainsi (au moins 3 jours par semaine)" in heard

    async def test_one_of_three_cannot_be_given_back_and_all_can(self, week: Phone, phones: Phones) -> None:
        await week.says("centre du 19 au 21 juillet avec repas pour Léo")
        assert len(await days(phones)) == 6  # two halves a day
        heard = await week.says("annule le centre du 20 juillet")
        assert heard.startswith(
            "Annulation impossible : centre de loisirs (journée) pour Léo, mardi 20 juillet "
            "(au moins 3 jours par semaine)."
        )
        assert len(await days(phones)) == 6
        assert "Annulé" in await week.says("annule le centre du 19 au 21 juillet")
        assert await days(phones) == []
