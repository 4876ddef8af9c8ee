"""A case goes only by a register whose end was ordered; its number never comes back; a tombstone stays as it is."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION retention_ending(subject uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM retention_item AS i JOIN retention_disposal AS d ON d.id = i.disposal_id
        WHERE i.subject_id = subject AND i.state = 'listed' AND d.state = 'ending')
$$;
CREATE FUNCTION retention_case_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT retention_ending(OLD.id) THEN
        RAISE EXCEPTION 'a case ends only by a register whose end was ordered';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER case_deleted BEFORE DELETE ON cases_case FOR EACH ROW EXECUTE FUNCTION retention_case_deleted();
CREATE FUNCTION retention_clock_line_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT retention_ending((SELECT case_id FROM cases_task WHERE id = OLD.task_id)) THEN
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
DROP TRIGGER clock_line_changed ON cases_clockline;
CREATE TRIGGER clock_line_changed BEFORE UPDATE ON cases_clockline FOR EACH ROW EXECUTE FUNCTION cases_append_only();
CREATE TRIGGER clock_line_deleted BEFORE DELETE ON cases_clockline
    FOR EACH ROW EXECUTE FUNCTION retention_clock_line_deleted();
CREATE FUNCTION retention_number_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM retention_tombstone WHERE number = NEW.number) THEN
        RAISE EXCEPTION 'cases_case_number: this number was given before' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_number_taken BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION retention_number_taken();
CREATE TRIGGER tombstone_changed BEFORE UPDATE OR DELETE ON retention_tombstone
    FOR EACH ROW EXECUTE FUNCTION cases_append_only();
"""
BACK = """
DROP TRIGGER tombstone_changed ON retention_tombstone;
DROP TRIGGER case_number_taken ON cases_case;
DROP FUNCTION retention_number_taken();
DROP TRIGGER clock_line_deleted ON cases_clockline;
DROP TRIGGER clock_line_changed ON cases_clockline;
CREATE TRIGGER clock_line_changed BEFORE UPDATE OR DELETE ON cases_clockline
    FOR EACH ROW EXECUTE FUNCTION cases_append_only();
DROP FUNCTION retention_clock_line_deleted();
DROP TRIGGER case_deleted ON cases_case;
DROP FUNCTION retention_case_deleted();
DROP FUNCTION retention_ending(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_ending"), ("cases", "0006_ending")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
