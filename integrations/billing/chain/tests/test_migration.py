"""The audit log keeps its events, and its triggers, when they get positions."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from integrations.billing import append_only
from integrations.models import AuditEvent

BEFORE = [("integrations", "0015_append_only_by_rowid")]


def migrate(target: list[tuple[str, str]]) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection)


@pytest.mark.django_db(transaction=True)
def test_events_get_positions_in_the_order_of_their_time_and_back() -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        former = migrate(BEFORE).loader.project_state(BEFORE).apps.get_model("integrations", "AuditEvent")
        ids = [uuid4() for _ in range(4)]
        for number, each in reversed(list(enumerate(ids, start=1))):
            event = former(id=each, actor_kind="system", actor_id="m", actor_label="M", action=f"a{number}")
            event.before, event.after, event.address = {"é": [number]}, {}, "2001:db8::1"
            event.save()
        with append_only.suspended(connection):
            for number, each in enumerate(ids, start=1):
                former.objects.filter(id=each).update(at=datetime(2026, 11, number, tzinfo=UTC))
    finally:
        migrate(newest)
    events = list(AuditEvent.objects.order_by("position"))
    assert [(event.id, event.action, event.before) for event in events] == [
        (each, f"a{number}", {"é": [number]}) for number, each in enumerate(ids, start=1)
    ]
    assert frozenset(append_only.installed(connection)) == append_only.expected_triggers(connection.vendor)
    try:
        former = migrate(BEFORE).loader.project_state(BEFORE).apps.get_model("integrations", "AuditEvent")
        assert [UUID(str(each)) for each in former.objects.order_by("at").values_list("pk", flat=True)] == ids
        assert any(name.endswith("auditevent") for name in append_only.installed(connection))
    finally:
        migrate(newest)
    assert AuditEvent.objects.count() == 4
