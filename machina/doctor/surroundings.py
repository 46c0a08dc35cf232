"""Files, processes and settings: what can be looked at without the database."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.checks import run_checks

from integrations import checks
from integrations.providers.registry import all_providers
from integrations.shared_store import store
from machina import heartbeat, zone_data
from machina.doctor.finding import Finding
from machina.env import weaknesses
from machina.local import is_local_name, is_local_url

SHORTEST_PASSWORD = 12
SECRET_FILES = ("secret-key", "encryption-keys", "demo-login")


def editor() -> Iterator[Finding]:
    if (settings.FRONTEND_DIST / ".vite" / "manifest.json").is_file():
        yield Finding("good", "The editor is built.")
    else:
        yield Finding(
            "bad",
            "The editor is not built.",
            "Run `make run`, or: npm --prefix frontend ci && npm --prefix frontend run build",
        )


def files() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    for path in (folder / name for name in SECRET_FILES):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("bad", f"{path} can be read by others on this machine.", f"Run: chmod 600 {path}")


def providers() -> Iterator[Finding]:
    """What the check of providers finds: their declarations, MACHINA_ENDPOINTS, services that name none there is."""
    wrong = run_checks(tags=[checks.PROVIDERS])
    for each in wrong:
        yield Finding("bad", each.msg, each.hint or "")
    if not wrong:
        yield Finding("good", f"Providers: {', '.join(all_providers())}.")


def private_addresses() -> Iterator[Finding]:
    """What addresses that people write may reach besides the public internet."""
    if settings.MACHINA_ALLOW_PRIVATE:
        allowed = ", ".join(sorted(settings.MACHINA_ALLOW_PRIVATE))
        yield Finding("note", f"Requests of workflows may reach {allowed}.", "MACHINA_ALLOW_PRIVATE names them.")


def processes() -> Iterator[Finding]:
    try:
        store().ping()
        alive = {role: heartbeat.is_alive(role) for role in ("worker", "scheduler")}
    except redis.RedisError as error:
        if settings.REDIS_URL.startswith(f"unix://{settings.DATA_DIR}"):
            yield Finding("note", "Machina is not running: its own Valkey starts with it.", "Run `make run`.")
        else:
            yield Finding("bad", f"Redis does not answer ({error}).", "Start it, or correct REDIS_URL.")
        return
    yield Finding("good", "Redis answers.")
    for name in ("REDIS_URL", "REDIS_BROKER_URL"):
        address = urlsplit(getattr(settings, name))
        if address.scheme != "unix" and not address.password:
            yield Finding(
                "note",
                f"{name} has no password: who reaches {address.hostname} reads and writes what all processes share.",
                "Give Redis users with passwords, as compose.yaml does.",
            )
    for role, is_alive in alive.items():
        if is_alive:
            yield Finding("good", f"A {role} is running.")
        else:
            yield Finding(
                "bad",
                f"No {role} was heard of for {heartbeat.LAPSES_AFTER_SECONDS} s.",
                "See its log, or run `manage.py up`.",
            )


def strength() -> Iterator[Finding]:
    """How much each value protects: what would stop a start, what could be better, what is good."""
    weak = list(weaknesses(settings.ENV))
    for each in weak:
        yield Finding("bad", f"{each.name} {each.problem}.", f"Set {each.name}={each.example}")
    names = {each.name for each in weak}
    if "SECRET_KEY" not in names:
        yield Finding("good", f"SECRET_KEY has {len(settings.SECRET_KEY)} characters and follows no simple pattern.")
    if "ENCRYPTION_KEYS" not in names:
        yield Finding("good", f"ENCRYPTION_KEYS: {len(settings.ENCRYPTION_KEYS)}, each of 32 bytes.")
    wide = [host for host in settings.ALLOWED_HOSTS if host.startswith(".") and "ALLOWED_HOSTS" not in names]
    if wide:
        yield Finding("note", f"ALLOWED_HOSTS lets in all names below {', '.join(wide)}.", "Name each that is yours.")
    database = settings.DATABASES["default"]
    password = str(database.get("PASSWORD") or "")
    if not settings.EMBEDDED and "sqlite" not in database["ENGINE"] and len(password) < SHORTEST_PASSWORD:
        yield Finding(
            "note",
            f"The password in DATABASE_URL has {len(password)} characters.",
            f"Give the database's user one of {SHORTEST_PASSWORD} or more, or a certificate.",
        )
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not _is_encrypted_mail():
        yield Finding("note", "Mail, with links and codes, goes to its server in the clear.", "Use smtp+tls://…")


def _is_encrypted_mail() -> bool:
    return settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or is_local_name(settings.EMAIL_HOST)


def public_url() -> Iterator[Finding]:
    is_local = is_local_url(settings.PUBLIC_URL)
    if settings.EMBEDDED and not is_local and not settings.IS_HTTPS:
        yield Finding(
            "bad",
            f"PUBLIC_URL {settings.PUBLIC_URL} is not https: passwords travel in the clear.",
            "Put a proxy with a certificate before Machina, and set PUBLIC_URL=https://…",
        )
    if is_local and not settings.EMBEDDED:
        yield Finding(
            "bad",
            f"PUBLIC_URL {settings.PUBLIC_URL} cannot be opened by customers.",
            "Set PUBLIC_URL to the address people use, such as https://machina.example.com",
        )
    if settings.DEBUG and settings.EMBEDDED and is_local:
        yield Finding("note", "DEBUG is on: this machine sees settings and source in errors.", "Unset DEBUG.")
    yield Finding("good", f"Links and OAuth callbacks lead to {settings.PUBLIC_URL}.")


def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND == "machina.mail.UnsentEmailBackend":
        yield Finding(
            "bad",
            "E-mail is not sent: customers get no links or codes.",
            "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.com:587",
        )
    elif settings.EMAIL_BACKEND == "machina.mail.EmailBackend":
        yield Finding("note", f"E-mail is written to {settings.DATA_DIR}/mail.", "Set EMAIL_URL to send it.")


def demo() -> Iterator[Finding]:
    if settings.MACHINA_SANDBOX and not settings.EMBEDDED:
        yield Finding(
            "bad", "The sandbox is open in production: anyone can sign in there as anyone.", "Unset MACHINA_SANDBOX."
        )
    if settings.MACHINA_DEMO and not settings.EMBEDDED:
        yield Finding("bad", "Production has a demo login, which is shown on its machine.", "Unset MACHINA_DEMO.")


def zones() -> Iterator[Finding]:
    """By which release clocks are reckoned; all processes should agree on it."""
    folder, release = zone_data.source(), zone_data.release()
    if not folder:
        yield Finding("good", f"Time zones are of release {release}, from the package tzdata.")
    else:
        yield Finding(
            "note",
            f"Time zones are of {f'release {release}' if release else 'an unnamed release'}, from {folder}.",
            f"Unset {zone_data.VARIABLE} to use release {zone_data.PINNED}, which requirements.txt pins.",
        )
