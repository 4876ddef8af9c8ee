import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yichuang.core.identifiers.keys
import yichuang.platform.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="department",
            name="successor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.department"
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="valid_to",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="deceased_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="people.person"
            ),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="basis",
            field=models.CharField(
                choices=[
                    ("representative", "legal representative"),
                    ("granted", "granted"),
                    ("paper", "paper shown at a window"),
                    ("guardian", "guardian of a minor"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "clerk"),
                    ("officer", "officer"),
                    ("head", "head of hall"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="FirstKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "used_by",
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
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "two records of one person"),
                            ("recovery", "account recovered at a window"),
                            ("identity", "another name or number"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a second person"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("undone", "undone"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", yichuang.platform.vault.fields.SealedTextField()),
                ("payload", yichuang.platform.vault.fields.SealedTextField()),
                ("proposed_post_id", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "other",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="people.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["division", "state", "proposed_at"], name="approval_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="four_eyes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("name", "name"), ("id_number", "ID number"), ("phone", "phone")], max_length=10
                    ),
                ),
                ("value", yichuang.platform.vault.fields.SealedTextField()),
                ("blind", models.BinaryField(max_length=32)),
                ("until", models.DateTimeField()),
                ("source", models.CharField(max_length=10)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("kind", "id_number")), fields=["blind"], name="former_number"),
                    models.Index(fields=["person", "-until"], name="former_by_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("names", models.JSONField()),
                ("to_day", models.DateField()),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former_names", to="people.department"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("department", "to_day"), name="former_name_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="people.post"
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["substitute", "from_day"],
                        name="leave_by_substitute",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_day__gte", models.F("from_day"))), name="leave_ends_after_start"
                    )
                ],
            },
        ),
    ]
