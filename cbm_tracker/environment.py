"""Turns the CBM_* variables of the environment into what Django's settings want."""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FLAGS = {"1": True, "on": True, "true": True, "yes": True, "0": False, "off": False, "false": False, "no": False}
MODES = ("embedded", "production")
MOST_DIGITS = 12


class Environment:
    """The variables, which of them production lacks, and the defaults that only the embedded mode has."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.missing: list[str] = []
        self.is_production = self.choice("CBM_MODE", MODES) == "production"

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def needed(self, name: str, embedded: str) -> str:
        """A variable that production must set; the embedded mode has a value of its own."""
        value = self.text(name)
        if not value and self.is_production:
            self.missing.append(name)
        return value or embedded

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in FLAGS:
            raise ImproperlyConfigured(f"{name} is on or off, not “{value}”.")
        return FLAGS[value]

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of these words; the first is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {' or '.join(sorted(choices))}, not “{value}”.")
        return value

    def several(self, name: str, choices: Sequence[str]) -> list[str]:
        """Any of these words, separated by commas."""
        values = [each.strip() for each in self.text(name).split(",") if each.strip()]
        if not set(values) <= set(choices):
            raise ImproperlyConfigured(f"{name} holds any of {', '.join(choices)}, not “{', '.join(values)}”.")
        return values

    def seconds(self, name: str, default: float) -> float:
        value = self.text(name)
        try:
            seconds = float(value) if value else default
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < inf:
            raise ImproperlyConfigured(f"{name} is a number of seconds above 0, not “{value}”.")
        return seconds

    def whole_number(self, name: str, default: int, *, least: int = 1, most: int | None = None) -> int:
        value = self.text(name, str(default))
        number = int(value) if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS else -1
        if number < least or (most is not None and number > most):
            which = f"from {least} to {most}" if most is not None else f"above {least - 1}"
            raise ImproperlyConfigured(f"{name} is a whole number {which}, not “{value}”.")
        return number

    def person(self, name: str) -> tuple[str, str]:
        """A name and an address of mail, as `Wei Keeper <wei@example.org>`."""
        value = self.text(name)
        called, address = parseaddr(value)
        if value and not (called and address):
            raise ImproperlyConfigured(f"{name} is a name and an address, as “Wei Keeper <wei@example.org>”.")
        return called, address

    def header(self, name: str, default: str = "") -> str:
        """A text that is sent in a header of HTTP."""
        value = self.text(name, default)
        if not (value.isascii() and value.isprintable()):
            raise ImproperlyConfigured(f"{name} is written in plain ASCII, not “{value}”.")
        return value

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Networks, separated by commas, that are let through where only public addresses are; never in production."""
        value = self.text(name)
        if value and self.is_production:
            raise ImproperlyConfigured(f"{name} is not for production, which fetches from public addresses only.")
        try:
            return [ip_network(each.strip()) for each in value.split(",") if each.strip()]
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} holds networks, such as 192.0.2.0/24, not “{value}”.") from error

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).absolute()

    def require_all(self) -> None:
        """Report everything that is missing at once."""
        if self.missing:
            raise ImproperlyConfigured(f"CBM_MODE=production needs these variables too: {', '.join(self.missing)}.")


def parts_of(name: str, url: str) -> SplitResult:
    """An address in its parts, which are never shown: a password may be among them."""
    try:
        parts = urlsplit(url)
        # Asked for, since only then a wrong one is told.
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is no address: its host or port cannot be read. In a password, write %40 for @ and %2F for /."
        ) from error
    return parts


def database(url: str, name: str = "CBM_DATABASE_URL", *, password: str = "") -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?option=value`; a folder of a Unix socket goes in `?host=`.

    A password beside the address is taken as it is, whatever signs it has.
    """
    parts = parts_of(name, url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("A database address starts with postgresql://.")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "cbm_tracker.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": password or unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def pooled(settings: dict[str, Any]) -> dict[str, Any]:
    """The same database through a pool: never together with CONN_MAX_AGE."""
    pool = {"min_size": 1, "max_size": 24, "timeout": 10}
    # What brings its values beside the statement (`api.statements.write_one`) is prepared when it has come so often.
    options = {**settings["OPTIONS"], "pool": pool, "prepare_threshold": 5}
    return {**settings, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def mailer(url: str) -> dict[str, object]:
    """`smtp://user:password@host:port`, `smtp+tls://…`, `file:///folder` or `console://`."""
    parts = parts_of("CBM_MAIL_URL", url)
    match parts.scheme:
        case "smtp" | "smtp+tls":
            return {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {
                    "host": parts.hostname or "localhost",
                    "port": parts.port or (587 if parts.scheme == "smtp+tls" else 25),
                    "username": unquote(parts.username or ""),
                    "password": unquote(parts.password or ""),
                    "use_tls": parts.scheme == "smtp+tls",
                    "timeout": 30,
                },
            }
        case "file":
            return {
                "BACKEND": "cbm_tracker.outbox.PrivateFileBackend",
                "OPTIONS": {"file_path": unquote(parts.path)},
            }
        case "console":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case scheme:
            raise ImproperlyConfigured(f"CBM_MAIL_URL starts with smtp, smtp+tls, file or console, not “{scheme}”.")


def bucket(environment: Environment, *, is_in_use: bool) -> dict[str, str]:
    """What the storage of files in S3 is told; nothing where no bucket is named."""
    names = {"bucket_name": "CBM_S3_BUCKET", "access_key": "CBM_S3_KEY_ID", "secret_key": "CBM_S3_SECRET_KEY"}
    options = {option: environment.text(name) for option, name in names.items()}
    if not (is_in_use or any(options.values())):
        return {}
    if missing := [name for option, name in names.items() if not options[option]]:
        raise ImproperlyConfigured(f"Files in a bucket need these variables too: {', '.join(missing)}.")
    options["region_name"] = environment.text("CBM_S3_REGION", "us-east-1")
    if endpoint := environment.text("CBM_S3_ENDPOINT"):
        if parts_of("CBM_S3_ENDPOINT", endpoint).scheme not in ("https", "http"):
            raise ImproperlyConfigured("CBM_S3_ENDPOINT starts with https:// (or http:// within one machine).")
        options["endpoint_url"] = endpoint
    return options


def cache(broker_url: str) -> dict[str, object]:
    """The counts of rate limits, shared by all processes where the broker speaks the Redis protocol."""
    parts = parts_of("CBM_BROKER_URL", broker_url)
    if parts.scheme in ("redis", "rediss"):
        location = broker_url
    elif parts.scheme == "redis+socket":
        database = parse_qs(parts.query).get("virtual_host", ["0"])[-1].strip("/")
        location = f"unix://{parts.path}?db={database}"
    else:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location, "KEY_PREFIX": "cbm"}
