"""What an erasure came to, in the words of whoever did it."""

from collections.abc import Iterator

from bot.rights.erasing import Erased
from channels.web.french import PHRASES


def in_words(number: str, done: Erased, spooled: int) -> Iterator[str]:
    """What was erased, what is kept and until when, and what a person must still see to."""
    yield f"Dossier {number} : effacé."
    if done.given_back:
        yield f"Places à venir rendues : {done.given_back}."
    if spooled:
        yield f"Messages retirés du dossier d'attente (ALLO_SPOOL) : {spooled}."
    if done.until is not None:
        yield (
            f"Gardé pour les comptes (obligation légale) jusqu'au {PHRASES.day(done.until)} {done.until.year} : "
            f"le numéro du dossier, le prénom des enfants et {done.kept.days} jours facturés. Rien d'autre."
        )
    yield (
        "Reste à faire : les sauvegardes l'ont encore jusqu'à leur remplacement, l'opérateur des messages garde les "
        "siens, et l'ancien fichier, s'il était importé de nouveau, le ferait revenir."
    )
