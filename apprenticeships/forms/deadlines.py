"""Deadlines by hand, the table of deadlines, and an organisation's own target and checklist."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import CaseTarget, DeadlineRule, ProposalLimit
from apprenticeships.models.deadline_rules import FARTHEST
from apprenticeships.models.proposals import MOST_AT_ONCE
from apprenticeships.states import CaseKind, Cause
from portal.forms import PortalForm, VersionedForm
from portal.forms_layout import FormEnd, More, Stack, Two
from portal.partners.models import Organisation


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
        amount = self.cleaned_data["amount"]
        if abs(amount) > FARTHEST:
            raise forms.ValidationError(_("Please give a number from -600 to 600."))
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day lies before the first."))
        if start and self.instance.pk and start < self.initial["valid_from"]:
            self.add_error("valid_from", _("An earlier day would change what held for past cases."))
        if not self.instance.pk and data.get("title"):
            self.instance.code = slugify(data["title"])[:30] or "deadline"
        if start and not self.errors and self._overlaps(data):
            self.add_error("valid_from", _("Another row of this deadline is valid in this time."))
        return data

    def _overlaps(self, data: dict[str, Any]) -> bool:
        """Whether a row of the same deadline, other than the one changed, is valid in the same time."""
        others = DeadlineRule.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=data["valid_from"]),
            code=self.instance.code,
            register=data["register"],
            organisation=data["organisation"],
        ).exclude(pk=self.instance.pk)
        if data["valid_until"]:
            others = others.filter(valid_from__lte=data["valid_until"])
        return others.exists()


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
