"""What three of the demonstration's measures have set themselves, and the papers of one of them."""

from datetime import date, timedelta

from django.utils import timezone

from measures.indicators import Quarter
from measures.models import AgreementSection, Indicator, Measure, Milestone, Reading, SourceAgreement, Target
from measures.states import Direction
from portal.activity.recording import as_of
from portal.attachments.actions import add_document, add_link
from portal.attachments.checking import check
from portal.documents import Document, Format, Heading, Items, Paragraph, render
from portal.documents.pdf import FontsMissing
from portal.partners.actors import actor_of
from portal.partners.demo import membership, organisation

PILOTS = "Azubi-Lotsen für kleine Betriebe"
LIST = "Verbundbetriebe auf einen Blick"
CARE = "Pflege im Tandem"
# title, due in days, reached in days (None: not yet)
MILESTONES = {
    PILOTS: [
        ("Konzept beschlossen", -362, -362),
        ("Drei Lotsen im Einsatz", -260, -267),
        ("Fünf Lotsen im Einsatz", -34, None),
        ("100 Betriebe beraten", 58, None),
        ("Auswertung in der Konferenz", 190, None),
    ],
    LIST: [
        ("Erste Liste mit 20 Betrieben", -200, -204),
        ("Liste steht allen Kammern offen", -40, -38),
        ("Abfrage zum neuen Ausbildungsjahr", 35, None),
    ],
    CARE: [("Drei Tandems gefunden", -120, -90), ("Sechs Tandems gefunden", -12, None)],
}
WFG, IHK, HWK = "Muster-Wirtschaftsförderung Hohenlohekreis", "Muster-IHK", "Muster-HWK"
SECTIONS = ("Ausbildungsmarkt stabilisieren", "Strukturwandel bewältigen", "Digitalisierung nutzen")


def plan(today: date) -> None:
    """Milestones, indicators with targets and actual values of the last quarters, two papers and a link."""
    found = {row.title: row for row in Measure.objects.filter(title__in=MILESTONES)}
    for title, rows in MILESTONES.items():
        Milestone.objects.bulk_create(_milestone(found[title], row, today) for row in rows)
    quarters = _quarters(today)
    pilots = Indicator.objects.create(measure=found[PILOTS], title="Beratene Betriebe")
    _targets(pilots, quarters, (20, 45, 80, 110, 120))
    _readings(pilots, quarters, {WFG: (11, 26, 37), HWK: (7, 15, 25)})
    listed = Indicator.objects.create(measure=found[LIST], title="Betriebe auf der Liste")
    _targets(listed, quarters, (20, 30, 40, 45))
    _readings(listed, quarters, {IHK: (14, 22, 27), HWK: (9, 12, 16)})
    counted = Indicator.objects.create(
        measure=found[LIST], title="Neue Verträge über die Liste", counted_by="contract", position=1
    )
    _targets(counted, quarters[2:], (10, 15))
    care = Indicator.objects.create(
        measure=found[CARE],
        title="Auszubildende ohne feste Praxisanleitung",
        direction=Direction.DOWN,
        baseline=30,
        baseline_on=today - timedelta(days=400),
    )
    _targets(care, quarters, (25, 20, 12, 6))
    _readings(care, quarters, {"Muster-Agentur Schwäbisch Hall": (26, 24, 21)})
    _papers(found[PILOTS])


def sections(declaration: SourceAgreement) -> None:
    """The declaration's three focus areas as its sections, each with its measures."""
    for number, title in enumerate(SECTIONS, 1):
        section = AgreementSection.objects.create(
            agreement=declaration, number=str(number), title=title, position=number
        )
        declaration.measures.filter(focus_area=number).update(agreement_section=section)


def _milestone(measure: Measure, row: tuple[str, int, int | None], today: date) -> Milestone:
    title, due, reached = row
    reached_on = None if reached is None else today + timedelta(days=reached)
    return Milestone(measure=measure, title=title, due_on=today + timedelta(days=due), reached_on=reached_on)


def _quarters(today: date) -> list[date]:
    """The last days of the three quarters that have ended, and of the two after these."""
    quarter, ended = Quarter.of(today - timedelta(days=370)), []
    while quarter.last_day < today:
        ended.append(quarter)
        quarter = quarter.next
    return [one.last_day for one in [*ended[-3:], quarter, quarter.next]]


def _targets(indicator: Indicator, days: list[date], values: tuple[int, ...]) -> None:
    Target.objects.bulk_create(
        Target(indicator=indicator, due_on=day, value=value) for day, value in zip(days, values, strict=False)
    )


def _readings(indicator: Indicator, days: list[date], values: dict[str, tuple[int, ...]]) -> None:
    Reading.objects.bulk_create(
        Reading(indicator=indicator, organisation=organisation(name), read_on=day, value=value)
        for name, row in values.items()
        for day, value in zip(days, row, strict=False)
    )


def _papers(measure: Measure) -> None:
    """Without the built typeface there is no PDF, but the Word file."""
    editor = membership("redaktion@muster.example")
    by = actor_of(editor.user, editor)
    with as_of(timezone.now() - timedelta(days=30)):
        for kind, title, parts in (
            (Format.PDF, "Konzept Azubi-Lotsen", CONCEPT),
            (Format.DOCX, "Besuchsleitfaden", GUIDE),
        ):
            paper = Document(title=title, organisation=WFG, parts=parts, footer="Frei erfundenes Beispiel")
            try:
                checked = check(f"{title}.{kind}", render(paper, kind))
            except FontsMissing:
                continue
            add_document(measure, checked, title, is_public=True, by=by)
        add_link(measure, "https://muster.example/lotsen", "Seite der Lotsen", is_public=True, by=by)


CONCEPT = (
    Heading("Worum es geht"),
    Paragraph("Lotsinnen und Lotsen besuchen Betriebe bis 20 Beschäftigte, bevor ein Platz verloren geht."),
    Heading("Was wir uns vornehmen"),
    Items(["fünf Lotsenstellen", "120 beratene Betriebe bis zum Ende", "Auswertung in der Konferenz"]),
)
GUIDE = (
    Heading("Vor dem Besuch"),
    Items(["Termin vereinbaren", "Ansprechpartner der Kammer heraussuchen"]),
    Heading("Im Betrieb"),
    Items(["zuhören", "Hilfen nennen", "nichts unterschreiben lassen"]),
)
