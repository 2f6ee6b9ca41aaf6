"""What letters, profiles and confirmations ask for, and the texts that an organisation edits."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import LetterText
from apprenticeships.placeholders import facts_inside_a_line, unknown_in
from apprenticeships.states.letters import PLACEHOLDERS, ConfirmationTo, DataSource
from portal.documents import Format
from portal.forms import PortalForm, VersionedForm
from portal.forms_layout import FormEnd, PlainField, Stack, Submit

WORD, PDF = _("Word file"), _("PDF file")


def file_buttons() -> FormEnd:
    """The end of a form that makes a file: one button per kind of file."""
    return FormEnd(
        WORD,
        "",
        Submit(PDF, name="format", value=Format.PDF, kind="secondary"),
        name="format",
        value=Format.DOCX,
    )


class FileForm(PortalForm):
    """A form whose buttons say which kind of file is wanted; the Enter key takes the first."""

    def file_kind(self) -> str:
        kind = self.data.get("format", "")
        return kind if kind in Format.values else Format.DOCX


class LetterForm(FileForm):
    """A letter that asks for nothing."""

    layout = Layout(file_buttons())


class InformationForm(FileForm):
    """The information under Art. 13 and 14: where the data come from, and whether it counts as sent today."""

    source = forms.ChoiceField(label=_("Where do the data come from?"), choices=DataSource.choices)
    informed = forms.BooleanField(
        label=_("The letter goes out today: enter “person informed on” with it"), required=False
    )
    layout = Layout(Stack("source", "informed"), file_buttons())

    def __init__(self, *args: Any, has_person: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_person:
            self.fields["informed"].disabled = True
            self.fields["informed"].help_text = _("Not for a case that is run by its number.")


class ProfileForm(FileForm):
    """The anonymous short profile: for which company, and what of it is told."""

    company = forms.CharField(
        label=_("For which company?"), max_length=160, help_text=_("Stands in the list of disclosures.")
    )
    wishes = forms.CharField(
        label=_("Wishes in the profile"),
        max_length=200,
        required=False,
        help_text=_("Please take out whatever could point to the person."),
    )
    with_district = forms.BooleanField(label=_("Name the district"), required=False, initial=True)
    layout = Layout(Stack("company", "wishes", "with_district"), file_buttons())


class ConfirmationForm(FileForm):
    """Into whose hands the confirmation goes."""

    to = forms.ChoiceField(
        label=_("To whom does it go?"),
        choices=ConfirmationTo.choices,
        initial=ConfirmationTo.PERSON,
        widget=forms.RadioSelect,
        help_text=_(
            "To a company it is a disclosure of name, contract and company so far: it needs a legal basis."
        ),
    )
    layout = Layout(Stack("to"), file_buttons())

    def __init__(self, *args: Any, new_company: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new_company:
            self.fields["to"].choices = [ConfirmationTo.choices[0]]


class LetterTextForm(VersionedForm):
    """The text of one kind of letter. Placeholders outside the list of its kind are refused by name."""

    class Meta:
        model = LetterText
        fields = ["subject", "body"]
        labels = {"subject": _("Subject line"), "body": _("Text of the letter")}
        widgets = {"body": forms.Textarea(attrs={"rows": 22})}
        help_texts = {
            "body": _(
                "An empty line starts a paragraph, “- ” a list, “## ” a heading. "
                "What stands in braces is filled in by the portal."
            )
        }

    layout = Layout(
        "version",
        Stack("subject", PlainField("body")),
        FormEnd(
            _("Save text"),
            "",
            Submit(_("Preview without saving"), name="preview", value="1", kind="secondary"),
        ),
    )

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_body(self) -> str:
        text = self._checked("body")
        if facts_inside_a_line(text):
            raise forms.ValidationError(
                _("The placeholder {Angaben} is a table: please give it a line of its own.")
            )
        return text

    def _checked(self, name: str) -> str:
        text, allowed = self.cleaned_data[name], PLACEHOLDERS[self.instance.kind]
        if unknown := unknown_in(text, allowed):
            words = {
                "unknown": ", ".join(f"{{{one}}}" for one in unknown),
                "allowed": ", ".join(f"{{{one}}}" for one in allowed),
            }
            raise forms.ValidationError(
                _("Unknown placeholder: %(unknown)s. Possible here: %(allowed)s.") % words
            )
        return text
