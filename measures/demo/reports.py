"""The demonstration: Sachstände with a history, one overdue; one round done and one running."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from measures.actions.reports import Given, file_report
from measures.actions.rounds import close_round, start_round
from measures.models import Indicator, Measure, ReportRound, RoundRequest, StatusReport
from measures.states import Light, MeasureState, Progress
from portal.access import Actor
from portal.activity.recording import as_of
from portal.days import months_later
from portal.partners.actors import actor_of
from portal.partners.demo import membership

PILOTS, LIST, CARE, WORKSHOP, DIALOGUE, PAPERLESS = (
    "Azubi-Lotsen für kleine Betriebe",
    "Verbundbetriebe auf einen Blick",
    "Pflege im Tandem",
    "Digitalwerkstatt für Ausbilderinnen und Ausbilder",
    "Weiterbildung im Dialog",
    "Berichtsheft ohne Papier",
)
OVERDUE_DAYS = 34
# title, who types it, days ago, light, reason, what was done, what comes next, its actual value
STORY = [
    (
        PILOTS, "wirtschaftsfoerderung", 250, Light.GREEN, "",
        "Drei Lotsinnen und Lotsen sind ausgewählt, der Leitfaden für die Besuche steht.",
        "Die ersten zwanzig Betriebe besuchen.", 11,
    ),
    (
        PILOTS, "wirtschaftsfoerderung", 110, Light.GREEN, "",
        "Alle drei Lotsen sind eingearbeitet. Die Betriebe fragen vor allem nach Verbundausbildung.",
        "Zwei weitere Stellen ausschreiben.", 26,
    ),
    (
        PILOTS, "wirtschaftsfoerderung", 12, Light.AMBER,
        "Zwei von fünf Lotsenstellen sind unbesetzt. Bis dahin übernimmt die Muster-HWK Besuche im Raum "
        "Künzelsau.",
        "Seit dem Sommer sind 21 Betriebe dazugekommen. In 14 Betrieben haben wir die Kammer eingeschaltet.",
        "Die zweite Ausschreibung läuft.", 37,
    ),
    (
        LIST, "ausbildungsberatung", 160, Light.GREEN, "",
        "Die Liste ist mit 23 Betrieben veröffentlicht.", "Die Innungen nach weiteren Betrieben fragen.", 14,
    ),
    (
        LIST, "ausbildungsberatung", 27, Light.GREEN, "",
        "43 Betriebe sind eingetragen, alle mit Ansprechstelle.", "Angaben einmal im Jahr abfragen.", 27,
    ),
    (
        WORKSHOP, "stadt", 18, Light.GREEN, "",
        "Fünf von acht Werkstätten sind gehalten, im Schnitt mit zwölf Teilnehmenden.",
        "Drei Termine im Frühjahr, einer davon in Bad Mergentheim.", 5,
    ),
    (
        DIALOGUE, "redaktion", 20, Light.GREEN, "",
        "Zwei Dialogrunden mit Zulieferbetrieben; am Telefon berichtet.", "Dritte Runde im neuen Jahr.", None,
    ),
    (
        PAPERLESS, "schule", 35, Light.AMBER, "Die Schnittstelle zu einer Kammer fehlt noch.",
        "Zwei Schulen arbeiten mit dem digitalen Berichtsheft.", "Weiter, sobald die Schnittstelle da ist.",
        None,
    ),
]  # fmt: skip
CARE_STORY = (
    Light.RED, "Förderung endet im Dezember, eine Anschlussfinanzierung fehlt.",
    "Neun Einrichtungen teilen sich die Praxisanleitung.", "Gespräch mit dem Land über die Förderung.",
)  # fmt: skip


def reports(today: date) -> None:
    """Sachstände in the past, the oldest first; then the rounds."""
    office = _actor("geschaeftsstelle")
    told_titles = {title for title, *_rest in STORY} | {CARE}
    Measure.objects.filter(title__in=told_titles).update(light=Light.NONE, light_reason="", light_on=None)
    care_on = months_later(today - timedelta(days=OVERDUE_DAYS), -6)
    told = [*STORY, (CARE, "beratung-agentur", (today - care_on).days, *CARE_STORY, None)]
    past = _past_round(today)
    for title, person, days, *said in sorted(told, key=lambda one: -one[2]):
        _report(title, person, _morning(today - timedelta(days=days)), said)
    _finish_past_round(past, today, office)
    _open_round(today, office)


def _actor(local_part: str) -> Actor:
    access = membership(f"{local_part}@muster.example")
    return actor_of(access.user, access)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 20)))


def _report(title: str, person: str, now: datetime, said: list) -> None:
    measure = Measure.objects.get(title=title)
    light, reason, done, next_steps, value = said
    indicator = Indicator.objects.filter(measure=measure).first() if value is not None else None
    latest = measure.reports.first()
    given = Given(
        light=light,
        reason=reason,
        progress=measure.progress,
        done=done,
        next_steps=next_steps,
        values={indicator: Decimal(value)} if indicator else {},
    )
    with as_of(now):
        file_report(measure, given, base=str(latest.key) if latest else "", by=_actor(person), now=now)


# --- rounds -----------------------------------------------------------------------------------------------


def _round(title: str, occasion: str, deadline: date, started: datetime, titles: list[str]) -> ReportRound:
    round_ = ReportRound.objects.create(
        title=title, occasion=occasion, deadline=deadline, prepared_at=started - timedelta(days=1)
    )
    measures = Measure.objects.filter(title__in=titles, state=MeasureState.PUBLISHED)
    RoundRequest.objects.bulk_create(
        RoundRequest(round=round_, measure=one, organisation=one.lead)
        for one in measures.order_by("focus_area", "sort_title")
    )
    return round_


def _past_round(today: date) -> ReportRound:
    """Closed before the conference of the autumn; the answers come with the story."""
    deadline = today - timedelta(days=10)
    started = _morning(today - timedelta(days=31))
    title = f"Sachstandsabfrage bis {deadline:%d.%m.%Y}"
    return _round(title, "Gemeinsame Konferenz im Herbst", deadline, started, [PILOTS, LIST, WORKSHOP, CARE])


def _finish_past_round(round_: ReportRound, today: date, office: Actor) -> None:
    """As if it had run: asked a month ago, answered by those who have reported since, closed."""
    started = _morning(today - timedelta(days=31))
    reminded = _morning(round_.deadline - timedelta(days=7))
    for one in round_.requests.all():
        newest = StatusReport.objects.filter(measure=one.measure_id, reported_at__gte=started).first()
        one.recipients, one.asked_at = 1, started
        if newest is None:
            one.first_reminded_at = one.second_reminded_at = reminded
        else:
            one.report, one.answered_at = newest, newest.reported_at
        one.save()
    ReportRound.objects.filter(pk=round_.pk).update(state="open", started_at=started)
    with as_of(_morning(round_.deadline + timedelta(days=1))):
        close_round(round_, by=office)


def _open_round(today: date, office: Actor) -> None:
    """Started today: all made-up organisations in the lead of a running measure are asked."""
    deadline = today + timedelta(days=16)
    made_up = Measure.objects.published().filter(progress=Progress.RUNNING, lead__is_made_up=True)
    titles = list(made_up.values_list("title", flat=True))
    title = f"Sachstandsabfrage bis {deadline:%d.%m.%Y}"
    now = min(timezone.now(), _morning(today))
    round_ = _round(title, "Lenkungsgruppe im Winter", deadline, now, titles)
    start_round(round_, by=office, now=now)
