"""The fixed words of organisations, roles and bodies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does for an organisation."""

    PARTNER = "partner", _("Partner")
    ADVISER = "adviser", _("Training adviser")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Alliance office")
    DPO = "dpo", _("Data protection")
    OPERATOR = "operator", _("Operator")


# Whoever opens personal data or settings needs a second factor.
SECOND_FACTOR_ROLES = frozenset({Role.ADVISER, Role.ADMIN, Role.DPO, Role.OPERATOR})


# The terms of use and the privacy notice that a new account accepts; raised whenever their text changes.
TERMS_VERSION = "2026-01"


class OrganisationKind(TextChoices):
    CHAMBER = "chamber", _("Chamber")
    AGENCY = "agency", _("Employment agency")
    JOBCENTER = "jobcenter", _("Jobcenter")
    UNION = "union", _("Union")
    EMPLOYERS = "employers", _("Employers' association")
    DISTRICT = "district", _("City or district")
    BUSINESS = "business", _("Business development")
    SCHOOL = "school", _("School")
    GUILD = "guild", _("Guild")
    OTHER = "other", _("Other")


class BodyKind(TextChoices):
    ALLIANCE = "alliance", _("Alliance")
    STEERING = "steering", _("Steering group")
    WORKING = "working", _("Working group")
