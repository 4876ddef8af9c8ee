"""A version keeps the order in which it asks, reckoned once when it is published; it never changes either."""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION catalog_published_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published package version is never deleted';
    END IF;
    IF (OLD.name, OLD.version, OLD.digest, OLD.files, OLD.division_id, OLD.in_force, OLD.published_at{old})
        IS DISTINCT FROM
        (NEW.name, NEW.version, NEW.digest, NEW.files, NEW.division_id, NEW.in_force, NEW.published_at{new})
    THEN
        RAISE EXCEPTION 'a published package version is never changed';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_search")]
    operations = [
        migrations.AddField(
            "packageversion",
            "asking",
            models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
        migrations.RunSQL(FUNCTION.format(old=", OLD.asking", new=", NEW.asking"), FUNCTION.format(old="", new="")),
    ]
