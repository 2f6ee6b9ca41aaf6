"""Who may do what in the catalogue: one module per noun."""

from measures.rules.drafts import (
    discard_draft,
    edit_draft,
    open_editor,
    open_proposal,
    propose_change,
    view_draft,
    view_revision,
)
from measures.rules.funding import create_funding, edit_funding, view_funding
from measures.rules.measures import (
    archive_measure,
    create_measure,
    edit_measure,
    publish_measure,
    view_agreement,
    view_measure,
)
from measures.rules.plan import edit_plan, report_measure, view_plan

__all__ = [
    "discard_draft",
    "edit_draft",
    "open_editor",
    "open_proposal",
    "propose_change",
    "view_draft",
    "view_revision",
    "edit_plan",
    "report_measure",
    "view_plan",
    "archive_measure",
    "create_funding",
    "create_measure",
    "edit_funding",
    "edit_measure",
    "publish_measure",
    "view_agreement",
    "view_funding",
    "view_measure",
]
