"""The table of deadlines with the names of the law, and an organisation's own target and checklist."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.checklists import add_item, set_target, switch_item
from apprenticeships.actions.deadlines import add_rule, confirm_rule, correct_rule, succeed_rule
from apprenticeships.actions.proposals import set_proposal_limit
from apprenticeships.checklists import candidates, in_force
from apprenticeships.forms.deadlines import (
    ChecklistItemForm,
    DeadlineRuleForm,
    OwnRuleForm,
    TargetForm,
    today_initial,
)
from apprenticeships.models import ChecklistItem, DeadlineRule
from apprenticeships.states.deadlines import Anchor, Certainty, Unit
from apprenticeships.views.law_texts import certainty_mark, law_rows, valid_words
from apprenticeships.views.shared import form_page
from portal.access import fetch, require
from portal.forms import StaleSave, conflict
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day


@require_safe
def deadline_rules(request: HttpRequest) -> HttpResponse:
    """Every row that is or will be valid, what held before on demand, and the names of the law."""
    require(rules.list_deadline_rules(request.actor))
    today, past = timezone.localdate(), bool(request.GET.get("frueher"))
    rows = (
        DeadlineRule.objects.permitted(request.actor, "view")
        .with_access(request.actor, "edit", "override")
        .select_related("organisation")
        .order_by("title", "register", "valid_from", "pk")
    )
    if not past:
        rows = rows.exclude(valid_until__lt=today)
    context = {
        "rows": [_rule_row(row) for row in rows],
        "laws": law_rows(request.actor, today, past=past),
        "may_create": rules.create_deadline_rule(request.actor),
        "may_set_up": rules.set_up_cases(request.actor),
        "past": past,
    }
    return render(request, "apprenticeships/deadline_rules.html", context)


def _rule_row(row: DeadlineRule) -> dict[str, object]:
    def url(what: str) -> str:
        return reverse(f"apprenticeships:deadline_rule_{what}", kwargs={"key": row.key})

    return {
        "title": row.title,
        "when": rule_words(row),
        "register": row.get_register_display() if row.register else _("BBiG and HwO"),
        "whom": row.organisation.short_name if row.organisation else _("all"),
        "law": row.law or row.source,
        "mark": certainty_mark(row.certainty),
        "checked": day(row.checked_on),
        "valid": valid_words(row),
        "is_active": row.is_active,
        "edit_url": url("edit") if row.may_edit else "",
        "check_url": url("check") if row.may_edit and row.certainty != Certainty.PROPOSAL else "",
        "own_url": url("override") if row.may_override else "",
    }


def rule_words(rule: DeadlineRule) -> str:
    """ "2 Monate nach Eröffnung des Insolvenzverfahrens" """
    anchor = str(Anchor(rule.anchor).label)
    if not rule.amount:
        words = _("on the day: %(anchor)s") % {"anchor": anchor}
    else:
        count = abs(rule.amount)
        unit = {
            Unit.DAYS: ngettext("%(count)s day", "%(count)s days", count),
            Unit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", count),
            Unit.WEEKS: ngettext("%(count)s week", "%(count)s weeks", count),
            Unit.MONTHS: ngettext("%(count)s month", "%(count)s months", count),
        }[rule.unit] % {"count": count}
        words = _("%(unit)s after: %(anchor)s") if rule.amount > 0 else _("%(unit)s before: %(anchor)s")
        words = words % {"unit": unit, "anchor": anchor}
    return f"{words}, {_('to the end of the month')}" if rule.to_month_end else words


@require_http_methods(["GET", "POST"])
def deadline_rule_create(request: HttpRequest) -> HttpResponse:
    """A new row of the table."""
    require(rules.create_deadline_rule(request.actor))
    form = DeadlineRuleForm(posted(request), initial=today_initial())
    back = reverse("apprenticeships:deadline_rules")
    if request.method == "POST" and form.is_valid():
        add_rule(form.save(commit=False), by=request.actor)
        messages.success(request, _("The deadline has been added to the table."))
        return redirect(back)
    return form_page(request, form, _("Add a deadline to the table"), back=back, crumbs=_crumbs(back))


@require_http_methods(["GET", "POST"])
def deadline_rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Correcting a row in its place, or from a later day on by a row of its own."""
    row = fetch(DeadlineRule.objects.all(), request.actor, "edit", key=key)
    before = DeadlineRule.objects.get(pk=row.pk)
    form = DeadlineRuleForm(posted(request), instance=row)
    back = reverse("apprenticeships:deadline_rules")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _save_rule(form, before, request)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The table has been changed."))
        return redirect(back)
    title = _("Change deadline: %(title)s") % {"title": before.title}
    return form_page(request, form, title, back=back, crumbs=_crumbs(back))


