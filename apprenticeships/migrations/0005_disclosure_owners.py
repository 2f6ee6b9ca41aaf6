from django.db import migrations

# Notes and consents that are there belong to the organisation of their case.
OWNERS = """
UPDATE apprenticeships_callnote n SET organisation_id = c.organisation_id
    FROM apprenticeships_case c WHERE c.id = n.case_id AND n.organisation_id IS NULL;
UPDATE apprenticeships_consent n SET organisation_id = c.organisation_id
    FROM apprenticeships_case c WHERE c.id = n.case_id AND n.organisation_id IS NULL;
"""


class Migration(migrations.Migration):
    """Data apart from the schema."""

    dependencies = [("apprenticeships", "0004_disclosure_handovers")]

    operations = [migrations.RunSQL(OWNERS, migrations.RunSQL.noop)]
