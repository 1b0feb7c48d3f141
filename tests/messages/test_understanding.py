"""Understanding, one kind of expression after the other: days, services, people, intents, and what is asked about."""

from datetime import date

import pytest

from messages.understanding.context import Context, Pending
from messages.understanding.doubts import Doubt, Why
from messages.understanding.meaning import UNKNOWN, Intent, Repeat, Request
from messages.understanding.understand import understand
from tests.messages.town import TOWN

TUESDAY = date(2026, 11, 24)
CHILDREN = ("Léo", "Emma")


def heard(
    text: str, *, today: date = TUESDAY, children: tuple[str, ...] = CHILDREN, pending: Pending | None = None
) -> list[Request]:
    return list(understand(text, Context(today, children, pending, TOWN)).requests)


def days_of(text: str, today: date = TUESDAY) -> list[str]:
    (request,) = heard(f"centre {text} pour Léo", today=today)
    return [day.isoformat()[5:] for day in request.days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("demain", ["11-25"], id="tomorrow"),
        pytest.param("après-demain", ["11-26"], id="the day after tomorrow"),
        pytest.param("ce mercredi", ["11-25"], id="this Wednesday is the next one"),
        pytest.param("mardi", ["12-01"], id="the weekday of today is in seven days"),
        pytest.param("mercredi en huit", ["12-02"], id="a week after the bare reading"),
        pytest.param("mercredi en quinze", ["12-09"], id="two weeks after the bare reading"),
        pytest.param("dans huit jours", ["12-01"], id="eight days are a week"),
        pytest.param("dans quinze jours", ["12-08"], id="fifteen days are two weeks"),
        pytest.param("dans 3 jours", ["11-27"], id="any other number is counted"),
        pytest.param("mercredi prochain", [], id="this week's is still to come: two readings"),
        pytest.param("lundi prochain", ["11-30"], id="this week's is over: one reading"),
        pytest.param("le lundi", [], id="the next, or every one?"),
        pytest.param("le 7", ["12-07"], id="the next such date"),
        pytest.param("le 24", ["12-24"], id="never today"),
        pytest.param("le 24 novembre", ["11-24"], id="with its month, today is meant"),
        pytest.param("lundi 30", ["11-30"], id="a weekday that agrees with its date"),
        pytest.param("lundi 1er décembre", [], id="a weekday that contradicts its date"),
        pytest.param("7/12", ["12-07"], id="day before month"),
        pytest.param("03.12 et 04.12", ["12-03", "12-04"], id="dates with full stops"),
        pytest.param("le sept décembre", ["12-07"], id="a number in letters"),
        pytest.param("le vingt et un décembre", ["12-21"], id="a number of three words"),
        pytest.param("les 1, 2 et 4 décembre", ["12-01", "12-02", "12-04"], id="a list takes the month of its end"),
        pytest.param("les 1-2-4 décembre", ["12-01", "12-02", "12-04"], id="a list with dashes"),
        pytest.param("7 décembre et 9", ["12-07", "12-09"], id="a list keeps the month of its start"),
        pytest.param("décembre : 1, 2, 4", ["12-01", "12-02", "12-04"], id="a month over a list"),
        pytest.param("lundi mardi jeudi", ["11-30", "12-01", "12-03"], id="each weekday after the one before"),
        pytest.param("jeudi et lundi", ["11-26", "11-30"], id="a list across the weekend"),
        pytest.param("du 30 au 2", ["11-30", "12-01", "12-02"], id="a range across the end of a month"),
        pytest.param("de lundi à jeudi", ["11-30", "12-01", "12-02", "12-03"], id="a range of weekdays"),
        pytest.param("du lundi 30 au mercredi 2 décembre", ["11-30", "12-01", "12-02"], id="a range, all written"),
        pytest.param("entre le 30 et le 2", ["11-30", "12-01", "12-02"], id="between two days"),
        pytest.param("du 30/11 au 4/12 sauf le 2", ["11-30", "12-01", "12-03", "12-04"], id="without a day"),
        pytest.param("du 30/11 au 4/12 hors mercredi", ["11-30", "12-01", "12-03", "12-04"], id="without a weekday"),
        pytest.param("cette semaine", ["11-24", "11-25", "11-26", "11-27"], id="this week from today on"),
        pytest.param("semaine 50", ["12-07", "12-08", "12-09", "12-10", "12-11"], id="a week by its number"),
        pytest.param("la semaine du 7", ["12-07", "12-08", "12-09", "12-10", "12-11"], id="the week of a date"),
        pytest.param("lundi et jeudi de la semaine du 7", ["12-07", "12-10"], id="weekdays of a week"),
        pytest.param("jeudi de la semaine prochaine", ["12-03"], id="a weekday of next week"),
        pytest.param("dans deux semaines", ["12-07", "12-08", "12-09", "12-10", "12-11"], id="the week after next"),
        pytest.param("les lundis de décembre", ["12-07", "12-14", "12-21", "12-28"], id="a pattern bounded by a month"),
        pytest.param("les lundis jusqu'à Noël", ["11-30", "12-07", "12-14"], id="a pattern bounded by holidays"),
        pytest.param("à la rentrée", ["01-04"], id="the first school day after the holidays"),
        pytest.param(
            "la première semaine des vacances", ["12-21", "12-22", "12-23", "12-24"], id="holidays without public ones"
        ),
        pytest.param("à partir de lundi", [], id="from a day on, with no pattern"),
    ],
)  # fmt: skip
def test_days(text: str, expected: list[str]) -> None:
    assert days_of(text) == expected


