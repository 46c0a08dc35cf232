import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Parameters and results of calls of before are dropped: nobody has any."""

    dependencies = [
        ('integrations', '0005_one_queue'),
    ]

    operations = [
        operation
        for name in ('params', 'result')
        for operation in (
            migrations.RemoveField(model_name='call', name=name),
            migrations.AddField(
                model_name='call',
                name=name,
                field=models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name='+',
                    to='integrations.payload',
                ),
            ),
        )
    ]
