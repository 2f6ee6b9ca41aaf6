"""What the chambers import: rows of their register, their training companies, offers."""

from apprenticeships.imports.companies import COMPANIES
from apprenticeships.imports.offers import OFFERS
from apprenticeships.imports.register import REGISTER

KINDS = (REGISTER, COMPANIES, OFFERS)
