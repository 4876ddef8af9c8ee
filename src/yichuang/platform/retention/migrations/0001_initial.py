import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yichuang.core.identifiers.keys
import yichuang.platform.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0005_archivist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("klass", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("after", models.UUIDField(null=True)),
                ("listed", models.PositiveIntegerField(default=0)),
                ("kept", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("klass", models.CharField(max_length=20)),
                ("then", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "found"),
                            ("forwarded", "waits for a second person"),
                            ("warned", "in its grace"),
                            ("ending", "being ended"),
                            ("ended", "ended"),
                            ("refused", "kept"),
                            ("called-off", "stopped in its grace"),
                        ],
                        default="found",
                        max_length=12,
                    ),
                ),
                ("rule", models.JSONField()),
                ("found_at", models.DateTimeField()),
                ("cut_at", models.DateTimeField(null=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("receipt", models.CharField(blank=True, max_length=120)),
                ("forwarded_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", yichuang.platform.vault.fields.SealedTextField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ordered_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("division", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.division")),
                (
                    "forwarded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("klass", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField(null=True)),
                ("template", models.CharField(max_length=300)),
                ("params", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField()),
                ("solved_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("solved_at__isnull", True)),
                        fields=("klass", "subject_id", "template"),
                        name="finding_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("number", models.CharField(blank=True, max_length=32)),
                ("reason", yichuang.platform.vault.fields.SealedTextField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("division", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.division")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("number", models.CharField(blank=True, max_length=32)),
                ("type", models.CharField(blank=True, max_length=60)),
                ("started_on", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("listed", "on the register"), ("kept", "kept"), ("ended", "ended")],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=30)),
                ("words", yichuang.platform.vault.fields.SealedTextField(null=True)),
                ("kept_until", models.DateField(null=True)),
                ("package_digest", models.BinaryField(max_length=32, null=True)),
                ("package_size", models.PositiveBigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="retention.disposal"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="disposal",
            index=models.Index(fields=["division", "-found_at", "-id"], name="disposal_list"),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("then", "end"),
                    models.Q(
                        ("forwarded_by__isnull", False),
                        models.Q(("decided_by", models.F("forwarded_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disposal_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ending", "ended"]), _negated=True),
                    models.Q(("decided_by__isnull", False), ("ends_on__isnull", False), ("ordered_by__isnull", False)),
                    _connector="OR",
                ),
                name="disposal_ends_by_order",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(fields=["division", "-placed_at", "-id"], name="hold_list"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("subject_kind", "subject_id"), name="hold_once"
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["disposal", "id"], name="item_of_disposal"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["subject_id"], name="item_by_subject"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "listed")), fields=("subject_kind", "subject_id"), name="item_listed_once"
            ),
        ),
    ]
