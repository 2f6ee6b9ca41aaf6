"""The table of legal bases and the consent texts: read, printed, and kept by the office."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apprenticeships import rules
from apprenticeships.actions.legal_bases import ONE_DAY, add_consent_text, add_rule, end_rule
from apprenticeships.forms.disclosures import ConsentTextForm, EndRuleForm, RuleForm
from apprenticeships.models import ConsentText, DisclosureRule
from apprenticeships.states.disclosures import DisclosedField
from apprenticeships.views.shared import form_page
from portal.access import fetch, require
from portal.posting import posted
from portal.workflow import TransitionRefused


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """The rows that are valid today; ?alle=1 also those that ended or are still to come."""
    require(rules.list_disclosure_rules(request.actor))
    everything, today = request.GET.get("alle") == "1", timezone.localdate()
    rows = DisclosureRule.objects.permitted(request.actor, "view").with_access(request.actor, "edit")
    if not everything:
        rows = _valid(rows, today)
    context = {
        "rows": [_rule_row(row, today) for row in rows.order_by("sender_kind", "recipient_kind", "pk")],
        "everything": everything,
        "may_keep": rules.keep_disclosure_rules(request.actor),
        "today": today,
    }
    return render(request, "apprenticeships/disclosurerule_list.html", context)


def _valid(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)


def _rule_row(row: DisclosureRule, today: date) -> dict[str, Any]:
    return {
        "row": row,
        "what": field_words(row.fields),
        "is_open": row.valid_until is None,
        "is_future": row.valid_from > today,
        "is_past": row.valid_until is not None and row.valid_until < today,
    }


def field_words(fields: list[str]) -> str:
    """The disclosed fields in words, in the order of the table; empty where there are none."""
    return ", ".join(str(label) for value, label in DisclosedField.choices if value in fields)


def _crumbs() -> tuple[str, list[tuple[str, str]]]:
    back = reverse("apprenticeships:rule_list")
    return back, [(_("Legal bases"), back)]


@require_http_methods(["GET", "POST"])
def rule_create(request: HttpRequest) -> HttpResponse:
    """A new row of the table."""
    require(rules.keep_disclosure_rules(request.actor))
    return _rule_form(request, None)


@require_http_methods(["GET", "POST"])
def rule_replace(request: HttpRequest, key: str) -> HttpResponse:
    """Another row takes the place of this one from its day on."""
    row = fetch(DisclosureRule.objects.all(), request.actor, "edit", key=key)
    return _rule_form(request, row)


def _rule_form(request: HttpRequest, before: DisclosureRule | None) -> HttpResponse:
    today = timezone.localdate()
    initial: dict[str, Any] = {"valid_from": today}
    if before is not None:
        same = (
            "sender_kind", "recipient_kind", "register", "needs_consent", "legal_basis", "note", "source",
            "to_check",
        )  # fmt: skip
        initial |= {name: getattr(before, name) for name in same} | {"what": before.fields}
    form = RuleForm(posted(request), initial=initial, today=today)
    back, crumbs = _crumbs()
    if request.method == "POST" and form.is_valid():
        try:
            add_rule(form.save(commit=False), by=request.actor, replaces=before)
        except TransitionRefused as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, _("The row has been added."))
            return redirect(f"{back}?alle=1")
    title = _("Replace a legal basis") if before else _("Add a legal basis")
    return form_page(request, form, title, back=back, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def rule_end(request: HttpRequest, key: str) -> HttpResponse:
    """Ends a row of the table on a day."""
    row, today = fetch(DisclosureRule.objects.all(), request.actor, "edit", key=key), timezone.localdate()
    form = EndRuleForm(posted(request), rule=row, today=today, initial={"last_day": today})
    back, crumbs = _crumbs()
    if request.method == "POST" and form.is_valid():
        try:
            end_rule(row, form.cleaned_data["last_day"], by=request.actor)
        except TransitionRefused as refused:
            form.add_error("last_day", str(refused))
        else:
            messages.success(request, _("The row ends on its day."))
            return redirect(f"{back}?alle=1")
    lead = f"{row.get_sender_kind_display()} → {row.get_recipient_kind_display()}: {row.legal_basis}"
    return form_page(request, form, _("End a legal basis"), back=back, crumbs=crumbs, lead=lead)


@require_safe
def consent_texts(request: HttpRequest) -> HttpResponse:
    """The consent texts with all their versions, to be read out or printed."""
    require(rules.list_disclosure_rules(request.actor))
    today = timezone.localdate()
    texts = [
        {
            "text": text,
            "what": field_words(text.fields),
            "is_valid": text.valid_from <= today <= (text.valid_until or today),
        }
        for text in ConsentText.objects.permitted(request.actor, "view")
    ]
    context = {
        "texts": texts,
        "may_keep": rules.keep_disclosure_rules(request.actor),
        "crumbs": [*_crumbs()[1], (_("Consent texts"), "")],
    }
    return render(request, "apprenticeships/consenttext_list.html", context)


@require_http_methods(["GET", "POST"])
def consent_text_create(request: HttpRequest) -> HttpResponse:
    """A new version of a consent text."""
    require(rules.keep_disclosure_rules(request.actor))
    form = ConsentTextForm(posted(request), initial=_text_before(request))
    back = reverse("apprenticeships:consent_texts")
    if request.method == "POST" and form.is_valid():
        add_consent_text(form.save(commit=False), by=request.actor)
        messages.success(request, _("The version has been added."))
        return redirect(back)
    crumbs = [*_crumbs()[1], (_("Consent texts"), back)]
    return form_page(request, form, _("New version of a consent text"), back=back, crumbs=crumbs)


def _text_before(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form: the version named by ?nach=, else nothing but the day."""
    before = ConsentText.objects.filter(version=request.GET.get("nach", "")).first()
    initial: dict[str, Any] = {"valid_from": timezone.localdate()}
    if before is not None:
        initial |= {
            "title": before.title, "recipient_kind": before.recipient_kind, "text": before.text,
            "what": before.fields,
            "valid_from": max(timezone.localdate(), before.valid_from + ONE_DAY),
        }  # fmt: skip
    return initial
