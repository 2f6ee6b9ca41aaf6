"""Finding a municipality or an occupation by what somebody types."""

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db.models import Case, F, FloatField, IntegerField, Q, Value, When

from portal.access import AccessQuerySet
from portal.region.spelling import BAR, match_key

EXACT, PREFIX, WORD, INSIDE, SIMILAR = range(5)
SIMILARITY = 0.4  # of pg_trgm's strict_word_similarity (0 to 1); "Oeringen" for Öhringen reaches 0.5
SHORTEST = 3  # letters from which a text inside a name says something


class NamedQuerySet(AccessQuerySet):
    """Rows with `sort_name` and the typed forms in `search_name`."""

    def selectable(self) -> "NamedQuerySet":
        """The rows offered for new entries."""
        return self

    def matching(self, typed: str) -> "NamedQuerySet":
        """Rows that `typed` may mean, with `rank` from EXACT to SIMILAR, best first, then in German order.

        Exact names find every row, so that an old row keeps its occupation; else only the selectable.
        """
        key = match_key(typed)
        if not key:
            return self.none()
        return (
            self.annotate(
                similarity=TrigramStrictWordSimilarity(key, "search_name"),
                rank=Case(
                    When(search_name__contains=f"{BAR}{key}{BAR}", then=Value(EXACT)),
                    When(search_name__contains=f"{BAR}{key}", then=Value(PREFIX)),
                    When(search_name__contains=f" {key}", then=Value(WORD)),
                    When(search_name__contains=key, then=Value(INSIDE)),
                    default=Value(SIMILAR),
                    output_field=IntegerField(),
                ),
            )
            .annotate(
                likeness=Case(
                    When(rank=SIMILAR, then=F("similarity")), default=Value(1.0), output_field=FloatField()
                )
            )
            .filter(likeness__gte=SIMILARITY, rank__lte=SIMILAR if len(key) >= SHORTEST else PREFIX)
            .filter(Q(rank=EXACT) | Q(pk__in=self.model._default_manager.selectable().values("pk")))
            .order_by("rank", "-likeness", "sort_name", "pk")
        )


class OccupationQuerySet(NamedQuerySet):
    """Occupations; those gone from the present list stay for the rows that name them."""

    def selectable(self) -> "OccupationQuerySet":
        return self.filter(is_current=True)
