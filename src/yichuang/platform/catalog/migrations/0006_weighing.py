"""What an author asked the worker to weigh."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_revisions")]
    operations = [
        migrations.AddField(
            "revision",
            "asked",
            models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
    ]
