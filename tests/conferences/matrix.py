"""Who may do what with these addresses. Partner A's organisation has a seat, partner B's has none."""

from conferences.states import ConferenceState, DecisionState
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World, make_body
from tests.matrix import Row, everybody, only

HEAD = {
    "title": "Neue Konferenz",
    "starts_at": "2026-11-05T14:00",
    "ends_at": "2026-11-05T16:00",
    "version": "1",
}


def build(world: World) -> None:
    """One conference per state, an open and a non-public item, a decision of partner A, a task."""
    world.body = make_body("Muster-Allianz", world.chamber_a, world.partner_org_a)
    world.planned = make_conference(world.body, state=ConferenceState.PLANNED, slug="2026-12-01")
    world.invited = make_conference(world.body, slug="2026-11-01")
    world.held = make_conference(world.body, state=ConferenceState.HELD, slug="2026-10-01")
    world.released = make_released(world.body, slug="2026-09-01")
    world.item = make_item(world.invited)
    world.second_item = make_item(world.invited)
    world.draft = make_decision(world.invited, world.partner_org_a)
    world.secret_item = make_item(world.released, is_public=False)
    world.open_item = make_item(world.released)
    values = {"agenda_item": world.open_item}
    world.decision = make_decision(world.released, world.partner_org_a, number="B 2026/91", **values)
    world.reported = make_decision(
        world.released,
        world.partner_org_a,
        number="B 2026/92",
        state=DecisionState.REPORTED_DONE,
        **values,
    )
    world.secret = make_decision(
        world.released, number="B 2026/93", is_public=False, agenda_item=world.secret_item
    )
    world.task = make_task(world.released, world.partner_org_a, number="A-2026-901", **values)


def of(name: str):
    return lambda world: {"slug": getattr(world, name).slug}


def decision(name: str):
    return lambda world: {"lookup": getattr(world, name).ref}


def item(name: str):
    return lambda world: {"key": getattr(world, name).key}


def task(world: World) -> dict:
    return {"number": world.task.number}


def head(world: World) -> dict:
    return {**HEAD, "lead": world.body.pk, "agenda": "standard"}


def decision_data(world: World) -> dict:
    return {
        "agenda_item": world.item.pk,
        "text": "Neu",
        "result": "unanimous",
        "is_public": "on",
        "version": "1",
    }


def task_data(world: World) -> dict:
    return {
        "organisation": world.partner_org_a.pk,
        "text": "Neu",
        "due_on": "2026-12-24",
        "agenda_item": world.item.pk,
        "version": "1",
    }


OFFICE_PAGE = only("office", other=403)
OFFICE_SAVE = only("office", ok=302, other=403)
OFFICE_UNSEEN = only("office", other=404)
SEATED = ("partner_a", "adviser_a", "colleague_a", "editor", "dpo", "office")


def step(name: str, kwargs, *, note: str = "", data=lambda world: {}, post=None) -> Row:
    """A POST-only address."""
    return Row(name, get=everybody(405), post=post or OFFICE_SAVE, kwargs=kwargs, data=data, note=note)


NUMBER = {"number": "9", "title": "Neu", "is_public": "on", "version": "1"}

ROWS: list[Row] = [
    Row("conferences:list", everybody()),
    Row("conferences:create", OFFICE_PAGE, OFFICE_SAVE, data=head),
    Row("conferences:detail", everybody(), kwargs=of("invited")),
    Row("conferences:detail", OFFICE_UNSEEN, kwargs=of("planned"), note="planned"),
    Row("conferences:edit", OFFICE_PAGE, OFFICE_SAVE, kwargs=of("invited"), data=head),
    Row("conferences:edit", everybody(403), everybody(403), kwargs=of("held"), data=head, note="held"),
    step("conferences:invite", of("planned"), post=only("office", ok=302, other=404)),
    step("conferences:hold", of("invited")),
    step("conferences:cancel", of("invited")),
    step("conferences:release", of("held")),
    Row(
        "conferences:minutes",
        OFFICE_PAGE,
        OFFICE_SAVE,
        kwargs=of("held"),
        data=lambda world: {"minutes": "Neu", "version": "1"},
    ),
    Row("conferences:minutes", everybody(403), everybody(403), kwargs=of("released"), note="released"),
    Row("conferences:agenda", OFFICE_PAGE, kwargs=of("invited")),
    Row("conferences:agenda_add", OFFICE_PAGE, OFFICE_SAVE, kwargs=of("invited"), data=lambda world: NUMBER),
    step("conferences:agenda_renumber", of("invited")),
    Row("conferences:agenda_edit", OFFICE_PAGE, OFFICE_SAVE, kwargs=item("item"), data=lambda world: NUMBER),
    Row(
        "conferences:agenda_edit",
        only(*SEATED, ok=403, other=404),
        only(*SEATED, ok=403, other=404),
        kwargs=item("secret_item"),
        note="not-public",
    ),
    step("conferences:agenda_remove", item("second_item")),
    step("conferences:agenda_move_up", item("second_item")),
    step("conferences:agenda_move_down", item("item")),
    Row(
        "conferences:agenda_minutes",
        OFFICE_PAGE,
        OFFICE_SAVE,
        kwargs=item("item"),
        data=lambda world: {"notes": "Neu", "outcome": "information", "version": "1"},
    ),
    Row("conferences:decisions", everybody()),
    Row("conferences:decisions_csv", everybody()),
    Row("conferences:decisions_xlsx", everybody()),
    Row("conferences:decision", everybody(), kwargs=decision("decision")),
    Row("conferences:decision", only(*SEATED), kwargs=decision("secret"), note="not-public"),
    Row("conferences:decision", OFFICE_UNSEEN, kwargs=decision("draft"), note="before-release"),
    Row("conferences:decision_add", OFFICE_PAGE, OFFICE_SAVE, kwargs=of("invited"), data=decision_data),
    Row(
        "conferences:decision_edit",
        OFFICE_PAGE,
        OFFICE_SAVE,
        kwargs=decision("decision"),
        data=lambda world: {"delay_reason": "Neu", "version": "1"},
    ),
    step("conferences:decision_remove", decision("draft"), post=only("office", ok=302, other=404)),
    step("conferences:decision_start", decision("decision"), post=only("partner_a", ok=302, other=403)),
    step("conferences:decision_report_done", decision("decision"), post=only("partner_a", ok=302, other=403)),
    step("conferences:decision_confirm_done", decision("reported")),
    step("conferences:decision_reopen", decision("reported"), data=lambda world: {"reason": "fehlt noch"}),
    Row("conferences:tasks", everybody()),
    Row("conferences:task_add", OFFICE_PAGE, OFFICE_SAVE, kwargs=of("invited"), data=task_data),
    Row(
        "conferences:task_edit",
        OFFICE_PAGE,
        OFFICE_SAVE,
        kwargs=task,
        data=lambda world: task_data(world) | {"agenda_item": world.open_item.pk},
    ),
    step("conferences:task_tick_off", task, post=only("partner_a", "office", ok=302, other=403)),
    step("conferences:task_reopen", task, post=only("partner_a", "office", ok=302, other=403)),
]
