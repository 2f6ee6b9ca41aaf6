"""Company cases, cases, the persons behind them, and call notes."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import CaseQuerySet, CompanyCaseQuerySet
from apprenticeships.states import (
    ENDED,
    NEVER,
    PLACED,
    SEEKING,
    CallResult,
    CaseKind,
    CaseState,
    Cause,
    Channel,
    ExamPart,
    Outcome,
    Phase,
    Register,
    ReportedBy,
    Side,
)
from portal.access import AccessQuerySet
from portal.encryption import EncryptedField
from portal.models import Keyed, Versioned
from portal.sorting import sort_key


class CompanyCase(Versioned):
    """One row is one company in trouble (Betriebsfall) and all its apprentices' cases.

    Confidential until marked public: until then only the responsible organisation knows the company.
    """

    number = models.CharField(max_length=16, unique=True, editable=False)
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="company_cases")
    adviser = models.ForeignKey(
        "partners.Membership", models.PROTECT, related_name="+", verbose_name=_("adviser in charge")
    )
    company = models.ForeignKey(
        "apprenticeships.TrainingCompany", models.PROTECT, related_name="+", verbose_name=_("company")
    )
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices, default=Phase.RUMOUR)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices, default=Cause.UNKNOWN)
    court = models.CharField(_("court"), max_length=80, blank=True)
    file_number = models.CharField(_("file number"), max_length=40, blank=True)
    administrator = models.CharField(_("administrator"), max_length=160, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    opened_on = models.DateField(_("proceedings opened on"), null=True, blank=True)
    sold_on = models.DateField(_("sold on"), null=True, blank=True)
    buyer = models.CharField(_("buyer"), max_length=160, blank=True)
    ends_on = models.DateField(_("training ends on"), null=True, blank=True)
    is_public = models.BooleanField(_("publicly known"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyCaseQuerySet.as_manager()
    access_rules = {
        "view": rules.view_company_case,
        "name": rules.name_company_case,
        "edit": rules.edit_company_case,
        "publish": rules.publish_company_case,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase__in=Phase.values), name="company_case_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(cause__in=Cause.values), name="company_case_cause_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="company_case_list"),
            models.Index(fields=["-id"], condition=models.Q(is_public=True), name="company_case_public"),
        ]

    def __str__(self) -> str:
        return self.number


class Case(Versioned):
    """One row is one apprentice's place at risk or missing (Fall); the person stands in Apprentice.

    `due_on` is the follow-up date and `ends_on` the day on which the place ends, both NEVER where there is
    none, so that lists can sort by them. `district`, `group` and `search_text` repeat what filters ask for.
    The training year is computed. `registered_with` is the chamber in whose register the new contract stands;
    `state_reason` why the case stands where it does, without names; `residence_deadline` is a date only.
    """

    number = models.CharField(max_length=16, unique=True, editable=False)
    kind = models.CharField(_("kind of case"), max_length=6, choices=CaseKind.choices, default=CaseKind.LOSES)
    state = models.CharField(
        _("state"), max_length=12, choices=CaseState.choices, default=CaseState.CHECKED, editable=False
    )
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="cases")
    adviser = models.ForeignKey(
        "partners.Membership", models.PROTECT, related_name="+", verbose_name=_("adviser in charge")
    )
    company_case = models.ForeignKey(
        CompanyCase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("company case"),
    )
    company = models.ForeignKey(
        "apprenticeships.TrainingCompany",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company so far"),
    )
    occupation = models.ForeignKey(
        "region.Occupation", models.PROTECT, related_name="+", verbose_name=_("occupation")
    )
    group = models.ForeignKey("region.OccupationGroup", models.PROTECT, related_name="+", editable=False)
    register = models.CharField(_("law and register"), max_length=4, choices=Register.choices)
    contract_number = models.CharField(_("contract number"), max_length=40, blank=True)
    contract_start = models.DateField(_("start of the contract"), null=True, blank=True)
    contract_end = models.DateField(_("agreed end"), null=True, blank=True)
    ends_on = models.DateField(_("place ends on"), default=NEVER)
    residence = models.ForeignKey(
        "region.Municipality", models.PROTECT, related_name="+", verbose_name=_("place of residence")
    )
    district = models.ForeignKey("region.District", models.PROTECT, related_name="+", editable=False)
    reach_km = models.PositiveSmallIntegerField(_("reach in km"), default=25)
    public_transport = models.BooleanField(_("by bus and train"), default=True)
    exam_part_1 = models.CharField(
        _("part 1 of the examination"), max_length=6, choices=ExamPart.choices, blank=True
    )
    school = models.CharField(_("vocational school"), max_length=120, blank=True)
    wishes = models.CharField(_("wishes and no-gos"), max_length=200, blank=True)
    is_minor = models.BooleanField(_("under 18"), null=True, blank=True)
    due_on = models.DateField(_("follow-up"), default=NEVER)
    next_step = models.CharField(_("next step"), max_length=120, blank=True)
    state_reason = models.CharField(_("reason of the state"), max_length=200, blank=True, editable=False)
    latest_start_on = models.DateField(_("new place to start at the latest on"), null=True, blank=True)
    released_to_pool = models.BooleanField(default=False, editable=False)

    # how it was reported, and the dates of the risk
    reported_on = models.DateField(_("reported on"), default=timezone.localdate)
    reported_by = models.CharField(
        _("reported by"), max_length=13, choices=ReportedBy.choices, blank=True, default=""
    )
    channel = models.CharField(
        _("how reported"), max_length=8, choices=Channel.choices, blank=True, default=""
    )
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices, blank=True, default="")
    cause_on_side = models.CharField(
        _("cause lies"), max_length=8, choices=Side.choices, blank=True, default=""
    )
    event_on = models.DateField(_("event known since"), null=True, blank=True)
    training_stops_on = models.DateField(_("no training since"), null=True, blank=True)
    notice_received_on = models.DateField(_("notice received on"), null=True, blank=True)
    last_pay_on = models.DateField(_("last pay received on"), null=True, blank=True)
    award_on = models.DateField(_("award of the settlement committee of"), null=True, blank=True)
    # what else a company or the chamber may ask
    specialisation = models.CharField(_("specialisation"), max_length=80, blank=True, default="")
    part_time = models.BooleanField(_("training part time"), null=True, blank=True)
    credited_months = models.PositiveSmallIntegerField(
        _("months shortened or credited"), null=True, blank=True
    )
    exam_registration_on = models.DateField(_("last day to register for the exam"), null=True, blank=True)
    monthly_pay = models.PositiveSmallIntegerField(_("monthly pay in euros"), null=True, blank=True)
    driving_licence = models.BooleanField(_("driving licence"), null=True, blank=True)
    support_needed = models.CharField(_("support needed"), max_length=160, blank=True, default="")
    residence_deadline = models.DateField(_("deadline by residence law"), null=True, blank=True)

    offer = models.ForeignKey(
        "apprenticeships.TakeoverOffer", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    new_start_on = models.DateField(_("new contract starts on"), null=True, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    registered_with = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the register of"),
    )
    probation_until = models.DateField(_("new probation until"), null=True, blank=True)
    probation_asked = models.DateField(null=True, blank=True, editable=False)  # the end that was reminded of
    outcome = models.CharField(_("outcome of the case"), max_length=12, choices=Outcome.choices, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    kept_until = models.DateField(_("keep until"), null=True, blank=True)
    kept_reason = models.CharField(_("why it is kept"), max_length=160, blank=True)
    search_text = models.CharField(max_length=600, editable=False)

    objects = CaseQuerySet.as_manager()
    access_rules = {
        "view": rules.view_case,
        "edit": rules.edit_case,
        "follow": rules.follow_case,
        "handle": rules.handle_case,
        "open_person": rules.open_person,
        "assign": rules.assign_case,
        "release": rules.release_case,
        "pool": rules.pool_case,
        "enter_person": rules.enter_person,
        "hand_over": rules.hand_over,
    }

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=models.Q(kind__in=CaseKind.values), name="case_kind_known"),
            models.CheckConstraint(
                condition=models.Q(register__in=Register.values), name="case_register_known"
            ),
            models.CheckConstraint(
                condition=models.Q(exam_part_1__in=ExamPart.values), name="case_exam_part_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=CaseState.CLOSED, outcome__in=Outcome.values)
                | models.Q(
                    state=CaseState.STABILISED, outcome__in=["", Outcome.CONTINUED, Outcome.TRANSFERRED]
                )
                | (~models.Q(state__in=[CaseState.CLOSED, CaseState.STABILISED]) & models.Q(outcome="")),
                name="case_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=PLACED)
                | models.Q(registered_on__isnull=False, registered_with__isnull=False),
                name="case_registered_when_and_where",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CaseState.AFTERCARE) | models.Q(probation_until__isnull=False),
                name="case_aftercare_until_when",
            ),
            models.CheckConstraint(
                condition=models.Q(reported_by__in=["", *ReportedBy.values])
                & models.Q(channel__in=["", *Channel.values])
                & models.Q(cause__in=["", *Cause.values])
                & models.Q(cause_on_side__in=["", *Side.values]),
                name="case_report_known",
            ),
            models.CheckConstraint(
                condition=models.Q(contract_start=None)
                | models.Q(contract_end=None)
                | models.Q(contract_end__gte=models.F("contract_start")),
                name="case_contract_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(kept_until=None) | ~models.Q(kept_reason=""), name="case_kept_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on", "id"],
                condition=~models.Q(state__in=ENDED),
                name="case_list_open",
            ),
            models.Index(fields=["organisation", "state", "due_on", "id"], name="case_list_state"),
            models.Index(fields=["organisation", "district", "due_on", "id"], name="case_list_district"),
            models.Index(fields=["organisation", "group", "due_on", "id"], name="case_list_group"),
            models.Index(fields=["adviser", "due_on", "id"], name="case_list_adviser"),
            models.Index(fields=["organisation", "ends_on", "id"], name="case_list_end"),
            models.Index(fields=["organisation", "-id"], name="case_list_number"),
            models.Index(
                fields=["due_on", "id"], condition=models.Q(released_to_pool=True), name="case_pool"
            ),
            models.Index(
                fields=["closed_on", "id"], condition=models.Q(state__in=ENDED), name="case_to_anonymise"
            ),
            models.Index(
                fields=["probation_until"],
                condition=models.Q(state__in=PLACED),
                name="case_probation_ends",
            ),
            models.Index(
                fields=["occupation", "residence", "reach_km"],
                condition=models.Q(state__in=SEEKING),
                name="case_seeking",
            ),
            models.Index(fields=["created_at"], name="case_reported"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="case_search"),
            models.Index(
                fields=["organisation", "contract_number"],
                condition=~models.Q(contract_number=""),
                name="case_contract",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def prepare(self) -> None:
        """Fills what filters and search ask for; bulk loading calls it itself."""
        self.group_id = self.occupation.group_id
        self.district_id = self.residence.district_id
        words = [self.number, self.occupation, self.residence, self.company or "", self.contract_number]
        self.search_text = sort_key(" ".join(map(str, words)))[:600]

    def save(self, *args: object, **kwargs: object) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    @property
    def follow_up_on(self) -> date | None:
        return None if self.due_on == NEVER else self.due_on

    @property
    def place_ends_on(self) -> date | None:
        return None if self.ends_on == NEVER else self.ends_on

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_seamless(self) -> bool:
        """Whether the new contract starts before or when the old place ended."""
        return bool(self.new_start_on and (self.new_start_on - self.ends_on).days <= 1)

    def training_year(self, today: date) -> int | None:
        return training_year(self.contract_start, today)


def training_year(contract_start: date | None, today: date) -> int | None:
    """The year of training on `today`, 1 to 4; None without a contract. Before it begins it is the first."""
    if contract_start is None:
        return None
    passed = today.year - contract_start.year
    if (today.month, today.day) < (contract_start.month, contract_start.day):
        passed -= 1
    return min(4, max(1, passed + 1))


class Apprentice(models.Model):
    """One row is the person behind a case: ciphertext only, opened one by one through persons.open_person.

    Kept apart from the case so that it can be erased without it. `informed_on` is the day on which the
    person was told of the storing (Art. 13/14 GDPR). `withheld` names the texts that were not handed over
    with the case: nobody opens them until it comes back or somebody in charge writes them anew.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="apprentice")
    name = EncryptedField(_("name"), blank=True, default="")
    phone = EncryptedField(_("phone"), blank=True, default="")
    email = EncryptedField(_("e-mail address"), blank=True, default="")
    address = EncryptedField(_("postal address"), blank=True, default="")
    birth_date = EncryptedField(_("date of birth"), blank=True, default="")
    representatives = EncryptedField(_("parents or guardians"), blank=True, default="")
    informed_on = models.DateField(_("person informed on"), null=True, blank=True)
    restricted_on = models.DateField(_("restricted since"), null=True, blank=True)
    withheld = ArrayField(models.CharField(max_length=16), default=list, blank=True, editable=False)
    # by which the same person is found again, see blind_index.py; written by persons.index_person
    name_key = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    person_key = models.CharField(max_length=64, blank=True, default="", editable=False)

    def __str__(self) -> str:
        return f"person of case {self.case_id}"


class CallNote(Keyed):
    """One row is one call about a case: how it went, and what was said (ciphertext, opened and logged).

    `organisation` is whose note it is: a handover takes notes along only where they are handed over.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, editable=False, related_name="+"
    )
    author = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    result = models.CharField(_("result of the call"), max_length=12, choices=CallResult.choices)
    text = EncryptedField(_("What was said?"), blank=True, default="")
    due_on = models.DateField(_("follow-up"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_note, "open": rules.open_note}

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(result__in=CallResult.values), name="note_result_known")
        ]
        indexes = [models.Index(fields=["case", "-created_at", "-id"], name="note_of_case")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.organisation_id is None:
            self.organisation_id = self.case.organisation_id
        super().save(*args, **kwargs)
