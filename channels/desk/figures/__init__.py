"""How it goes: what was asked, what came of it, how fast, and whether we were there."""

from collections.abc import Sequence

from channels.desk.actions import Action, page
from channels.desk.figures.shown import export_figures, show_figures
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/bilan", Right.FIGURES, show_figures),
    page("/bilan.csv", Right.FIGURES, export_figures),
)
