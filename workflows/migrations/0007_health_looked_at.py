from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0022_call_exchanges"),
        ("workflows", "0006_triggers"),
    ]

    operations = [
        migrations.RenameField(
            model_name="deployment",
            old_name="problems",
            new_name="causes",
        ),
        migrations.AlterField(
            model_name="deployment",
            name="causes",
            field=models.JSONField(default=list, help_text="Why it is unhealthy, as last looked at."),
        ),
        migrations.AddField(
            model_name="deployment",
            name="looked_at",
            field=models.DateTimeField(help_text="When its health was last looked at; null for at once.", null=True),
        ),
        migrations.AddIndex(
            model_name="deployment",
            index=models.Index(fields=["looked_at", "id"], name="deployment_looked_at"),
        ),
    ]
