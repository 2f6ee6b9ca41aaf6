"""What the partners offer the whole: their sub-navigation and a search by name."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Actor
from portal.areas import Area, Hit, NavItem
from portal.partners import rules
from portal.partners.models import Body, Organisation

MOST_HITS = 10


def search(actor: Actor, query: str) -> Iterable[Hit]:
    """Organisations and bodies whose name or short name holds `query`."""
    named = Q(name__icontains=query) | Q(short_name__icontains=query)
    for row in Organisation.objects.permitted(actor, "view").filter(named, is_active=True)[:MOST_HITS]:
        url = reverse("partners:organisation", args=[row.key])
        yield Hit(title=row.short_name, url=url, kind=_("Organisation"), text=row.name)
    for row in Body.objects.permitted(actor, "view").filter(named, is_active=True)[:MOST_HITS]:
        yield Hit(title=row.name, url=reverse("partners:body", args=[row.key]), kind=_("Body"))


AREA = Area(
    key="partners",
    label=gettext_lazy("Partners"),
    url_name="partners:organisations",
    place=40,
    nav=(
        NavItem(gettext_lazy("Organisations"), "partners:organisations"),
        NavItem(gettext_lazy("Bodies"), "partners:bodies"),
        NavItem(gettext_lazy("Region"), "region:index"),
        NavItem(gettext_lazy("Invitations"), "partners:invitations", rules.invite),
        NavItem(gettext_lazy("Accounts"), "partners:users", rules.list_users),
    ),
    search=search,
)
