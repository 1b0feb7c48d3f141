"""The Twilio account of an installation, as its settings give it: complete, or none."""

from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """With whom texts are exchanged. `public_url` is our own address, as Twilio calls it; a sender may be missing."""

    sid: str
    token: str
    api_base: str
    public_url: str
    sms_from: str | None = None
    whatsapp_from: str | None = None
    whatsapp_template: str | None = None


def twilio_account(settings: Settings) -> TwilioAccount | None:
    """The account of checked settings; none for a town without Twilio."""
    sid, token, public_url = settings.twilio_account_sid, settings.twilio_auth_token, settings.public_url
    if sid is None or token is None or public_url is None:
        return None
    return TwilioAccount(
        sid,
        token.get_secret_value(),
        settings.twilio_api_base,
        public_url,
        settings.twilio_from,
        settings.twilio_whatsapp_from,
        settings.twilio_whatsapp_template,
    )
