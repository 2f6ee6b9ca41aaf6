"""A declaration or agreement, and its sections in one form."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from measures.models import AgreementSection, Measure, SourceAgreement
from portal.form_rows import RowForm, RowsFormSet
from portal.forms import VersionedForm
from portal.forms_layout import FormEnd, More, PlainField, Row, Stack, Two


class AgreementForm(VersionedForm):
    url = forms.URLField(label=_("Web address"), max_length=300, required=False, assume_scheme="https")

    layout = Layout(
        Row("title"),
        Row("level"),
        Row(
            Two("adopted_on", "adopted_text"),
            help=_("In words where the day is not known, for example “August 2020”."),
        ),
        Row("text", help=_("What it is about. The sections have a page of their own.")),
        Row("url"),
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = SourceAgreement
        fields = ["title", "level", "adopted_on", "adopted_text", "text", "url"]
        labels = {
            "title": _("Title"),
            "level": _("Level"),
            "adopted_on": _("Adopted on"),
            "adopted_text": _("Adopted, in words"),
            "text": _("Text"),
        }
        error_messages = {
            "title": {
                "required": _("Please give a title."),
                "unique": _("There is a basis with this title already."),
            }
        }


class SectionRow(RowForm):
    """One section, and which of the agreement's measures come from it."""

    measures = forms.ModelMultipleChoiceField(
        label=_("Measures from this section"),
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    layout = Layout(
        Stack(
            Two("number", "title"),
            "text",
            More(_("Measures"), _("Which of them come from this section."), PlainField("measures")),
            "DELETE",
        ),
        "key",
        "version",
    )

    class Meta:
        model = AgreementSection
        fields = ["number", "title", "text"]
        labels = {"number": _("Number"), "title": _("Heading"), "text": _("Text")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "number": {"required": _("Please give the section's number.")},
            "title": {"required": _("Please give the section's heading.")},
        }

    def __init__(self, *args: Any, of: SourceAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["measures"]
        field.queryset = of.measures.order_by("number")
        if self.instance.pk:
            field.initial = list(self.instance.measures.values_list("pk", flat=True))


class SectionRows(RowsFormSet):
    form = SectionRow
    row_label = _("Section %(number)s")
    new_label = _("New section %(number)s")
    extra = 2

    def clean(self) -> None:
        """Each number once, each measure in one section at most."""
        super().clean()
        numbers: set[str] = set()
        measures: set[int] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data or data.get("DELETE"):
                continue
            number = data.get("number")
            if number and number in numbers:
                form.add_error("number", _("This number stands in another row, too."))
            numbers.add(number)
            chosen = {measure.pk for measure in data.get("measures") or ()}
            if chosen & measures:
                form.add_error("measures", _("One of these measures stands in another section, too."))
            measures |= chosen
