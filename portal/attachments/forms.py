"""Uploading a paper, adding a link."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.attachments.checking import MAX_BYTES, Checked, UploadRefused, check, too_large
from portal.attachments.scanning import scan
from portal.attachments.states import ENDINGS
from portal.forms import PortalForm
from portal.forms_layout import FormEnd, Row

PUBLIC_HELP = _("Otherwise only those who take part see it.")


class DocumentForm(PortalForm):
    """A file with its title; `checked` is what may be stored of it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        help_text=_("PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG or JPEG, at most 10 MB."),
    )
    is_public = forms.BooleanField(
        label=_("Everybody who reads this page may open it"), required=False, initial=True
    )

    layout = Layout(
        Row("title", help=_("What readers see, for example “Concept of the pilots”.")),
        Row("file", help=_("Of pictures the place and the camera are taken out.")),
        Row("is_public", help=PUBLIC_HELP),
        FormEnd(_("Upload")),
    )
    checked: Checked | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            if file.size > MAX_BYTES:  # said without reading it
                raise UploadRefused(too_large())
            data = file.read()
            scan(data)
            self.checked = check(file.name, data)
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class LinkForm(PortalForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    url = forms.URLField(label=_("Web address"), max_length=500, assume_scheme="https")
    is_public = forms.BooleanField(
        label=_("Everybody who reads this page may open it"), required=False, initial=True
    )

    layout = Layout(
        Row("title"),
        Row("url", help=_("It begins with https://.")),
        Row("is_public", help=PUBLIC_HELP),
        FormEnd(_("Add")),
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("Please give an address that begins with https://."))
        return url
