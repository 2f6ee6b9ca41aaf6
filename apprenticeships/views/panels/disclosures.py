"""The parts of a case's page about consents, disclosures, handovers and the contact circle: one statement."""

from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, Func, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.http import HttpRequest

from apprenticeships.models import Case, CircleEntry, Consent, Disclosure, Handover
from apprenticeships.states import ConsentWay
from apprenticeships.states.disclosures import AgeGroup, GivenBy, RecipientKind
from apprenticeships.states.handovers import HANDOVER_MARKS, HandoverState
from apprenticeships.views.legal_bases import field_words
from portal.access import Actor

MOST = 100  # rows of all kinds on the page
COLUMNS = ("of", "key", "on", "who", "kind", "what", "aim", "basis", "word", "second", "later", "ended")
NO_DAY = Cast(Value(None), DateField())


def panel(request: HttpRequest, case: Case, today: date) -> dict[str, Any]:
    """Consents, what was given to whom, handovers, and who else looks after the person."""
    found: dict[str, list[dict[str, Any]]] = {of: [] for of in PRESENT}
    for values in _rows(request.actor, case):
        row = dict(zip(COLUMNS, values, strict=True))
        found[row["of"]].append(PRESENT[row["of"]](row))
    return {
        "consents": found["consent"],
        "disclosures": found["disclosure"],
        "handovers": found["handover"],
        "circle": found["circle"],
    }


def _text(expression: Any) -> Any:
    return Cast(Coalesce(expression, Value("")), CharField())


def _joined(name: str) -> Func:
    return Func(F(name), Value(","), function="array_to_string", output_field=CharField())


def _part(model: type, actor: Actor, case: Case, of: str, **columns: Any) -> QuerySet:
    """The rows of one table as tuples in the order of COLUMNS."""
    rows = model.objects.permitted(actor, "view").filter(case=case).order_by()
    found = {"of": Value(of, output_field=CharField()), **columns}
    return rows.annotate(**{f"c_{name}": found[name] for name in COLUMNS}).values_list(
        *(f"c_{name}" for name in COLUMNS)
    )


def _rows(actor: Actor, case: Case) -> QuerySet:
    """The rows of all four tables in the same columns, by kind, the newest first."""
    recipient = Concat(_text(F("recipient__short_name")), F("recipient_name"), output_field=CharField())
    law, version = _text(F("rule__legal_basis")), _text(F("consent__text_version"))
    parts = [
        _part(
            Consent, actor, case, "consent", key=F("key"), on=F("given_on"), who=recipient,
            kind=_text(F("recipient_kind")), what=_joined("fields"), aim=F("purpose"),
            basis=_text(F("text_version")), word=F("given_by"),
            second=Concat(F("given_how"), Value(" "), F("age_group"), output_field=CharField()),
            later=NO_DAY, ended=F("revoked_on"),
        ),
        _part(
            Disclosure, actor, case, "disclosure", key=Cast(Value(None), UUIDField()), on=TruncDate("at"),
            who=recipient, kind=_text(F("recipient_kind")), what=_joined("fields"), aim=F("purpose"),
            basis=law, word=version, second=_text(Value("")), later=F("consent__given_on"), ended=NO_DAY,
        ),
        _part(
            Handover, actor, case, "handover", key=F("key"), on=TruncDate("requested_at"),
            who=_text(F("recipient__short_name")), kind=_text(Value("")), what=_joined("fields"),
            aim=F("reason"), basis=law, word=F("state"), second=_text(F("sender__short_name")),
            later=TruncDate("decided_at"), ended=NO_DAY,
        ),
        _part(
            CircleEntry, actor, case, "circle", key=F("key"), on=F("since"),
            who=_text(F("organisation__short_name")), kind=_text(Value("")), what=_text(Value("")),
            aim=F("purpose"), basis=law, word=version, second=F("person"), later=F("last_contact_on"),
            ended=F("ended_on"),
        ),
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True).order_by("c_of", "-c_on")[:MOST]


def _who(row: dict[str, Any]) -> str:
    return row["who"] or str(RecipientKind(row["kind"]).label)


def _consent(row: dict[str, Any]) -> dict[str, Any]:
    how, age = row["second"].split(" ")
    return {
        "key": row["key"],
        "who": _who(row),
        "purpose": row["aim"],
        "what": field_words(row["what"].split(",")),
        "given_on": row["on"],
        "given_by": GivenBy(row["word"]).label,
        "given_how": ConsentWay(how).label,
        "alone": age == AgeGroup.MINOR_16 and row["word"] != GivenBy.BOTH,
        "version": row["basis"],
        "revoked_on": row["ended"],
    }


def _disclosure(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "on": row["on"],
        "who": _who(row),
        "what": field_words(row["what"].split(",")),
        "purpose": row["aim"],
        "law": row["basis"],
        "consent": row["word"],
        "consent_on": row["later"],
    }


def _handover(row: dict[str, Any]) -> dict[str, Any]:
    mark = (*HANDOVER_MARKS[row["word"]], str(HandoverState(row["word"]).label))
    return {"key": row["key"], "on": row["on"], "who": row["who"], "sender": row["second"], "mark": mark}


def _circle(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "who": row["who"],
        "person": row["second"],
        "purpose": row["aim"],
        "since": row["on"],
        "last_contact_on": row["later"],
        "law": row["basis"],
        "consent": row["word"],
        "ended_on": row["ended"],
    }


PRESENT = {"consent": _consent, "disclosure": _disclosure, "handover": _handover, "circle": _circle}
