"""The part of the data catalogue about the catalogue of measures."""

from portal.datamap import Table

DATAMAP = {
    "measures.fundingprogramme": Table(
        purpose="which funding fits a case",
        ends="never, holds no person",
        content="name level authority summary amount amount_text conditions valid_from valid_until deadline "
        "deadline_months combination measure source url checked_on needs_check updated_at",
        technical="id key version source_key sort_name",
    ),
    "measures.sourceagreement": Table(
        purpose="declarations that measures come from",
        ends="never, holds no person",
        content="title level adopted_on adopted_text text url",
        technical="id source_key",
    ),
    "measures.measure": Table(
        purpose="what the alliances do",
        ends="never; the contact is an ordinary business contact and changed by the editors",
        staff="contact",
        content="kind focus_area title summary description origin agreement target_groups lead lead_text "
        "partners_text period_start period_end period_text funding progress validity light light_reason "
        "light_on checked_on needs_check sources state created_at updated_at supporters",
        technical="id version number source_key sort_title lead_key groups_key names_key search_body search "
        "search_head search_text",
    ),
    "measures.milestone": Table(
        purpose="what a measure wants to reach by when",
        ends="with its measure, holds no person",
        content="measure title due_on reached_on",
        technical="id key version",
    ),
    "measures.indicator": Table(
        purpose="figures by which a measure is judged",
        ends="with its measure, holds no person",
        content="measure title unit direction baseline baseline_on counted_by",
        technical="id key version position",
    ),
    "measures.target": Table(
        purpose="values that an indicator shall reach",
        ends="with its indicator, holds no person",
        content="indicator due_on value",
        technical="id",
    ),
    "measures.reading": Table(
        purpose="actual values of the organisations",
        ends="with its indicator, holds no person",
        content="indicator organisation read_on value entered_at",
        technical="id",
    ),
}
