"""Families: their files, what they booked, what they said; and those whose number stands on no file yet."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.families.booking import take_booking
from channels.desk.families.conversation import show_conversation
from channels.desk.families.custody import take_custody
from channels.desk.families.file import show_file
from channels.desk.families.history import show_history
from channels.desk.families.phones import take_lost, take_phone
from channels.desk.families.requests import show_requests, take_decision
from channels.desk.families.rights import hand_over, show_rights, take_erasure
from channels.desk.families.search import show_search
from channels.desk.families.unknown import show_unknown, show_unknowns, take_link, take_set_aside
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/familles", Right.FAMILIES, show_search),
    page("/familles/{family}", Right.FAMILIES, show_file),
    page("/familles/{family}/conversation", Right.FAMILIES, show_conversation),
    page("/familles/{family}/journal", Right.FAMILIES, show_history),
    form("/familles/{family}/places", Right.BOOK, take_booking),
    form("/familles/{family}/telephone", Right.LINK, take_phone),
    form("/familles/{family}/telephone/perdu", Right.LINK, take_lost),
    form("/familles/{family}/semaines", Right.LINK, take_custody),
    page("/familles/{family}/donnees", Right.PRIVACY, show_rights),
    form("/familles/{family}/donnees/remettre", Right.PRIVACY, hand_over),
    form("/familles/{family}/donnees/effacer", Right.PRIVACY, take_erasure),
    page("/inconnus", Right.LINK, show_unknowns),
    page("/inconnus/{message}", Right.LINK, show_unknown),
    form("/inconnus/{message}/relier", Right.LINK, take_link),
    form("/inconnus/{message}/classer", Right.LINK, take_set_aside),
    page("/demandes", Right.DECIDE, show_requests),
    form("/demandes/{reservation}", Right.DECIDE, take_decision),
)
