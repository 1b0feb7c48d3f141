"""What was called at a roll-call, saved class by class."""

from urllib.parse import urlencode

from booking.journal import open_act
from booking.roll_calls import call
from channels.desk.house import PREFIX, Desk
from channels.desk.today.asked import asked_in
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError
from channels.web.french import counted
from channels.web.numbers import row_number

PLACE = "place-"  # before the number of a reservation, in the name of a field
ANSWERS = {"la": True, "absent": False}


async def take_roll_call(desk: Desk, visit: Visit) -> Done:
    """Save what was answered; who was not called yet stays so. Raises FieldError."""
    asked = asked_in(desk, visit)
    answers = _answers(visit)
    back = f"{PREFIX}/appel?{urlencode(asked.address())}"
    if not answers:
        return Done(back, "Rien n'était coché encore.", refused=True)
    words = f"Appel : {asked.service or ''} {asked.site or ''}, {visit.fields.get('classe', '')[:60]}".strip(" ,")
    act = await open_act(visit.db, visit.author(words), now=visit.now)
    changed = await call(visit.db, act, answers)
    there = counted(sum(answers.values()), "présent")
    saved = "Rien n'a changé depuis." if not changed else f"{counted(len(changed), 'réponse')} à l'appel enregistrées."
    return Done(back, f"{there}, {counted(len(answers) - sum(answers.values()), 'absent')}. {saved}")


def _answers(visit: Visit) -> dict[int, bool]:
    found = {}
    for name, value in visit.fields.items():
        if not name.startswith(PLACE):
            continue
        number = row_number(name.removeprefix(PLACE))
        if number is None or value not in ANSWERS:
            raise FieldError(name, "Cette case n'est pas de cet appel. Rechargez la page.")
        found[number] = ANSWERS[value]
    return found
