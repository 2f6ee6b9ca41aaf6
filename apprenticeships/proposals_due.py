"""Proposals that have come to an end without a word: expired ones, and trial days that are over.

One that expires soon stands with its case (agenda.py). Mail at once would come too often for this: the lines
stand on Heute from the day on and in the Wochenüberblick, and at the case in what happened.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apprenticeships.models import Case, PlacementProposal
from apprenticeships.states.proposals import LIVE, ProposalState
from portal.access import Actor
from portal.areas import Item
from portal.templatetags.portal_ui import day_short

REMEMBERED = timedelta(days=14)  # so long an expired one stays there, unless something is done
MOST_ITEMS = 25
FIELDS = (
    "key", "state", "offer__company_name", "case__number", "case__occupation__short_name", "expires_on",
    "trial_until",
)  # fmt: skip


def proposal_items(actor: Actor, today: date) -> list[Item]:
    """The lines for those in charge of the case, expired ones first. One statement."""
    cases = Case.objects.permitted(actor, "handle").seeking()
    live = PlacementProposal.objects.filter(case=OuterRef("case"), offer=OuterRef("offer"), state__in=LIVE)
    expired = Q(state=ProposalState.EXPIRED, ended_at__date__gte=today - REMEMBERED) & ~Exists(live)
    tried = Q(state=ProposalState.TRIAL, trial_until__lt=today)
    rows = PlacementProposal.objects.filter(expired | tried, case__in=cases.values("pk"))
    found = rows.order_by("expires_on", "pk").values_list(*FIELDS)[:MOST_ITEMS]
    items = [_item(row) for row in found]
    return sorted(items, key=lambda item: item.due_on or today)


def _item(row: tuple) -> Item:
    key, state, company, number, occupation, expires_on, trial_until = row
    due_on = trial_until if state == ProposalState.TRIAL else expires_on
    title, when = {
        ProposalState.EXPIRED: (
            _("Proposal expired: %(company)s has not answered"),
            _("expired since %(day)s"),
        ),
        ProposalState.TRIAL: (_("Trial days are over: ask %(company)s"), _("until %(day)s")),
    }[state]
    return Item(
        title=title % {"company": company},
        url=reverse("apprenticeships:proposal_detail", kwargs={"key": key}),
        why=number,
        due_on=due_on,
        meta=[occupation, when % {"day": day_short(due_on)}],
        link_label=_("Enter an answer"),
    )
