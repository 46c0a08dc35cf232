from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('workflows', '0003_contents_in_payloads'),
    ]

    operations = [
        migrations.AddField(
            model_name='workflow',
            name='tags',
            field=models.JSONField(blank=True, default=list, help_text='Words to find it by.'),
        ),
    ]
