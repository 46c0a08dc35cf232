import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Results of steps of before are dropped: nobody has any."""

    dependencies = [
        ('integrations', '0006_contents_in_payloads'),
        ('workflows', '0002_one_queue'),
    ]

    operations = [
        migrations.RemoveField(model_name='step', name='result'),
        migrations.AddField(
            model_name='step',
            name='result',
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name='+',
                to='integrations.payload',
            ),
        ),
    ]
