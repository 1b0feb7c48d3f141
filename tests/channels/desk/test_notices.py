"""Notices at the desk: written, looked at, sent once, followed to each person, stopped."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from booking.domain import Entry
from booking.tables import ActRow, Child, Guardian, JournalLine
from bot.app import build
from channels.desk.notices.export import PIECE
from channels.desk.roles import Role
from channels.errors import Failure
from channels.notices.tables import Notice, Recipient
from channels.opt_outs import opt_out
from channels.purpose import Purpose
from channels.simulator import SimulatorTransport
from channels.tables import OptedOutBy, OutboxMessage, Sending
from channels.terms import Terms
from channels.transport import Channel
from tests.channels.desk.html import Html
from tests.channels.desk.office import PASSWORD, Clerk, Office

FRENCH = "Pas de cantine mardi 24 novembre : prévoir un panier-repas."
ENGLISH = "No school lunch on Tuesday 24 November: please bring a packed lunch."


async def guardians(office: Office) -> Sequence[Guardian]:
    async with office.database.reading() as db:
        return (await db.scalars(select(Guardian).order_by(Guardian.id))).all()


async def outbox(office: Office) -> Sequence[OutboxMessage]:
    async with office.database.reading() as db:
        return (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()


async def write(clerk: Clerk, **typed: str) -> Html:
    """Write a notice, as far as the page that shows what it would mean."""
    await clerk.open("/guichet/avis/nouveau")
    return await clerk.press("Voir avant d'envoyer", **{"texte_fr": FRENCH} | typed)


def send_button(page: Html) -> str:
    return next(label for form in page.forms for label, *_ in form.buttons if label.startswith("Envoyer à"))


async def send(clerk: Clerk, **typed: str) -> Html:
    return await clerk.press(send_button(await write(clerk, **typed)))


async def deliver(office: Office) -> None:
    """Let the postman take what is due."""
    postman = build(office.town, office.database, office.clock, [SimulatorTransport()]).postman
    while await postman.round():
        pass


async def test_nothing_leaves_before_it_was_seen_with_how_many_people_and_how_it_looks(office: Office) -> None:
    people = await guardians(office)
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk, texte_en=ENGLISH)
        assert f"{len(people)} parents" in page.words
        assert f"{len(people)} par simulateur" in page.words
        assert f"Français {len(people)} parents {FRENCH}" in page.words
        assert f"Anglais 0 parent {ENGLISH}" in page.words
        assert f"{len(FRENCH)} caractères, 1 SMS" in page.words
        assert await outbox(office) == []
        page = await clerk.press(send_button(page))
    assert f"L'avis part maintenant, pour {len(people)} parents" in page.words
    assert [message.text for message in await outbox(office)] == [FRENCH] * len(people)


async def test_each_reads_their_own_language_and_french_where_nothing_was_written_in_it(office: Office) -> None:
    first, second, *_ = await guardians(office)
    async with office.database.writing() as db:
        (await db.get_one(Guardian, first.id)).language = "en"
        (await db.get_one(Guardian, second.id)).language = "ar"
    async with office.clerk(Role.MESSENGER) as clerk:
        assert "En arabe" in (await clerk.open("/guichet/avis/nouveau")).words
        await send(clerk, texte_en=ENGLISH)
    said = {message.guardian_id: message.text for message in await outbox(office)}
    assert (said[first.id], said[second.id]) == (ENGLISH, FRENCH)


async def test_a_text_message_says_what_it_costs_and_which_letter_makes_it_dear(office: Office) -> None:
    office.sends_texts({Channel.SMS: Terms(10, price=Decimal("0.07"))})
    people = len(await guardians(office))
    dear = FRENCH + " Bonne fête à tous, et à bientôt pour un repas de Noël ! 🎉"
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk, texte_fr=dear)
        assert f"{2 * people} SMS à payer" in page.words
        assert f"{2 * people * Decimal('0.07'):.2f} €".replace(".", ",") in page.words
        assert "🎉 : à cause de ce signe, 2 SMS au lieu de 1" in page.words
        page = await write(clerk, texte_fr=dear.removesuffix(" 🎉"))
        assert "Sans accent, c'est moins cher : ê ô ë part" in page.words
        assert "Bonne fete à tous" in page.words


async def test_a_form_that_comes_twice_sends_once(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk)
        form, _ = page.form_with(send_button(page))
        for _ in range(2):
            page = await clerk.send(form.action, form.fields)
        assert "Où il en est" in page.words
    assert len(await outbox(office)) == len(await guardians(office))
    async with office.database.reading() as db:
        lines = select(JournalLine, ActRow).join(ActRow).where(JournalLine.entry == Entry.NOTICE)
        [(line, act)] = await db.execute(lines)
    assert (act.author_name, line.details["people"]) == ("Claire Duval", str(len(await guardians(office))))
    assert FRENCH in act.words


async def test_of_two_who_send_the_same_draft_the_second_is_told_who_was_first(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as claire, office.clerk(Role.MANAGER, "Léa Roy") as lea:
        page = await write(claire)
        theirs = await lea.open(claire.at)
        await claire.press(send_button(page))
        page = await lea.press(send_button(theirs))
        assert "Claire Duval a déjà envoyé cet avis" in page.words
    assert len(await outbox(office)) == len(await guardians(office))


async def test_a_choice_that_moved_since_it_was_shown_is_shown_again_before_anything_leaves(office: Office) -> None:
    people = await guardians(office)
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk)
        async with office.database.writing() as db:
            db.add(Guardian(family_id=people[0].family_id, name="Nadia Petit", phone="+33639980099"))
        page = await clerk.press(send_button(page))
        assert f"Le choix a changé depuis : {len(people) + 1} parents au lieu de {len(people)}" in page.words
        assert await outbox(office) == []
        await clerk.press(send_button(page))
    assert len(await outbox(office)) == len(people) + 1


async def test_an_hour_that_has_passed_since_it_was_shown_is_shown_again_before_anything_leaves(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk, quand="plus-tard", le="2026-11-23T11:00")
        assert "11:00" in page.words
        office.clock.move_to(office.clock.now() + timedelta(hours=3))
        page = await clerk.press(send_button(page))
        assert "L'heure a tourné : il partirait maintenant. Relisez avant d'envoyer. Rien n'est parti." in page.words
        assert await outbox(office) == []
        assert "part maintenant" in (await clerk.press(send_button(page))).words


async def test_what_another_one_changed_meanwhile_is_read_again_before_it_is_sent_and_no_text_is_lost(
    office: Office,
) -> None:
    async with office.clerk(Role.MESSENGER) as claire, office.clerk(Role.MANAGER, "Léa Roy") as lea:
        page = await write(claire)
        at = claire.at.partition("?")[0]
        form, _ = page.form_with(send_button(page))
        await claire.open(f"{at}/modifier")
        await lea.open(f"{at}/modifier")
        await lea.press("Voir avant d'envoyer", texte_fr="Grève annulée.")
        page = await claire.send(form.action, form.fields)
        assert "Léa Roy l'a changé" in page.words
        assert await outbox(office) == []
        await claire.open(f"{at}/modifier")
        await lea.open(f"{at}/modifier")
        await lea.press("Voir avant d'envoyer", texte_fr="Grève confirmée.")
        page = await claire.press("Voir avant d'envoyer", texte_fr="Mon long texte")
        assert (claire.answer.status_code, "Mon long texte" in page.text) == (409, True)
        page = await claire.press("Voir avant d'envoyer")
        assert "Mon long texte" in page.words


async def test_a_login_that_ends_in_the_middle_of_a_long_text_loses_nothing(office: Office) -> None:
    long = "Les inscriptions pour les vacances de printemps ouvrent lundi à huit heures. " * 8
    async with office.clerk(Role.MESSENGER) as clerk:
        await clerk.open("/guichet/avis/nouveau")
        office.clock.move_to(office.clock.now() + timedelta(hours=10, minutes=1))
        page = await clerk.press("Voir avant d'envoyer", texte_fr=long, site="jean-moulin")
        assert "n'est pas perdu" in page.words
        page = await clerk.press("Se connecter", name="Claire Duval", password=PASSWORD)
        page = await clerk.press("Envoyer")
        assert "Familles : école Jean-Moulin" in page.words
        assert long.strip() in page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"texte_fr": " "}, "Écrivez le message", id="no-words"),
        pytest.param({"texte_fr": "a" * 1001}, "1001 caractères, c'est trop long", id="too-many-words"),
        pytest.param({"qui": "booked"}, "De quel jour ?", id="booked-without-a-day"),
        pytest.param({"qui": "waiting", "jour": "2026-12-01"}, "de quel service ?", id="a-waiting-list-of-no-service"),
        pytest.param({"qui": "tout le monde"}, "n'est pas un choix possible", id="an-audience-that-is-none"),
        pytest.param({"site": "<script>"}, "n'a pas de lieu « <script> »", id="a-hostile-site"),
        pytest.param({"classe": "6e"}, "Pas de classe « 6e »", id="a-class-that-is-none"),
        pytest.param({"sauf": "77"}, "n'a pas été envoyé", id="left-out-by-a-notice-that-is-none"),
        pytest.param({"quand": "plus-tard", "le": "demain"}, "n'est pas une heure", id="an-hour-that-is-none"),
        pytest.param({"quand": "plus-tard", "le": "2026-11-22T10:00"}, "c'est passé", id="an-hour-that-is-past"),
        pytest.param({"quand": "plus-tard", "le": "2027-06-01T10:00"}, "90 jours au plus", id="an-hour-too-far-away"),
        pytest.param(
            {"quand": "plus-tard", "le": "2026-11-25T10:00", "fin": "2026-11-25T09:00"},
            "Il partirait après",
            id="of-no-use-when-it-leaves",
        ),
    ],
)
async def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_typed_is_lost(
    office: Office, typed: dict[str, str], said: str
) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk, texte_en=ENGLISH, **typed)
        assert clerk.answer.status_code == 422
        assert said in page.words
        assert ENGLISH in dict(page.form_with("Voir avant d'envoyer")[0].fields)["texte_en"]


async def test_a_notice_of_the_evening_leaves_in_the_morning_and_an_urgent_one_at_once(office: Office) -> None:
    office.clock.move_to(office.clock.now().replace(hour=22))
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk)
        assert "mar. 24 nov. 2026, 08:00" in page.words
        await clerk.press(send_button(page))
        await send(clerk, urgent="1")
    due = {message.purpose: office.desk.local(message.due_at) for message in await outbox(office)}
    assert f"{due[Purpose.NOTICE]:%d %H:%M}" == "24 08:00"
    assert due[Purpose.URGENT] == office.clock.now().replace(microsecond=due[Purpose.URGENT].microsecond)


async def test_the_report_follows_each_person_and_adds_up(office: Office) -> None:
    silent, deaf, *others = await guardians(office)
    async with office.database.writing() as db:
        (await db.get_one(Guardian, deaf.id)).phone = None
        await opt_out(db, Channel.SIMULATOR, silent.phone or "", source=OptedOutBy.TEXT, now=office.clock.now())
    async with office.clerk(Role.MANAGER) as clerk:
        page = await send(clerk)
        people = len(others) + 2
        assert f"en attente de départ {people - 2}" in page.words
        states = [Sending.DELIVERED, Sending.SENT, Sending.FAILED, Sending.EXPIRED]
        async with office.database.writing() as db:
            for message, state in zip(await outbox(office), states, strict=False):
                (await db.get_one(OutboxMessage, message.id)).state = state
                (await db.get_one(OutboxMessage, message.id)).failure = (
                    Failure.NOT_A_NUMBER if state is Sending.FAILED else None
                )
        page = await clerk.open(clerk.at)
        for words in ("reçu 1 ", "encore 1 ", "échec 1 ", "pas parti à temps 1 ", "injoignable par message 2 "):
            assert words in page.words
        assert f"Total {people} 100 %" in page.words
        assert "4 parents sont à appeler" in page.words
        called = page.words.split("Liste en CSV")[1].split("Ce qui est dit")[0]
        for name, why in (
            (silent.name, "STOP"),
            (deaf.name, "aucun téléphone au dossier"),
            (others[2].name, "numéro qui n'existe pas"),
        ):
            assert name in called
            assert why in called


async def test_whom_to_call_is_a_file_in_which_no_name_is_a_formula(office: Office) -> None:
    deaf, *_ = await guardians(office)
    async with office.database.writing() as db:
        row = await db.get_one(Guardian, deaf.id)
        row.name, row.phone = "=HYPERLINK(1)", None
    async with office.clerk(Role.MANAGER) as manager, office.clerk(Role.MESSENGER, "Léa Roy") as messenger:
        await send(manager)
        path = f"{manager.at.partition('?')[0]}/personnes.csv"
        with_phones = (await manager.client.get(path)).content.decode("utf-8-sig")
        without = (await messenger.client.get(path)).content.decode("utf-8-sig")
        page = await messenger.open(manager.at)
    assert ";'=HYPERLINK(1);;;injoignable par message;aucun téléphone au dossier;oui" in with_phones
    assert "06 39 98" in with_phones
    assert "06 39 98" not in without
    assert "tel:" not in page.text
    assert len(with_phones.splitlines()) == 1 + len(await guardians(office))


async def test_the_file_has_everybody_once_however_many_pieces_it_is_read_in(office: Office) -> None:
    [family, *_] = [guardian.family_id for guardian in await guardians(office)]
    async with office.database.writing() as db:
        db.add_all(Guardian(family_id=family, name=f"Parent {each}", phone=f"+3361{each:07}") for each in range(PIECE))
    everybody = {guardian.name for guardian in await guardians(office)}
    async with office.clerk(Role.MANAGER) as clerk:
        await send(clerk)
        answer = await clerk.client.get(f"{clerk.at.partition('?')[0]}/personnes.csv")
    _, *lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) > PIECE
    assert sorted(line.split(";")[1] for line in lines) == sorted(everybody)


async def test_those_whom_an_earlier_notice_has_told_can_be_left_out(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        await send(clerk, site="jean-moulin")
        first = {message.guardian_id for message in await outbox(office)}
        async with office.database.writing() as db:
            failed = (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).first()
            assert failed is not None
            failed.state, failed.failure = Sending.FAILED, Failure.NOT_A_NUMBER
            not_told = failed.guardian_id
        await send(clerk, sauf="1")
    second = {message.guardian_id for message in await outbox(office) if message.batch == "notice:2"}
    everybody = {guardian.id for guardian in await guardians(office)}
    assert second == (everybody - first) | {not_told}


async def test_stopped_what_has_not_left_is_taken_back_and_the_report_says_so(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        await send(clerk, quand="plus-tard", le="2026-11-24T10:00")
        people = len(await guardians(office))
        async with office.database.writing() as db:
            gone = (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).first()
            assert gone is not None
            gone.state = Sending.DELIVERED
        page = await clerk.press("Arrêter l'envoi")
        assert f"Arrêté : {people - 1} parents ne le recevront pas" in page.words
        assert "Arrêté par Claire Duval" in page.words
        assert f"arrêté avant de partir {people - 1}" in page.words
        assert "Arrêter l'envoi" not in [label for form in page.forms for label, *_ in form.buttons]
        office.clock.move_to(office.clock.now() + timedelta(days=2))
        await deliver(office)
    assert {message.state for message in await outbox(office)} == {Sending.DELIVERED, Sending.CANCELLED}


async def test_a_draft_is_thrown_away_whole_and_what_was_sent_is_not(office: Office) -> None:
    async with office.clerk(Role.MESSENGER) as clerk:
        page = await write(clerk)
        kept = page.form_with("Jeter ce brouillon")[0]
        assert "est jeté" in (await clerk.press("Jeter ce brouillon")).words
        await clerk.open("/guichet/avis/1")
        assert clerk.answer.status_code == 404
        await send(clerk)
        again = [(name, value) for name, value in kept.fields if name != "once"]
        page = await clerk.send(clerk.at.partition("?")[0] + "/jeter", again)
        assert "a déjà envoyé cet avis" in page.words
    async with office.database.reading() as db:
        assert await db.scalar(select(func.count()).select_from(Notice)) == 1
        assert await db.scalar(select(func.count()).select_from(Recipient)) == len(await guardians(office))


async def test_both_homes_of_a_child_are_told_each_once(office: Office) -> None:
    async with office.database.reading() as db:
        shared = (
            select(Guardian.family_id)
            .where(Guardian.family_id.in_(select(Child.family_id).group_by(Child.family_id).having(func.count() > 1)))
            .group_by(Guardian.family_id)
            .having(func.count() > 1)
        )
        family = (await db.scalars(shared)).first()
    async with office.clerk(Role.MESSENGER) as clerk:
        await send(clerk)
    homes = [guardian.id for guardian in await guardians(office) if guardian.family_id == family]
    told = [message.guardian_id for message in await outbox(office) if message.guardian_id in homes]
    assert sorted(told, key=str) == sorted(homes, key=str)
    assert len(homes) > 1
