"""Municipality and occupation as filters of a list: typed like everywhere, kept as text in the address."""

import django_filters

from portal.region.fields import MunicipalityField, OccupationField


class MunicipalityFilter(django_filters.Filter):
    """`MunicipalityFilter(field_name="municipality", label=…)`: rows of exactly that municipality."""

    field_class = MunicipalityField


class OccupationFilter(django_filters.Filter):
    """`OccupationFilter(field_name="occupation", label=…)`: rows of exactly that occupation."""

    field_class = OccupationField
