from django.urls import path, register_converter

from conferences.querysets import decision_number
from conferences.views import agenda, conferences, decisions, tasks


class ConferenceSlug:
    """The day of a conference, with a running number from the second of a day on."""

    regex = r"\d{4}-\d{2}-\d{2}(?:-\d{1,3})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DecisionReference:
    """A decision's number (B-2026-07), or its key before it has one, as a look-up."""

    regex = r"B-\d{4}-\d{2,4}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def to_python(self, value: str) -> dict[str, str]:
        return {"number": decision_number(value)} if value.startswith("B-") else {"key": value}

    def to_url(self, value: str) -> str:
        return value


register_converter(ConferenceSlug, "conference")
register_converter(DecisionReference, "decision")

app_name = "conferences"

urlpatterns = [
    path("", conferences.listing, name="list"),
    path("neu/", conferences.create, name="create"),
    path("beschluesse/", decisions.register, name="decisions"),
    path("beschluesse/export.csv", decisions.export_csv, name="decisions_csv"),
    path("beschluesse/export.xlsx", decisions.export_xlsx, name="decisions_xlsx"),
    path("beschluesse/<decision:lookup>/", decisions.detail, name="decision"),
    path("beschluesse/<decision:lookup>/bearbeiten/", decisions.edit, name="decision_edit"),
    path("beschluesse/<decision:lookup>/entfernen/", decisions.remove, name="decision_remove"),
    path("beschluesse/<decision:lookup>/beginnen/", decisions.start, name="decision_start"),
    path(
        "beschluesse/<decision:lookup>/erledigt-melden/", decisions.report_done, name="decision_report_done"
    ),
    path("beschluesse/<decision:lookup>/bestaetigen/", decisions.confirm_done, name="decision_confirm_done"),
    path("beschluesse/<decision:lookup>/wieder-aufnehmen/", decisions.reopen, name="decision_reopen"),
    path("aufgaben/", tasks.listing, name="tasks"),
    path("aufgaben/<slug:number>/bearbeiten/", tasks.edit, name="task_edit"),
    path("aufgaben/<slug:number>/erledigt/", tasks.tick_off, name="task_tick_off"),
    path("aufgaben/<slug:number>/wieder-oeffnen/", tasks.reopen, name="task_reopen"),
    path("<conference:slug>/", conferences.detail, name="detail"),
    path("<conference:slug>/bearbeiten/", conferences.edit, name="edit"),
    path("<conference:slug>/einladen/", conferences.invite, name="invite"),
    path("<conference:slug>/abschliessen/", conferences.hold, name="hold"),
    path("<conference:slug>/absagen/", conferences.cancel, name="cancel"),
    path("<conference:slug>/freigeben/", conferences.release, name="release"),
    path("<conference:slug>/protokoll/", conferences.minutes, name="minutes"),
    path("<conference:slug>/tagesordnung/", agenda.listing, name="agenda"),
    path("<conference:slug>/tagesordnung/neu/", agenda.add, name="agenda_add"),
    path("<conference:slug>/tagesordnung/durchzaehlen/", agenda.renumber, name="agenda_renumber"),
    path("<conference:slug>/beschluesse/neu/", decisions.add, name="decision_add"),
    path("<conference:slug>/aufgaben/neu/", tasks.add, name="task_add"),
    path("top/<uuid:key>/bearbeiten/", agenda.edit, name="agenda_edit"),
    path("top/<uuid:key>/entfernen/", agenda.remove, name="agenda_remove"),
    path("top/<uuid:key>/nach-oben/", agenda.move_up, name="agenda_move_up"),
    path("top/<uuid:key>/nach-unten/", agenda.move_down, name="agenda_move_down"),
    path("top/<uuid:key>/notizen/", agenda.minutes, name="agenda_minutes"),
]
