"""Forms that ask before they open a second case for the same person."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.duplicates import Entry, KnownCases


class DuplicateMixin(forms.Form):
    """Asks once: what may exist already is opened only with `anyway` ticked. The box shows when it asks."""

    anyway = forms.BooleanField(
        label=gettext_lazy("Open it all the same"), required=False, widget=forms.HiddenInput
    )

    def entries(self) -> list[tuple[str, Entry]]:
        """What is about to be opened, each with the words that name its place in the form ("" for none)."""
        raise NotImplementedError

    def is_confirmed(self, organisation_id: int) -> bool:
        """Whether a valid form may be stored: nothing like it is known, or it is wanted all the same.

        Only cases of the own organisation count; one statement.
        """
        if self.cleaned_data.get("anyway"):
            return True
        entries = self.entries()
        known = KnownCases([entry for _place, entry in entries], organisation_id)
        found = [(place, number) for place, entry in entries if (number := known.number_of(entry))]
        if not found:
            return True
        self.fields["anyway"].widget = forms.CheckboxInput()
        for place, number in found:
            text = _("There is %(number)s already. Please look there first.") % {"number": number}
            self.add_error("anyway", f"{place}: {text}" if place else text)
        return False
