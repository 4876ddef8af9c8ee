import django.db.models.deletion
from django.db import migrations, models

import yichuang.core.identifiers.keys


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_archivist"),
        ("retention", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(unique=True)),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("number", models.CharField(max_length=32, unique=True)),
                ("type", models.CharField(max_length=60)),
                ("filed_on", models.DateField()),
                ("concluded_on", models.DateField()),
                ("ended_at", models.DateTimeField()),
                ("package_digest", models.BinaryField(max_length=32)),
                ("chain_length", models.PositiveIntegerField()),
                ("chain_head", models.BinaryField(max_length=32)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tombstones", to="retention.disposal"
                    ),
                ),
                ("division", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.division")),
            ],
        ),
    ]