@pytest.mark.parametrize(
    ("text", "weekdays", "first", "weeks"),
    [
        ("tous les lundis", (1,), "2026-11-30", "all"),
        ("tous les mardi et jeudi", (2, 4), "2026-11-26", "all"),
        ("chaque vendredi", (5,), "2026-11-27", "all"),
        ("tous les jours sauf mercredi", (1, 2, 4, 5), "2026-11-26", "all"),
        ("tous les lundis à partir de janvier", (1,), "2027-01-04", "all"),
        ("les jeudis des semaines paires", (4,), "2026-11-26", "even"),
        ("semaines impaires lundi et mardi", (1, 2), "2026-11-30", "odd"),
        ("un jeudi sur deux", (4,), "2026-12-03", "alternate"),
        ("une semaine sur deux lundi et jeudi", (1, 4), "2026-11-30", "alternate"),
        ("lundi et jeudi toute l'année", (1, 4), "2026-11-26", "all"),
    ],
)
def test_patterns_without_an_end(text: str, weekdays: tuple[int, ...], first: str, weeks: str) -> None:
    (request,) = heard(f"cantine {text} pour Léo")
    assert request.days == ()
    repeat = request.repeat
    assert repeat is not None
    assert repeat == Repeat(weekdays, date.fromisoformat(first), date(2027, 7, 2), repeat.weeks)
    assert repeat.weeks == weeks


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("cantoche", ("cantine",)),
        ("kantine", ("cantine",)),
        ("cantien", ("cantine",)),
        ("resto scolaire", ("cantine",)),
        ("garderie", ("garderie",)),
        ("garderie le matin", ("garderie-matin",)),
        ("périscolaire du soir", ("garderie-soir",)),
        ("garderie matin et soir", ("garderie-matin", "garderie-soir")),
        ("garderie 7h30", ("garderie-matin",)),
        ("garderiedusoir", ("garderie-soir",)),
        ("halte garderie", ("creche",)),
        ("CLAE", ("centre",)),
        ("cantine et étude", ("cantine", "etude")),
    ],
)
def test_services(text: str, services: tuple[str, ...]) -> None:
    (request,) = heard(f"{text} jeudi pour Léo")
    assert request.services == services


@pytest.mark.parametrize(
    ("text", "part", "meal", "hours"),
    [
        ("centre mercredi matin", "morning", None, None),
        ("centre mercredi aprem sans repas", "afternoon", False, None),
        ("centre mercredi journée entière avec le déjeuner", "day", True, None),
        ("centre mercredi demi-journée", None, None, None),
        ("crèche jeudi 9h 12h30", None, None, ("09:00", "12:30")),
        ("crèche jeudi de huit heures à dix-sept heures", None, None, ("08:00", "17:00")),
        ("crèche jeudi 8h30-17h avec repas", None, True, ("08:30", "17:00")),
        ("crèche jeudi de neuf heures à midi", None, None, ("09:00", "12:00")),
    ],
)
def test_parts_meals_and_hours(text: str, part: str | None, meal: bool | None, hours: tuple[str, str] | None) -> None:
    (request,) = heard(f"{text} pour Léo")
    assert (request.part, request.meal, request.hours) == (part, meal, hours)


