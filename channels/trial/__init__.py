"""A provider that sends nothing: a town tries everything with it before it pays for one.

It speaks as Twilio does, over HTTP, so that all is tried that will be used: the library, signatures, receipts, retries.
"""

from channels.trial.numbers import NUMBERS, Behaviour
from channels.trial.provider import TrialProvider
from channels.trial.router import router

__all__ = ["NUMBERS", "Behaviour", "TrialProvider", "router"]
