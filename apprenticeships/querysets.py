"""Questions to the rows of this area."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, ExpressionWrapper, F, FloatField, Model, OuterRef, Q, Value
from django.db.models.fields import SmallIntegerField
from django.db.models.functions import ASin, Cast, Ceil, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils import timezone

from apprenticeships.states import ENDED, OPEN_TIPS, SEEKING, OfferState
from apprenticeships.states.assignments import RunState
from apprenticeships.states.proposals import RUNNING
from portal.access import AccessQuerySet, Actor, rule
from portal.region.geo import EARTH_RADIUS_KM
from portal.sorting import sort_key

LONGEST_AFTER_CLOSING = timedelta(days=366)  # with the six months: at most 18 months after closing


def haversine_km(latitude: float, longitude: float, prefix: str) -> ExpressionWrapper:
    """Great-circle distance in km from a point (degrees) to `prefix`latitude/longitude, as SQL.

    The same formula as portal.region.geo.distance_km, which tests compare it with.
    """
    rows_latitude, rows_longitude = F(f"{prefix}latitude"), F(f"{prefix}longitude")
    half_height = Sin(Radians(rows_latitude - Value(latitude)) / 2.0)
    half_width = Sin(Radians(rows_longitude - Value(longitude)) / 2.0)
    inner = Power(half_height, 2) + Cos(Radians(Value(latitude))) * Cos(Radians(rows_latitude)) * Power(
        half_width, 2
    )
    return ExpressionWrapper(ASin(Least(Sqrt(inner), Value(1.0))) * 2 * EARTH_RADIUS_KM, FloatField())


class TipQuerySet(AccessQuerySet):
    def to_decide(self) -> "TipQuerySet":
        return self.filter(state__in=OPEN_TIPS)

    def without_case_since(self, limit: datetime) -> "TipQuerySet":
        """Tips decided by `limit` that led to no case."""
        return self.filter(case=None, company_case=None, decided_at__lte=limit)

    def undecided_since(self, limit: datetime) -> "TipQuerySet":
        return self.to_decide().filter(created_at__lte=limit)


class SuggestionQuerySet(AccessQuerySet):
    def with_words_since(self, limit: datetime) -> "SuggestionQuerySet":
        """Suggestions with free words, decided before `limit`, or made before it and never decided."""
        over = Q(decided_at__lt=limit) | Q(decided_at=None, created_at__lt=limit)
        return self.filter(over).exclude(reason="")


class CaseQuerySet(AccessQuerySet):
    def open(self) -> "CaseQuerySet":
        return self.exclude(state__in=ENDED)

    def seeking(self) -> "CaseQuerySet":
        return self.filter(state__in=SEEKING)

    def ended_before(self, limit: datetime, now: datetime, *, placed: bool) -> "CaseQuerySet":
        """Closed cases that are over at `limit`: placed ones count from the end of the new probation.

        A placed case counts from its closing where no probation is known, and never longer than
        LONGEST_AFTER_CLOSING beyond what is set. Cases that are kept for a reason stay until that day.
        """
        day = timezone.localdate(limit)
        rows = self.filter(state__in=ENDED, registered_on__isnull=not placed)
        rows = rows.filter(Q(kept_until=None) | Q(kept_until__lt=timezone.localdate(now)))
        if not placed:
            return rows.filter(closed_on__lt=day)
        over = Q(probation_until__lt=day) | Q(probation_until=None)
        return rows.filter(Q(over, closed_on__lt=day) | Q(closed_on__lt=day - LONGEST_AFTER_CLOSING))

    def containing(self, text: str) -> "CaseQuerySet":
        """Cases whose number, occupation, company or place has `text` in it, written in any case."""
        return self.filter(search_text__contains=sort_key(text.strip()))

    def known_to(self, actor: Actor) -> "CaseQuerySet":
        """Seeking cases that the actor may know of: the own organisation's, and the released ones."""
        return self.seeking().filter(rule(self.model, actor, "view") | rule(self.model, actor, "pool"))

    def related_to(self, occupations: Iterable[Model]) -> "CaseQuerySet":
        """Cases in one of `occupations`, in another specialisation of it or in its occupation group."""
        found = list(occupations)
        related = Q(group__in={one.group_id for one in found}) | Q(
            base_name__in={one.base_name for one in found}
        )
        return self.filter(occupation__in=self.model.occupation.field.related_model.objects.filter(related))

    def reaching(self, municipality: Model, within: int | None = None) -> "CaseQuerySet":
        """Cases whose reach covers `municipality`, with `km`; where a place is not known it may be near.

        `within` is the offer's own reach in km, None without limit: both must cover the way. The distance is
        computed per place of residence, not per case: the index takes reach from there.
        """
        if municipality.point is None:
            return self.annotate(km=Value(0, output_field=SmallIntegerField()))
        km = Cast(Ceil(haversine_km(*municipality.point, "residence__")), SmallIntegerField())
        rows = self.annotate(km=Coalesce(km, 0)).filter(reach_km__gte=F("km"))
        return rows if within is None else rows.filter(km__lte=within)


