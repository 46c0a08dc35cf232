import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0021_erasures"),
        ("workflows", "0004_tags"),
    ]

    operations = [
        migrations.CreateModel(
            name="NodeContract",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("node_type", models.CharField(max_length=128)),
                ("contract", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("node_type", "created_at"),
            },
        ),
        migrations.AddField(
            model_name="workflow",
            name="version",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "contracts",
                    models.JSONField(default=dict, help_text="Hash of the contract of each node, by the node's id."),
                ),
                ("created_by", models.CharField(blank=True, max_length=250)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="versions", to="workflows.revision"
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="workflows.workflow"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Deployment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("variables", models.JSONField(default=dict, help_text="Values of the version's variables, by name.")),
                ("is_active", models.BooleanField(default=True, help_text="A paused one starts nothing.")),
                ("paused_at", models.DateTimeField(null=True)),
                (
                    "health",
                    models.CharField(
                        choices=[("healthy", "Healthy"), ("unhealthy", "Unhealthy")], default="healthy", max_length=9
                    ),
                ),
                ("problems", models.JSONField(default=list, help_text="Why it is unhealthy, as last told.")),
                ("created_by", models.CharField(blank=True, max_length=250)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deployments",
                        to="integrations.customer",
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deployments", to="workflows.workflow"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="deployments", to="workflows.version"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("workflow", "number"), name="version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="version_number_from_one"),
        ),
        migrations.AddIndex(
            model_name="deployment",
            index=models.Index(fields=["-created_at", "-id"], name="deployment_newest"),
        ),
        migrations.AddIndex(
            model_name="deployment",
            index=models.Index(fields=["customer", "-created_at", "-id"], name="deployment_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("customer__isnull", False)),
                fields=("workflow", "customer"),
                name="deployment_once_a_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("customer__isnull", True)),
                fields=("workflow",),
                name="deployment_once_for_the_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_active", True), ("paused_at__isnull", True)),
                    models.Q(("is_active", False), ("paused_at__isnull", False)),
                    _connector="OR",
                ),
                name="deployment_paused_has_time",
            ),
        ),
    ]
