"""The ledger in lines, with its rollups and exact amounts. There is no data to carry over: the old tables are dropped."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import integrations.models.exact
from integrations.billing import append_only


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0003_payloads")]

    operations = [
        migrations.DeleteModel(name="UsageTail"),
        migrations.DeleteModel(name="UsageRecord"),
        migrations.DeleteModel(name="UsageRollup"),
        migrations.DeleteModel(name="Price"),
        migrations.CreateModel(
            name="RollupWatermark",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
                ("candidate", models.BigIntegerField(null=True)),
                ("writers", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="UsageLine",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("line_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source_kind",
                    models.CharField(
                        choices=[("call", "Call"), ("turn", "Turn"), ("fee", "Fee"), ("correction", "Correction")],
                        max_length=16,
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("meter", models.CharField(max_length=32)),
                ("quantity", integrations.models.exact.ExactDecimalField(decimal_places=10, max_digits=30)),
                ("unit", models.CharField(max_length=32)),
                ("unit_cost", integrations.models.exact.ExactDecimalField(decimal_places=15, max_digits=35, null=True)),
                ("cost", integrations.models.exact.ExactDecimalField(decimal_places=10, default=0, max_digits=30)),
                (
                    "unit_price",
                    integrations.models.exact.ExactDecimalField(decimal_places=15, max_digits=35, null=True),
                ),
                ("price", integrations.models.exact.ExactDecimalField(decimal_places=10, default=0, max_digits=30)),
                ("currency", models.CharField(max_length=3)),
                ("price_version", models.CharField(max_length=64)),
                ("customer_id", models.UUIDField(null=True)),
                ("connection_id", models.UUIDField(null=True)),
                ("call_id", models.UUIDField(null=True)),
                ("run_id", models.UUIDField(null=True)),
                ("node_id", models.CharField(blank=True, max_length=64)),
                ("service", models.CharField(max_length=64)),
                ("operation", models.CharField(max_length=128)),
                ("pricing_key", models.CharField(max_length=64)),
                (
                    "origin",
                    models.CharField(help_text="What asked for it: editor, workflow, api, probe…", max_length=32),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("outcome_unknown", "Outcome Unknown"),
                            ("correction", "Correction"),
                        ],
                        max_length=16,
                    ),
                ),
                ("corrects", models.UUIDField(help_text="The line that a correction changes.", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("month", models.DateField(help_text="The first day of the month it is billed in, UTC.")),
            ],
            options={
                "verbose_name": "usage record",
                "ordering": ("-recorded_at", "-position"),
                "indexes": [
                    models.Index(fields=["-recorded_at", "-position"], name="line_newest"),
                    models.Index(fields=["customer_id", "-recorded_at", "-position"], name="line_of_customer"),
                    models.Index(
                        condition=models.Q(("corrects__isnull", False)), fields=["call_id"], name="line_corrections"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_id", "meter", "source_kind"), name="line_once_per_source_meter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", False), ("source_kind", "correction")),
                            models.Q(
                                models.Q(("source_kind", "correction"), _negated=True), ("corrects__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="line_correction_says_what_it_corrects",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageRollup",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("customer_id", models.UUIDField(null=True)),
                ("service", models.CharField(max_length=64)),
                ("operation", models.CharField(max_length=128)),
                ("meter", models.CharField(max_length=32)),
                ("currency", models.CharField(max_length=3)),
                ("calls", models.PositiveBigIntegerField(default=0)),
                ("quantity", integrations.models.exact.ExactDecimalField(decimal_places=10, max_digits=30)),
                ("sold", integrations.models.exact.ExactDecimalField(decimal_places=10, max_digits=30)),
                ("cost", integrations.models.exact.ExactDecimalField(decimal_places=10, max_digits=30)),
                ("price", integrations.models.exact.ExactDecimalField(decimal_places=10, max_digits=30)),
            ],
            options={
                "indexes": [models.Index(fields=["day", "customer_id"], name="rollup_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("customer_id__isnull", False)),
                        fields=("day", "customer_id", "service", "operation", "meter", "currency"),
                        name="rollup_one_row_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("customer_id__isnull", True)),
                        fields=("day", "service", "operation", "meter", "currency"),
                        name="rollup_one_row_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("service", models.CharField(max_length=64)),
                ("pricing_key", models.CharField(max_length=64)),
                ("amount", integrations.models.exact.ExactDecimalField(decimal_places=15, max_digits=35)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="integrations.pricebook"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("book", "service", "pricing_key"), name="price_once_per_book")
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),  # dropping the table takes its triggers along
    ]
