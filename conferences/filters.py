"""The filters of the register of decisions and of the tasks; their values live in the address."""

from datetime import date

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from conferences.models import ActionItem, ConferenceBody, Decision
from conferences.querysets import UNFINISHED, DecisionQuerySet, TaskQuerySet
from conferences.states import DecisionState, TaskState
from measures.models import Measure
from portal.access import Actor
from portal.forms import PortalForm
from portal.partners.models import Body, Organisation
from portal.posting import key_of
from portal.sorting import sort_key

YEARS_SHOWN = 10


class Column(TextChoices):
    """The columns of the register that may be left out; number and date always stand first."""

    TEXT = "text", _("Decision and result")
    RESPONSIBLE = "responsible", _("Responsible")
    DUE = "due", _("Due and state")
    DELAY = "delay", _("Reason for the delay")
    FOLLOWS = "follows", _("What follows")
    VOTES = "votes", _("Votes")
    PUBLIC = "public", _("Public")


SHOWN_AT_FIRST = (Column.TEXT, Column.RESPONSIBLE, Column.DUE, Column.DELAY, Column.FOLLOWS)


class Tile(TextChoices):
    """The state tiles of the register; each is a filter."""

    ALL = "", _("all")
    OVERDUE = "overdue", _("overdue")
    OPEN = "open", _("open")
    REPORTED = "reported", _("to be confirmed")
    DONE = "done", _("done")
    GAP = "gap", _("without measure or task")


def tile_conditions(actor: Actor, today: date) -> dict[str, Q]:
    """Which decisions each tile stands for."""
    numbered = ~Q(number="")
    unfinished = numbered & Q(state__in=UNFINISHED)
    return {
        Tile.OVERDUE: unfinished & Q(due_on__lt=today),
        Tile.OPEN: unfinished,
        Tile.REPORTED: Q(state=DecisionState.REPORTED_DONE),
        Tile.DONE: Q(state=DecisionState.DONE),
        Tile.GAP: numbered & ~follows_measure(actor) & ~follows_task(actor),
    }


def follows_measure(actor: Actor) -> Q:
    """Whether a measure hangs on the decision that the actor may see."""
    links = Decision.measures.through.objects.filter(decision=OuterRef("pk"))
    seen = Measure.objects.permitted(actor, "view").values("pk")
    return Q(Exists(links.filter(measure__in=seen)))


def follows_task(actor: Actor) -> Q:
    """Whether a task hangs on the decision that the actor may see."""
    return Q(Exists(ActionItem.objects.permitted(actor, "view").filter(decision=OuterRef("pk"))))


class RegisterFilter(PortalForm):
    """The register's filter; `bodies_and_counts()` fills the choice of bodies."""

    q = forms.CharField(
        label=_("Search word or number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    body = forms.ChoiceField(label=_("Body"), choices=[("", _("all bodies"))], required=False)
    organisation = forms.CharField(label=_("Responsible"), max_length=60, required=False)
    year = forms.ChoiceField(label=_("Year"), choices=[("", _("all years"))], required=False)
    state = forms.ChoiceField(choices=Tile.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, data: dict, *, actor: Actor, today: date) -> None:
        super().__init__(data)
        self.actor, self.today = actor, today
        years = [(str(year), str(year)) for year in range(today.year, today.year - YEARS_SHOWN, -1)]
        self.fields["year"].choices = [*self.fields["year"].choices, *years]
        self.counts: dict[str, int] = {}

    def narrow(self, decisions: DecisionQuerySet) -> DecisionQuerySet:
        """The decisions that fit all filters. Reads the bodies and the tiles' counts in one statement.

        Every decision has a conference and that a body, so each body's row can carry the counts.
        """
        decisions = self._by_words(decisions)
        bodies = list(Body.objects.values_list("key", "short_name", self._counts(decisions)))
        self.fields["body"].choices = [
            *self.fields["body"].choices,
            *((str(key), name) for key, name, _counts in bodies),
        ]
        self.counts = (bodies[0][2] if bodies else None) or {}
        self.is_valid()
        state = self.cleaned_data.get("state")
        return decisions.filter(tile_conditions(self.actor, self.today)[state]) if state else decisions

    def _by_words(self, decisions: DecisionQuerySet) -> DecisionQuerySet:
        """All filters but the state, straight from the address: what makes no sense filters nothing."""
        if word := self._typed("q"):
            decisions = decisions.matching(word)
        if name := self._typed("organisation"):
            named = Organisation.objects.filter(sort_name__contains=sort_key(name)).values("pk")
            through = Decision.responsible.through.objects.filter(organisation__in=named)
            decisions = decisions.filter(pk__in=through.values("decision"))
        if (year := self._typed("year")).isdigit() and len(year) == 4:
            decisions = decisions.filter(decided_on__year=year)
        if key := key_of(self._typed("body")):
            held = ConferenceBody.objects.filter(body__key=key).values("conference")
            decisions = decisions.filter(conference__in=held)
        return decisions

    def tiles(self) -> list[tuple[str, str, int]]:
        """Value, word and count of each tile."""
        return [(value, label, self.counts.get(value or "all", 0)) for value, label in Tile.choices]

    def _typed(self, name: str) -> str:
        return str(self.data.get(name) or "").replace("\x00", "").strip()[:100]

    def _counts(self, decisions: DecisionQuerySet) -> Subquery:
        counts = {"all": Count("pk")}
        for tile, condition in tile_conditions(self.actor, self.today).items():
            counts[tile.value] = Count("pk", filter=condition)
        grouped = decisions.order_by().annotate(one=Value(1)).values("one")
        return Subquery(grouped.annotate(counts=JSONObject(**counts)).values("counts"))


class TaskFilter(PortalForm):
    """Whose tasks, and which."""

    OPEN, DONE = TaskState.OPEN.value, TaskState.DONE.value

    q = forms.CharField(
        label=_("Search word or number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", _("of my organisation")), ("all", _("of all organisations"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("open")), (DONE, _("done")), ("all", _("all"))], required=False
    )

    def narrow(self, tasks: TaskQuerySet, actor: Actor) -> QuerySet:
        self.is_valid()
        values = self.cleaned_data
        if not values.get("whose"):
            tasks = tasks.of_organisation(actor.organisation_id)
        if values.get("state") != "all":
            tasks = tasks.filter(state=values.get("state") or TaskState.OPEN)
        if word := values.get("q"):
            tasks = tasks.matching(word)
        return tasks
