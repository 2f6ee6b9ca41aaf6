"""Proposals over all open cases: starting one, its pages, confirming pair by pair."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.assignments import retry_run, start_run
from apprenticeships.actions.pairs import confirm_all, confirm_pair
from apprenticeships.counterfactuals import why_words
from apprenticeships.forms.assignments import StartRunForm
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, bars, judge, need_of, place_of
from apprenticeships.models import AssignmentPair, AssignmentRun, Case, MissingSeat, training_year
from apprenticeships.states.assignments import RUN_MARKS, UNFINISHED, PairChange, PairRefusal, RunState
from apprenticeships.views.panels.assignment import option_row
from apprenticeships.views.panels.offers import CRITERION_MARKS
from apprenticeships.views.shared import marks, pager_text
from portal.access import Actor, fetch, require
from portal.listing import paginate
from portal.steps import take_step
from portal.templatetags.portal_ui import moment
from portal.workflow import TransitionRefused

RUN_FIELDS = (
    "key", "state", "created_at", "started_by__user__name", "case_count", "placements",
    "first_come_placements", "with_pool",
)  # fmt: skip
MOST_CHANGES = 200  # rows per list of the comparison
POLL_SECONDS = 3


@require_safe
def assignment_list(request: HttpRequest) -> HttpResponse:
    """What a proposal over all cases is, the form that starts one, and the former ones."""
    require(rules.start_assignment(request.actor))
    return _list_page(request, StartRunForm())


@require_POST
def assignment_start(request: HttpRequest) -> HttpResponse:
    require(rules.start_assignment(request.actor))
    form = StartRunForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form)
    try:
        run = start_run(by=request.actor, **form.cleaned_data)
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprenticeships:assignment_list")
    return redirect("apprenticeships:assignment_detail", key=run.key)


def _list_page(request: HttpRequest, form: StartRunForm) -> HttpResponse:
    looks = marks(RunState, RUN_MARKS)

    def present(row: tuple) -> tuple:
        key, state, created, who, cases, placed, first_come, with_pool, _pk = row
        url = reverse("apprenticeships:assignment_detail", kwargs={"key": key})
        gain = f"+{placed - first_come}" if state == RunState.DONE else ""
        result = _("%(placed)s of %(cases)s") % {"placed": placed, "cases": cases}
        when = moment(timezone.localtime(created))
        return url, when, looks[state], who or "–", result if gain else "", gain, with_pool

    rows = AssignmentRun.objects.permitted(request.actor, "view")
    page = paginate(request, rows, order=("-id",), fields=RUN_FIELDS, present=present)
    context = {"form": form, "page": page, "pager": pager_text(page), "weights": ASSIGNMENT_WEIGHTS}
    return render(request, "apprenticeships/assignmentrun_list.html", context)


def fetch_run(request: HttpRequest, key: object) -> AssignmentRun:
    rows = AssignmentRun.objects.select_related("started_by__user", "previous")
    return fetch(rows, request.actor, "view", key=key)


@require_safe
def assignment_detail(request: HttpRequest, key: object) -> HttpResponse:
    """How far the run is; once done its numbers and the pairs to confirm, the most valuable first."""
    run = fetch_run(request, key)
    context = head(run, "pairs")
    if run.state == RunState.DONE:
        context |= _pairs_page(request, run)
    return render(request, "apprenticeships/assignmentrun_detail.html", context)


def head(run: AssignmentRun, current: str) -> dict[str, Any]:
    """What every page of a run shows above its content."""
    base = reverse("apprenticeships:assignment_detail", kwargs={"key": run.key})
    when = moment(timezone.localtime(run.created_at))
    tabs = [
        ("pairs", _("Pairs"), base, run.placements),
        ("missing", _("Without a place"), f"{base}ohne-platz/", run.left_over),
        ("shortage", _("Missing places"), f"{base}fehlende-plaetze/", None),
    ]
    if run.previous_id:
        changes = run.added + run.changed + run.dropped
        tabs.append(("compare", _("Comparison"), f"{base}vergleich/", changes))
    return {
        "run": run,
        "mark": marks(RunState, RUN_MARKS)[run.state],
        "title": _("Proposal of %(when)s") % {"when": when},
        "is_unfinished": run.state in UNFINISHED,
        "is_done": run.state == RunState.DONE,
        "poll": f"every {POLL_SECONDS}s",
        "tabs": [(label, url, count, "page" if name == current else "") for name, label, url, count in tabs],
        "figures": _figures(run),
        "crumbs": [
            (_("Proposal for all open cases"), reverse("apprenticeships:assignment_list")),
            (when, ""),
        ],
    }


def _figures(run: AssignmentRun) -> list[tuple[str, str, str]]:
    """Number, small words, label."""
    share = round(100 * run.placements / run.case_count) if run.case_count else 0
    score = round(run.total_score / run.placements) if run.placements else 0
    return [
        (str(run.case_count), "", _("open cases")),
        (str(run.seat_count), _("in %(count)s offers") % {"count": run.offer_count}, _("free places")),
        (str(run.placements), f"{share} %", _("proposed")),
        (str(run.left_over), "", _("without a place")),
        (
            f"+{run.gain}",
            _("instead of %(count)s") % {"count": run.first_come_placements},
            _("more than first come, first served"),
        ),
        (str(score), _("of 100"), _("points on average")),
    ]


def _pairs_page(request: HttpRequest, run: AssignmentRun) -> dict[str, Any]:
    rows = (
        AssignmentPair.objects.permitted(request.actor, "view")
        .with_access(request.actor, "confirm")
        .filter(run=run)
        .select_related(
            "case__occupation",
            "case__residence",
            "case__district",
            "case__company_case",
            "case__organisation",
            "offer__municipality",
            "proposal",
        )  # fmt: skip
        .prefetch_related("offer__occupations")
    )
    rows = with_released(rows, request.actor)
    page = paginate(request, rows, order=("id",), present=_pair_row(run))
    open_pairs = AssignmentPair.objects.permitted(request.actor, "confirm").filter(run=run, proposal=None)
    return {"page": page, "pager": pager_text(page), "open_count": open_pairs.count()}


def _pair_row(run: AssignmentRun) -> Callable[[AssignmentPair], dict[str, Any]]:
    """Rows with the reasons as matching gives them for the day of the run."""
    changes = dict(PairChange.choices)

    def present(pair: AssignmentPair) -> dict[str, Any]:
        need, place = need_of(pair.case, run.as_of), place_of(pair.offer)
        words = case_words(pair, run)
        offer_url = reverse("apprenticeships:offer_detail", kwargs={"key": pair.offer.key})
        meta = [
            words["case"],
            words["case_place"],
            format_html('<a href="{}">{}</a>', offer_url, _("To the offer")),
            _urgency_words(pair.value - pair.score),
            _("fixed by you") if pair.is_pinned else "",
            *(bar.words for bar in bars(need, place)),  # a fixed pair need not fit
            "" if pair.change == PairChange.FIRST else str(changes[pair.change]),
        ]
        return {
            "title": f"{words['number']}: {pair.offer.company_name}",
            "url": words["case_url"] or offer_url,
            "place": str(pair.offer.municipality),
            "meta": [word for word in meta if word],
            "score": pair.score,
            "criteria": [(CRITERION_MARKS[one.kind], one.words) for one in judge(need, place)],
            "is_confirmed": pair.proposal_id is not None,
            "may_confirm": pair.may_confirm,
            "refusal": PairRefusal(pair.refusal).label if pair.refusal else "",
            "confirm_url": reverse("apprenticeships:pair_confirm", kwargs={"key": run.key, "pair": pair.key}),
        }

    return present


def _urgency_words(points: int) -> str:
    if not points:
        return ""
    words = ngettext("%(count)s point for urgency", "%(count)s points for urgency", points)
    return words % {"count": points}


def with_released(rows: QuerySet, actor: Actor) -> QuerySet:
    """Each row with `is_released`: whether its case is one that the pool shows."""
    released = Case.objects.permitted(actor, "pool").filter(pk=OuterRef("case"))
    return rows.annotate(is_released=Exists(released))


def case_words(row: AssignmentPair | MissingSeat, run: AssignmentRun) -> dict[str, str]:
    """An own case by its number; another chamber's as the pool's profile, and only while it is released."""
    case = row.case
    year = training_year(case.contract_start, run.as_of)
    words = str(case.occupation) + (", " + _("year %(year)s") % {"year": year} if year else "")
    if case.organisation_id == run.organisation_id:
        url = reverse("apprenticeships:case_detail", kwargs={"number": case.number})
        return {"number": case.number, "case_url": url, "case": words, "case_place": str(case.residence)}
    chamber = _("Profile from %(chamber)s") % {"chamber": case.organisation.short_name}
    if not row.is_released:
        return {"number": chamber, "case_url": "", "case": _("no longer released"), "case_place": ""}
    return {"number": chamber, "case_url": "", "case": words, "case_place": case.district.short_name}


@require_POST
def pair_confirm(request: HttpRequest, key: object, pair: object) -> HttpResponse:
    """Proposes one pair, or says what has changed."""
    row = fetch(AssignmentPair.objects.all(), request.actor, "confirm", run__key=key, key=pair)
    refusal = confirm_pair(row, by=request.actor)
    if refusal:
        messages.warning(request, PairRefusal(refusal).label)
    else:
        messages.success(request, _("Proposed. The proposal stands on the case's page."))
    return redirect("apprenticeships:assignment_detail", key=key)


@require_POST
def assignment_confirm(request: HttpRequest, key: object) -> HttpResponse:
    """Confirms all open pairs one by one; what has changed is refused pair by pair."""
    run = fetch(AssignmentRun.objects.all(), request.actor, "view", key=key)
    result = confirm_all(run, by=request.actor)
    done = ngettext("%(count)s pair proposed.", "%(count)s pairs proposed.", result.done)
    messages.success(request, done % {"count": result.done})
    for refusal, count in result.refused.items():
        words = ngettext("%(count)s pair not: %(why)s", "%(count)s pairs not: %(why)s", count)
        messages.warning(request, words % {"count": count, "why": PairRefusal(refusal).label})
    if result.left:
        words = ngettext("%(count)s pair is still open.", "%(count)s pairs are still open.", result.left)
        messages.info(request, words % {"count": result.left})
    return redirect("apprenticeships:assignment_detail", key=key)


@require_POST
def assignment_retry(request: HttpRequest, key: object) -> HttpResponse:
    """Computes a failed run once more."""
    run = fetch(AssignmentRun.objects.all(), request.actor, "start", key=key)
    back = reverse("apprenticeships:assignment_detail", kwargs={"key": run.key})
    return take_step(request, lambda: retry_run(run, by=request.actor), back=back)


@require_safe
def assignment_missing(request: HttpRequest, key: object) -> HttpResponse:
    """Who was left over, why, and the smallest step that would place one person more."""
    run = fetch_run(request, key)
    rows = (
        MissingSeat.objects.permitted(request.actor, "view")
        .filter(run=run)
        .select_related("case__occupation", "case__residence", "case__district", "case__organisation")
    )
    rows = with_released(rows, request.actor)
    page = paginate(request, rows, order=("id",), present=lambda row: missing_row(row, run))
    context = head(run, "missing") | {"page": page, "pager": pager_text(page)}
    return render(request, "apprenticeships/missingseat_list.html", context)


def missing_row(row: MissingSeat, run: AssignmentRun) -> dict[str, Any]:
    return {
        **case_words(row, run),
        "why": why_words(row.why, row.fitting, row.in_group),
        "options": [option_row(option) for option in row.options],
    }


@require_safe
def assignment_compare(request: HttpRequest, key: object) -> HttpResponse:
    """What differs from the run before: newly placed, other company, no longer placed."""
    run = fetch_run(request, key)
    pairs = AssignmentPair.objects.permitted(request.actor, "view").select_related(
        "case__occupation", "case__residence", "case__district", "case__organisation", "offer"
    )
    pairs = with_released(pairs, request.actor)
    changed = pairs.filter(run=run, change__in=[PairChange.ADDED, PairChange.CHANGED])
    still = AssignmentPair.objects.filter(run=run, case=OuterRef("case"))
    dropped = pairs.filter(~Exists(still), run=run.previous_id)
    before = dict(
        AssignmentPair.objects.filter(run=run.previous_id, case__in=changed.values("case")).values_list(
            "case", "offer__company_name"
        )
    )
    context = head(run, "compare") | {
        "changed": [_change_row(row, run, before) for row in changed[:MOST_CHANGES]],
        "dropped": _dropped_rows(dropped, run),
    }
    return render(request, "apprenticeships/assignmentrun_compare.html", context)


def _change_row(pair: AssignmentPair, run: AssignmentRun, before: dict[int, str]) -> dict[str, Any]:
    return {
        **case_words(pair, run),
        "before": before.get(pair.case_id, ""),
        "now": pair.offer.company_name,
    }


def _dropped_rows(dropped: QuerySet, run: AssignmentRun) -> list[dict[str, Any]]:
    left = MissingSeat.objects.filter(run=run, case=OuterRef("case"))
    rows = dropped.annotate(is_left=Exists(left))[:MOST_CHANGES]
    return [
        {
            **_change_row(row, run, {row.case_id: row.offer.company_name}),
            "now": _("without a place") if row.is_left else _("no place is sought any more"),
        }
        for row in rows
    ]
