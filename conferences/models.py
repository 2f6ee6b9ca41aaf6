"""Joint conferences, what was on their agenda, what they decided, and who does what until when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conferences import rules
from conferences.querysets import AgendaItemQuerySet, ConferenceQuerySet, DecisionQuerySet, TaskQuerySet
from conferences.states import (
    DECIDED,
    ConferenceState,
    DecisionState,
    Outcome,
    Result,
    TaskState,
)
from portal.models import Keyed, Versioned
from portal.partners.models import Body, Organisation


class Conference(Versioned):
    """One row is one conference of one or more bodies; with several bodies it is a joint one.

    `slug` is its day, with a running number from the second of a day on. `invited_at` opens it to the
    partners, `minutes_released_at` opens what came out of it.
    """

    slug = models.CharField(max_length=14, unique=True, editable=False)
    title = models.CharField(_("Title"), max_length=160)
    bodies = models.ManyToManyField(Body, through="ConferenceBody", related_name="conferences")
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    link = models.URLField(_("Link to dial in"), blank=True)
    chairs = models.CharField(_("Chaired by"), max_length=200, blank=True)
    minute_taker = models.CharField(_("Minutes taken by"), max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=ConferenceState.choices, default=ConferenceState.PLANNED)
    invited_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(_("Minutes"), blank=True)
    minutes_released_at = models.DateTimeField(null=True, blank=True)
    minutes_released_by = models.ForeignKey(
        "partners.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ConferenceQuerySet.as_manager()
    access_rules = {
        "view": rules.view_conference,
        "manage": rules.manage_conference,
        "edit": rules.edit_conference,
        "decide": rules.decide_in_conference,
        "write_minutes": rules.write_minutes,
        "release": rules.release_minutes,
        "read_minutes": rules.read_minutes,
    }

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConferenceState.values), name="conference_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="conference_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(minutes_released_at=None) | Q(state=ConferenceState.HELD),
                name="conference_released_when_held",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConferenceState.INVITED) | Q(invited_at__isnull=False),
                name="conference_invited_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConferenceState.HELD) | Q(held_at__isnull=False, invited_at__isnull=False),
                name="conference_held_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConferenceState.CANCELLED) | Q(cancelled_at__isnull=False),
                name="conference_cancelled_when",
            ),
        ]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="conference_by_date")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("conferences:detail", args=[self.slug])

    @property
    def held_on(self) -> date:
        """The day of the conference, in local time."""
        return timezone.localtime(self.starts_at).date()

    @property
    def is_open(self) -> bool:
        """Whether agenda and decisions can still change."""
        return self.state in {ConferenceState.PLANNED, ConferenceState.INVITED}

    @property
    def is_released(self) -> bool:
        return self.minutes_released_at is not None


class ConferenceBody(models.Model):
    """One row says that a conference is held by a body; position 0 is the lead."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="body_seats")
    body = models.ForeignKey(Body, models.PROTECT, related_name="conference_seats")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "body"], name="conference_body_once"),
            models.UniqueConstraint(
                fields=["conference", "position"],
                name="conference_body_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.position}"


class AgendaItem(Keyed, Versioned):
    """One row is one item of an agenda (TOP): what is planned, and the notes of what was said.

    `position` is its order in the conference, from 1; `number` is what people say ("5.2").
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(_("Number"), max_length=8)
    title = models.CharField(_("Title"), max_length=200)
    is_public = models.BooleanField(_("Public"), default=True)
    presenter = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Presented by"),
    )
    planned_minutes = models.PositiveSmallIntegerField(_("Planned minutes"), null=True, blank=True)
    proposed_text = models.TextField(_("Proposed decision"), max_length=2000, blank=True)
    notes = models.TextField(_("Notes"), blank=True)
    outcome = models.CharField(_("Outcome"), max_length=11, choices=Outcome.choices, default=Outcome.NONE)

    objects = AgendaItemQuerySet.as_manager()
    access_rules = {
        "view": rules.view_agenda_item,
        "manage": rules.manage_agenda_item,
        "edit": rules.edit_agenda_item,
        "write_minutes": rules.write_agenda_item,
    }

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="agenda_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="agenda_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"TOP {self.number} {self.title}"


class Decision(Keyed, Versioned):
    """One row is one decision of a conference, and how far it has been put into practice.

    `number` ("B 2026/07") is given when the conference is closed, to what was decided only; until then
    the decision is called after its agenda item ("TOP 5-1"). `sequence` is the number's running part
    (0 without one), `decided_on` the day of the conference; both serve the order of the register.
    """

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="decisions")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="decisions", verbose_name=_("Agenda item")
    )
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=12, blank=True, default="", editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    decided_on = models.DateField(editable=False)
    text = models.TextField(_("Decision"), max_length=4000)
    result = models.CharField(_("Result"), max_length=9, choices=Result.choices, default=Result.UNANIMOUS)
    votes = models.CharField(_("Votes"), max_length=200, blank=True)
    is_public = models.BooleanField(_("Public"), default=True)
    responsible = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="responsible_decisions",
        verbose_name=_("Responsible"),
    )
    due_on = models.DateField(_("Due"), null=True, blank=True)
    state = models.CharField(max_length=13, choices=DecisionState.choices, default=DecisionState.OPEN)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    reopened_why = models.CharField(_("Reason for reopening"), max_length=300, blank=True)
    delay_reason = models.CharField(_("Reason for the delay"), max_length=300, blank=True)
    measures = models.ManyToManyField(
        "measures.Measure", blank=True, related_name="decisions", verbose_name=_("Measures")
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amended_by", verbose_name=_("Amends")
    )
    office_note = models.TextField(_("For the office only"), max_length=2000, blank=True)

    objects = DecisionQuerySet.as_manager()
    access_rules = {
        "view": rules.view_decision,
        "edit": rules.edit_decision,
        "remove": rules.remove_decision,
        "report": rules.report_decision,
        "confirm": rules.confirm_decision,
    }

    class Meta:
        ordering = ["-decided_on", "-sequence", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="decision_number_once"),
            models.UniqueConstraint(fields=["agenda_item", "position"], name="decision_position_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="decision_result_known"),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(number="", sequence=0) | (~Q(number="") & Q(sequence__gt=0, result__in=DECIDED)),
                name="decision_number_when_decided",
            ),
            models.CheckConstraint(
                condition=~Q(number="") | Q(state=DecisionState.OPEN), name="decision_state_needs_number"
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DONE, done_on__isnull=False)
                | (~Q(state=DecisionState.DONE) & Q(done_on=None)),
                name="decision_done_when",
            ),
        ]
        indexes = [
            models.Index(fields=["-decided_on", "-sequence", "-id"], name="decision_by_date"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["open", "in_progress"]),
                name="decision_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("conferences:decision", args=[self.ref])

    @property
    def label(self) -> str:
        """What people call it: its number, before the closing "TOP 5-1"."""
        return self.number or f"TOP {self.agenda_item.number}-{self.position}"

    @property
    def ref(self) -> str:
        """Its number as it stands in addresses (B-2026-07), without one its key."""
        return reference(self.number, self.key)

    def is_overdue(self, today: date) -> bool:
        unfinished = self.state in {DecisionState.OPEN, DecisionState.IN_PROGRESS}
        return bool(self.number and unfinished and self.due_on and self.due_on < today)


def reference(number: str, key: object) -> str:
    """A decision in an address: "B 2026/07" becomes B-2026-07, without a number it is the key."""
    return number.replace(" ", "-").replace("/", "-") if number else str(key)


class ActionItem(Keyed, Versioned):
    """One row is one task from a conference: who does what until when."""

    number = models.CharField(max_length=12, unique=True, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="tasks")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="tasks", verbose_name=_("Agenda item")
    )
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("Follows from decision"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tasks", verbose_name=_("Who")
    )
    text = models.CharField(_("What"), max_length=300)
    due_on = models.DateField(_("Until"))
    state = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()
    access_rules = {
        "view": rules.view_task,
        "edit": rules.edit_task,
        "tick_off": rules.tick_off_task,
    }

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | Q(state=TaskState.OPEN, done_at=None),
                name="task_done_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="task_by_date"),
            models.Index(fields=["organisation", "state", "due_on"], name="task_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its line on the page of its conference."""
        return f"{self.conference.get_absolute_url()}#{self.number}"
