"""Settings: what is wrong is named, with its cure, before anything starts."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, TelegramMode, load_settings
from bot.twilio_account import twilio_account

SMS = {
    "ALLO_TWILIO_ACCOUNT_SID": "AC1",
    "ALLO_TWILIO_AUTH_TOKEN": "hush-hush",
    "ALLO_TWILIO_FROM": "38123",
    "ALLO_PUBLIC_URL": "https://cantine.example/",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An empty environment, in a folder without a .env."""
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def loaded(environment: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        environment.setenv(name, value)
    return load_settings()


def test_without_any_setting_there_is_a_sqlite_file_and_no_channel(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment)
    assert settings.database_url == "sqlite:///allo-cantine.db"
    assert twilio_account(settings) is None
    assert not settings.has_telegram


@pytest.mark.parametrize("missing", sorted(SMS))
def test_half_a_set_up_for_sms_names_what_is_missing(environment: pytest.MonkeyPatch, missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        loaded(environment, **{name: value for name, value in SMS.items() if name != missing})


def test_a_complete_set_up_for_sms_is_taken(environment: pytest.MonkeyPatch) -> None:
    settings = loaded(environment, **SMS)
    account = twilio_account(settings)
    assert account is not None
    assert (account.sms_from, account.whatsapp_from) == (SMS["ALLO_TWILIO_FROM"], None)
    assert account.public_url == "https://cantine.example"


def test_whatsapp_may_come_beside_sms_or_alone(environment: pytest.MonkeyPatch) -> None:
    alone = {name: value for name, value in SMS.items() if name != "ALLO_TWILIO_FROM"}
    account = twilio_account(loaded(environment, **alone, ALLO_TWILIO_WHATSAPP_FROM="whatsapp:+33937000002"))
    assert account is not None
    assert (account.sms_from, account.whatsapp_from) == (None, "+33937000002")


def test_a_template_without_its_sender_names_what_is_missing(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="ALLO_TWILIO_WHATSAPP_FROM"):
        loaded(environment, **SMS, ALLO_TWILIO_WHATSAPP_TEMPLATE="HX1")


@pytest.mark.parametrize(
    ("mode", "named"), [("polling", "ALLO_TELEGRAM_TOKEN"), ("webhook", "ALLO_TELEGRAM_TOKEN")], ids=str
)
def test_telegram_without_its_token_is_refused_by_name(environment: pytest.MonkeyPatch, mode: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        loaded(environment, ALLO_TELEGRAM_MODE=mode)


def test_a_webhook_needs_a_secret_and_a_public_address(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="ALLO_TELEGRAM_WEBHOOK_SECRET et ALLO_PUBLIC_URL"):
        loaded(environment, ALLO_TELEGRAM_MODE="webhook", ALLO_TELEGRAM_TOKEN="1:a")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLO_TELEGRAM_MODE", "sometimes"),
        ("ALLO_PUBLIC_URL", "cantine.example"),
        ("ALLO_CLOCK", "next Monday"),
    ],
    ids=lambda value: value,
)
def test_a_wrong_value_is_refused_by_name_without_showing_it(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        loaded(environment, **{name: value})
    assert value not in str(refused.value)


def test_a_secret_does_not_show_in_what_is_printed(environment: pytest.MonkeyPatch) -> None:
    assert "hush-hush" not in repr(loaded(environment, **SMS))


def test_telegram_is_off_until_it_is_turned_on(environment: pytest.MonkeyPatch) -> None:
    assert loaded(environment, ALLO_TELEGRAM_TOKEN="1:a").telegram_mode is TelegramMode.OFF
