"""Logging in at the desk: who is let in, who is slowed down, and what is never lost."""

from datetime import timedelta

import pytest

from bot.commands.staff import operator
from channels.desk.accounts import end_account
from channels.desk.roles import Role
from tests.channels.desk.office import PASSWORD, Office


async def test_who_is_not_logged_in_sees_the_login_and_then_the_page_asked_for(office: Office) -> None:
    await office.hire("Claire Duval", Role.COUNTER)
    async with office.browser() as clerk:
        page = await clerk.open("/guichet/mot-de-passe")
        assert "Connexion" in page.words
        page = await clerk.press("Se connecter", name="claire  duval", password=PASSWORD)
        assert "Changer de mot de passe" in page.words
        assert "Claire Duval" in page.words


@pytest.mark.parametrize(("name", "password"), [("Claire Duval", "faux"), ("Personne", PASSWORD), ("", "")])
async def test_a_wrong_name_and_a_wrong_password_are_told_alike(office: Office, name: str, password: str) -> None:
    await office.hire("Claire Duval", Role.COUNTER)
    async with office.browser() as clerk:
        page = await clerk.log_in(name, password)
        assert clerk.answer.status_code == 401
        assert "Nom ou mot de passe incorrect" in page.words


async def test_an_ended_account_is_out_at_once(office: Office) -> None:
    async with office.clerk(Role.COUNTER) as clerk:
        async with office.database.writing() as db:
            now = office.clock.now()
            await end_account(db, "Claire Duval", by=operator(now), now=now)
        assert "Connexion" in (await clerk.open("/guichet")).words
        assert "incorrect" in (await clerk.log_in("Claire Duval")).words


async def test_a_login_ends_with_the_working_day(office: Office) -> None:
    async with office.clerk() as clerk:
        office.clock.move_to(office.clock.now() + timedelta(hours=10, seconds=1))
        assert "Connexion" in (await clerk.open("/guichet")).words


async def test_a_cookie_that_was_tampered_with_is_nobodys(office: Office) -> None:
    async with office.clerk() as clerk:
        cookie = clerk.client.cookies["allo_guichet"]
        clerk.client.cookies.set("allo_guichet", cookie[:-2] + "xx", domain="mairie.test", path="/guichet")
        clerk.client.cookies.delete("allo_guichet", domain="mairie.test", path="/guichet")
        clerk.client.cookies.set("allo_guichet", cookie[:-2] + "xx")
        assert "Connexion" in (await clerk.open("/guichet")).words


async def test_who_logs_out_is_out(office: Office) -> None:
    async with office.clerk() as clerk:
        await clerk.open("/guichet")
        assert "Connexion" in (await clerk.press("Se déconnecter")).words
        assert "Connexion" in (await clerk.open("/guichet")).words


async def test_a_first_password_must_be_changed_before_anything_else(office: Office) -> None:
    await office.hire("Claire Duval", Role.MANAGER, must_change=True)
    async with office.browser() as clerk:
        page = await clerk.log_in("Claire Duval")
        assert "Choisissez votre mot de passe" in page.words
        page = await clerk.press("Enregistrer", old=PASSWORD, new="soleil", again="soleil")
        assert "Au moins 10 caractères" in page.words
        page = await clerk.press("Enregistrer", old=PASSWORD, new="une pluie en novembre", again="une pluie")
        assert "Les deux ne sont pas les mêmes" in page.words
        again = "une pluie en novembre"
        page = await clerk.press("Enregistrer", old=PASSWORD, new=again, again=again)
        assert "lundi 23 novembre" in page.words
    async with office.browser() as clerk:
        assert "incorrect" in (await clerk.log_in("Claire Duval")).words
        assert "lundi 23 novembre" in (await clerk.log_in("Claire Duval", again)).words


async def test_tries_are_slowed_down_more_and_more_but_never_for_good(office: Office) -> None:
    await office.hire("Claire Duval", Role.COUNTER)
    async with office.browser() as clerk:
        for _ in range(5):
            await clerk.log_in("Claire Duval", "faux")
        page = await clerk.log_in("Claire Duval")
        assert clerk.answer.status_code == 429
        assert 1 <= int(clerk.answer.headers["retry-after"]) <= 3
        assert "Trop d'essais" in page.words
        office.clock.move_to(office.clock.now() + timedelta(seconds=3))
        assert "lundi 23 novembre" in (await clerk.log_in("Claire Duval")).words


async def test_what_was_written_when_a_login_ended_is_not_lost(office: Office) -> None:
    async with office.clerk() as clerk:
        await clerk.open("/guichet/mot-de-passe")
        office.clock.move_to(office.clock.now() + timedelta(hours=11))
        text = "Un long texte, <b>écrit</b> avec soin.\nEn deux lignes."
        page = await clerk.press("Enregistrer", old=PASSWORD, new=text, again=text)
        assert "n'est pas perdu" in page.words
        page = await clerk.press("Se connecter", name="Claire Duval", password=PASSWORD)
        assert text in [value for _, value in page.forms[-1].fields]
        page = await clerk.press("Envoyer")
        assert "lundi 23 novembre" in page.words


async def test_a_form_from_another_site_is_refused_and_nothing_of_it_is_shown(office: Office) -> None:
    async with office.clerk() as clerk:
        answer = await clerk.client.post(
            "/guichet/mot-de-passe", data={"new": "mechant"}, headers={"Origin": "http://evil.test"}
        )
        assert answer.status_code == 403
        assert "mechant" not in answer.text
