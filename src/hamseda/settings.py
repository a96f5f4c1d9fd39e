"""Settings: environment first, then one TOML file, then the defaults given here."""

import os
import tomllib
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from hamseda.kit.misfit import read_misfit

PREFIX = "HAMSEDA_"
DEMO_FOLDER: Final = "demo"
MANUAL: Final = "docs/settings.md says what it takes."
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"0", "false", "no", "off"})


class SettingsError(Exception):
    """A setting that cannot be used; the text names it and says the cure."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting of the product; docs/settings.md has a heading for each."""

    database_url: str = ""
    folder: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8080
    public_url: str = ""
    web_processes: Annotated[int, Meta(ge=1, le=64)] = 1
    lmtp_host: str = "127.0.0.1"
    lmtp_port: Annotated[int, Meta(ge=0, le=65535)] = 8024
    smtp_host: str = ""
    smtp_port: Annotated[int, Meta(ge=1, le=65535)] = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True
    mail_domain: str = "localhost"
    dns_servers: tuple[str, ...] = ()
    attachments_url: str = ""
    raw_mail_url: str = ""
    raw_mail_days: Annotated[int, Meta(ge=0, le=36500)] = 400
    max_upload_bytes: Annotated[int, Meta(ge=1024)] = 20 * 1024 * 1024
    max_mail_bytes: Annotated[int, Meta(ge=1024)] = 40 * 1024 * 1024
    session_hours: Annotated[int, Meta(ge=1, le=8760)] = 12
    verification_days: Annotated[int, Meta(ge=1, le=3650)] = 180
    rejoin_hours: Annotated[int, Meta(ge=0, le=8760)] = 72
    sealed_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    candidate_days: Annotated[int, Meta(ge=1, le=3650)] = 180
    backup_days: Annotated[int, Meta(ge=0, le=3650)] = 3
    calculations_at_once: Annotated[int, Meta(ge=1, le=100)] = 3
    calculation_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    calculation_mib: Annotated[int, Meta(ge=256, le=1_048_576)] = 2048
    calculation_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    outbound_private_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    demo: bool = False

    @property
    def data_folder(self) -> Path:
        """Where this installation keeps what is not in the database."""
        return Path(self.folder) if self.folder else default_folder()

    @property
    def backup_note(self) -> Path:
        """Where the last backup that ended well is noted."""
        return self.data_folder / "last_backup.json"

    @property
    def suffix_file(self) -> Path:
        """The newer list of public suffixes, where one was fetched."""
        return self.data_folder / "public_suffix_list.dat"

    @property
    def sealed_for(self) -> timedelta:
        """How long the sealed original of a masked value is kept."""
        return timedelta(days=self.sealed_days)

    @property
    def base_url(self) -> str:
        """The address by which people reach the web server, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def default_folder() -> Path:
    """The system's folder for root, the user's data folder otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/hamseda")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "hamseda"


def load_settings(file: Path | None = None, environment: dict[str, str] | None = None) -> Settings:
    """Read the settings; `HAMSEDA_SETTINGS` names the TOML file where `file` does not."""
    source = dict(os.environ) if environment is None else environment
    named = file or (Path(source[f"{PREFIX}SETTINGS"]) if source.get(f"{PREFIX}SETTINGS") else None)
    values: dict[str, Any] = _from_file(named) if named else {}
    values.update(_from_environment(source))
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise _unfit(str(error)) from error
    _check(settings)
    return settings


def _unfit(message: str) -> SettingsError:
    found = read_misfit(message)
    name = found.field.split(".")[0]
    if found.code == "unknown_field":
        return SettingsError(f"There is no setting {name}: look at its name again. docs/settings.md has all.")
    return _wrong(name, found.said("en"))


def _wrong(name: str, said: str) -> SettingsError:
    return SettingsError(f"The setting {name} ({PREFIX}{name.upper()}) does not fit. {said} {MANUAL}")


def _check(settings: Settings) -> None:
    """Refuse at the start what would fail at each request."""
    for proxy in settings.trusted_proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError as error:
            raise _wrong("trusted_proxies", f"{proxy} is neither an address nor a network.") from error
    for name in ("public_url", "oidc_issuer"):
        if (url := getattr(settings, name)) and not _is_web_address(url):
            raise _wrong(name, f"{url} is no web address: write it as https://desk.shop.example.")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"The settings file {file} is not there: make it, or unset HAMSEDA_SETTINGS."
        ) from error
    except OSError as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} is not valid TOML: {error}.") from error


def _from_environment(source: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        text = source.get(PREFIX + field.name.upper())
        if text is not None and text != "":
            found[field.name] = _convert(field.name, text, field.default)
    return found


def _convert(name: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        said = text.strip().lower()
        # A slip of the pen must not switch encryption off.
        if said not in YES | NO:
            raise _wrong(name, f"Write true or false, not {text.strip()}.")
        return said in YES
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
