"""Questions that lists, dashboard and mails ask of conferences, decisions and tasks."""

import re
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from conferences.states import ConferenceState, DecisionState, TaskState
from portal.access import AccessQuerySet
from portal.partners.models import Body, Organisation

UNFINISHED = (DecisionState.OPEN, DecisionState.IN_PROGRESS)


class ConferenceQuerySet(AccessQuerySet):
    """Conferences by date, with the names of their bodies."""

    def upcoming(self, now: datetime) -> "ConferenceQuerySet":
        """Not yet held and not over for more than a day; called-off ones too, so that nobody travels."""
        return self.filter(starts_at__gte=now - timedelta(days=1)).exclude(state=ConferenceState.HELD)

    def past(self, now: datetime) -> "ConferenceQuerySet":
        """The complement of upcoming()."""
        return self.filter(Q(starts_at__lt=now - timedelta(days=1)) | Q(state=ConferenceState.HELD))

    def with_body_names(self) -> "ConferenceQuerySet":
        """Each row with `body_names`, the lead body first."""
        bodies = Body.objects.filter(conference_seats__conference=OuterRef("pk"))
        names = bodies.order_by("conference_seats__position").values("short_name")
        return self.annotate(body_names=ArraySubquery(names))

    def next_for(self, now: datetime) -> "ConferenceQuerySet":
        """The conferences still to come, the nearest first."""
        return self.filter(
            state__in=[ConferenceState.PLANNED, ConferenceState.INVITED], starts_at__gte=now
        ).order_by("starts_at", "pk")


class DecisionQuerySet(AccessQuerySet):
    """Decisions by how far they have been put into practice."""

    def numbered(self) -> "DecisionQuerySet":
        return self.exclude(number="")

    def unfinished(self) -> "DecisionQuerySet":
        return self.numbered().filter(state__in=UNFINISHED)

    def overdue(self, today: date) -> "DecisionQuerySet":
        return self.unfinished().filter(due_on__lt=today)

    def of_organisation(self, organisation_id: int) -> "DecisionQuerySet":
        """Decisions that the organisation must put into practice."""
        through = self.model.responsible.through.objects.filter(organisation=organisation_id)
        return self.filter(pk__in=through.values("decision"))

    def with_responsible_names(self) -> "DecisionQuerySet":
        """Each row with `responsible_names` in German order."""
        organisations = Organisation.objects.filter(responsible_decisions=OuterRef("pk"))
        names = organisations.order_by("sort_name").values("short_name")
        return self.annotate(responsible_names=ArraySubquery(names))

    def matching(self, word: str) -> "DecisionQuerySet":
        """Decisions whose text or number holds `word`; "B-2026-07" and "B 2026/07" are the same."""
        return self.filter(Q(text__icontains=word) | Q(number__icontains=decision_number(word)))

    def in_agenda_order(self) -> "DecisionQuerySet":
        return self.order_by("agenda_item__position", "position", "pk")


class TaskQuerySet(AccessQuerySet):
    """Tasks by date."""

    def open(self) -> "TaskQuerySet":
        return self.filter(state=TaskState.OPEN)

    def of_organisation(self, organisation_id: int) -> "TaskQuerySet":
        return self.filter(organisation=organisation_id)

    def matching(self, word: str) -> "TaskQuerySet":
        return self.filter(Q(text__icontains=word) | Q(number__icontains=word))


class AgendaItemQuerySet(AccessQuerySet):
    """Agenda items in their order."""

    def in_order(self) -> "AgendaItemQuerySet":
        return self.order_by("position", "pk")


def decision_number(text: str) -> str:
    """A number as it stands in an address or is typed, as it is stored: "b-2026-07" gives "B 2026/07"."""
    found = re.fullmatch(r"[Bb][ -]?(\d{4})[-/ ](\d{1,4})", text.strip())
    return f"B {found[1]}/{found[2]:0>2}" if found else text
