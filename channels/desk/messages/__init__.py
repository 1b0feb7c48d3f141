"""Texts that need a human: who wrote them, why the bot passed them on, and the answers of staff."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.messages.answering import take_answer, take_done, take_over
from channels.desk.messages.message import show_message
from channels.desk.messages.waiting import show_messages
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/messages", Right.INBOX, show_messages),
    page("/messages/{message}", Right.INBOX, show_message),
    form("/messages/{message}/prendre", Right.INBOX, take_over),
    form("/messages/{message}/repondre", Right.INBOX, take_answer),
    form("/messages/{message}/fait", Right.INBOX, take_done),
)
