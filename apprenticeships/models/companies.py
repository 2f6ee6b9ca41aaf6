"""Training companies of a chamber's call list, and the places they offer."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import CompanyQuerySet, OfferQuerySet
from apprenticeships.states import CallResult, OfferKind, OfferState, SizeClass, TrainingYear
from portal.models import Keyed, Versioned
from portal.sorting import sort_key

LONGEST_REACH = 300  # km


class TrainingCompany(Keyed, Versioned):
    """One row is one company that trains, as one chamber knows it; no other organisation sees the row."""

    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="training_companies", verbose_name=_("chamber")
    )
    name = models.CharField(_("company name"), max_length=160)
    sort_name = models.CharField(max_length=160, editable=False)
    municipality = models.ForeignKey(
        "region.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    occupations = models.ManyToManyField(
        "region.Occupation", blank=True, related_name="+", verbose_name=_("trains in")
    )
    size_class = models.CharField(_("employees"), max_length=6, choices=SizeClass.choices, blank=True)
    do_not_call_until = models.DateField(_("do not call until"), null=True, blank=True)
    last_called_on = models.DateField(_("last call"), null=True, blank=True)
    last_call_result = models.CharField(
        _("result of the call"), max_length=12, choices=CallResult.choices, blank=True
    )
    last_answer = models.CharField(_("answer"), max_length=160, blank=True)
    last_called_by = models.ForeignKey(
        "partners.User", models.SET_NULL, null=True, related_name="+", editable=False
    )
    search_text = models.CharField(max_length=260, editable=False)

    objects = CompanyQuerySet.as_manager()
    access_rules = {"view": rules.view_company, "edit": rules.view_company}

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size_class__in=SizeClass.values), name="company_size_known"
            ),
            models.CheckConstraint(
                condition=models.Q(last_call_result__in=["", *CallResult.values]), name="company_call_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_name", "id"], name="company_list"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="company_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def prepare(self) -> None:
        """Fills what lists sort and search by; bulk loading calls it itself."""
        self.sort_name = sort_key(self.name)
        self.search_text = sort_key(f"{self.name} {self.municipality or ''}")[:260]

    def save(self, *args: object, **kwargs: object) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def may_be_called(self, today: date) -> bool:
        return self.do_not_call_until is None or self.do_not_call_until <= today


class TakeoverOffer(Keyed, Versioned):
    """One row is a number of like training places that one company offers to apprentices in need.

    `organisation` keeps the offer current (empty: a partner's suggestion that no chamber has taken on);
    `years` are the training years the company takes, empty for any; `valid_from` is the first day on which
    one can start, empty for at once; `reach_km` how far away an apprentice may live (great-circle km from the
    residence to the offer's municipality), empty for any distance.
    """

    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    suggested_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey(
        TrainingCompany, models.SET_NULL, null=True, blank=True, related_name="offers"
    )
    company_name = models.CharField(_("company name"), max_length=160)
    sort_name = models.CharField(max_length=160, editable=False)
    kind = models.CharField(
        _("kind of offer"), max_length=10, choices=OfferKind.choices, default=OfferKind.TAKEOVER
    )
    months = models.PositiveSmallIntegerField(_("months in the network"), null=True, blank=True)
    occupations = models.ManyToManyField(
        "region.Occupation", related_name="takeover_offers", verbose_name=_("occupations")
    )
    years = ArrayField(
        models.PositiveSmallIntegerField(choices=TrainingYear.choices),
        verbose_name=_("training years taken"),
        default=list,
        blank=True,
    )
    seats = models.PositiveSmallIntegerField(_("places"), default=1)
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    municipality = models.ForeignKey(
        "region.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    reach_km = models.PositiveSmallIntegerField(_("reach in km"), null=True, blank=True)
    school = models.CharField(_("vocational school"), max_length=120, blank=True)
    conditions = models.CharField(_("working hours and conditions"), max_length=200, blank=True)
    monthly_pay = models.PositiveSmallIntegerField(_("pay per month in euros"), null=True, blank=True)
    valid_from = models.DateField(_("can start from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    suitability_confirmed_on = models.DateField(_("suitability confirmed on"), null=True, blank=True)
    accepts_insolvency = models.BooleanField(
        _("takes apprentices from insolvent companies, too"), default=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState.choices, default=OfferState.OPEN, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    search_text = models.CharField(max_length=600, editable=False)

    objects = OfferQuerySet.as_manager()
    access_rules = {"view": rules.view_offer, "edit": rules.edit_offer, "link": rules.link_offer}

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(condition=models.Q(kind__in=OfferKind.values), name="offer_kind_known"),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats_taken__lte=models.F("seats")),
                name="offer_not_oversold",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="offer_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(years__contained_by=TrainingYear.values), name="offer_years_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reach_km=None) | models.Q(reach_km__gte=1, reach_km__lte=LONGEST_REACH),
                name="offer_reach_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "sort_name", "id"], name="offer_list"),
            models.Index(
                fields=["valid_until"], condition=models.Q(state__in=["open", "full"]), name="offer_to_expire"
            ),
            models.Index(fields=["suggested_by", "sort_name", "id"], name="offer_of_reporter"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="offer_search"),
        ]

    def __str__(self) -> str:
        return f"{self.company_name}, {self.municipality}"

    def prepare(self, occupations: list[str] | None = None) -> None:
        """Fills what lists sort and search by, with the names of the occupations where they are known."""
        self.sort_name = sort_key(self.company_name)
        if occupations is not None:
            words = f"{self.company_name} {self.municipality} {' '.join(occupations)}"
            self.search_text = sort_key(words)[:600]

    def save(self, *args: object, **kwargs: object) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    @property
    def seats_left(self) -> int:
        return self.seats - self.seats_taken

    def is_on_offer(self, today: date) -> bool:
        """Open, with a seat left and not past its last day; the same as OfferQuerySet.on_offer."""
        expired = self.valid_until is not None and self.valid_until < today
        return self.state == OfferState.OPEN and self.seats_left > 0 and not expired
