"""Rows of this area with everything they need; people and companies are visibly made up."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from apprenticeships.models import (
    Apprentice,
    CallNote,
    Case,
    CompanyCase,
    ResponsibilityRule,
    TakeoverOffer,
    Tip,
    TipPerson,
    TrainingCompany,
)
from apprenticeships.states import CallResult, Cause, ConsentWay, TipState, TipSubject, Urgency, YesNoUnknown
from portal.partners.models import Membership
from portal.region.models import Occupation
from tests.factories import World

_serial = count(1)
TODAY = date(2026, 10, 6)


def make_company(world: World, name: str = "", **values: Any) -> TrainingCompany:
    values.setdefault("organisation", world.chamber_a)
    values.setdefault("municipality", world.town)
    occupations = values.pop("occupations", [world.occupation])
    row = TrainingCompany.objects.create(name=name or f"Muster-Betrieb {next(_serial)}", **values)
    row.occupations.set(occupations)
    return row


def make_company_case(world: World, **values: Any) -> CompanyCase:
    adviser: Membership = values.pop("adviser", world.adviser_a)
    if "company" not in values:
        values["company"] = make_company(world, organisation=adviser.organisation)
    values.setdefault("number", f"BF-2026-{next(_serial):03d}")
    return CompanyCase.objects.create(adviser=adviser, organisation=adviser.organisation, **values)


def make_case(world: World, **values: Any) -> Case:
    adviser: Membership = values.pop("adviser", world.adviser_a)
    person: dict[str, str] | None = values.pop("person", None)
    values.setdefault("number", f"F-2026-{next(_serial):04d}")
    values.setdefault("occupation", world.occupation)
    values.setdefault("residence", world.town)
    values.setdefault("register", "bbig")
    if values.get("state") == "closed":
        values.setdefault("outcome", "same")
    if values.get("state") in ("registered", "aftercare"):
        values.setdefault("registered_on", TODAY)
        values.setdefault("registered_with", adviser.organisation)
    if values.get("state") == "aftercare":
        values.setdefault("probation_until", TODAY + timedelta(days=90))
    case = Case.objects.create(adviser=adviser, organisation=adviser.organisation, **values)
    if person is not None:
        Apprentice.objects.create(case=case, **person)
    return Case.objects.get(pk=case.pk)


def make_note(case: Case, text: str = "", **values: Any) -> CallNote:
    values.setdefault("result", CallResult.REACHED)
    return CallNote.objects.create(case=case, author=case.adviser.user, text=text, **values)


def make_offer(world: World, **values: Any) -> TakeoverOffer:
    occupations: list[Occupation] = values.pop("occupations", [world.occupation])
    values.setdefault("organisation", world.chamber_a)
    values.setdefault("suggested_by", world.adviser_a)
    values.setdefault("company_name", f"Muster-Angebot {next(_serial)}")
    values.setdefault("municipality", world.town)
    offer = TakeoverOffer.objects.create(**values)
    offer.occupations.set(occupations)
    offer.prepare([str(one) for one in occupations])
    offer.save()
    return offer


def make_tip(world: World, **values: Any) -> Tip:
    """A tip of partner A, by default with adviser A of chamber A."""
    person = values.pop("person", False)
    created_at = values.pop("created_at", None)
    state = values.setdefault("state", TipState.ROUTED)
    if state != TipState.RECEIVED:
        values.setdefault("adviser", world.adviser_a)
        values.setdefault("organisation", values["adviser"].organisation)
    if state not in (TipState.RECEIVED, TipState.ROUTED):
        values.setdefault("decided_at", timezone.now())
    if state == TipState.REFUSED:
        values.setdefault("refusal_reason", "solved")
    values.setdefault("reporter", world.partner_a)
    tip = Tip.objects.create(
        number=f"H-2026-{next(_serial):04d}",
        reporter_organisation=values["reporter"].organisation,
        subject=values.pop("subject", TipSubject.COMPANY),
        cause=values.pop("cause", Cause.INSOLVENCY),
        company_and_place=values.pop("company_and_place", "Muster-Blech, Künzelsau"),
        urgency=values.pop("urgency", Urgency.TWO_WEEKS),
        **values,
    )
    if person:
        TipPerson.objects.create(
            tip=tip,
            name=person if isinstance(person, str) else "Toni Muster-Tipp",
            contact="0151 0000 1",
            under_18=YesNoUnknown.NO,
            agreed_on=TODAY,
            agreed_how=ConsentWay.PHONE,
        )
    if created_at is not None:
        Tip.objects.filter(pk=tip.pk).update(created_at=created_at)
    return Tip.objects.get(pk=tip.pk)


def make_responsibility(world: World, adviser: Membership, **values: Any) -> ResponsibilityRule:
    return ResponsibilityRule.objects.create(organisation=adviser.organisation, adviser=adviser, **values)


def stand_in(absent: Membership, deputy: Membership, *, days: int = 0) -> None:
    """`deputy` stands in for `absent` around today, or in a span that ended `days` ago."""
    today = timezone.localdate()
    absent.deputy = deputy.user
    absent.deputy_from, absent.deputy_until = today - timedelta(days=days + 7), today - timedelta(days=days)
    absent.save()
