"""Faults of a town's file in French: what is wrong, and what to write instead, on one line each."""

from collections.abc import Mapping

from booking.errors import TownFileError
from booking.town_file import Complaint, Problem

WORDS: Mapping[Complaint, str] = {
    Complaint.NO_FILE: "ce fichier n'existe pas. Vérifiez le chemin, ou réglez ALLO_TOWN",
    Complaint.UNREADABLE: "le fichier ne peut pas être lu ({why}). Vérifiez le chemin, et que le texte est en UTF-8",
    Complaint.NOT_TOML: "ce n'est pas du TOML ({why}). Corrigez cette ligne : guillemets, crochets, virgules",
    Complaint.WRITTEN_TWICE: "clé ou table écrite deux fois. Gardez-en une ; pour une liste, écrivez [[deux crochets]]",
    Complaint.UNKNOWN_KEY: "clé inconnue. {near_or_known}",
    Complaint.MISSING_KEY: "il manque la clé « {key} ». Ajoutez-la",
    Complaint.NOT_TEXT: 'il faut un texte. Mettez-le entre guillemets : "…"',
    Complaint.EMPTY: "le texte est vide. Remplissez-le, ou retirez la clé",
    Complaint.EMPTY_LIST: "la liste est vide. Mettez-y quelque chose, ou retirez la clé",
    Complaint.NOT_A_WHOLE_NUMBER: "il faut un nombre entier{bounds}, sans guillemets",
    Complaint.NOT_AN_AMOUNT: "il faut un montant, zéro ou plus, avec un point et sans guillemets : 3.60",
    Complaint.NOT_YES_OR_NO: "il faut true (oui) ou false (non), sans guillemets",
    Complaint.NOT_A_DATE: "il faut une date, sans guillemets : 2026-11-30",
    Complaint.NOT_AN_HOUR: 'il faut une heure : "09:00" ou "9h". Pour la journée entière, retirez la clé',
    Complaint.NOT_A_LIST: "il faut une liste, entre crochets : [ … ]",
    Complaint.NOT_A_TABLE: "il faut une table, entre accolades : {{ … }}, ou sous un titre entre crochets",
    Complaint.NOT_ONE_OF: "« {word} » n'est pas possible ici. {near_or_known}",
    Complaint.NOT_A_TIME_ZONE: 'fuseau horaire inconnu. Écrivez par exemple "Europe/Paris" ou "Indian/Reunion"',
    Complaint.NOT_A_PHONE: 'ce n\'est pas un numéro de téléphone. Écrivez "04 65 71 20 26", ou "+262 262 …" outre-mer',
    Complaint.NOT_AN_AGE: 'il faut un âge : "3 years", "4 months" ou "10 weeks"',
    Complaint.ENDS_BEFORE_IT_STARTS: "la fin vient avant le début. Écrivez le début, puis la fin",
    Complaint.YEAR_TOO_LONG: "l'année dépasse quinze mois. Vérifiez l'année des dates ; un fichier tient une année",
    Complaint.NOT_TWO_HOURS: 'il faut deux heures, le début et la fin : ["07:30", "08:30"]',
    Complaint.HOURS_OR_DAYS: "dites un délai : « hours », ou bien « days », un seul des deux",
    Complaint.TWO_HOURS_SAID: "« {other} » donne déjà une heure. Gardez une seule des deux clés",
    Complaint.TWO_PRICES_SAID: "« {other} » donne déjà un prix. Gardez une seule des deux clés",
    Complaint.SAME_KEY_TWICE: "deux lieux ont la clé « {key} ». Donnez une clé à chacun",
    Complaint.HOLIDAYS_UNKNOWN: "les vacances de {year} ne sont pas connues. Écrivez-les en tables [[holidays]]",
    Complaint.UNKNOWN_SITE: "« {word} » n'est pas un lieu connu ici. {near_or_known}",
    Complaint.NO_CAPACITY: "il manque le nombre de places de « {site} ». Ajoutez : {site} = 30",
    Complaint.NEVER_TAKES_PLACE: "le service n'a lieu aucun jour de l'année scolaire. Donnez-lui des jours d'ouverture",
    Complaint.DAY_AND_PARTS: '« day » et des parties du jour à la fois. Gardez ["day"], ou les parties seules',
    Complaint.QUOTA_ABOVE_CAPACITY: "{places} places réservées, mais le lieu n'en a que {capacity}. Baissez ce nombre",
    Complaint.MOST_BELOW_LEAST: "ce maximum est au-dessous du minimum demandé. Montez l'un, ou baissez l'autre",
    Complaint.BOOKING_AFTER_SESSION: "on réserverait encore après la fin : pour le {day}, jusqu'au {ends}, alors que "
    "tout finit le {over}. Donnez une limite plus tôt, avec une heure",
    Complaint.CANCELLING_AFTER_SESSION: "on annulerait encore après la fin : pour le {day}, jusqu'au {ends}, alors que "
    "tout finit le {over}. Donnez une limite plus tôt, avec une heure",
    Complaint.NO_RULE_FOR_WEEKDAY: "aucune limite n'est dite pour un jour où le service a lieu. Ajoutez « {weekday} »",
    Complaint.NEVER_OPENS: "n'ouvre jamais : pour le {day}, ouvre le {opens} et ferme le {closes}. "
    "Ouvrez plus tôt, ou fermez plus tard",
    Complaint.UNKNOWN_PRICE_LINE: "aucun tarif n'a ce nom. Prenez le « label » d'un tarif : {known}",
    Complaint.NO_WAITING_LIST: "le service n'a pas de liste d'attente. Ajoutez sa table « waiting », ou retirez la clé",
    Complaint.TIER_ENDS_FIRST: "ce recours finit avant la limite qu'il suit. Donnez-lui une limite plus tardive",
    Complaint.OFFER_SHORTER_THAN_LEAST: "le minimum dépasse la durée de l'offre. Baissez-le",
    Complaint.OFFER_TOO_LONG: "une offre dure {lasts} h, mais il n'en reste jamais plus de {left}. Raccourcissez-la",
    Complaint.REMINDER_AT_NIGHT: "personne n'est dérangé de {start} à {end} (quiet_hours). Donnez une autre heure",
    Complaint.REMINDER_TOO_LATE: "pour le {day}, le rappel partirait le {at}, alors que la limite est le {closes}. "
    "Avancez le rappel",
    Complaint.REMINDER_TOO_EARLY: "le rappel partirait toujours avant l'ouverture des réservations. Raccourcissez-le",
    Complaint.NOTHING_TO_REMIND: "le service n'a aucune limite pour réserver. Retirez la table « reminders »",
    Complaint.NO_HOLIDAYS: "le service n'a pas lieu pendant les vacances. Retirez la clé",
    Complaint.NO_MENU_FILE: "ce fichier de menus n'existe pas. Déposez-le là, ou retirez la clé « menus »",
    Complaint.NOT_UTF8: "le fichier n'est pas en UTF-8. Dans le tableur, enregistrez-le en « CSV UTF-8 »",
    Complaint.NO_COLUMN: "il manque cette colonne. {near_or_add}",
    Complaint.EMPTY_CELL: "la case est vide. Remplissez-la, ou retirez la ligne",
    Complaint.TOO_LONG: "plus de {most} caractères. Raccourcissez",
    Complaint.NOT_A_DATE_CELL: "ce n'est pas une date. Écrivez l'année, le mois et le jour : 2026-11-30",
    Complaint.NOT_A_LIST_CELL: 'ce n\'est pas une liste. Écrivez ["végétarien","sans porc"], ou laissez la case vide',
}


def in_words(error: TownFileError) -> list[str]:
    """One line for each fault: file, line, key, what is wrong, what to do."""
    return [f"{error.path}:{fault.line}: {_sentence(fault)}" for fault in error.problems if isinstance(fault, Problem)]


def _sentence(problem: Problem) -> str:
    facts = {**problem.values, "near_or_known": _cure(problem.values), "bounds": _bounds(problem.values)}
    facts["near_or_add"] = f"Renommez « {facts['near']} »" if facts.get("near") else "Ajoutez-la"
    where = f"{problem.key} : " if problem.key else ""
    sentence = where + WORDS[problem.complaint].format_map(facts)
    return sentence if sentence.endswith("?") else f"{sentence}."


def _cure(values: Mapping[str, str]) -> str:
    if values.get("near"):
        return f"Vouliez-vous dire « {values['near']} » ?"
    return f"Possible ici : {values['known']}" if values.get("known") else "Retirez-la"


def _bounds(values: Mapping[str, str]) -> str:
    low, high = values.get("minimum", ""), values.get("maximum", "")
    return f" entre {low} et {high}" if high else f", {low} ou plus" if low else ""
