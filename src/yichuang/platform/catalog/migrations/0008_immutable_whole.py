"""Of a published version nothing changes but whether it is current: the trigger looks at the whole row.

It had a list of columns, from which `0007_inexact` had lost the order of questions.
"""

from django.db import migrations

COLUMNS = "name version digest files division_id in_force published_at inexact"


def _function(old: str, new: str) -> str:
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


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in COLUMNS.split())


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_inexact")]
    operations = [
        migrations.RunSQL(
            _function("to_jsonb(OLD) - 'current'", "to_jsonb(NEW) - 'current'"),
            _function(_columns("OLD"), _columns("NEW")),
        )
    ]
