"""Forms of organisations, people, bodies and invitations: they read and check, nothing else."""

from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.areas import persons_stored
from portal.forms import LayoutMixin, PortalForm, VersionedForm
from portal.forms_layout import FormEnd, PlainField, Row, Stack, Two
from portal.partners.account_forms import PASSWORD_HINT
from portal.partners.models import Body, Invitation, Membership, Organisation, Seat, User
from portal.partners.states import OrganisationKind, Role


class AccountForm(LayoutMixin, forms.ModelForm):
    """What everybody may change about themselves."""

    use_required_attribute = False
    language = forms.ChoiceField(
        label=_("Language"), choices=[("de", "Deutsch"), ("en", "English")], widget=forms.RadioSelect
    )
    layout = Layout(
        Stack(PlainField("name", autocomplete="name"), PlainField("phone", autocomplete="tel"), "language"),
        FormEnd(_("Save")),
    )

    class Meta:
        model = User
        fields = ["name", "phone", "language"]
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}


class DeputyForm(PortalForm):
    """Who stands in for this access, and when."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"))
    start = forms.DateField(label=_("From"), widget=forms.DateInput)
    end = forms.DateField(label=_("Until"), widget=forms.DateInput)
    layout = Layout(
        Row("deputy", help=_("Only people with an access for the same organisation can be chosen.")),
        Row(Two("start", "end")),
        FormEnd(_("Save deputy")),
    )

    def __init__(self, *args: Any, membership: Membership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        colleagues = Membership.objects.filter(organisation=membership.organisation_id, is_active=True)
        self.fields["deputy"].queryset = (
            User.objects.filter(pk__in=colleagues.values("user"), is_active=True)
            .exclude(pk=membership.user_id)
            .order_by("name")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        elif end and end < self.today:
            self.add_error("end", _("The last day has passed."))
        return cleaned


class OrganisationFilter(PortalForm):
    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *OrganisationKind.choices]
    )


class OrganisationForm(VersionedForm):
    """The office's form of an organisation."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    layout = Layout(
        "version",
        Row("name", help=_("As in the commercial or official register.")),
        Row("short_name", help=_("As it stands in lists and at the top of the page.")),
        Row("kind"),
        Row("districts"),
        Row(
            "agreement_on",
            help=_("Agreement under Art. 26 or 28 GDPR. Without it the organisation gets no personal data."),
        ),
        Row(
            "numbers_only",
            help=_("Then no name, telephone or address can be stored for it; cases have their number only."),
        ),
        Row(Two(PlainField("phone", type="tel"), PlainField("email", type="email"))),
        Row("website"),
        Row("is_active"),
        FormEnd(_("Save organisation")),
    )

    class Meta:
        model = Organisation
        fields = [
            "name", "short_name", "kind", "districts", "agreement_on", "numbers_only",
            "phone", "email", "website", "is_active",
        ]  # fmt: skip
        widgets = {"districts": forms.CheckboxSelectMultiple, "agreement_on": forms.DateInput}
        help_texts = {"is_active": _("Without this tick nobody can sign in for the organisation.")}

    def clean_numbers_only(self) -> bool:
        """Only while no person is stored for the organisation: nothing is deleted by a tick."""
        wanted = self.cleaned_data["numbers_only"]
        if wanted and self.instance.pk and (stored := persons_stored(self.instance.pk)):
            text = ngettext(
                "The data of %(count)s person are stored. They must be deleted first.",
                "The data of %(count)s persons are stored. They must be deleted first.",
                stored,
            )
            raise forms.ValidationError(text % {"count": stored})
        return wanted


class BodyForm(VersionedForm):
    layout = Layout(
        "version",
        Stack("name", "short_name", "kind", "founded_on", "is_active"),
        FormEnd(_("Save body")),
    )

    class Meta:
        model = Body
        fields = ["name", "short_name", "kind", "founded_on", "is_active"]
        widgets = {"founded_on": forms.DateInput}


