"""What is known of a case for the rules of funding programmes (measures.funding judges them)."""

from datetime import date

from apprenticeships.models import Case
from apprenticeships.states import CaseKind, Cause, OfferKind, SizeClass
from measures.funding import Facts
from measures.states import LossReason

# the words of our company cases in the words of the guidelines; an unknown cause stays unknown
REASONS = {
    Cause.INSOLVENCY: LossReason.INSOLVENCY,
    Cause.CLOSURE: LossReason.CLOSURE,
    Cause.SUITABILITY: LossReason.SUITABILITY,
    Cause.NO_ORDERS: LossReason.ECONOMIC,
    Cause.PERSON_GONE: LossReason.OTHER,
    Cause.OTHER: LossReason.OTHER,
}
# lowest and highest number of employees
EMPLOYEES = {
    SizeClass.MICRO: (1, 9),
    SizeClass.SMALL: (10, 49),
    SizeClass.MEDIUM: (50, 249),
    SizeClass.LARGE: (250, None),
}


def facts_of(case: Case, today: date) -> Facts:
    """The facts; no statement where `offer__company`, `offer__municipality` and `company_case` are loaded."""
    offer = case.offer if case.offer_id else None
    return Facts(
        today=today,
        lost_place=case.kind == CaseKind.LOSES,
        reason=REASONS.get(case.company_case.cause) if case.company_case_id else None,
        employees=EMPLOYEES.get(offer.company.size_class) if offer and offer.company_id else None,
        seat=offer.municipality.ags if offer else None,
        new_start_on=case.new_start_on,
        registered_on=case.registered_on,
        probation_until=case.probation_until,
        network_months=_network_months(case),
    )


def _network_months(case: Case) -> int | None:
    if not case.offer_id:
        return None
    return case.offer.months if case.offer.kind == OfferKind.NETWORK else 0
