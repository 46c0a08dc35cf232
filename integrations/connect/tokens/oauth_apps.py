"""OAuth apps: saving one with its secret sealed, choosing one, opening its secret."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from integrations import audit
from integrations.actors import Actor
from integrations.connect.actors import require_operator_side
from integrations.connect.tokens import vault
from integrations.errors import Conflict, FieldError, InputError, NotConnected, PermissionDenied
from integrations.models import ConnectAttempt, Connection, Customer, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import OAuth2

TABLE = "oauth_app"
SIGNING = "signing_secret"
_PREFERRED = ("-is_default", "created_at")


@transaction.atomic
def save_app(
    actor: Actor,
    *,
    provider: str,
    client_id: str,
    client_secret: str | None,
    environment: str = OAuthApp.Environment.LIVE,
    customer: Customer | None = None,
    name: str | None = None,
    is_default: bool = True,
    app: OAuthApp | None = None,
    signing_secret: str | None = None,
) -> OAuthApp:
    """Create an app, or change ``app`` or else the one that has this provider, environment and client id.

    ``client_secret``, ``name`` and ``signing_secret`` None keep what is stored.
    Raises InputError, NotFound, PermissionDenied and, when
    the client id belongs to another app, Conflict.
    """
    _require_security(actor)
    facts, client_id = registry.provider(provider), client_id.strip()
    same_id = OAuthApp.objects.filter(provider=provider, environment=environment, client_id=client_id).first()
    stored = app or same_id
    _check(facts, stored, client_id=client_id, client_secret=client_secret, environment=environment)
    holder = customer.pk if customer else None
    taken = same_id is not None and same_id != stored
    if taken or (stored and (stored.customer_id, stored.environment) != (holder, environment)):
        raise Conflict(f"The client id {client_id!r} belongs to another app. Use a client of its own for this one.")
    before = _shown(stored) if stored else {}
    saved = stored or OAuthApp(provider=provider, environment=environment, customer=customer)
    saved.client_id, saved.is_default = client_id, is_default
    saved.name = (saved.name if name is None else name.strip()) or f"{facts.name} ({environment})"
    if client_secret is not None:
        saved.secret_sealed = vault.seal(client_secret.strip(), table=TABLE, row=saved.pk, column="secret")
        saved.health, saved.health_reason = OAuthApp.Health.HEALTHY, ""
    if signing_secret is not None:
        saved.signing_secret_sealed = vault.seal(signing_secret.strip(), table=TABLE, row=saved.pk, column=SIGNING)
    if is_default:
        _of_holder(provider, customer).exclude(pk=saved.pk).update(is_default=False)
    saved.save()
    audit.record(
        actor,
        "connect.oauth_app.change" if stored else "connect.oauth_app.create",
        saved,
        customer_id=saved.customer_id,
        before=before,
        after={**_shown(saved), "secret_changed": client_secret is not None, **_signing_changed(signing_secret)},
    )
    return saved


def app_for(provider: str, customer: Customer | None) -> OAuthApp:
    """The app a new connection is made with: the customer's own, else the operator's. Raises NotConnected."""
    own = _choose(provider, customer) if customer else None
    app = own or _choose(provider, None)
    name = registry.provider(provider).name
    if app is None:
        raise NotConnected(
            f"There is no OAuth app for {name} yet. Add one in the admin, or with: manage.py oauth_app set {provider}"
            " --client-id … --client-secret …"
        )
    require_environment(app)
    return app


def configured(customer_id: UUID | None) -> frozenset[str]:
    """The providers for which ``app_for`` finds an app, of this customer or of the operator alone. One query."""
    apps: dict[tuple[str, UUID | None], list[OAuthApp]] = {}
    for app in OAuthApp.objects.filter(Q(customer=None) | Q(customer_id=customer_id)).order_by(*_PREFERRED):
        apps.setdefault((app.provider, app.customer_id), []).append(app)
    found = {provider: _preferred(apps.get((provider, customer_id), [])) for provider, _ in apps}
    chosen = {provider: app or _preferred(apps.get((provider, None), [])) for provider, app in found.items()}
    return frozenset(provider for provider, app in chosen.items() if app is not None and _is_reachable(app))


def require_environment(app: OAuthApp) -> None:
    """Raises NotConnected for an app of the sandbox where the sandbox is switched off."""
    if not _is_reachable(app):
        raise NotConnected(
            f"The OAuth app {str(app)!r} belongs to the sandbox, which is switched off. Make a live app the default."
        )


def app_of(row: Connection | Grant | ConnectAttempt) -> OAuthApp:
    """The app that something of OAuth 2 was made with. Raises TypeError for what rests on a filled-in credential."""
    if row.oauth_app is None:
        raise TypeError(f"{row!r} has no OAuth app")
    return row.oauth_app


def open_secret(app: OAuthApp) -> str:
    """The client secret, for the request that needs it. Raises vault.VaultError."""
    return vault.open_sealed(app.secret_sealed, table=TABLE, row=app.pk, column="secret")


def open_signing_secret(app: OAuthApp) -> str:
    """What the provider signs the app's events with; empty where nobody has entered it. Raises vault.VaultError."""
    if not app.signing_secret_sealed:
        return ""
    return vault.open_sealed(app.signing_secret_sealed, table=TABLE, row=app.pk, column=SIGNING)


def _signing_changed(signing_secret: str | None) -> dict[str, object]:
    return {} if signing_secret is None else {"signing_secret_changed": True}


def _require_security(actor: Actor) -> None:
    require_operator_side(actor, "There are no OAuth apps to see here.")
    if not actor.may("security"):
        raise PermissionDenied(f"{actor.label!r} may not change OAuth apps: that needs the right 'security'.")


def _shown(app: OAuthApp) -> dict[str, object]:
    fields = ("provider", "environment", "client_id", "name", "is_default")
    return {field: getattr(app, field) for field in fields}


def _choose(provider: str, customer: Customer | None) -> OAuthApp | None:
    return _preferred(list(_of_holder(provider, customer).order_by(*_PREFERRED)[:2]))


def _preferred(apps: list[OAuthApp]) -> OAuthApp | None:
    """The default, else the only one."""
    return apps[0] if apps and (apps[0].is_default or len(apps) == 1) else None


def _is_reachable(app: OAuthApp) -> bool:
    return app.environment != OAuthApp.Environment.SANDBOX or settings.MACHINA_SANDBOX


def _of_holder(provider: str, customer: Customer | None) -> QuerySet[OAuthApp]:
    return OAuthApp.objects.filter(provider=provider, customer=customer)


def _check(
    provider: Provider, app: OAuthApp | None, *, client_id: str, client_secret: str | None, environment: str
) -> None:
    wrong = []
    if not isinstance(provider.credential, OAuth2):
        wrong.append(FieldError("provider", f"{provider.name} accounts are not connected by OAuth: it needs no app."))
    if not client_id or len(client_id) > 255 or any(char.isspace() for char in client_id):
        wrong.append(FieldError("client_id", "Copy the client id as the provider shows it, without spaces."))
    if (app is None and client_secret is None) or (client_secret is not None and not client_secret.strip()):
        wrong.append(FieldError("client_secret", "Copy the client secret as the provider shows it."))
    if environment not in OAuthApp.Environment.values:
        wrong.append(FieldError("environment", f"{environment!r} is not one of: sandbox, live."))
    if wrong:
        raise InputError("The OAuth app is not complete.", errors=wrong)
