"""Form fields that take the name of a municipality or an occupation as one types it.

The server matches, so no JavaScript and no hidden id are needed: an exact name first (German sort key,
gendered forms, "ue" for "ü"), then the one name that starts with the text or has a word that does.
A spelling that is merely similar is never taken silently: it becomes a question.
"""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.region.models import Municipality, Occupation
from portal.region.querysets import EXACT, SHORTEST, SIMILAR, WORD, NamedQuerySet
from portal.region.spelling import match_key
from portal.region.widgets import SuggestInput

CANDIDATES = 8


class NamedField(forms.CharField):
    """A text field whose value is a row of `model`. Subclasses name model, widget and messages.

    `queryset` narrows the choice (a NamedQuerySet). Initial may be a row, its pk or a text.
    """

    model: type[Model]
    url_name = ""

    def __init__(self, *, queryset: NamedQuerySet | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SuggestInput(self.url_name))
        kwargs.setdefault("max_length", 200)
        super().__init__(empty_value=None, **kwargs)
        self.queryset = queryset

    def clean(self, value: Any) -> Model | None:
        """The row named by the text, or None for no text; ValidationError says which rows it may be."""
        text = super().clean(value)
        return None if text is None else self._row_of(text)

    def prepare_value(self, value: Any) -> Any:
        """What the input shows: the name of a row or pk; a text as it was typed."""
        if isinstance(value, int):
            value = self.model._default_manager.filter(pk=value).first()
        return str(value) if isinstance(value, Model) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return match_key(str(self.prepare_value(initial) or "")) != match_key(str(data or ""))

    def _rows(self) -> NamedQuerySet:
        return self.model._default_manager.all() if self.queryset is None else self.queryset.all()

    def _row_of(self, text: str) -> Model:
        found = list(self._rows().matching(text)[: CANDIDATES + 1])
        best = [row for row in found if row.rank == found[0].rank]
        if best and best[0].rank == EXACT:
            best = self._present(best)
        sure = best and (best[0].rank == EXACT or (best[0].rank <= WORD and len(match_key(text)) >= SHORTEST))
        if sure and len(best) == 1:
            return best[0]
        likely = [row for row in found if row.rank < SIMILAR] or found
        code = "unknown" if not found else "similar" if found[0].rank == SIMILAR else "ambiguous"
        raise forms.ValidationError(
            self.error_messages[code], code, {"typed": text, "names": _quoted(likely)}
        )

    def _present(self, rows: list[Model]) -> list[Model]:
        """Of rows with exactly this name the current ones, if there are any."""
        return [row for row in rows if getattr(row, "is_current", True)] or rows


class MunicipalityField(NamedField):
    """A municipality of the region."""

    model = Municipality
    url_name = "region:municipalities"
    default_error_messages = {
        "unknown": _(
            "“%(typed)s” is not a municipality of the region. Please check the spelling, "
            "or write the beginning of the name only."
        ),
        "similar": _("“%(typed)s” is not a municipality of the region. Did you mean: %(names)s?"),
        "ambiguous": _(
            "“%(typed)s” can be more than one municipality. Please write the full name. "
            "Did you mean: %(names)s?"
        ),
    }


class OccupationField(NamedField):
    """A recognised training occupation; one that left the list only by its exact name."""

    model = Occupation
    url_name = "region:occupations"
    default_error_messages = {
        "unknown": _(
            "“%(typed)s” is not in the list of training occupations. Please check the spelling, "
            "or write the beginning of the name only."
        ),
        "similar": _("“%(typed)s” is not in the list of training occupations. Did you mean: %(names)s?"),
        "ambiguous": _(
            "“%(typed)s” can be more than one training occupation. Please write the full name. "
            "Did you mean: %(names)s?"
        ),
    }


def _quoted(rows: list[Model]) -> str:
    """The names of at most eight rows in quotation marks; the dots say that there are more."""
    names = [gettext("“%(name)s”") % {"name": row} for row in rows[:CANDIDATES]]
    return ", ".join(names) + (" …" if len(rows) > CANDIDATES else "")
