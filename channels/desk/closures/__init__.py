"""Closures: what would change, closing, who was told, opening again."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.closures.closing import take_closing
from channels.desk.closures.foreseen import show_foreseen
from channels.desk.closures.listed import show_closures
from channels.desk.closures.reopening import take_reopening
from channels.desk.closures.report import show_closure
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/fermetures", Right.CLOSE, show_closures),
    page("/fermetures/voir", Right.CLOSE, show_foreseen),
    form("/fermetures", Right.CLOSE, take_closing),
    page("/fermetures/{closure}", Right.CLOSE, show_closure),
    form("/fermetures/{closure}/rouvrir", Right.CLOSE, take_reopening),
)
