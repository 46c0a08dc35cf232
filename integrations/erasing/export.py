"""Everything that is kept of a customer, as one JSON document without a secret, in pieces and flat memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.database import release_database
from integrations.errors import MachinaError, NotFound, PermissionDenied
from integrations.models import AuditEvent, Customer, Payload, UsageLine
from integrations.payloads.contents import load

BATCH = 500
Rows = QuerySet[Any]
OF_CUSTOMER = (
    "key",
    "name",
    "email",
    "domain",
    "expected_accounts",
    "any_account",
    "is_active",
    "time_zone",
    "metadata",
    "created_at",
)


@dataclass(frozen=True)
class Section:
    """One list of the document: whose rows, and which of their columns. What is not named is not given out."""

    name: str
    rows: Callable[[Customer], Rows]
    columns: tuple[str, ...]


SECTIONS = (
    Section(
        "connections",
        lambda customer: customer.connections.all(),
        (
            "id",
            "provider",
            "account_id",
            "email",
            "email_verified",
            "name",
            "label",
            "base_url",
            "services",
            "scopes",
            "status",
            "status_reason",
            "is_default",
            "client_address",
            "client_country",
            "connected_at",
            "last_used_at",
            "created_at",
        ),
    ),
    Section(
        "links",
        lambda customer: customer.links.all(),
        ("id", "services", "verification", "state", "return_url", "expires_at", "created_at", "finished_at"),
    ),
    Section(
        "api_keys",
        lambda customer: customer.api_keys.all(),
        ("id", "name", "prefix", "rights", "expires_at", "revoked_at", "last_used_at", "created_at"),
    ),
    Section(
        "calls",
        lambda customer: customer.calls.all(),
        (
            "id",
            "kind",
            "operation",
            "connection_id",
            "source",
            "state",
            "is_refused",
            "params_id",
            "result_id",
            "error",
            "warnings",
            "requests",
            "exchanges",
            "created_at",
            "started_at",
            "finished_at",
        ),
    ),
    Section(
        "budgets",
        lambda customer: customer.budgets.all(),
        ("id", "amount", "currency", "period", "hard", "thresholds", "created_at"),
    ),
    Section(
        "runs",
        lambda customer: customer.runs.all(),
        ("id", "kind", "workflow_id", "source", "state", "created_at", "started_at", "finished_at"),
    ),
    Section(
        "approvals",
        lambda customer: customer.approvals.all(),
        (
            "id",
            "run_id",
            "node_id",
            "operation",
            "summary",
            "parameters_id",
            "source",
            "state",
            "note",
            "requested_at",
            "answered_at",
            "expires_at",
        ),
    ),
    Section(
        "deployments",
        lambda customer: customer.deployments.all(),
        ("id", "workflow_id", "version__number", "variables", "is_active", "created_at", "updated_at"),
    ),
    Section(
        "skills",
        lambda customer: customer.skills.all(),
        ("id", "name", "version", "is_active", "created_at", "updated_at"),
    ),
    Section(
        "memories",
        lambda customer: customer.memories.all(),
        ("id", "session_key", "summary_id", "created_at", "used_at"),
    ),
    Section(
        "memory_messages",
        lambda customer: customer.memory_messages.all(),
        ("memory_id", "number", "role", "content_id", "run_id", "at"),
    ),
    Section(
        "chats",
        lambda customer: customer.chats.all(),
        ("id", "deployment_id", "created_at", "used_at"),
    ),
    Section(
        "chat_turns",
        lambda customer: customer.chat_turns.all(),
        ("chat_id", "number", "text_id", "run_id", "at"),
    ),
    Section(
        "chat_links",
        lambda customer: customer.chat_links.all(),
        ("id", "deployment_id", "may_approve", "expires_at", "bound_at", "revoked_at", "created_at"),
    ),
    Section(
        "files",
        lambda customer: customer.files.all(),
        ("id", "name", "mime_type", "size", "sha256", "created_at", "expires_at"),
    ),
    Section(
        "webhook_endpoints",
        lambda customer: customer.webhook_endpoints.all(),
        ("id", "url", "description", "events", "is_active", "created_at"),
    ),
    Section(
        "webhook_deliveries",
        lambda customer: customer.webhook_deliveries.filter(endpoint__customer=customer),
        ("id", "endpoint_id", "event", "body", "state", "created_at", "finished_at"),
    ),
    Section(
        "usage",
        lambda customer: UsageLine.objects.charges().filter(customer_id=customer.pk),
        (
            "line_id",
            "operation",
            "service",
            "call_id",
            "quantity",
            "unit",
            "unit_price",
            "price",
            "currency",
            "outcome",
            "corrects",
            "recorded_at",
            "month",
        ),
    ),
    Section(
        "audit",
        lambda customer: AuditEvent.objects.filter(customer_id=customer.pk),
        ("id", "action", "actor_kind", "object_type", "object_id", "before", "after", "at"),
    ),
)


def export(actor: Actor, customer: Customer) -> Iterator[str]:
    """The document in pieces; the right to it is read before the first one, and that it was asked for is written down.

    Raises NotFound for what the actor cannot see, PermissionDenied without the right to read content.
    """
    if not Customer.objects.visible_to(actor).filter(pk=customer.pk).exists():
        raise NotFound(f"There is no customer {customer.key!r}.")
    if not as_of_now(actor).may("read_content") or not actor.may("read_content"):
        raise PermissionDenied(f"{actor.label!r} may not export customers: that needs the right 'read_content'.")
    audit.record(actor, "customer.export", customer, customer_id=customer.pk)
    return _document(customer)


def _document(customer: Customer) -> Iterator[str]:
    yield _open_object("exported_at", timezone.now())
    yield _next("customer", {name: getattr(customer, name) for name in OF_CUSTOMER})
    for section in SECTIONS:
        rows = section.rows(customer).values("pk", *section.columns)
        yield from _list(section.name, rows, lambda row: {name: row[name] for name in section.columns})  # noqa: B023
    yield from _list("contents", Payload.objects.filter(customer=customer).values("pk"), _content)
    yield "}\n"


def _content(row: Mapping[str, Any]) -> Mapping[str, object] | None:
    """What ``params_id`` and ``result_id`` of a call, and the outputs of steps, stand for; read one at a time."""
    payload = Payload.objects.filter(pk=row["pk"]).first()
    if payload is None:
        return None
    shown: dict[str, object] = {"id": payload.pk, "created_at": payload.created_at}
    try:
        return shown | {"content": load(payload)}
    except MachinaError as error:  # one damaged content keeps nobody from the rest
        return shown | {"unreadable": error.detail}


def _list(name: str, rows: Rows, shown: Callable[[Mapping[str, Any]], Mapping[str, object] | None]) -> Iterator[str]:
    """Page by page: whoever takes the pieces may do so in another thread each time, and take its time."""
    yield f",\n{json.dumps(name)}: ["
    last, before = None, "\n"
    while page := list((rows.filter(pk__gt=last["pk"]) if last else rows).order_by("pk")[:BATCH]):
        for row in page:
            piece = shown(row)
            if piece is not None:
                yield before + _json(piece)
                before = ",\n"
        last = page[-1]
        release_database()
    yield "]"


def _open_object(name: str, value: object) -> str:
    return f"{{{json.dumps(name)}: {_json(value)}"


def _next(name: str, value: object) -> str:
    return f",\n{json.dumps(name)}: {_json(value)}"


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
