"""Fields that several forms share."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.states import NEVER
from portal.region.fields import OccupationField
from portal.region.models import Occupation
from portal.region.widgets import SuggestInput


class OpenDateField(forms.DateField):
    """A date that may be open: empty in the form, NEVER in the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return None if value == NEVER else value

    def clean(self, value: Any) -> date:
        return super().clean(value) or NEVER

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(None if initial == NEVER else initial, data)


class OccupationsField(OccupationField):
    """Several occupations in one text, separated by semicolons; the value is a list of rows."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SuggestInput(self.url_name))
        kwargs.setdefault("help_text", _("Several are separated by a semicolon."))
        super().__init__(max_length=600, **kwargs)

    def clean(self, value: Any) -> list[Occupation]:
        text = forms.CharField.clean(self, value)
        parts = [part.strip() for part in re.split(r"[;\n]", text or "") if part.strip()]
        return list(dict.fromkeys(self._row_of(part) for part in parts))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "; ".join(str(super(OccupationsField, self).prepare_value(one)) for one in value)
        return super().prepare_value(value)


def yes_no_unknown(**kwargs: Any) -> forms.TypedChoiceField:
    """A radio group for a fact that may be unknown: True, False or None."""
    return forms.TypedChoiceField(
        choices=[("True", _("Yes")), ("False", _("No")), ("", _("Not known"))],
        coerce=lambda text: text == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        **kwargs,
    )
