"""The staff groups exist from the start, and second factors that were stored in clear are sealed."""

from django.db import migrations

from integrations.actors import STAFF_RIGHTS
from integrations.connect.tokens.second_factors import seal_clear_ones


def make_groups(apps, schema_editor):
    for name in STAFF_RIGHTS:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


def seal(apps, schema_editor):
    seal_clear_ones(apps.get_model("mfa", "Authenticator").objects)


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0011_refused_calls"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
