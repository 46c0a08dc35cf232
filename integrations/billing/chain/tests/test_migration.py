"""The audit log keeps its events, and its triggers, when they get positions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from integrations.billing import append_only
from integrations.models import AuditEvent

BEFORE = [("integrations", "0015_append_only_by_rowid")]
AFTER = [("integrations", "0016_chain")]


def migrate(target: list[tuple[str, str]]) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection)


def events_of(target: list[tuple[str, str]]) -> Any:  # a manager of a historical model
    """The events after migrating to the target, as models were then."""
    return migrate(target).loader.project_state(target).apps.get_model("integrations", "AuditEvent").objects


@pytest.mark.django_db(transaction=True)
def test_events_get_positions_in_the_order_of_their_time_and_back() -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    ids = [uuid4() for _ in range(4)]
    told = [(each, f"a{number}", {"é": [number]}) for number, each in enumerate(ids, start=1)]
    try:
        former = events_of(BEFORE)
        for each, action, before in reversed(told):
            event = former.model(id=each, actor_kind="system", actor_id="m", actor_label="M", action=action)
            event.before, event.after, event.address = before, {}, "2001:db8::1"
            event.save()
        with append_only.suspended(connection):
            for number, each in enumerate(ids, start=1):
                former.filter(id=each).update(at=datetime(2026, 11, number, tzinfo=UTC))
        chained = events_of(AFTER).order_by("position")
        assert [(event.id, event.action, event.before) for event in chained] == told
        assert any(name.endswith("auditevent") for name in append_only.installed(connection))
        former = events_of(BEFORE)
        assert [UUID(str(each)) for each in former.order_by("at").values_list("pk", flat=True)] == ids
        assert any(name.endswith("auditevent") for name in append_only.installed(connection))
    finally:
        migrate(newest)
    events = AuditEvent.objects.order_by("position")
    assert [(event.id, event.action, event.before) for event in events] == told
    assert frozenset(append_only.installed(connection)) == append_only.expected_triggers(connection.vendor)