@pytest.mark.parametrize(
    ("text", "on_file", "chosen"),
    [
        pytest.param("Léo", ("Léo", "Emma"), ("Léo",), id="a name"),
        pytest.param("leo et emma", ("Léo", "Emma"), ("Léo", "Emma"), id="two names without accents"),
        pytest.param("les deux", ("Léo", "Emma"), ("Léo", "Emma"), id="both of two"),
        pytest.param("mes loulous", ("Léo", "Emma", "Zoé"), ("Léo", "Emma", "Zoé"), id="all of them"),
        pytest.param("yacine", ("Yassine", "Tom"), ("Yassine",), id="another spelling"),
        pytest.param("jean batiste", ("Jean-Baptiste",), ("Jean-Baptiste",), id="a slip in a double name"),
        pytest.param("JB", ("Jean-Baptiste", "Tom"), ("Jean-Baptiste",), id="initials"),
        pytest.param("Lena", ("Lina", "Lena"), ("Lena",), id="near-alike names, written right"),
        pytest.param("Sam", ("Sam", "Tom"), ("Sam",), id="a child whose name is short for Saturday"),
        pytest.param("ma fille", ("Emma",), (), id="the only child needs no name"),
        pytest.param("Léo pas Emma", ("Léo", "Emma"), ("Léo",), id="one and not the other"),
    ],
)
def test_children(text: str, on_file: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    (request,) = heard(f"cantine jeudi pour {text}", children=on_file)
    assert request.intent is Intent.BOOK
    assert request.children == chosen


@pytest.mark.parametrize(
    ("text", "on_file"),
    [
        pytest.param("Lna", ("Lina", "Lena"), id="a slip that fits two"),
        pytest.param("lou", ("Louis", "Louise"), id="short for two"),
        pytest.param("Manon", ("Léo", "Emma"), id="a name on no file"),
        pytest.param("Gabrielle", ("Gabriel",), id="another name that is near"),
        pytest.param("ma fille", ("Léo", "Emma"), id="a daughter of several children"),
        pytest.param("les deux", ("Léo", "Emma", "Zoé"), id="two of three"),
        pytest.param("Léo et son copain Karim", ("Léo",), id="somebody else's child beside our own"),
    ],
)
def test_nobody_is_guessed(text: str, on_file: tuple[str, ...]) -> None:
    assert heard(f"cantine jeudi pour {text}", children=on_file) == [UNKNOWN]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("réserver la garderie demain soir", Intent.BOOK), ("mets léo à la cantine jeudi", Intent.BOOK),
        ("Léo mangera jeudi", Intent.BOOK), ("mettez-nous sur liste d'attente pour le centre mercredi", Intent.BOOK),
        ("annule jeudi", Intent.CANCEL),
        ("pas de cantine demain", Intent.CANCEL),
        ("plus besoin de garderie jeudi", Intent.CANCEL),
        ("Léo ne mange pas vendredi", Intent.CANCEL), ("Léo mange chez mamie demain", Intent.CANCEL),
        ("ne comptez pas Emma à la cantine jeudi", Intent.CANCEL), ("Léo est malade", Intent.ABSENCE),
        ("Emma absente demain", Intent.ABSENCE), ("Léo ne viendra pas demain", Intent.ABSENCE),
        ("c'est bon pour lundi ?", Intent.STATUS), ("Léo mange à la cantine jeudi ?", Intent.STATUS),
        ("pk c'est refusé lundi", Intent.WHY), ("preuve pour lundi", Intent.PROOF),
        ("reste de la place mercredi au centre ?", Intent.AVAILABILITY),
        ("on est combientième sur la liste d'attente ?", Intent.AVAILABILITY),
        ("trop tard pour demain ?", Intent.DEADLINE),
        ("y'a quoi à manger demain ?", Intent.MENU),
        ("c'est combien la garderie ?", Intent.PRICE),
        ("ok", Intent.YES), ("laisse tomber", Intent.NO), ("annule", Intent.UNDO), ("je me suis trompée", Intent.UNDO),
        ("rappelle moi avant la limite", Intent.REMINDERS_ON), ("plus de rappels svp", Intent.REMINDERS_OFF),
        ("STOP", Intent.STOP), ("reprise", Intent.START), ("je veux parler à quelqu'un", Intent.HUMAN),
        ("le lien du site", Intent.PORTAL), ("comment ça marche", Intent.HELP), ("?", Intent.HELP),
        ("bonjour", Intent.GREETING), ("merci bcp", Intent.THANKS), ("english please", Intent.LANGUAGE),
    ],
)  # fmt: skip
def test_intents(text: str, intent: Intent) -> None:
    assert [request.intent for request in heard(text)] == [intent]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cantine lundi euh non mardi pour Léo", "book cantine Léo 12-01"),
        ("cantine jeudi pour Léo... pardon pour Emma", "book cantine Emma 11-26"),
        ("étude demain, euh je voulais dire garderie du soir, pour Emma", "book garderie-soir Emma 11-25"),
        ("déplace la cantine de Léo de jeudi à vendredi", "cancel cantine Léo 11-26; book cantine Léo 11-27"),
        ("cantine mardi au lieu de lundi pour Léo", "cancel cantine Léo 11-30; book cantine Léo 12-01"),
        ("annule jeudi et mets vendredi à la place", "cancel - - 11-26; book - - 11-27"),
        ("cantine pour Léo lundi et garderie soir mardi", "book cantine Léo 11-30; book garderie-soir Léo 12-01"),
        ("cantine jeudi mais pas vendredi pour Léo", "book cantine Léo 11-26"),
        ("tous à la cantine jeudi sauf Emma", "book cantine Léo 11-26"),
        ("Léo jeudi, Emma vendredi, cantine pour les deux", "book cantine Léo 11-26; book cantine Emma 11-27"),
        ("enlevez Léo de la cantine demain et ajoutez Emma", "cancel cantine Léo 11-25; book cantine Emma 11-25"),
        ("cantine jeudi pour Léo et Emma est malade demain", "book cantine Léo 11-26; absence - Emma 11-25"),
        ("Léo est malade demain, pas de cantine ni de garderie du soir", "absence cantine,garderie-soir Léo 11-25"),
        ("cantine jeudi pour Léo et étude vendredi pour Karim", "book cantine Léo 11-26; unknown - - -"),
        ("demain matin et jeudi soir garderie pour Emma",
         "book garderie-matin Emma 11-25; book garderie-soir Emma 11-26"),
        ("Léo a une sortie jeudi donc pas de cantine ce jour-là", "cancel cantine Léo 11-26"),
        ("je n'ai pas réservé la cantine de demain pour Emma, pouvez-vous le faire ?", "book cantine Emma 11-25"),
        ("cantine mardi Léo. menu ?", "book cantine Léo 12-01; menu - - -"),
        ("Cantine jeudi pour Léo. Cordialement, Camille", "book cantine Léo 11-26"),
        ("la cantine de jeudi plutôt vendredi", "cancel cantine - 11-26; book cantine - 11-27"),
        ("mets la cantine de jeudi plutôt à vendredi", "cancel cantine - 11-26; book cantine - 11-27"),
        ("cantine jeudi plutôt vendredi", "book cantine - 11-27"),
        ("finalement pas jeudi", "cancel - - 11-26"),
        ("pas jeudi finalement pour Emma", "cancel - Emma 11-26"),
    ],
)  # fmt: skip
def test_how_sentences_join(text: str, expected: str) -> None:
    assert "; ".join(map(_short, heard(text))) == expected


