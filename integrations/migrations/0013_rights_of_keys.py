"""A key has rights of its own; those that were made before keep what every key of their kind had."""

from django.db import migrations, models

OF_CUSTOMERS = ["operate", "read_content", "view"]
OF_THE_OPERATOR = ["billing", "operate", "read_content", "security", "view"]


def keep_rights(apps, schema_editor):
    keys = apps.get_model("integrations", "ApiKey").objects
    keys.filter(customer__isnull=True).update(rights=OF_THE_OPERATOR)
    keys.filter(customer__isnull=False).update(rights=OF_CUSTOMERS)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0012_staff")]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="rights",
            field=models.JSONField(
                default=list, editable=False, help_text="What it may do: never more than who made it."
            ),
        ),
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
    ]
