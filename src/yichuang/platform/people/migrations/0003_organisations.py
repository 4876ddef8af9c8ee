"""Organisations, mandates, and the record of what was done to them, which is only ever added to."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import yichuang.core.identifiers.keys
import yichuang.platform.vault.fields

FORWARD = """
CREATE FUNCTION people_record_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.payload IS NOT NULL
        OR (to_jsonb(OLD) - 'payload') IS DISTINCT FROM (to_jsonb(NEW) - 'payload')
    THEN
        RAISE EXCEPTION 'of the record only a payload may be erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_changed BEFORE UPDATE OR DELETE ON people_record
    FOR EACH ROW EXECUTE FUNCTION people_record_append_only();
"""
BACK = """
DROP TRIGGER record_changed ON people_record;
DROP FUNCTION people_record_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_auditor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("code", models.CharField(max_length=18, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("representative", yichuang.platform.vault.fields.SealedTextField()),
                ("active", models.BooleanField(default=True)),
                ("as_of", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("position", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("actor_id", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=20)),
                ("payload", yichuang.platform.vault.fields.SealedTextField(null=True)),
                ("salt", models.BinaryField(max_length=16)),
                ("payload_digest", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject_id", "position"), name="record_once")],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.core.identifiers.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                (
                    "grantor_id",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce("organisation_id", "person_id"),
                        output_field=models.UUIDField(),
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("representative", "legal representative"),
                            ("granted", "granted"),
                            ("paper", "paper shown at a window"),
                        ],
                        max_length=20,
                    ),
                ),
                ("services", models.JSONField()),
                ("from_day", models.DateField()),
                ("to_day", models.DateField(null=True)),
                ("evidence", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates_held", to="people.person"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="people.person",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agent", "from_day"], name="mandate_by_agent"),
                    models.Index(fields=["grantor_id", "-made_at"], name="mandate_by_grantor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", True), ("person__isnull", False)),
                            models.Q(("organisation__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="mandate_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_day__isnull", True), ("to_day__gte", models.F("from_day")), _connector="OR"
                        ),
                        name="mandate_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
