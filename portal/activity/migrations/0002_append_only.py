from django.db import migrations

REFUSE = """
CREATE FUNCTION activity_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this record is append-only';
END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION activity_append_only();
"""


class Migration(migrations.Migration):
    """Events and access entries can be written once and never changed."""

    dependencies = [("activity", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION activity_append_only"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER {table}_append_only ON {table}")
            for table in ("activity_event", "activity_accessentry")
        ),
    ]
