"""What imports set aside: listed by what hurts parents most, mended row by row."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.roles import Right
from channels.desk.set_aside.listed import show_set_aside
from channels.desk.set_aside.mending import take_dismissal, take_mending
from channels.desk.set_aside.one import show_one

ACTIONS: Sequence[Action] = (
    page("/mis-de-cote", Right.MEND, show_set_aside),
    page("/mis-de-cote/{waiting}", Right.MEND, show_one),
    form("/mis-de-cote/{waiting}", Right.MEND, take_mending),
    form("/mis-de-cote/{waiting}/retirer", Right.MEND, take_dismissal),
)
