"""The database and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone

from integrations.billing.chain.content import LEDGERS
from integrations.billing.chain.sealing import unsealed_since
from integrations.catalog.registry import catalog
from integrations.connect.tokens import vault
from integrations.connect.tokens.oauth_apps import open_secret
from integrations.connect.ways_out import callback_url
from integrations.models import Grant, Installation, OAuthApp
from integrations.providers import registry
from integrations.providers.oauth2 import OAuth2
from machina.demo import read_login
from machina.doctor.finding import Finding
from machina.up.checks import pending_migrations

SEALED_WITHIN = timedelta(minutes=10)
"""The scheduler seals every 30 seconds."""


def database() -> Iterator[Finding]:
    try:
        pending = pending_migrations()
    except (CommandError, DatabaseError) as error:
        yield Finding("bad", str(error), "Start the database, or correct DATABASE_URL.")
        return
    if pending:
        yield Finding("bad", f"The database lacks {len(pending)} migrations.", "Run: manage.py migrate")
        return
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    yield Finding("good", f"The database ({engine}) answers and is up to date.")
    if engine == "sqlite3" and not settings.EMBEDDED:
        yield Finding(
            "bad", "Production runs on SQLite, which one machine alone can write to.", "Set DATABASE_URL=postgres://…"
        )


def mode() -> Iterator[Finding]:
    """Whether work is begun at all."""
    held = Installation.objects.exclude(safe_since=None).first()
    if held is not None:
        yield Finding("bad", f"Safe mode: nothing is begun. {held.safe_because}", "Run: manage.py resume --dry-run")


def people() -> Iterator[Finding]:
    staff = User.objects.filter(is_staff=True, is_active=True)
    if not staff.exists():
        yield Finding("bad", "Nobody can sign in.", "Run: manage.py createsuperuser")
    demo = read_login()
    if demo and not settings.MACHINA_DEMO and staff.filter(username=demo.username).exists():
        yield Finding(
            "bad",
            f"The demo operator {demo.username!r} can still sign in.",
            f"Deactivate {demo.username!r} in the admin.",
        )


def secrets() -> Iterator[Finding]:
    known = {key_id for key_id, _ in settings.ENCRYPTION_KEYS}
    sealed = Grant.objects.exclude(access_sealed="").order_by("-pk").values_list("access_sealed", flat=True)[:200]
    for key_id in sorted({vault.key_of(text) for text in sealed} - known):
        yield Finding(
            "bad",
            f"Tokens are sealed with key {key_id!r}, which ENCRYPTION_KEYS lacks.",
            "Put that key back after the current one.",
        )


def oauth_apps() -> Iterator[Finding]:
    for app in OAuthApp.objects.all():
        try:
            open_secret(app)
        except vault.VaultError as error:
            yield Finding(
                "bad", f"The secret of OAuth app {str(app)!r} does not open: {error}", "Enter it again in the admin."
            )
        if app.health == OAuthApp.Health.UNHEALTHY:
            yield Finding(
                "bad",
                f"OAuth app {str(app)!r} was refused by the provider: {app.health_reason}.",
                "Correct client id and secret in the admin.",
            )
    for provider in catalog().providers:
        facts = registry.find(provider)
        if facts is None or isinstance(facts.credential, OAuth2):
            yield _app_of(provider)


def ledgers() -> Iterator[Finding]:
    for ledger in LEDGERS:
        since = unsealed_since(ledger)
        if since is not None and since < timezone.now() - SEALED_WITHIN:
            yield Finding(
                "bad",
                f"The {ledger.title} has not been sealed since {since:%d %b %Y, %H:%M} UTC: nothing would prove what "
                "was written after that.",
                "Start the scheduler (`manage.py up` runs it), and look for scheduler.job_failed in its log. A "
                "transaction that stays open holds sealing up as well.",
            )


def _app_of(provider: str) -> Finding:
    apps = OAuthApp.objects.filter(provider=provider)
    callback = callback_url(provider)
    if apps.filter(environment=OAuthApp.Environment.LIVE).exists():
        return Finding("good", f"{provider} has an OAuth app; its callback is {callback}.")
    return Finding(
        "note",
        f"{provider} is connected to the sandbox only." if apps.exists() else f"{provider} has no OAuth app.",
        f"Register one with the callback {callback}, then: manage.py oauth_app set {provider} --client-id …",
    )
