"""The name of a saved search, and whether it is in the Wochenüberblick."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import LayoutMixin
from portal.forms_layout import FormEnd
from portal.searches.models import SavedSearch


class SavedSearchForm(LayoutMixin, forms.ModelForm):
    """Only its owner changes it, so it carries no version."""

    use_required_attribute = False
    layout = Layout("name", "in_digest", FormEnd(_("Save the search")))

    class Meta:
        model = SavedSearch
        fields = ["name", "in_digest"]
        help_texts = {"in_digest": _("What is new or changed in it stands in your weekly digest.")}
