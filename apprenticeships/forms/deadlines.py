"""Deadlines by hand, the table of deadlines, and an organisation's own target and checklist."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import CaseTarget, DeadlineRule, LawText, ProposalLimit
from apprenticeships.models.deadline_rules import FARTHEST
from apprenticeships.models.proposals import MOST_AT_ONCE
from apprenticeships.states import CaseKind, Cause
from apprenticeships.states.deadlines import Certainty
from portal.forms import PortalForm, VersionedForm, check_order
from portal.forms_layout import FormEnd, More, Stack, Two
from portal.partners.models import Organisation
from portal.templatetags.portal_ui import day


class OwnDeadlineForm(PortalForm):
    """A deadline that no rule knows."""

    title = forms.CharField(
        label=_("What must be done?"),
        max_length=160,
        help_text=_("No names please, and nothing about health."),
    )
    due_on = forms.DateField(label=_("By when?"))
    layout = Layout(Stack(Two("title", "due_on")), FormEnd(_("Add deadline")))


class DeadlineRuleForm(VersionedForm):
    """A row of the table; a later "valid from" makes a new row and keeps the old one for its time."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of case"),
        choices=CaseKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    causes = forms.MultipleChoiceField(
        label=_("Causes"), choices=Cause.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = DeadlineRule
        fields = [
            "title", "organisation", "anchor", "amount", "unit", "to_month_end", "register", "kinds",
            "causes", "minors_only", "met_by", "law", "source", "certainty", "checked_on", "valid_from",
            "valid_until", "is_active",
        ]  # fmt: skip
        help_texts = {
            "organisation": _("Empty: all. A row of one's own takes the place of the general one."),
            "amount": _("0: the day itself; negative: before it"),
            "register": _("Empty: both"),
            "valid_from": _("A later day keeps the present row for the cases of its time."),
            "is_active": _("Switched off: there is no such deadline."),
        }

    layout = Layout(
        "version",
        Stack(
            "title",
            "anchor",
            Two("amount", "unit"),
            "to_month_end",
            Two("law", "source", "certainty", "checked_on"),
            Two("valid_from", "valid_until"),
            More(
                _("For which cases"),
                _("Empty: for all of them"),
                Two("register", "organisation"),
                "kinds",
                "causes",
                "minors_only",
                "met_by",
            ),
            "is_active",
        ),
        FormEnd(_("Save"), _("The open cases are worked out anew at once.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True)
        if self.instance.pk:
            for name in ("organisation", "register"):  # they say which row it is
                self.fields[name].disabled = True

    def clean_amount(self) -> int:
        return near(self.cleaned_data["amount"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_order(self, "valid_from", "valid_until")
        start = data.get("valid_from")
        if start and self.instance.pk and start < self.initial["valid_from"]:
            self.add_error("valid_from", _("An earlier day would change what held for past cases."))
        if not self.instance.pk and data.get("title"):
            self.instance.code = slugify(data["title"])[:30] or "deadline"
        if start and not self.errors and overlaps(self.instance, data):
            self.add_error("valid_from", TAKEN)
        return data


TAKEN = _("Another row of this deadline is valid in this time.")


def overlaps(rule: DeadlineRule, data: dict[str, Any]) -> bool:
    """Whether a row of the same deadline, other than `rule`, is valid in the time that `data` asks for."""
    others = DeadlineRule.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=data["valid_from"]),
        code=rule.code,
        register=data["register"],
        organisation=data["organisation"],
    ).exclude(pk=rule.pk)
    if data["valid_until"]:
        others = others.filter(valid_from__lte=data["valid_until"])
    return others.exists()


class OwnRuleForm(VersionedForm):
    """An organisation's own days beside a general row of the table: the same deadline, counted otherwise."""

    class Meta:
        model = DeadlineRule
        fields = [
            "organisation", "amount", "unit", "to_month_end", "law", "source", "valid_from", "valid_until",
            "is_active",
        ]  # fmt: skip
        help_texts = {
            "amount": _("0: the day itself; negative: before it"),
            "law": _("What your own days rest on, such as a decision of the chamber"),
            "valid_from": _("Cases counted from an earlier day keep the general row."),
            "valid_until": _("Empty: until further notice. After it the general row counts again."),
            "is_active": _("Switched off: your cases have no such deadline."),
        }

    layout = Layout(
        "version",
        Stack(
            "organisation",
            Two("amount", "unit"),
            "to_month_end",
            Two("law", "source"),
            Two("valid_from", "valid_until"),
            "is_active",
        ),
        FormEnd(_("Save"), _("The open cases are worked out anew at once.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True)
        self.fields["organisation"].required = True
        self.fields["organisation"].disabled = self.instance.organisation_id is not None

    @classmethod
    def beside(cls, general: DeadlineRule, organisation_id: int | None, data: Any = None) -> "OwnRuleForm":
        """The form for a row beside `general`; for the organisation given, else for one to be chosen."""
        own = DeadlineRule(
            **{name: getattr(general, name) for name in KEPT_OF_GENERAL},
            organisation_id=organisation_id,
            certainty=Certainty.PROPOSAL,
            valid_from=timezone.localdate(),
        )
        return cls(data, instance=own)

    def clean_amount(self) -> int:
        return near(self.cleaned_data["amount"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_order(self, "valid_from", "valid_until")
        if not self.errors and not (data["law"] or data["source"]):
            data["source"] = data["organisation"].short_name
        if not self.errors and overlaps(self.instance, {"register": self.instance.register, **data}):
            self.add_error("valid_from", TAKEN)
        return data


# what a row beside a general one has in common with it
KEPT_OF_GENERAL = (
    "code", "title", "anchor", "amount", "unit", "to_month_end", "register", "kinds", "causes", "minors_only",
    "met_by",
)  # fmt: skip


def near(amount: int) -> int:
    if abs(amount) > FARTHEST:
        raise forms.ValidationError(_("Please give a number from -600 to 600."))
    return amount


class LawTextForm(VersionedForm):
    """What the law is called for one purpose in one register, from a day on."""

    class Meta:
        model = LawText
        fields = ["law", "note", "source", "certainty", "checked_on", "valid_from"]
        help_texts = {"valid_from": _("Letters and cases before that day keep what held then.")}

    layout = Layout(
        "version",
        Stack("law", "note", "source", Two("certainty", "checked_on"), "valid_from"),
        FormEnd(_("Save")),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = max(today, self.instance.valid_from + timedelta(days=1))
        if self.instance.valid_from > today:  # nobody has used it: corrected in its place
            self.fields["valid_from"].disabled = True
        else:
            self.initial["valid_from"] = self.earliest

    def clean_valid_from(self) -> date:
        start = self.cleaned_data["valid_from"]
        if not self.fields["valid_from"].disabled and start < self.earliest:
            text = _("Please give a day from %(day)s on: what held before stays as it was.")
            raise forms.ValidationError(text % {"day": day(self.earliest)})
        return start

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("certainty") == Certainty.VERIFIED and not data.get("checked_on"):
            self.add_error("checked_on", _("Please say on which day it was read."))
        return data


class TargetForm(PortalForm):
    """The organisation's own target, empty for none, and its limit of proposals, empty for the usual one."""

    weeks = forms.IntegerField(
        label=_("Own target in weeks"),
        required=False,
        min_value=1,
        max_value=104,
        help_text=_("From the report to the registered new contract. Empty: no target."),
    )
    at_once = forms.IntegerField(
        label=_("Proposals at once"),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
    )
    layout = Layout(Stack(Two("weeks", "at_once")), FormEnd(_("Save")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("So many may run side by side for one case. Empty: %(count)s, as everywhere.")
        self.fields["at_once"].help_text = words % {"count": settings.PROPOSALS_AT_ONCE}

    @classmethod
    def of(cls, organisation_id: int, data: Any = None) -> "TargetForm":
        weeks = CaseTarget.objects.filter(organisation=organisation_id).values_list("weeks", flat=True)
        limit = ProposalLimit.objects.filter(organisation=organisation_id).values_list("at_once", flat=True)
        return cls(data, initial={"weeks": weeks.first(), "at_once": limit.first()})


class ChecklistItemForm(PortalForm):
    """A further point for the checklists of one's organisation."""

    title = forms.CharField(label=_("Further point"), max_length=120, help_text=_("No names please"))
    layout = Layout(Stack("title"), FormEnd(_("Add point")))


def today_initial() -> dict[str, Any]:
    """What a new row of the table starts with."""
    today = timezone.localdate()
    return {"valid_from": today, "checked_on": today}