@require_http_methods(["GET", "POST"])
def deadline_rule_override(request: HttpRequest, key: str) -> HttpResponse:
    """An organisation's own days beside a general row: advisers for their own, the office for any."""
    general = fetch(DeadlineRule.objects.all(), request.actor, "override", key=key)
    any_one = rules.override_for_any(request.actor)
    form = OwnRuleForm.beside(general, None if any_one else request.actor.organisation_id, posted(request))
    back = reverse("apprenticeships:deadline_rules")
    if request.method == "POST" and form.is_valid():
        add_rule(form.save(commit=False), by=request.actor)
        messages.success(request, _("The deadline has been added to the table."))
        return redirect(back)
    title = _("Own rule: %(title)s") % {"title": general.title}
    lead = _("Holds for all so far: %(when)s") % {"when": rule_words(general)}
    return form_page(request, form, title, back=back, crumbs=_crumbs(back), lead=lead)


@require_POST
def deadline_rule_check(request: HttpRequest, key: str) -> HttpResponse:
    """Notes that the source of a row was read today."""
    row = fetch(DeadlineRule.objects.all(), request.actor, "edit", key=key)
    return take_step(
        request,
        lambda: confirm_rule(row, by=request.actor, today=timezone.localdate()),
        done=_("Noted: checked today."),
        back=reverse("apprenticeships:deadline_rules"),
    )


def _save_rule(form: DeadlineRuleForm, before: DeadlineRule, request: HttpRequest) -> None:
    if form.cleaned_data["valid_from"] > before.valid_from:
        version = form.cleaned_data["version"] or 0
        succeed_rule(before, form.save(commit=False), version=version, by=request.actor)
    else:
        form.instance.reckoned = False
        correct_rule(form.save(), by=request.actor)


def _crumbs(back: str) -> list[tuple[str, str]]:
    return [(_("Deadlines and law"), back)]


@require_http_methods(["GET", "POST"])
def case_setup(request: HttpRequest) -> HttpResponse:
    """The organisation's own target and limit of proposals, and the points of its checklists."""
    require(rules.set_up_cases(request.actor))
    target = TargetForm.of(request.actor.organisation_id, posted(request))
    if request.method == "POST" and target.is_valid():
        with transaction.atomic():
            if "weeks" in target.changed_data:
                set_target(target.cleaned_data["weeks"], by=request.actor)
            if "at_once" in target.changed_data:
                set_proposal_limit(target.cleaned_data["at_once"], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("apprenticeships:case_setup")
    return _setup_page(request, target, ChecklistItemForm(auto_id="id_item_%s"))


def _setup_page(request: HttpRequest, target: TargetForm, item: ChecklistItemForm) -> HttpResponse:
    items = in_force(candidates(request.actor.organisation_id))
    crumbs = [*_crumbs(reverse("apprenticeships:deadline_rules")), (_("Target and checklist"), "")]
    bound = target if target.is_bound else item
    context = {"target": target, "item": item, "items": items, "form": bound, "crumbs": crumbs}
    return render(request, "apprenticeships/case_setup.html", context)


@require_POST
def checklist_item_add(request: HttpRequest) -> HttpResponse:
    """A further point for the checklists of one's organisation."""
    require(rules.set_up_cases(request.actor))
    form = ChecklistItemForm(request.POST, auto_id="id_item_%s")
    if not form.is_valid():
        return _setup_page(request, TargetForm.of(request.actor.organisation_id), form)
    add_item(form.cleaned_data["title"], by=request.actor)
    messages.success(request, _("The point has been added."))
    return redirect("apprenticeships:case_setup")


@require_POST
def checklist_item_on(request: HttpRequest, key: str) -> HttpResponse:
    """Uses a point in the organisation's checklists again."""
    return _switch(request, key, True)


@require_POST
def checklist_item_off(request: HttpRequest, key: str) -> HttpResponse:
    """Leaves a point out of the organisation's checklists."""
    return _switch(request, key, False)


def _switch(request: HttpRequest, key: str, used: bool) -> HttpResponse:
    require(rules.set_up_cases(request.actor))
    item = fetch(ChecklistItem.objects.all(), request.actor, "view", key=key)
    switch_item(item, used, by=request.actor)
    words = _("Used again: %(title)s") if used else _("Left out: %(title)s")
    messages.success(request, words % {"title": item.title})
    return redirect("apprenticeships:case_setup")
