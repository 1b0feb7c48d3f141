"""A Twilio of our own: takes texts as strictly as the real one, keeps them, and brings people's texts to the app."""

from tests.fakes.twilio.account import TEMPLATE
from tests.fakes.twilio.console import SERVICE
from tests.fakes.twilio.fake import FakeTwilio
from tests.fakes.twilio.texts import Text

__all__ = ["SERVICE", "TEMPLATE", "FakeTwilio", "Text"]
