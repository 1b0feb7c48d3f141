"""Text messages and WhatsApp, by Twilio: sending, receiving, receipts."""

from channels.sms.failures import TWILIO_ERRORS
from channels.sms.transport import SentText, SmsTransport
from channels.sms.webhooks import router
from channels.sms.window import Window

__all__ = ["TWILIO_ERRORS", "SentText", "SmsTransport", "Window", "router"]
