"""Whose a draft or a case is: the organisation's where one applies, else the person's, worked out by the database."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_lane"),
        ("catalog", "0003_search"),
        ("people", "0003_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_by_person",
        ),
        migrations.RemoveIndex(
            model_name="draft",
            name="draft_open",
        ),
        migrations.AddField(
            model_name="case",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="applicant_id",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce("organisation_id", "person_id"),
                output_field=models.UUIDField(),
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="applicant_id",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce("organisation_id", "person_id"),
                output_field=models.UUIDField(),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["applicant_id", "-filed_at", "-id"], name="case_by_applicant"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("filed_case_id__isnull", True)),
                fields=["applicant_id", "-updated_at"],
                name="draft_open",
            ),
        ),
    ]
