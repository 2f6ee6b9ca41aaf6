"""Addresses of the work list, deadlines, checklist, and the tables behind them."""

from django.urls import path

from apprenticeships.views import case_work, deadline_rules, law_texts, work_list

PATTERNS = [
    path("meine-liste/", work_list.work_list, name="work_list"),
    path("faelle/<str:number>/fristen/neu/", case_work.deadline_add, name="deadline_add"),
    path("faelle/<str:number>/fristen/<uuid:key>/erledigt/", case_work.deadline_done, name="deadline_done"),
    path("faelle/<str:number>/fristen/<uuid:key>/offen/", case_work.deadline_reopen, name="deadline_reopen"),
    path("faelle/<str:number>/fristen/<uuid:key>/entfernen/", case_work.deadline_drop, name="deadline_drop"),
    path("faelle/<str:number>/checkliste/", case_work.case_checklist, name="case_checklist"),
    path("fristen/", deadline_rules.deadline_rules, name="deadline_rules"),
    path("fristen/neu/", deadline_rules.deadline_rule_create, name="deadline_rule_create"),
    path("fristen/<uuid:key>/", deadline_rules.deadline_rule_edit, name="deadline_rule_edit"),
    path("fristen/<uuid:key>/eigene/", deadline_rules.deadline_rule_override, name="deadline_rule_override"),
    path("fristen/<uuid:key>/geprueft/", deadline_rules.deadline_rule_check, name="deadline_rule_check"),
    path("fristen/recht/<slug:register>/<slug:code>/", law_texts.law_text_edit, name="law_text_edit"),
    path(
        "fristen/recht/<slug:register>/<slug:code>/geprueft/", law_texts.law_text_check, name="law_text_check"
    ),
    path("ziel-und-checkliste/", deadline_rules.case_setup, name="case_setup"),
    path("ziel-und-checkliste/punkte/neu/", deadline_rules.checklist_item_add, name="checklist_item_add"),
    path(
        "ziel-und-checkliste/punkte/<uuid:key>/verwenden/",
        deadline_rules.checklist_item_on,
        name="checklist_item_on",
    ),
    path(
        "ziel-und-checkliste/punkte/<uuid:key>/weglassen/",
        deadline_rules.checklist_item_off,
        name="checklist_item_off",
    ),
]
