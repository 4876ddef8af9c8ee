"""When the last attempt of a delivery ended: whoever sends again sees it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_system_scopes")]

    operations = [
        migrations.AddField(model_name="delivery", name="tried_at", field=models.DateTimeField(null=True)),
    ]
