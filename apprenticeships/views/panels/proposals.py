"""The part of a case's page that shows its proposals: who was asked, how far it is, what is next."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.models import Case, PlacementProposal
from apprenticeships.states.proposals import (
    LIVE,
    PROPOSAL_MARKS,
    RUNNING,
    SAYS_WHO,
    UNANSWERED,
    DeclineReason,
    DeclineSide,
    ProposalState,
)
from portal.access import Actor
from portal.templatetags.portal_ui import day_short, due_level, due_text

MOST_SHOWN = 30
P = ProposalState
SHOWN_FIRST = (P.PROMISE, P.TRIAL, P.CONTACTED, P.PROPOSED, P.EXPIRED, P.DECLINED)
# state -> the steps that need no further word, one click each
QUICK = {
    P.PROPOSED: (("contact", gettext_lazy("Company contacted")), ("promise", gettext_lazy("Promise"))),
    P.CONTACTED: (("promise", gettext_lazy("Promise")),),
    P.TRIAL: (("promise", gettext_lazy("Promise")),),
    P.EXPIRED: (("renew", gettext_lazy("Propose again")),),
}


def panel(request: HttpRequest, case: Case, today: date) -> dict[str, Any]:
    """The case's proposals, those that run first. Reads one statement."""
    rows = proposals_of(case)
    return {
        "proposals": [_row(case, one, request.actor, today) for one in rows],
        "proposals_running": sum(one.state in LIVE for one in rows),
    }


def proposals_of(case: Case) -> list[PlacementProposal]:
    """The proposals of the case with what the page shows; read once per page, two panels ask for them."""
    if not hasattr(case, "shown_proposals"):
        rows = case.proposals.select_related("offer__municipality", "proposed_by__user", "contacted_by__user")
        found = list(rows.order_by("-created_at", "-pk")[:MOST_SHOWN])
        case.shown_proposals = sorted(found, key=lambda one: SHOWN_FIRST.index(one.state))
    return case.shown_proposals


def state_words(proposal: PlacementProposal) -> str:
    """The state with its date: "vorgeschlagen, läuft Fr., 9.10. ab"."""
    state = str(proposal.get_state_display())
    if proposal.state in UNANSWERED:
        return _("%(state)s, expires %(day)s") % {"state": state, "day": day_short(proposal.expires_on)}
    return state


def deadline_of(proposal: PlacementProposal, today: date) -> dict[str, str] | None:
    """Until when an answer is due: level and words for components/due.html; None where nothing is."""
    due = proposal.expires_on if proposal.state in UNANSWERED else None
    if proposal.state == P.TRIAL:
        due = proposal.trial_until
    return {"level": due_level(due, today), "text": due_text(due, today)} if due else None


def who_of(proposal: PlacementProposal, actor: Actor) -> str:
    """Who asked the company and when; before that, who proposed it."""
    member = proposal.contacted_by if proposal.contacted_on else proposal.proposed_by
    name = "–" if member is None else _("you") if member.user_id == actor.user_id else member.user.name
    if proposal.contacted_on:
        shown = {"name": name, "day": day_short(proposal.contacted_on)}
        return _("asked %(day)s by %(name)s") % shown
    return _("proposed by %(name)s") % {"name": name}


def ended_words(proposal: PlacementProposal) -> str:
    """Why it came to nothing, and whose answer that was; empty while it has not."""
    if not proposal.decline_reason:
        return ""
    side, reason = DeclineSide(proposal.decline_side), DeclineReason(proposal.decline_reason)
    if side == DeclineSide.NEITHER or reason in SAYS_WHO:
        return str(reason.label)
    return f"{side.label}: {reason.label}"


def _row(case: Case, proposal: PlacementProposal, actor: Actor, today: date) -> dict[str, Any]:
    kwargs = {"key": proposal.key}
    quick = [
        (str(label), reverse(f"apprenticeships:proposal_{step}", kwargs=kwargs))
        for step, label in QUICK.get(proposal.state, ())
        if step != "promise" or case.offer_id is None
    ]
    return {
        "company": proposal.offer.company_name,
        "place": str(proposal.offer.municipality),
        "offer_url": reverse("apprenticeships:offer_detail", kwargs={"key": proposal.offer.key}),
        "score": proposal.score,
        "mark": (*PROPOSAL_MARKS[proposal.state], proposal.get_state_display()),
        "ended": ended_words(proposal),
        "who": who_of(proposal, actor),
        "deadline": deadline_of(proposal, today),
        "quick": quick,
        "answer_url": reverse("apprenticeships:proposal_detail", kwargs=kwargs)
        if proposal.state in (*RUNNING, P.PROMISE, P.EXPIRED)
        else "",
    }
