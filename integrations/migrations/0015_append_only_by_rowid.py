"""On SQLite a row of ledger and audit log cannot be replaced by the number that SQLite itself gives it, either."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from integrations.billing import append_only


def reinstall(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.reinstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0014_accounts_known_by_id")]

    operations = [migrations.RunPython(reinstall, migrations.RunPython.noop)]
