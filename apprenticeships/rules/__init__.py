"""Who may do what with tips, company cases, cases, persons, offers and the call list.

This is the table "Who sees what of a case" of the product, row by row; test_who_sees_what.py repeats it in
words. "In charge" is the adviser named in the row and whoever stands in for that adviser today:
`actor.user_ids` holds both. Without the organisation's agreement there are no persons and no cases.
"""

from apprenticeships.rules.cases import (
    assign_case,
    create_case,
    edit_case,
    follow_case,
    handle_case,
    open_note,
    open_person,
    pool_case,
    release_case,
    view_case,
    view_case_part,
    view_note,
    work_cases,
)
from apprenticeships.rules.company_cases import (
    create_company_case,
    edit_company_case,
    list_company_cases,
    name_company_case,
    publish_company_case,
    view_company_case,
)
from apprenticeships.rules.disclosures import (
    edit_disclosure_rule,
    list_disclosure_rules,
    view_disclosure_rule,
)
from apprenticeships.rules.figures import exact_figures, view_figures
from apprenticeships.rules.offers import (
    edit_offer,
    list_offers,
    use_call_list,
    view_company,
    view_offer,
)
from apprenticeships.rules.proposals import (
    edit_proposal,
    view_proposal,
)
from apprenticeships.rules.tips import (
    REPORTER_SEES_PERSON,
    assign_tip,
    create_responsibility,
    create_tip,
    decide_tip,
    decide_tips,
    edit_responsibility,
    follow_tip,
    follows_tips,
    list_responsibilities,
    open_tip_person,
    read_tip,
    view_responsibility,
    view_tip,
    work_tip,
)

__all__ = [
    "REPORTER_SEES_PERSON",
    "assign_case",
    "assign_tip",
    "create_case",
    "create_company_case",
    "create_responsibility",
    "create_tip",
    "decide_tip",
    "decide_tips",
    "edit_case",
    "edit_company_case",
    "edit_disclosure_rule",
    "edit_offer",
    "edit_proposal",
    "edit_responsibility",
    "exact_figures",
    "follow_case",
    "follow_tip",
    "follows_tips",
    "handle_case",
    "list_company_cases",
    "list_disclosure_rules",
    "list_offers",
    "list_responsibilities",
    "name_company_case",
    "open_note",
    "open_person",
    "open_tip_person",
    "pool_case",
    "publish_company_case",
    "read_tip",
    "release_case",
    "use_call_list",
    "view_case",
    "view_case_part",
    "view_company",
    "view_company_case",
    "view_disclosure_rule",
    "view_figures",
    "view_note",
    "view_offer",
    "view_proposal",
    "view_responsibility",
    "view_tip",
    "work_cases",
    "work_tip",
]
