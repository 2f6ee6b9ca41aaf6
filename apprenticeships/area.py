"""What training places at risk offer the whole."""

from django.utils.translation import gettext_lazy

from apprenticeships import demo, rules
from apprenticeships.actions.assignments import resume_runs
from apprenticeships.actions.cases import remind_of_probation
from apprenticeships.actions.deadlines import reckon_changed_rules, tell_of_today
from apprenticeships.actions.funding import follow_changed_programmes
from apprenticeships.actions.handovers import delete_refused_handovers
from apprenticeships.actions.offers import expire_offers
from apprenticeships.actions.proposals import expire_proposals
from apprenticeships.dashboard import actions, dashboard
from apprenticeships.digest import digest
from apprenticeships.effects import counts
from apprenticeships.groups import cases_by_group
from apprenticeships.mails import MAILS
from apprenticeships.persons import persons_of
from apprenticeships.retention import RETENTION
from apprenticeships.search import search
from portal.areas import Area, NavItem

MORE, SET_UP = gettext_lazy("More"), gettext_lazy("Set up")
NAV = [
    NavItem(gettext_lazy("My list"), "apprenticeships:work_list", rules.work_cases),
    NavItem(gettext_lazy("Cases"), "apprenticeships:case_list", rules.work_cases),
    NavItem(gettext_lazy("Company cases"), "apprenticeships:company_case_list", rules.list_company_cases),
    NavItem(gettext_lazy("Tips"), "apprenticeships:tip_list", rules.decide_tips),
    NavItem(gettext_lazy("My tips"), "apprenticeships:my_tips", rules.follows_tips, MORE),
    NavItem(gettext_lazy("Suggestions"), "apprenticeships:suggestion_list", rules.decide_suggestions),
    NavItem(
        gettext_lazy("My suggestions"), "apprenticeships:my_suggestions", rules.follows_suggestions, MORE
    ),
    NavItem(gettext_lazy("Offers"), "apprenticeships:offer_list", rules.list_offers),
    NavItem(gettext_lazy("Companies"), "apprenticeships:company_list", rules.use_call_list),
    NavItem(gettext_lazy("All open cases"), "apprenticeships:assignment_list", rules.start_assignment, MORE),
    NavItem(gettext_lazy("Places wanted"), "apprenticeships:shortage", rules.read_shortage, MORE),
    NavItem(gettext_lazy("Pool"), "apprenticeships:pool", rules.work_cases, MORE),
    NavItem(gettext_lazy("Handovers"), "apprenticeships:handover_list", rules.list_handovers, MORE),
    NavItem(gettext_lazy("Legal bases"), "apprenticeships:rule_list", rules.list_disclosure_rules, SET_UP),
    NavItem(gettext_lazy("Letters"), "apprenticeships:letter_text_list", rules.edit_letters, SET_UP),
    NavItem(gettext_lazy("Import"), "apprenticeships:import_start", rules.use_call_list, SET_UP),
    NavItem(
        gettext_lazy("Responsibilities"),
        "apprenticeships:responsibility_list",
        rules.list_responsibilities,
        SET_UP,
    ),
    NavItem(
        gettext_lazy("Deadlines and law"), "apprenticeships:deadline_rules", rules.list_deadline_rules, SET_UP
    ),
]

AREA = Area(
    key="apprenticeships",
    label=gettext_lazy("Training places"),
    url_name="apprenticeships:start",
    place=10,
    nav=NAV,
    dashboard=dashboard,
    actions=actions,
    digest=digest,
    search=search,
    mails=MAILS,
    counts=counts,
    retention=RETENTION,
    sweeps=(
        expire_offers,
        expire_proposals,
        delete_refused_handovers,
        follow_changed_programmes,
        remind_of_probation,
        reckon_changed_rules,
        tell_of_today,
        resume_runs,
    ),
    persons=persons_of,
    demo=demo.load,
)

FIGURES = Area(
    key="figures",
    label=gettext_lazy("Overview"),
    url_name="figures:page",
    place=35,
    allowed=rules.view_figures,
    by_group=cases_by_group,
)
