"""The marks of states in this area: tone and icon that go with the word (components/state.html)."""

from typing import NamedTuple

from conferences.states import ConferenceState, DecisionState, Result, TaskState


class Mark(NamedTuple):
    """`kind` is a tone of `bp-state`, `icon` a name, `label` the word."""

    kind: str
    icon: str
    label: str


CONFERENCE = {
    ConferenceState.PLANNED: ("watch", "calendar"),
    ConferenceState.INVITED: ("active", "mail"),
    ConferenceState.HELD: ("good", "check"),
    ConferenceState.CANCELLED: ("bad", "cross"),
}
DECISION = {
    DecisionState.OPEN: ("", "ring"),
    DecisionState.IN_PROGRESS: ("active", "swap"),
    DecisionState.REPORTED_DONE: ("watch", "info"),
    DecisionState.DONE: ("done", "tick"),
}
RESULT = {
    Result.UNANIMOUS: ("good", "check"),
    Result.MAJORITY: ("good", "check"),
    Result.POSTPONED: ("warn", "pause"),
    Result.REJECTED: ("bad", "cross"),
}
TASK = {TaskState.OPEN: ("", "ring"), TaskState.DONE: ("done", "tick")}


def conference_mark(state: str) -> Mark:
    return Mark(*CONFERENCE[state], str(ConferenceState(state).label))


def decision_mark(number: str, state: str, result: str) -> Mark:
    """How far it is put into practice; without a number, how it was taken."""
    if number:
        return Mark(*DECISION[state], str(DecisionState(state).label))
    return Mark(*RESULT[result], str(Result(result).label))


def task_mark(state: str) -> Mark:
    return Mark(*TASK[state], str(TaskState(state).label))
