"""What the tables of the writing desk hold, and when it goes."""

from portal.datamap import Table

DATAMAP = {
    "writing.unsavedtext": Table(
        purpose="what somebody has typed in a form and not yet saved, so that it is never lost",
        ends="unsaved_text",
        person="typed",
        staff="user",
        content="path kept_at",
        technical="id page",
    ),
    "writing.presence": Table(
        purpose="who has a text open for editing at this moment, so that two do not write at once",
        ends="a day after the last sign of life (sweep)",
        staff="membership seen_at",
        technical="id model object_id",
    ),
}
