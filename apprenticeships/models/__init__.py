"""Tips, company cases, cases with their persons, training companies and their offers."""

from apprenticeships.models.cases import Apprentice, CallNote, Case, CompanyCase, training_year
from apprenticeships.models.companies import TakeoverOffer, TrainingCompany
from apprenticeships.models.tips import ResponsibilityRule, Tip, TipPerson

__all__ = [
    "Apprentice",
    "CallNote",
    "Case",
    "CompanyCase",
    "ResponsibilityRule",
    "TakeoverOffer",
    "Tip",
    "TipPerson",
    "TrainingCompany",
    "training_year",
]
