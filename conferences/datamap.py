"""The part of the data catalogue about conferences, decisions and tasks."""

from portal.datamap import Table

MINUTES = {"purpose": "minutes and decisions of the alliances", "ends": "never: minutes are kept"}

DATAMAP = {
    "conferences.conference": Table(
        **MINUTES,
        staff="chairs minute_taker minutes_released_by",
        content="title starts_at ends_at place link state invited_at held_at cancelled_at minutes "
        "minutes_released_at bodies",
        technical="id version slug",
    ),
    "conferences.conferencebody": Table(**MINUTES, technical="id conference body position"),
    "conferences.agendaitem": Table(
        **MINUTES,
        staff="presenter",
        content="number title is_public planned_minutes proposed_text notes outcome",
        technical="id version key conference position",
    ),
    "conferences.decision": Table(
        **MINUTES,
        staff="reported_by",
        content="number decided_on text result votes is_public due_on state reported_at done_on reopened_why "
        "delay_reason amends office_note responsible measures",
        technical="id version key conference agenda_item position sequence",
    ),
    "conferences.actionitem": Table(
        **MINUTES,
        staff="done_by",
        content="number organisation text due_on state done_at",
        technical="id version key conference agenda_item decision",
    ),
}
