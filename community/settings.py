"""Every setting of Comentor, with its meaning: environment `COMENTOR_*` over `comentor.toml`."""

import re
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from community.core.ids import new_id

SECRET_LENGTH = 32
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@[\w.-]+")


class MissingSecret(Exception):
    """There is no key to sign cookies with; nothing may start without one."""


class WrongSetting(Exception):
    """A setting cannot work as it is; says which, and what it should be."""


class Settings(BaseSettings):
    """Typed, read once at start. `comentor doctor` prints them with where each came from."""

    model_config = SettingsConfigDict(
        env_prefix="COMENTOR_", toml_file="comentor.toml", frozen=True, extra="ignore"
    )

    data: Path = Field(Path("instance"), description="Directory of database, index and key.")
    database_url: str = Field("", description="Empty: a SQLite file in the data directory.")
    async_mode: str = Field(
        "eventlet", description="Threads of the server: eventlet, gevent or threading."
    )
    redis_url: str = Field("", description="Redis or Valkey between processes; empty: one process.")
    search: str = Field("whoosh", description="The search engine: whoosh or tantivy.")
    meaning: bool = Field(False, description="Search also finds what is close in meaning.")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs cookies; else DATA/secret_key.")
    evidence_key: SecretStr = Field(
        SecretStr(""), description="Signs evidence; else DATA/evidence_key."
    )
    base_url: str = Field("", description="The public address, such as https://learn.example.org.")
    mail_url: SecretStr = Field(
        SecretStr(""), description="smtp://name:password@host:587 or smtps://…; empty: no mail."
    )
    mail_from: str = Field("", description="The sender of all mail, such as hello@example.org.")
    name: str = Field("Comentor", description="What the community is called.")
    development: bool = Field(
        False, description="Style guide, template reload, plain-http cookies."
    )
    trusted_proxies: int = Field(0, description="How many proxies in front may be believed.")
    background: bool = Field(True, description="Deliver and index in this process as well.")
    posts_per_second: float = Field(5.0, description="Messages one member may post, on average.")
    posts_burst: int = Field(20, description="Messages one member may post at once.")
    metrics_token: SecretStr = Field(SecretStr(""), description="Opens /metrics to a scraper.")

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'comentor.db'}"

    @property
    def address(self) -> str:
        """Where links in mails lead; never taken from a request."""
        return (self.base_url or "http://127.0.0.1:5000").rstrip("/")

    @property
    def sends_mail(self) -> bool:
        """By SMTP, or in development to a page."""
        return bool(self.mail_url.get_secret_value()) or self.development

    def check_mail(self) -> None:
        """Raise `WrongSetting` where mail is to be sent and something for it is missing."""
        if not self.mail_url.get_secret_value():
            return
        if not self.base_url.startswith(("http://", "https://")):
            raise WrongSetting(
                "COMENTOR_MAIL_URL is set, so COMENTOR_BASE_URL has to be the address people "
                "use, such as https://learn.example.org: the links in mails lead there."
            )
        if not _ADDRESS.fullmatch(self.mail_from):
            raise WrongSetting(
                "COMENTOR_MAIL_URL is set, so COMENTOR_MAIL_FROM has to be the address mail "
                "comes from, such as hello@example.org."
            )

    @property
    def index_directory(self) -> Path:
        return self.data / "index"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    def signing_key(self) -> str:
        """The secret key, at least 32 characters; raises `MissingSecret` with what to do."""
        key = self.secret_key.get_secret_value() or _read(self.data / "secret_key")
        if len(key) < SECRET_LENGTH:
            raise MissingSecret(
                f"Comentor needs a secret key of at least {SECRET_LENGTH} characters: run "
                "`comentor upgrade` to make one, or set COMENTOR_SECRET_KEY."
            )
        return key

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _read(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def make_secret(settings: Settings) -> bool:
    """Write a new secret key into the data directory unless one is set; True if it did."""
    path = settings.data / "secret_key"
    if settings.secret_key.get_secret_value() or path.exists():
        return False
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(new_id() + new_id() + new_id())
    return True
