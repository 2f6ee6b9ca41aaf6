"""Organisations of the alliances, their people, and who sits where."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned
from portal.partners import rules
from portal.partners.states import SECOND_FACTOR_ROLES, BodyKind, OrganisationKind, Role
from portal.sorting import sort_key


class UserManager(BaseUserManager.from_queryset(AccessQuerySet)):
    """Makes users by e-mail address; there is no sign-up."""

    def create_user(self, email: str, name: str, password: str | None = None, **values: object) -> "User":
        user = self.model(email=email.strip().lower(), name=name, **values)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(Keyed, AbstractBaseUser):
    """One row is one person with an account, known by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=2, default="de")
    theme = models.CharField(_("appearance"), max_length=5, blank=True)
    terms_version = models.CharField(max_length=10, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    access_rules = {"view": rules.view_user, "manage": rules.manage_user}

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case_once")]

    def __str__(self) -> str:
        return self.name


class Organisation(Keyed, Versioned):
    """One row is one member organisation of an alliance, or one that works with them.

    `agreement_on` is the day on which the agreement under Art. 26/28 GDPR was signed: without it the
    organisation gets no personal data. With `numbers_only` no person can be stored for it; the database
    refuses it, too.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    districts = models.ManyToManyField("region.District", verbose_name=_("districts"), blank=True)
    agreement_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    numbers_only = models.BooleanField(_("works with register numbers only"), default=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("functional mailbox"), blank=True)
    website = models.URLField(_("website"), blank=True)
    is_made_up = models.BooleanField(_("made up for the demonstration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    sort_name = models.CharField(max_length=200, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_organisation, "edit": rules.edit_organisation}

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = sort_key(self.short_name)
        super().save(*args, **kwargs)


class Membership(Keyed):
    """One row lets one person act for one organisation in one role; a deputy may stand in with dates."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    deputy = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="stands_in_for", verbose_name=_("deputy")
    )
    deputy_from = models.DateField(_("from"), null=True, blank=True)
    deputy_until = models.DateField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {
        "view": rules.view_membership,
        "edit_deputy": rules.edit_deputy,
        "end": rules.end_membership,
    }

    # annotated by actors.memberships_of()
    lacks_second_factor: bool = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=models.Q(deputy_from=None, deputy_until=None)
                | models.Q(
                    deputy_from__isnull=False,
                    deputy_until__isnull=False,  # a comparison with NULL would pass
                    deputy_until__gte=models.F("deputy_from"),
                ),
                name="membership_deputy_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def needs_second_factor(self) -> bool:
        return self.role in SECOND_FACTOR_ROLES and self.lacks_second_factor

    def deputy_stands_in(self, today: date) -> bool:
        return bool(
            self.deputy_id and self.deputy_from and self.deputy_from <= today <= (self.deputy_until or today)
        )


class Body(Keyed, Versioned):
    """One row is one body: an alliance, a steering group or a working group."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=BodyKind.choices)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_body, "edit": rules.edit_body}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=BodyKind.values), name="body_kind_known")
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Keyed, Versioned):
    """One row is the seat of one organisation in one body, with or without a vote."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="seats")
    has_vote = models.BooleanField(_("with vote"), default=True)
    person = models.CharField(_("person"), max_length=120, blank=True)
    deputy = models.CharField(_("deputy"), max_length=120, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_body, "edit": rules.edit_body}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "organisation"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.body}"


class Invitation(Keyed):
    """One row invites one address to one organisation in one role; its link is a SignedLink."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_invitation, "revoke": rules.view_invitation}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
