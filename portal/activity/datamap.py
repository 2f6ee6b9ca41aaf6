"""The part of the data catalogue about events and the access log."""

from portal.datamap import Table

DATAMAP = {
    "activity.event": Table(
        purpose="what changed, for timelines and for answering for it",
        ends="words and numbers of a case's events go with the case; the rest stays",
        text="note changes number",
        staff="user organisation via",
        technical="id at subject subject_id verb",
    ),
    "activity.accessentry": Table(
        purpose="who opened the data of a person",
        ends="access_log",
        staff="user organisation",
        content="at number purpose fields",
        technical="id subject subject_id",
    ),
}