def picker() -> forms.TextInput:
    """A text field with the suggestions of the page's datalist."""
    return forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"})


class OrganisationByName(forms.CharField):
    """An organisation typed by its name or short name; suggestions come from a datalist."""

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        found = Organisation.objects.filter(short_name__iexact=text, is_active=True).first()
        found = found or Organisation.objects.filter(name__iexact=text, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no such organisation. Please pick one from the list."))
        return found


class SeatForm(VersionedForm):
    """A seat: the organisation is fixed once it sits there."""

    layout = Layout("version", Stack("has_vote", Two("person", "deputy")), FormEnd(_("Save seat")))

    class Meta:
        model = Seat
        fields = ["has_vote", "person", "deputy"]


class NewSeatForm(SeatForm):
    organisation = OrganisationByName(label=_("Organisation"), widget=picker())
    layout = Layout(
        "version",
        Stack("organisation", "has_vote", Two("person", "deputy")),
        FormEnd(_("Save seat")),
    )

    def clean_organisation(self) -> Organisation:
        organisation = self.cleaned_data["organisation"]
        if Seat.objects.filter(body=self.instance.body, organisation=organisation).exists():
            raise forms.ValidationError(_("This organisation already has a seat here."))
        self.instance.organisation = organisation
        return organisation


class InvitationForm(PortalForm):
    """Whom the office invites, for which organisation and role."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    organisation = OrganisationByName(label=_("Organisation"), widget=picker())
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    layout = Layout(
        Row("name"),
        Row("email", help=_("The link goes there and is valid for seven days. It works once.")),
        Row("organisation"),
        Row(
            "role",
            help=_(
                "Training advisers open personal data of their own cases. "
                "The alliance office prepares conferences and manages accounts; it sees no apprentice's name."
            ),
        ),
        FormEnd(_("Send invitation")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        email, role, organisation = (cleaned.get(key) for key in ("email", "role", "organisation"))
        if not email:
            return cleaned
        if User.objects.filter(email__iexact=email, is_active=False).exists():
            self.add_error("email", _("The account of this address is blocked. Unblock it first."))
        elif role and organisation:
            self._check_double(email, role, organisation)
        return cleaned

    def _check_double(self, email: str, role: str, organisation: Organisation) -> None:
        same = {"organisation": organisation, "role": role}
        if Membership.objects.filter(user__email__iexact=email, is_active=True, **same).exists():
            self.add_error("email", _("This person already has this access."))
        elif Invitation.objects.filter(
            email__iexact=email, accepted_at=None, revoked_at=None, **same
        ).exists():
            self.add_error("email", _("There is an open invitation like this. The list can send it again."))


class NewAccountForm(PortalForm):
    """What an invited person gives to start: name, password, consent to the terms."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms of use and have read the privacy notice."),
        error_messages={"required": _("Please accept the terms of use to start.")},
    )
    layout = Layout(
        Stack(PlainField("name", autocomplete="name"), "password", "terms"), FormEnd(_("Start now"))
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if password := cleaned.get("password"):
            user = User(email=self.email, name=cleaned.get("name", ""))
            try:
                get_adapter().clean_password(password, user=user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ProveAccountForm(PortalForm):
    """The password of the account that is to get another access."""

    password = forms.CharField(
        label=_("Password of your account"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    layout = Layout("password", FormEnd(_("Add access")))

    def __init__(self, *args: Any, user: User, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_password(self) -> str:
        """Raises a form error for a wrong password, or for too many tries of this address."""
        adapter = get_adapter()
        password = self.cleaned_data["password"]
        found = adapter.authenticate(self.request, email=self.user.email, password=password)
        if found is None or found.pk != self.user.pk:
            raise adapter.validation_error("incorrect_password")
        return password


class ConfirmForm(PortalForm):
    """Nothing to fill in: the button is the answer."""

    layout = Layout(FormEnd(_("Add access")))