def _short(request: Request) -> str:
    days = ",".join(day.isoformat()[5:] for day in request.days)
    return " ".join((request.intent, ",".join(request.services) or "-", ",".join(request.children) or "-", days or "-"))


@pytest.mark.parametrize(
    "text",
    [
        "cantine lundi ou mardi",
        "si elle va mieux Emma mangera lundi",
        "peut-être cantine jeudi",
        "n'annulez surtout pas jeudi",
        "cantine lundi et mardi étude pour Léo", "cantine hier", "cantine le 31 novembre", "judo mercredi pour Léo",
        "la cantine est annulée jeudi ?",
        "« cantine lundi »",
        "pareil pour Emma",
        "cantine lundi pour Léo je vous redis",
        "cantine Léo jeudi et Emy vendredi svp",
        "déplace la cantine de Léo de lundi à jeudi", "pouvez-vous renvoyer la cantine de jeudi pour Léo",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_asked_about(text: str) -> None:
    assert heard(text) == [UNKNOWN]


@pytest.mark.parametrize(
    ("text", "why", "word"),
    [
        ("cantine lundi pour Théo", Why.STRANGER, "Theo"),
        ("cantine lundi dernier pour Léo", Why.PAST, None),
        ("cantine le 31 novembre", Why.IMPOSSIBLE, None),
        ("cantine lundi ou mardi", Why.ALTERNATIVE, None),
        ("si elle va mieux Emma mangera lundi", Why.CONDITION, None),
    ],
)
def test_a_doubt_is_said_in_so_many_words(text: str, why: Why, word: str | None) -> None:
    assert understand(text, Context(TUESDAY, CHILDREN, None, TOWN)).doubt == Doubt(why, word)


@pytest.mark.parametrize("text", ["cantine lundi", "il fait beau", "bonjour", ""])
def test_what_is_understood_or_asks_for_nothing_leaves_no_doubt_to_tell(text: str) -> None:
    assert understand(text, Context(TUESDAY, CHILDREN, None, TOWN)).doubt is None


@pytest.mark.parametrize(
    ("pending", "text", "expected"),
    [
        (Pending("days"), "lundi et jeudi", Request(Intent.ANSWER, days=(date(2026, 11, 30), date(2026, 12, 3)))),
        (Pending("days"), "annule", Request(Intent.NO)),
        (Pending("child"), "les deux", Request(Intent.ANSWER, children=CHILDREN)),
        (Pending("child"), "Hugo", UNKNOWN),
        (Pending("service"), "le soir", Request(Intent.ANSWER, services=("garderie-soir",))),
        (Pending("confirm"), "oui mais pas mercredi", UNKNOWN),
        (Pending("confirm"), "👍", Request(Intent.YES)),
        (Pending("choice", 3), "les 2 premiers", Request(Intent.CHOICE, choice=(1, 2))),
        (Pending("choice", 3), "tous sauf le 2", Request(Intent.CHOICE, choice=(1, 3))),
        (Pending("choice", 3), "4", UNKNOWN),
        (Pending("choice", 3), "aucun", Request(Intent.NO)),
        (None, "2", UNKNOWN),
        (None, "lundi", UNKNOWN),
    ],
)
def test_answers_to_what_the_bot_asked(pending: Pending | None, text: str, expected: Request) -> None:
    assert heard(text, pending=pending) == [expected]


def test_a_whole_new_request_wins_over_the_question() -> None:
    (request,) = heard("cantine jeudi pour Emma", pending=Pending("confirm"))
    assert request.intent is Intent.BOOK


def test_the_explanation_tells_what_was_written_and_what_was_filled_in() -> None:
    understanding = understand("cantine pour Léo jeudi et étude vendredi", Context(TUESDAY, CHILDREN, None, TOWN))
    first, second = understanding.explanation.origins
    assert first.written == ("services", "children", "days")
    assert second.written == ("services", "days")
    assert "children" in second.filled


def test_the_explanation_gives_both_readings_of_a_day_that_is_left_open() -> None:
    understanding = understand("centre mercredi prochain pour Léo", Context(TUESDAY, CHILDREN, None, TOWN))
    (origin,) = understanding.explanation.origins
    assert origin.readings == ("2026-11-25", "2026-12-02")


def test_the_explanation_names_the_words_left_over() -> None:
    understanding = understand("cantine jeudi kermesse", Context(TUESDAY, CHILDREN, None, TOWN))
    assert understanding.requests == (UNKNOWN,)
    assert understanding.explanation.left_over == ("kermesse",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("demain (mercredi)", ["11-25"], id="a day said twice is one day"),
        pytest.param("demain (jeudi)", [], id="a day said twice that contradicts itself"),
        pytest.param("vacances de Noël, le 21 et le 22", ["12-21", "12-22"], id="dates inside the holidays"),
        pytest.param(
            "du 21 au 23 décembre pendant les vacances de Noël", ["12-21", "12-22", "12-23"], id="a range too"
        ),
        pytest.param("la semaine du 7 : le lundi et le mardi", ["12-07", "12-08"], id="weekdays inside the week"),
        pytest.param("semaine 50 puis le 15", [], id="a date beside the week it should lie in"),
        pytest.param("à la rentrée, lundi et mardi", ["01-04", "01-05"], id="weekdays in the week of the return"),
    ],
)
def test_a_wide_frame_means_the_days_named_inside_it(text: str, expected: list[str]) -> None:
    assert days_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Léo malade, retour lundi", id="the day of coming back"),
        pytest.param("Léo malade depuis lundi", id="the day on which it began"),
        pytest.param("Emma cantine lundi. Léo malade", id="the day of the other child"),
    ],
)
def test_the_day_of_something_else_is_no_day_of_an_absence(text: str) -> None:
    absences = [request for request in heard(text) if request.intent is Intent.ABSENCE]
    assert [request.days for request in absences] == [()]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pas de cantine lundi mais mardi", id="given back on one day, and on the other?"),
        pytest.param("un seul des deux mange lundi", id="one of two"),
        pytest.param("Emma et Léo lundi, cantine pour elle, étude pour lui", id="told apart by pronouns alone"),
        pytest.param("Léo prend la place d'Emma lundi à la cantine", id="one for the other"),
        pytest.param("annuler l'absence de Léo de lundi", id="an absence taken back"),
        pytest.param("mon mari a dit qu'il voulait annuler la cantine de Léo lundi", id="what somebody else said"),
        pytest.param("y a-t-il école jeudi ? sinon pas de cantine pour Léo", id="what hangs on an answer"),
    ],
)
def test_where_the_evidence_is_thin_the_parent_is_asked(text: str) -> None:
    assert heard(text) == [UNKNOWN]
