from django.db import migrations, models


def give_keys_to_customers(apps, schema_editor):
    """Keys of calls belonged to an API key; those of before still stand for what they sent, the first of two alike."""
    calls = apps.get_model('integrations', 'Call').objects
    chosen = calls.filter(source='api').exclude(call_key__startswith='once:').order_by('created_at')
    for pk, key, customer_id, is_owner in chosen.values_list('pk', 'call_key', 'customer_id', 'is_owner').iterator():
        scope = 'api:owner' if is_owner else f'api:customer:{customer_id}'
        if not calls.filter(scope=scope, call_key=key).exists():
            calls.filter(pk=pk).update(scope=scope)


class Migration(migrations.Migration):
    dependencies = [
        ('integrations', '0007_filled_in_credentials'),
    ]

    operations = [
        migrations.AlterField(
            model_name='call',
            name='scope',
            field=models.CharField(
                help_text='Whose key space: owner or customer:<id>; api: for keys that programs choose.', max_length=120
            ),
        ),
        migrations.RunPython(give_keys_to_customers, migrations.RunPython.noop, elidable=True),
    ]
