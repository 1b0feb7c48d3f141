"""Notices: written once, looked at before they leave, followed to each person, stopped."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.notices.export import export_people
from channels.desk.notices.listed import show_notices
from channels.desk.notices.one import show_notice
from channels.desk.notices.sending import take_discarding, take_sending, take_stopping
from channels.desk.notices.writing import show_draft, show_form, take_change, take_draft
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/avis", Right.NOTICES, show_notices),
    page("/avis/nouveau", Right.NOTICES, show_form),
    form("/avis", Right.NOTICES, take_draft),
    page("/avis/{notice}", Right.NOTICES, show_notice),
    page("/avis/{notice}/personnes.csv", Right.NOTICES, export_people),
    page("/avis/{notice}/modifier", Right.NOTICES, show_draft),
    form("/avis/{notice}/modifier", Right.NOTICES, take_change),
    form("/avis/{notice}/envoyer", Right.NOTICES, take_sending),
    form("/avis/{notice}/arreter", Right.NOTICES, take_stopping),
    form("/avis/{notice}/jeter", Right.NOTICES, take_discarding),
)
