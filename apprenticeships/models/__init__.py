"""Tips, company cases, cases with their persons, training companies and their offers."""

from apprenticeships.models.assignments import AssignmentPair, AssignmentRun, MissingSeat, PairWish
from apprenticeships.models.cases import Apprentice, CallNote, Case, CompanyCase, training_year
from apprenticeships.models.companies import TakeoverOffer, TrainingCompany
from apprenticeships.models.deadlines import CaseDeadline
from apprenticeships.models.disclosures import Consent, Disclosure, DisclosureRule
from apprenticeships.models.proposals import PlacementProposal
from apprenticeships.models.tips import ResponsibilityRule, Tip, TipPerson

__all__ = [
    "Apprentice",
    "AssignmentPair",
    "AssignmentRun",
    "CallNote",
    "Case",
    "CaseDeadline",
    "CompanyCase",
    "Consent",
    "Disclosure",
    "DisclosureRule",
    "MissingSeat",
    "PairWish",
    "PlacementProposal",
    "ResponsibilityRule",
    "TakeoverOffer",
    "Tip",
    "TipPerson",
    "TrainingCompany",
    "training_year",
]
