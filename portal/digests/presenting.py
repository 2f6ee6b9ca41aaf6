"""What the lists show of each row, made from tuples."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.areas import registered
from portal.digests.states import MailState, Reason
from portal.digests.weeks import week_of
from portal.partners.states import Role

STATE_MARKS = {
    MailState.QUEUED: ("watch", "clock"),
    MailState.IN_FLIGHT: ("active", "mail"),
    MailState.SENT: ("good", "tick"),
    MailState.FAILED: ("bad", "alert"),
    MailState.SKIPPED: ("", "ring"),
}

MAIL_FIELDS = (
    "key", "kind", "state", "reason", "answer", "created_at", "due_at", "sent_at", "attempts",
    "membership__organisation__short_name", "membership__role",
)  # fmt: skip
DELIVERY_FIELDS = (
    "key",
    "period__end",
    "mail__state",
    "mail__reason",
    "membership__organisation__short_name",
    "content__subject",
)
READER_FIELDS = ("short_name", "people", "readers")


@dataclass(frozen=True)
class MailRow:
    """One mail of the outbox."""

    kind: str
    to: str
    role: str
    mark: tuple[str, str, str]
    at: datetime
    words: str
    tries: int
    resend_url: str


@dataclass(frozen=True)
class DeliveryRow:
    """One past digest of one's own."""

    title: str
    url: str
    end: datetime
    organisation: str
    mark: tuple[str, str, str]
    words: str


@dataclass(frozen=True)
class ReaderRow:
    """One organisation and how many of its people get the digest."""

    name: str
    people: int
    readers: int


def mail_row(values: tuple) -> MailRow:
    key, kind, state, reason, answer, created_at, due_at, sent_at, attempts, organisation, role, _pk = values
    return MailRow(
        kind=kind_label(kind),
        to=organisation or _("a person without access"),
        role=str(Role(role).label) if role else "",
        mark=state_mark(state),
        at=sent_at or max(created_at, due_at),
        words=words_of(reason, answer),
        tries=attempts,
        resend_url=reverse("digests:mail_resend", kwargs={"key": key}) if state == MailState.FAILED else "",
    )


def delivery_row(values: tuple) -> DeliveryRow:
    key, end, state, reason, organisation, subject, _pk = values
    return DeliveryRow(
        title=subject or _("Weekly digest week %(week)d") % {"week": week_of(end)},
        url=reverse("digests:delivery", kwargs={"key": key}) if subject else "",
        end=end,
        organisation=organisation,
        mark=state_mark(state or MailState.SENT),
        words=words_of(reason or "", ""),
    )


def reader_row(values: tuple) -> ReaderRow:
    return ReaderRow(*values)


def words_of(reason: str, answer: str) -> str:
    """Why it was not sent, in our words, with what the area or the server said."""
    said = str(Reason(reason).label) if reason else ""
    return f"{said}: {answer}" if said and answer else said or answer


def state_mark(state: str) -> tuple[str, str, str]:
    """Kind, icon and word of a mail's state for the mark component."""
    return (*STATE_MARKS[MailState(state)], str(MailState(state).label))


def kind_label(kind: str) -> str:
    """What a kind of mail is called: the digest, an account mail, else the area it comes from."""
    if kind == "digest":
        return _("Weekly digest")
    if kind == "account":
        return _("Account mail")
    return str(_area_labels().get(kind, kind))


@lru_cache
def _area_labels() -> dict[str, object]:
    return {kind: area.label for area in registered() for kind in area.mails}
