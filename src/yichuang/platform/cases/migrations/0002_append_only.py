"""Events and clock lines are only ever added; of an event, the payload alone may be erased."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
END $$;
CREATE FUNCTION cases_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payload IS NOT NULL
        OR (to_jsonb(OLD) - 'payload') IS DISTINCT FROM (to_jsonb(NEW) - 'payload')
    THEN
        RAISE EXCEPTION 'of an event only the payload may be erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_changed BEFORE UPDATE ON cases_event FOR EACH ROW EXECUTE FUNCTION cases_event_append_only();
CREATE TRIGGER event_deleted BEFORE DELETE ON cases_event FOR EACH ROW EXECUTE FUNCTION cases_append_only();
CREATE TRIGGER clock_line_changed BEFORE UPDATE OR DELETE ON cases_clockline
    FOR EACH ROW EXECUTE FUNCTION cases_append_only();
"""
BACK = """
DROP TRIGGER event_changed ON cases_event;
DROP TRIGGER event_deleted ON cases_event;
DROP TRIGGER clock_line_changed ON cases_clockline;
DROP FUNCTION cases_event_append_only();
DROP FUNCTION cases_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
