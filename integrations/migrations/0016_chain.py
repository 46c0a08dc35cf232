"""The chain of hashes over usage ledger and audit log, whose events get positions in the order of their time."""

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from integrations.billing import append_only

COLUMNS = (
    *("id", "actor_kind", "actor_id", "actor_label", "action", "customer_id", "object_type", "object_id", "before"),
    *("after", "address", "request_id", "at"),
)


def copy(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _copy(schema_editor, "integrations_formeraudit", "integrations_auditevent")


def copy_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _copy(schema_editor, "integrations_auditevent", "integrations_formeraudit")


def _copy(schema_editor: BaseDatabaseSchemaEditor, source: str, target: str) -> None:
    columns = ", ".join(schema_editor.quote_name(each) for each in COLUMNS)
    schema_editor.execute(f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {source} ORDER BY at, id")


def reinstall(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.reinstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0015_append_only_by_rowid")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, reinstall),
        migrations.CreateModel(
            name="ChainEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ledger", models.CharField(choices=[("usage", "Usage"), ("audit", "Audit")], max_length=8)),
                ("number", models.PositiveBigIntegerField()),
                ("month", models.DateField(help_text="The first day of the month, UTC.")),
                ("form", models.PositiveSmallIntegerField(help_text="How its rows are written out for the hash.")),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("head", models.CharField(help_text="SHA-256 in hexadecimal digits.", max_length=64)),
                ("sealed_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "chain entries",
                "indexes": [models.Index(fields=["ledger", "month", "-number"], name="chain_of_month")],
                "constraints": [models.UniqueConstraint(fields=("ledger", "number"), name="chain_entry_number")],
            },
        ),
        # A table's primary key cannot be exchanged: its rows move to a new one. Dropping one fires no trigger.
        migrations.RemoveIndex(model_name="auditevent", name="audit_object"),
        migrations.RenameModel("AuditEvent", "FormerAudit"),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor_id", models.CharField(max_length=64)),
                ("actor_label", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=64)),
                ("customer_id", models.UUIDField(null=True)),
                ("object_type", models.CharField(max_length=64)),
                ("object_id", models.CharField(max_length=64)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("address", models.GenericIPAddressField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-at", "id"),
                "indexes": [models.Index(fields=["object_type", "object_id"], name="audit_object")],
            },
        ),
        migrations.RunPython(copy, copy_back),
        migrations.DeleteModel("FormerAudit"),
        migrations.RunPython(reinstall, migrations.RunPython.noop),
    ]
