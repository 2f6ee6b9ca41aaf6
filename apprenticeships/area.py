"""What training places at risk offer the whole."""

from django.utils.translation import gettext_lazy

from apprenticeships import demo, rules
from apprenticeships.actions.offers import expire_offers
from apprenticeships.actions.tips import delete_old_tips
from apprenticeships.dashboard import actions, dashboard
from apprenticeships.digest import digest
from apprenticeships.mails import MAILS
from apprenticeships.search import search
from portal.areas import Area, NavItem

NAV = [
    NavItem(gettext_lazy("Cases"), "apprenticeships:case_list", rules.work_cases),
    NavItem(gettext_lazy("Company cases"), "apprenticeships:company_case_list", rules.list_company_cases),
    NavItem(gettext_lazy("Tips"), "apprenticeships:tip_list", rules.decide_tips),
    NavItem(gettext_lazy("My tips"), "apprenticeships:my_tips", rules.follows_tips),
    NavItem(gettext_lazy("Offers"), "apprenticeships:offer_list", rules.list_offers),
    NavItem(gettext_lazy("Companies"), "apprenticeships:company_list", rules.use_call_list),
    NavItem(gettext_lazy("Pool"), "apprenticeships:pool", rules.work_cases),
    NavItem(gettext_lazy("Import"), "apprenticeships:import_start", rules.use_call_list),
    NavItem(
        gettext_lazy("Responsibilities"), "apprenticeships:responsibility_list", rules.list_responsibilities
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
    sweeps=(delete_old_tips, expire_offers),
    demo=demo.load,
)
