"""What is published is never changed: only ``current`` may move on, and nothing is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalog_published_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published package version is never deleted';
    END IF;
    IF (OLD.name, OLD.version, OLD.digest, OLD.files, OLD.division_id, OLD.in_force, OLD.published_at)
        IS DISTINCT FROM (NEW.name, NEW.version, NEW.digest, NEW.files, NEW.division_id, NEW.in_force, NEW.published_at)
    THEN
        RAISE EXCEPTION 'a published package version is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_is_immutable BEFORE UPDATE OR DELETE ON catalog_packageversion
    FOR EACH ROW EXECUTE FUNCTION catalog_published_is_immutable();
"""
BACK = """
DROP TRIGGER published_is_immutable ON catalog_packageversion;
DROP FUNCTION catalog_published_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
