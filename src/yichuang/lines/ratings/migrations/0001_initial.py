"""Ratings come from the room where they were first, with their table as it stands."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yichuang.core.identifiers.keys
import yichuang.platform.vault.fields


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("applications", "0007_ratings_have_a_room"),
        ("cases", "0009_other_kinds"),
        ("people", "0007_author"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=yichuang.core.identifiers.keys.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("public_id", models.CharField(max_length=32, unique=True)),
                        (
                            "grade",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Very Good"), (2, "Good"), (3, "Fair"), (4, "Poor"), (5, "Very Poor")]
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        ("words", yichuang.platform.vault.fields.SealedTextField(null=True)),
                        ("channel", models.CharField(max_length=20)),
                        ("rated_at", models.DateTimeField()),
                        ("due_on", models.DateField(null=True)),
                        ("upheld", models.BooleanField(null=True)),
                        ("answer", yichuang.platform.vault.fields.SealedTextField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="cases.case"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.department"
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.task",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "applications_rating",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("answered_at__isnull", True), ("grade__gte", 4)),
                                fields=["department", "due_on", "id"],
                                name="rating_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("grade__range", (1, 5))), name="rating_grade"),
                            models.CheckConstraint(
                                condition=models.Q(("grade__lt", 4), ("due_on__isnull", False), _connector="OR"),
                                name="rating_low_has_a_day",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
