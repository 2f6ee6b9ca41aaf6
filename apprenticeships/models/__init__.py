"""Tips, company cases, cases with their persons, training companies and their offers."""

from apprenticeships.models.cases import Apprentice, CallNote, Case, CompanyCase, training_year
from apprenticeships.models.companies import TakeoverOffer, TrainingCompany
from apprenticeships.models.deadlines import CaseDeadline
from apprenticeships.models.disclosures import Consent, Disclosure, DisclosureRule
from apprenticeships.models.phases import CompanyCasePhase
from apprenticeships.models.proposals import PlacementProposal
from apprenticeships.models.suggestions import CompanySuggestion
from apprenticeships.models.tips import NoPlaceCount, ResponsibilityRule, Tip, TipPerson

__all__ = [
    "Apprentice",
    "CallNote",
    "Case",
    "CaseDeadline",
    "CompanyCase",
    "CompanyCasePhase",
    "CompanySuggestion",
    "Consent",
    "Disclosure",
    "DisclosureRule",
    "NoPlaceCount",
    "PlacementProposal",
    "ResponsibilityRule",
    "TakeoverOffer",
    "Tip",
    "TipPerson",
    "TrainingCompany",
    "training_year",
]
