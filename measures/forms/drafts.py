"""Forms of the review and of proposals: parse and validate, nothing else."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from measures.wording import label_of
from portal.forms import PortalForm
from portal.forms_layout import FormEnd, More, Row

LENGTH = 600


class ChangesForm(PortalForm):
    """What a reviewer asks for: a remark on the whole, and one at each field that has to change.

    `changed` are the fields that the draft changed, shown first; `others` can be remarked on too.
    `remarked`: there are open remarks already, so that none needs to be added.
    """

    version = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("On the whole text"),
        max_length=LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, changed: Iterable[str], others: Iterable[str], remarked: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.remarked = remarked
        first, rest = ([self._field_at(name) for name in names] for names in (changed, others))
        self.layout = Layout(
            "version",
            *(Row(name) for name in ["comment", *first]),
            More(_("Remarks on what stayed the same"), "", *rest),
            FormEnd(_("Ask for changes"), _("The editor sees each remark at its field."), kind="secondary"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.remarked and not self.comments():
            self.add_error("comment", _("Please say what has to change: at one field or on the whole."))
        return cleaned

    def comments(self) -> dict[str, str]:
        """Field ("" for the whole) → remark."""
        found = {name: text for name, text in self.cleaned_data.items() if text and name != "version"}
        return {name.removeprefix("at_").replace("comment", ""): text for name, text in found.items()}

    def _field_at(self, name: str) -> str:
        widget = forms.Textarea(attrs={"rows": 2})
        self.fields[f"at_{name}"] = forms.CharField(
            label=label_of(name), max_length=LENGTH, required=False, widget=widget
        )
        return f"at_{name}"


class TakeOverForm(PortalForm):
    """Which fields of a proposal are taken over; all but those that somebody changed since are ticked."""

    fields_taken = forms.MultipleChoiceField(
        label=_("These fields"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one field, or decline the proposal.")},
    )

    layout = Layout(Row("fields_taken"), FormEnd(_("Take over into the draft")))

    def __init__(self, *args: Any, changed: Iterable[str], clashes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clashes, field = set(clashes), self.fields["fields_taken"]
        field.choices = [
            (
                name,
                _("%(field)s (changed since)") % {"field": label_of(name)}
                if name in clashes
                else label_of(name),
            )
            for name in changed
        ]
        field.initial = [name for name, _label in field.choices if name not in clashes]


class DeclineForm(PortalForm):
    """Why a proposal is not taken over; its author reads it."""

    answer = forms.CharField(
        label=_("Why not?"),
        help_text=_("Whoever proposed it reads this. At most 300 characters."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please give a reason.")},
    )

    layout = Layout(Row("answer"), FormEnd(_("Decline"), kind="secondary"))
