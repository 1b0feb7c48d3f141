"""The forms of the French verbs in -er: enough to know a verb in whatever form a parent writes it."""

_PRESENT = ("e", "es", "ons", "ez", "ent", "ant", "er", "ee", "ees", "eons", "eant")
_FUTURE = ("erai", "eras", "era", "erons", "erez", "eront", "erais", "erait", "erions", "eriez", "eraient")
_IMPERFECT = ("ais", "ait", "aient", "ions", "iez", "eais", "eait")


def forms_of(infinitive: str) -> tuple[list[str], list[str]]:
    """The forms of a verb in -er, without accents: those that may ask for something, and the imperfect.

    An accent lost, "annulé" and "annule" are one; c and g need no care, for "mangeons" is listed by its e.
    """
    stem = infinitive.removesuffix("er")
    stems = {stem}
    if stem.endswith("l") and not stem.endswith("ll"):
        stems.add(stem + "l")  # "appelle", and "annulle" as parents write it
    if stem.endswith("y"):
        stems.add(stem[:-1] + "i")  # "essaie", "envoie"
    asking = [each + ending for each in sorted(stems) for ending in (*_PRESENT, *_FUTURE)]
    if stem.endswith("oy"):
        asking += [stem[:-2] + "err" + ending for ending in ("ai", "as", "a", "ez", "ons", "ont", "ais", "ait", "iez")]
    return asking, [stem + ending for ending in _IMPERFECT]
