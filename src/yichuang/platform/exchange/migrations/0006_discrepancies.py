from django.db import migrations, models

import yichuang.core.identifiers.keys


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0005_tried_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("system", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField(null=True)),
                ("division_id", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=80)),
                ("matter", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("not-written", "not written"),
                            ("never-sent", "never sent"),
                            ("not-held", "not held"),
                            ("not-told", "not told"),
                            ("items", "other items"),
                            ("place", "another task or matter"),
                            ("receipt", "another receipt number"),
                            ("state", "another state"),
                        ],
                        max_length=20,
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["division_id", "found_at", "id"], name="discrepancy_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("system", "number", "matter", "kind"), name="discrepancy_once")
                ],
            },
        ),
    ]
