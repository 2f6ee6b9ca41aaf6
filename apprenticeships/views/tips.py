"""Tips: leaving one, following one's own, deciding those of others."""

from collections import Counter
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.tips import (
    assign_tip,
    change_tip,
    count_tip,
    leave_tip,
    merge_tip,
    refuse_tip,
)
from apprenticeships.filters import TipFilter
from apprenticeships.forms.tips import (
    NO,
    PERSON_FIELDS,
    YES,
    AdviserForm,
    MergeForm,
    RefuseForm,
    TipChangeForm,
    TipForm,
    advisers,
)
from apprenticeships.models import Case, CompanyCase, Tip
from apprenticeships.persons import open_tip_person
from apprenticeships.results import counts_of, words_of
from apprenticeships.states import TIP_MARKS, CaseState, TipState, TipSubject, Urgency
from apprenticeships.timeline import entries
from apprenticeships.views.shared import form_page, marks, pager_text
from portal.access import fetch, require
from portal.activity.recording import timeline
from portal.listing import chips, paginate
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day, moment

LIST_FIELDS = (
    "number", "created_at", "subject", "company_and_place", "occupations", "urgency", "state",
    "reporter_organisation__short_name", "adviser__user__name", "may_read",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def tip_create(request: HttpRequest) -> HttpResponse:
    """Leaving a tip in two minutes."""
    require(rules.create_tip(request.actor))
    form = TipForm(posted(request))
    if not request.actor.may_hold_persons:
        for name in ("consent", *PERSON_FIELDS):
            form.fields[name].disabled = True  # no signed agreement, no personal data
    if request.method == "POST" and form.is_valid():
        person = form.person_values() if request.actor.may_hold_persons else None
        tip = leave_tip(by=request.actor, person=person, **form.tip_values())
        return redirect("apprenticeships:tip_thanks", number=tip.number)
    context = {
        "form": form,
        "crumbs": [(_("Today"), reverse("home")), (_("Leave a tip"), "")],
    }
    return render(request, "apprenticeships/tip_form.html", context)


@require_safe
def tip_thanks(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: number, who has it, what happens now, what was reported."""
    tip = fetch(_tips().with_access(request.actor, "change"), request.actor, "follow", number=number)
    context = {
        "tip": tip,
        "mark": (*TIP_MARKS[tip.state], tip.get_state_display()),
        "receipt": [
            (_("Received"), moment(timezone.localtime(tip.created_at))),
            (_("In charge"), _in_charge(tip)),
        ],
        "written": _written(tip),
        "crumbs": [
            (_("Today"), reverse("home")),
            (_("My tips"), reverse("apprenticeships:my_tips")),
            (number, ""),
        ],
    }
    return render(request, "apprenticeships/tip_thanks.html", context)


def _tips() -> Any:
    return Tip.objects.select_related(
        "organisation", "adviser__user", "chamber", "reporter_organisation", "reporter__user"
    )


def _in_charge(tip: Tip) -> str:
    if tip.organisation is None:
        return _("The office finds out who is responsible.")
    return _("%(chamber)s, training adviser") % {"chamber": tip.organisation.short_name}


def _written(tip: Tip) -> list[tuple[str, Any]]:
    """What the reporter wrote, without the person."""
    headcount = ""
    if tip.headcount:
        text = ngettext("about %(count)s apprentice", "about %(count)s apprentices", tip.headcount)
        headcount = text % {"count": tip.headcount}
    rows = [
        (_("Subject of the tip"), tip.get_subject_display()),
        (_("Cause"), tip.get_cause_display()),
        (_("Company, place"), tip.company_and_place),
        (_("Urgent"), tip.get_urgency_display()),
        (_("Publicly known"), _("yes") if tip.is_public else _("no")),
        (_("Occupations"), tip.occupations),
        (_("Number of apprentices"), headcount),
        (_("Chamber"), tip.chamber.short_name if tip.chamber else ""),
        (_("Further words"), tip.text),
    ]
    return [(label, value) for label, value in rows if value]


@require_safe
def my_tips(request: HttpRequest) -> HttpResponse:
    """One's own tips with number, state and result."""
    require(rules.create_tip(request.actor))
    rows = Tip.objects.permitted(request.actor, "follow")
    fields = (
        "pk", "number", "created_at", "subject", "company_and_place", "state", "organisation__short_name",
        "case", "company_case",
    )  # fmt: skip
    base, states, subjects = (
        reverse("apprenticeships:tip_list"),
        marks(TipState, TIP_MARKS),
        dict(TipSubject.choices),
    )

    def present(row: tuple) -> tuple:
        pk, number, at, subject, words, state, chamber, case, company_case, _pk = row
        return {
            "tip": Tip(pk=pk, state=state, case_id=case, company_case_id=company_case),
            "number": number,
            "url": f"{base}{number}/",
            "at": day(at),
            "subject": subjects[subject],
            "words": words,
            "state": states[state],
            "chamber": chamber or "",
        }

    page = paginate(request, rows, order=("-id",), fields=fields, present=present)
    counts = counts_of(row["tip"] for row in page.rows)
    for row in page.rows:
        row["result"] = ", ".join(words_of(row["tip"], counts.get(row["tip"].pk, Counter())))
    count = ngettext("%(count)s tip", "%(count)s tips", page.count) % {"count": page.count_text}
    context = {"page": page, "count": count, "pager": pager_text(page)}
    return render(request, "apprenticeships/my_tips.html", context)


@require_safe
def tip_list(request: HttpRequest) -> HttpResponse:
    """The tips of one's organisation to decide; for the office those that nobody is responsible for yet."""
    require(rules.decide_tips(request.actor))
    form = TipFilter(request.GET)
    rows = Tip.objects.permitted(request.actor, "work").with_access(request.actor, "read")
    rows = form.apply(rows) if form.is_valid() else rows.to_decide()
    page = paginate(request, rows, order=("-id",), fields=LIST_FIELDS, present=_presenter())
    count = ngettext("%(count)s tip", "%(count)s tips", page.count) % {"count": page.count_text}
    context = {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": count,
        "pager": pager_text(page),
    }
    return render(request, "apprenticeships/tip_list.html", context)


def _presenter() -> Any:
    base, states = reverse("apprenticeships:tip_list"), marks(TipState, TIP_MARKS)
    subjects, urgencies, today = dict(TipSubject.choices), dict(Urgency.choices), timezone.localdate()

    def present(row: tuple) -> tuple:
        number, at, subject, words, occupations, urgency, state, reporter, adviser, may_read, _pk = row
        age = (today - timezone.localdate(at)).days
        since = (
            ngettext("for %(count)s day", "for %(count)s days", age) % {"count": age}
            if age
            else _("since today")
        )
        read = (subjects[subject], words, urgencies[urgency], reporter) if may_read else ("", "", "", "")
        return number, f"{base}{number}/", since, *read, occupations, states[state], adviser or ""

    return present


def _fetch(request: HttpRequest, action: str, number: str) -> Tip:
    rows = _tips().with_access(
        request.actor, "read", "decide", "count", "change", "assign", "open_person", "follow"
    )
    return fetch(rows, request.actor, action, number=number)


@require_safe
def tip_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A tip: for the reporter state and result, for those in charge everything but the person."""
    return _page(request, _fetch(request, "view", number))


@require_POST
def tip_person(request: HttpRequest, number: str) -> HttpResponse:
    """The same page with the person open, once and logged."""
    tip = _fetch(request, "open_person", number)
    return _page(request, tip, open_tip_person(tip, by=request.actor))


def _page(request: HttpRequest, tip: Tip, person: Any = None) -> HttpResponse:
    own = tip.may_follow
    up = (
        (_("My tips"), reverse("apprenticeships:my_tips"))
        if own
        else (_("Tips"), reverse("apprenticeships:tip_list"))
    )
    context = {
        "tip": tip,
        "mark": (*TIP_MARKS[tip.state], tip.get_state_display()),
        "written": _written(tip) if tip.may_read else [(_("Occupations"), tip.occupations or _("not given"))],
        "facts": [
            (_("Received"), moment(timezone.localtime(tip.created_at))),
            (_("Reported by"), tip.reporter_organisation.short_name if tip.may_read else ""),
            (_("In charge"), _in_charge(tip)),
            (_("Name"), tip.adviser.user.name if tip.adviser and not own else ""),
        ],
        "results": _results(request, tip),
        "has_person": tip.may_open_person and hasattr(tip, "person"),
        "person": person,
        "events": entries(timeline(tip), request.actor) if tip.may_read else [],
        "crumbs": [up, (tip.number, "")],
    }
    context["facts"] = [(label, value) for label, value in context["facts"] if value]
    return render(request, "apprenticeships/tip_detail.html", context)


def _results(request: HttpRequest, tip: Tip) -> list[dict[str, str]]:
    """What came of the tip, as far as the actor may know it: words and, where one may open it, an address."""
    found = []
    states = dict(CaseState.choices)
    if tip.case_id:
        inside = (
            Case.objects.permitted(request.actor, "view")
            .filter(pk=tip.case_id)
            .values_list("number", "state")
            .first()
        )
        known = inside or (
            Case.objects.filter(rules.follow_case(request.actor), pk=tip.case_id)
            .values_list("number", "state")
            .first()
        )
        if known:
            number, state = known
            url = reverse("apprenticeships:case_detail", kwargs={"number": number}) if inside else ""
            found.append({"number": number, "text": str(states[state]), "url": url})
    if tip.company_case_id:
        rows = CompanyCase.objects.permitted(request.actor, "view").filter(pk=tip.company_case_id)
        row = rows.first()
        if row:
            url = reverse("apprenticeships:company_case_detail", kwargs={"number": row.number})
            found.append({"number": row.number, "text": row.get_phase_display(), "url": url})
        else:
            text = _("The chamber is looking after the company's apprentices.")
            found.append({"number": "", "text": text, "url": ""})
        if tip.may_follow:
            words = words_of(tip, counts_of([tip])[tip.pk])
            found += [{"number": "", "text": one, "url": ""} for one in words]
    if tip.state == TipState.COUNTED:
        text = _(
            "Counted as a need of the region, without a person. "
            "Whoever looks for a place may come to the chamber."
        )
        found.append({"number": "", "text": text, "url": ""})
    if tip.state == TipState.REFUSED:
        found.append({"number": "", "text": tip.get_refusal_reason_display(), "url": ""})
    return found


@require_http_methods(["GET", "POST"])
def tip_merge(request: HttpRequest, number: str) -> HttpResponse:
    """Assigning a tip to a case or company case that is known already."""
    tip = _fetch(request, "decide", number)
    form, back = MergeForm(posted(request)), reverse("apprenticeships:tip_detail", args=[number])
    if request.method == "POST" and form.is_valid():
        model = CompanyCase if form.cleaned_data["number"].startswith("BF") else Case
        result = (
            model.objects.permitted(request.actor, "edit").filter(number=form.cleaned_data["number"]).first()
        )
        if result is None:
            form.add_error("number", _("Your organisation has no case with this number."))
        else:
            step = partial(merge_tip, tip, result, by=request.actor)
            return take_step(request, step, done=_("Tip assigned."), back=back)
    title = _("Assign tip %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=_crumbs(number, back))


@require_http_methods(["GET", "POST"])
def tip_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refusing a tip with a reason."""
    tip = _fetch(request, "decide", number)
    form, back = RefuseForm(posted(request)), reverse("apprenticeships:tip_detail", args=[number])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        step = partial(refuse_tip, tip, reason, by=request.actor)
        return take_step(request, step, done=_("Tip refused."), back=back)
    title = _("Refuse tip %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=_crumbs(number, back))


@require_POST
def tip_count(request: HttpRequest, number: str) -> HttpResponse:
    """Counts a tip about somebody who finds no place; no case, no person."""
    tip = _fetch(request, "count", number)
    back = reverse("apprenticeships:tip_detail", args=[number])
    return take_step(request, partial(count_tip, tip, by=request.actor), done=_("Tip counted."), back=back)


@require_http_methods(["GET", "POST"])
def tip_change(request: HttpRequest, number: str) -> HttpResponse:
    """The reporter adds something or puts it right, until the chamber has decided."""
    tip = _fetch(request, "change", number)
    names = (
        "subject",
        "cause",
        "company_and_place",
        "urgency",
        "occupations",
        "headcount",
        "chamber",
        "text",
    )
    initial = {name: getattr(tip, name) for name in names} | {"is_public": YES if tip.is_public else NO}
    form = TipChangeForm(posted(request), initial=initial)
    back = reverse("apprenticeships:tip_detail", args=[number])
    if request.method == "POST" and form.is_valid():
        step = partial(change_tip, tip, form.tip_values(), by=request.actor)
        return take_step(request, step, done=_("Your tip has been corrected."), back=back)
    title = _("Correct tip %(number)s") % {"number": number}
    crumbs = [(_("My tips"), reverse("apprenticeships:my_tips")), (number, back)]
    return form_page(request, form, title, back=back, crumbs=crumbs, body="bp-app bp-app--form")


@require_http_methods(["GET", "POST"])
def tip_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Passing a tip to another adviser, of whichever chamber."""
    tip = _fetch(request, "assign", number)
    form = AdviserForm(posted(request), choices=advisers(request.actor))
    back = reverse("apprenticeships:tip_list")
    if request.method == "POST" and form.is_valid():
        adviser = form.cleaned_data["adviser"]
        step = partial(assign_tip, tip, adviser, by=request.actor)
        return take_step(request, step, done=_("Tip passed on."), back=back)
    title = _("Pass on tip %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=[(_("Tips"), back)])


def _crumbs(number: str, back: str) -> list[tuple[str, str]]:
    return [(_("Tips"), reverse("apprenticeships:tip_list")), (number, back)]
