"""The demonstration: a measure with four versions and a fifth in review, and a proposed change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from measures.actions import drafts as actions
from measures.actions.measures import publish_measure
from measures.content import content_of, write
from measures.drafting import Opened
from measures.models import Measure
from measures.states import Light, MeasureState, RevisionKind
from portal.access import Actor
from portal.activity.recording import as_of
from portal.partners.actors import actor_of
from portal.partners.demo import membership

GUIDES = "Azubi-Lotsen für kleine Betriebe"
NURSING = "Pflege im Tandem"
# days ago, what the editors changed, why; the last version is what demo.json says
VERSIONS: list[tuple[int, dict[str, Any], str]] = [
    (
        35,
        {
            "summary": "Lotsinnen und Lotsen besuchen Betriebe bis 10 Beschäftigte.",
            "target_groups": ["Kleine Betriebe"],
            "funding": "",
        },
        "",
    ),
    (
        26,
        {
            "summary": "Lotsinnen und Lotsen besuchen Betriebe bis 10 Beschäftigte, "
            "wenn ein Ausbildungsplatz gefährdet ist.",
        },
        "Rückmeldung der Muster-Innung Metall",
    ),
    (17, {"funding": "Eigenmittel der Partner"}, "Beschluss der Muster-Lenkungsgruppe"),
]


def drafts(today: date) -> None:
    """Stores each measure's first version, the story of one, a draft in review and an open proposal."""
    editor = _actor("redaktion@muster.example")
    guides = Measure.objects.get(title=GUIDES, source_key=None)
    _tell(guides, editor)
    rows = Measure.objects.filter(state=MeasureState.PUBLISHED, published_revision=None)
    for measure in rows:
        with _days_ago(35):
            actions.published_revision(measure)
    for measure in Measure.objects.filter(state=MeasureState.DRAFT, drafts=None):
        with _days_ago(20):
            actions.begin_draft(measure, by=editor)
    _propose(_actor("innung@muster.example"))


def _tell(measure: Measure, editor: Actor) -> None:
    """Four versions that readers saw, one after the other, and a fifth that waits for its review."""
    now = content_of(measure)
    days, first, _reason = VERSIONS[0]
    light = {"light": measure.light, "light_reason": measure.light_reason}
    Measure.objects.filter(pk=measure.pk).update(light=Light.GREEN, light_reason="")
    with _days_ago(days):
        write(measure, now | first)
        actions.published_revision(measure)
    for days, changes, reason in VERSIONS[1:]:
        _publish(measure, changes, reason, editor, days)
    Measure.objects.filter(pk=measure.pk).update(**light)
    _publish(measure, now, "Auch Betriebe bis 20 Beschäftigte", editor, 9)
    with _days_ago(2):
        changes = {"summary": f"{now['summary']} Sie kommen auch abends."}
        reason = "Wunsch der Betriebe"
        draft = actions.draft_from_content(
            measure, changes, by=editor, kind=RevisionKind.SAVED, reason=reason
        )
        actions.submit_draft(draft, version=draft.version, by=editor)


def _publish(measure: Measure, changes: dict[str, Any], reason: str, editor: Actor, days: int) -> None:
    with _days_ago(days):
        actions.draft_from_content(measure, changes, by=editor, kind=RevisionKind.SAVED, reason=reason)
        publish_measure(measure, by=editor)


def _propose(partner: Actor) -> None:
    measure = Measure.objects.select_related("published_revision").get(title=NURSING, source_key=None)
    changes = {"target_groups": [*measure.target_groups, "Ambulante Dienste"]}
    with _days_ago(2):
        actions.propose_change(
            measure,
            changes,
            opened=str(Opened.now(measure, None)),
            by=partner,
            reason="Zwei ambulante Dienste aus der Region möchten mitmachen.",
        )


def _actor(email: str) -> Actor:
    person = membership(email)
    return actor_of(person.user, person)


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with as_of(timezone.now() - timedelta(days=days)), transaction.atomic():
        yield
