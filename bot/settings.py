"""Settings: secrets and addresses, read once from the environment (prefix `ALLO_`) and handed down as values."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from booking.sealing import Keyring, keyring_of
from bot.errors import SettingsError
from bot.logs import LogForm
from channels.web.limits import PAGES_A_MINUTE

SHORTEST_KEY = 32  # characters


class TelegramMode(StrEnum):
    """How Telegram's messages reach us."""

    WEBHOOK = "webhook"
    POLLING = "polling"
    OFF = "off"


class TextProvider(StrEnum):
    """Who carries text messages."""

    TWILIO = "twilio"
    TRIAL = "essai"  # nobody: a provider on trial, inside this process


class Settings(BaseSettings):
    """What an installation sets. A secret has no default."""

    model_config = SettingsConfigDict(env_prefix="ALLO_", env_file=".env", extra="ignore")

    database_url: str = Field("sqlite:///allo-cantine.db", description="sqlite:///chemin ou postgresql://hôte/base")
    town: Path = Field(Path("town.toml"), description="le fichier de la ville")
    public_url: str | None = Field(None, description="https://… : l'adresse publique, telle que Twilio l'appelle")
    spool: Path = Field(Path("spool"), description="le dossier où les messages attendent quand la base est absente")
    logs: LogForm = Field(LogForm.AUTO, description="auto, json ou text : la forme des journaux du programme")
    clock: datetime | None = Field(None, description="démonstration et essais : l'horloge part de là")
    data_keys: SecretStr | None = Field(
        None,
        description="chiffrent les colonnes les plus sensibles ; la plus récente d'abord, virgule entre deux",
    )
    secret_key: SecretStr | None = Field(
        None, description="signe les cookies et les liens ; sinon la base de données en garde un, fait une fois"
    )

    provider: TextProvider = Field(
        TextProvider.TWILIO, description="twilio, ou essai : un faux opérateur inclus, rien ne part"
    )
    oidc_issuer: str | None = Field(None, description="le service d'identité de la mairie (OpenID Connect), https://…")
    oidc_client_id: str | None = Field(None, description="notre identifiant chez lui")
    oidc_client_secret: SecretStr | None = Field(None, description="notre secret chez lui")
    oidc_claim: str = Field("email", description="ce qui y désigne le compte du guichet : email, preferred_username…")

    twilio_account_sid: str | None = Field(None, description="le compte Twilio (AC…)")
    twilio_auth_token: SecretStr | None = Field(None, description="le secret du compte Twilio")
    twilio_from: str | None = Field(None, description="le numéro (ou le code court) qui envoie et reçoit")
    twilio_whatsapp_from: str | None = Field(None, description="le numéro WhatsApp de la ville, chez Twilio")
    twilio_whatsapp_template: str | None = Field(
        None, description="le modèle approuvé (HX…) pour qui n'a pas écrit depuis 24 h"
    )
    twilio_api_base: str = Field("https://api.twilio.com", description="l'adresse de l'API de Twilio")

    telegram_token: SecretStr | None = Field(None, description="le jeton du bot, donné par BotFather")
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="le secret que Telegram rappelle (A-Z a-z 0-9 _ -)"
    )
    telegram_api_base: str = Field("https://api.telegram.org", description="l'adresse de l'API de Telegram")
    telegram_mode: TelegramMode = Field(TelegramMode.OFF, description="webhook, polling ou off")

    trusted_proxies: str = Field(
        "127.0.0.1,::1", description="les adresses des relais (reverse proxy) dont X-Forwarded-For est cru"
    )
    calls_per_address: int = Field(
        PAGES_A_MINUTE, ge=60, description="pages par minute pour une même adresse, par processus"
    )
    api_calls_per_minute: int = Field(12_000, ge=1, description="par clé de l'API et par processus")
    sms_per_second: float = Field(10, gt=0, description="segments de SMS par seconde, tels que l'expéditeur les permet")
    sms_budget: int | None = Field(None, gt=0, description="segments de SMS par mois ; au-delà, plus d'envois groupés")
    sms_price: Decimal | None = Field(
        None, ge=0, description="euros par segment de SMS, pour dire ce que coûte un avis avant qu'il parte"
    )
    whatsapp_per_second: float = Field(20, gt=0, description="messages WhatsApp par seconde")
    telegram_per_second: float = Field(25, gt=0, description="messages Telegram par seconde, toutes conversations")
    telegram_per_chat: float = Field(1, ge=0, description="secondes entre deux messages Telegram à la même personne")

    @field_validator("public_url", "twilio_api_base", "telegram_api_base")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("une adresse commence par https:// (ou http:// pour un essai)")
        return value and value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(
                f"{SHORTEST_KEY} caractères au moins, tirés au hasard (par exemple : openssl rand -hex 32)"
            )
        return value

    @field_validator("data_keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        keyring_of("" if value is None else value.get_secret_value())
        return value

    @property
    def keyring(self) -> Keyring:
        """The data keys."""
        return keyring_of("" if self.data_keys is None else self.data_keys.get_secret_value())

    @property
    def is_https(self) -> bool:
        """Whether the outside world reaches the pages by https only."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @field_validator("twilio_whatsapp_from")
    @classmethod
    def _number_alone(cls, value: str | None) -> str | None:
        return value and value.removeprefix("whatsapp:")

    @property
    def has_telegram(self) -> bool:
        """Whether Telegram is on."""
        return self.telegram_mode is not TelegramMode.OFF

    def check_complete(self) -> None:
        """Raise SettingsError where a channel, or the identity provider, is set up by half."""
        if self.oidc_issuer or self.oidc_client_id or self.oidc_client_secret:
            provider = {
                "ALLO_OIDC_ISSUER": self.oidc_issuer,
                "ALLO_OIDC_CLIENT_ID": self.oidc_client_id,
                "ALLO_OIDC_CLIENT_SECRET": self.oidc_client_secret,
            }
            _all_there(provider | {"ALLO_PUBLIC_URL": self.public_url}, "pour le service d'identité")
        self._check_twilio()
        if self.has_telegram:
            _all_there({"ALLO_TELEGRAM_TOKEN": self.telegram_token}, f"avec ALLO_TELEGRAM_MODE={self.telegram_mode}")
        if self.telegram_mode is TelegramMode.WEBHOOK:
            wanted = {"ALLO_TELEGRAM_WEBHOOK_SECRET": self.telegram_webhook_secret, "ALLO_PUBLIC_URL": self.public_url}
            _all_there(wanted, "avec ALLO_TELEGRAM_MODE=webhook")

    def _check_twilio(self) -> None:
        account = {
            "ALLO_TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "ALLO_TWILIO_AUTH_TOKEN": self.twilio_auth_token,
        }
        senders = (self.twilio_from, self.twilio_whatsapp_from, self.twilio_whatsapp_template)
        if any(account.values()) or any(senders):
            sender = {"ALLO_TWILIO_FROM": self.twilio_from or self.twilio_whatsapp_from}
            _all_there(account | sender | {"ALLO_PUBLIC_URL": self.public_url}, "pour les SMS")
        if self.twilio_whatsapp_template:
            _all_there({"ALLO_TWILIO_WHATSAPP_FROM": self.twilio_whatsapp_from}, "avec ALLO_TWILIO_WHATSAPP_TEMPLATE")


def load_settings() -> Settings:
    """The settings of this process; raises SettingsError naming each one that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = [f"ALLO_{str(fault['loc'][0]).upper()} : {fault['msg']}" for fault in error.errors(include_input=False)]
        raise SettingsError("\n".join(lines)) from None
    settings.check_complete()
    return settings


def _all_there(wanted: Mapping[str, object], why: str) -> None:
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        raise SettingsError(f"Il manque {' et '.join(missing)} {why}. Ajoutez au fichier .env ou à l'environnement.")
