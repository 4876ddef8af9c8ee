from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_discrepancies")]

    operations = [
        migrations.CreateModel(
            name="CivilRound",
            fields=[
                ("name", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("after", models.UUIDField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
