"""Who may do what in the catalogue: one module per noun."""

from measures.rules.funding import create_funding, edit_funding, view_funding
from measures.rules.measures import (
    archive_measure,
    create_agreement,
    create_measure,
    edit_agreement,
    edit_measure,
    publish_measure,
    view_agreement,
    view_measure,
)
from measures.rules.plan import (
    attach_to_measure,
    edit_plan,
    enter_reading,
    reach_milestone,
    read_internal,
    reading_organisations,
    remove_reading,
    report_measure,
    view_plan,
    view_reading,
)

__all__ = [
    "archive_measure",
    "attach_to_measure",
    "create_agreement",
    "create_funding",
    "create_measure",
    "edit_agreement",
    "edit_funding",
    "edit_measure",
    "edit_plan",
    "enter_reading",
    "publish_measure",
    "reach_milestone",
    "read_internal",
    "reading_organisations",
    "remove_reading",
    "report_measure",
    "view_agreement",
    "view_funding",
    "view_measure",
    "view_plan",
    "view_reading",
]
