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
        technical="id key version source_key",
    ),
    "measures.agreementsection": Table(
        purpose="sections of the declarations that measures come from",
        ends="never, holds no person",
        content="agreement number title text",
        technical="id key version position",
    ),
    "measures.measure": Table(
        purpose="what the alliances do",
        ends="never; the contact is an ordinary business contact and changed by the editors",
        staff="contact",
        content="kind focus_area title summary description origin agreement agreement_section "
        "target_groups lead lead_text partners_text period_start period_end period_text funding progress "
        "validity light light_reason "
        "light_on report_every_months checked_on needs_check sources state created_at updated_at supporters "
        "occupation_groups",
        technical="id version number source_key sort_title lead_key groups_key names_key search_body search "
        "search_head search_text report_reminded report_due_on published_revision",
    ),
    "measures.measurerevision": Table(
        purpose="every text a measure ever had, to compare and to bring back",
        ends="never; the contact in it is an ordinary business contact, who saved it is the proof of change",
        staff="content user",
        content="measure number kind reason based_on created_at published_at organisation",
        technical="id",
    ),
    "measures.measuredraft": Table(
        purpose="the next text of a measure, on its way through review",
        ends="never, part of the proof of change",
        staff="started_by submitted_by",
        content="measure state origin head base organisation started_at submitted_at closed_at answer",
        technical="id key version",
    ),
    "measures.draftcomment": Table(
        purpose="what a reviewer asks to change",
        ends="with its draft",
        staff="user",
        content="draft field text organisation created_at resolved_at",
        technical="id key",
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
        technical="id key",
    ),
    "measures.statusreport": Table(
        purpose="how a measure stands, said by the organisation in the lead",
        ends="never, holds no person; the address behind a link goes with the link (report_link)",
        content="measure organisation via reported_on reported_at light light_before reason progress done "
        "next_steps figures",
        technical="id key link",
    ),
    "measures.reportround": Table(
        purpose="asking many measures for their Sachstand before a conference",
        ends="never, holds no person",
        content="title occasion deadline first_reminder second_reminder state prepared_at started_at "
        "closed_at",
        technical="id key version",
    ),
    "measures.roundrequest": Table(
        purpose="which measure was asked in a round, and whether it answered",
        ends="with its round, holds no person",
        content="measure organisation asks recipients asked_at first_reminded_at second_reminded_at report "
        "answered_at",
        technical="id key round",
    ),
}