class LawTextQuerySet(AccessQuerySet):
    def valid_on(self, day: date) -> "LawTextQuerySet":
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def newest(self) -> "LawTextQuerySet":
        """Of each purpose and register the row with the latest first day: the one that can be changed."""
        later = self.model._default_manager.filter(
            code=OuterRef("code"), register=OuterRef("register"), valid_from__gt=OuterRef("valid_from")
        )
        return self.filter(~Exists(later))


class CompanyCaseQuerySet(AccessQuerySet):
    def over_since(self, limit: datetime) -> "CompanyCaseQuerySet":
        """Without an open case, untouched since `limit`, and with words of the court still in it."""
        cases = self.model.cases.rel.related_model.objects.filter(company_case=OuterRef("pk"))
        running = Exists(cases.filter(~Q(state__in=ENDED) | Q(closed_on__gte=timezone.localdate(limit))))
        words = ~Q(court="", file_number="", administrator="", source="")
        return self.filter(~running, words, created_at__lt=limit)

    def with_counts(self) -> "CompanyCaseQuerySet":
        """Each row with `case_count`, by subquery."""
        cases = self.model.cases.rel.related_model.objects.filter(company_case=OuterRef("pk")).order_by()
        counted = cases.values("company_case").annotate(number_of=Count("pk")).values("number_of")
        return self.annotate(case_count=Coalesce(counted, 0))


class CompanyQuerySet(AccessQuerySet):
    def training_in(self, occupation_id: int, group_id: int) -> "CompanyQuerySet":
        """Companies that train in the occupation or, marked `is_related`, in one of its group."""
        through = self.model.occupations.through.objects.filter(trainingcompany=OuterRef("pk"))
        return self.annotate(
            trains_same=Exists(through.filter(occupation=occupation_id)),
            trains_related=Exists(through.filter(occupation__group=group_id)),
        ).filter(Q(trains_same=True) | Q(trains_related=True))

    def callable(self, today: date) -> "CompanyQuerySet":
        """Those that have not asked to be left alone until a day after `today`."""
        return self.exclude(do_not_call_until__gt=today)

    def by_distance(self, latitude: float, longitude: float) -> "CompanyQuerySet":
        """Nearest first, with `km`; companies without a place come last."""
        km = haversine_km(latitude, longitude, "municipality__")
        return self.annotate(km=km).order_by(F("km").asc(nulls_last=True), "sort_name", "pk")

    def containing(self, text: str) -> "CompanyQuerySet":
        return self.filter(search_text__contains=sort_key(text.strip()))


class OfferQuerySet(AccessQuerySet):
    def on_offer(self, today: date) -> "OfferQuerySet":
        """Open, with a seat left and not past their last day."""
        return self.filter(state=OfferState.OPEN, seats_taken__lt=F("seats")).exclude(valid_until__lt=today)

    def for_occupation(self, group_id: int, base_name: str) -> "OfferQuerySet":
        """Offers in the occupation group, or in any specialisation of the base occupation."""
        through = self.model.occupations.through.objects.filter(takeoveroffer=OuterRef("pk"))
        related = Q(occupation__group=group_id) | Q(occupation__base_name=base_name)
        return self.filter(Exists(through.filter(related)))

    def nearest(self, latitude: float | None, longitude: float | None) -> "OfferQuerySet":
        """Nearest to the point (degrees) first; by name where the point is not known."""
        if latitude is None or longitude is None:
            return self.order_by("sort_name", "pk")
        km = haversine_km(latitude, longitude, "municipality__")
        return self.order_by(km.asc(nulls_last=True), "sort_name", "pk")

    def past_their_time(self, today: date) -> "OfferQuerySet":
        return self.filter(state__in=[OfferState.OPEN, OfferState.FULL], valid_until__lt=today)

    def containing(self, text: str) -> "OfferQuerySet":
        return self.filter(search_text__contains=sort_key(text.strip()))


class ProposalQuerySet(AccessQuerySet):
    def running_per_case(self) -> Coalesce:
        """A column for a query over cases: how many of these proposals run; by subquery, from an index."""
        running = self.filter(case=OuterRef("pk"), state__in=RUNNING).order_by()
        return Coalesce(running.values("case").annotate(number_of=Count("pk")).values("number_of"), 0)


class AssignmentRunQuerySet(AccessQuerySet):
    def last_done(self) -> "AssignmentRunQuerySet":
        """The newest finished run of each organisation."""
        done = self.filter(state=RunState.DONE).order_by("organisation_id", "-pk").distinct("organisation_id")
        return self.filter(pk__in=done.values("pk"))
