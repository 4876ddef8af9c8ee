"""An author's word for outcomes that cannot be proved: with the draft, and for good with the version."""

from django.db import migrations, models

COLUMNS = "name version digest files division_id in_force published_at"


def _function(columns: str) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns.split()) for row in ("OLD", "NEW"))
    return f"""
CREATE OR REPLACE FUNCTION catalog_published_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published package version is never deleted';
    END IF;
    IF ({old}) IS DISTINCT FROM ({new}) THEN
        RAISE EXCEPTION 'a published package version is never changed';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_weighing")]
    operations = [
        migrations.AddField(
            "revision",
            "looked",
            models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
        migrations.AddField(
            "packageversion",
            "inexact",
            models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
        migrations.RunSQL(_function(f"{COLUMNS} inexact"), _function(COLUMNS)),
    ]
