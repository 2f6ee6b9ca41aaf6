from django.db import migrations

ALLOW_RETENTION = """
CREATE OR REPLACE FUNCTION activity_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.retention', true) = 'on' THEN
        IF TG_TABLE_NAME = 'activity_accessentry' AND TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF TG_TABLE_NAME = 'activity_event' AND TG_OP = 'UPDATE' THEN
            IF NEW.number = '' AND NEW.note = '' AND NEW.changes = '{}'::jsonb
               AND (NEW.id, NEW.at, NEW.subject, NEW.subject_id, NEW.verb, NEW.via)
                 = (OLD.id, OLD.at, OLD.subject, OLD.subject_id, OLD.verb, OLD.via)
               AND NEW.user_id IS NOT DISTINCT FROM OLD.user_id
               AND NEW.organisation_id IS NOT DISTINCT FROM OLD.organisation_id THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'this record is append-only';
END $$;
"""
REFUSE_ALL = """
CREATE OR REPLACE FUNCTION activity_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this record is append-only';
END $$;
"""


class Migration(migrations.Migration):
    """Retention may wipe the words of events and delete old access entries; who did what when stays."""

    dependencies = [("activity", "0002_append_only")]

    operations = [migrations.RunSQL(ALLOW_RETENTION, REFUSE_ALL)]
