"""Finding a municipality or an occupation by what somebody types."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Q, Value, When

from portal.access import AccessQuerySet
from portal.region.spelling import BAR, match_key

EXACT, PREFIX, WORD, INSIDE, SIMILAR = range(5)
SIMILARITY = 0.5  # of pg_trgm's word_similarity (0 to 1); "Mechatronicker" still reaches 0.7


class NamedQuerySet(AccessQuerySet):
    """Rows with `sort_name` and the typed forms in `search_name`."""

    def selectable(self) -> "NamedQuerySet":
        """The rows offered for new entries."""
        return self

    def matching(self, typed: str) -> "NamedQuerySet":
        """Rows that `typed` may mean, with `rank` from EXACT to SIMILAR, the best first, then in German order.

        Exact names find every row, so that an old row keeps its occupation; anything less only the selectable.
        """
        key = match_key(typed)
        if not key:
            return self.none()
        return (
            self.annotate(
                similarity=TrigramWordSimilarity(key, "search_name"),
                rank=Case(
                    When(search_name__contains=f"{BAR}{key}{BAR}", then=Value(EXACT)),
                    When(search_name__contains=f"{BAR}{key}", then=Value(PREFIX)),
                    When(search_name__contains=f" {key}", then=Value(WORD)),
                    When(search_name__contains=key, then=Value(INSIDE)),
                    default=Value(SIMILAR),
                    output_field=IntegerField(),
                ),
            )
            .filter(Q(rank__lt=SIMILAR) | Q(similarity__gte=SIMILARITY))
            .filter(Q(rank=EXACT) | Q(pk__in=self.model._default_manager.selectable().values("pk")))
            .order_by("rank", "sort_name", "pk")
        )


class OccupationQuerySet(NamedQuerySet):
    """Occupations; those gone from the present list stay for the rows that name them."""

    def selectable(self) -> "OccupationQuerySet":
        return self.filter(is_current=True)
