"""Who may touch which row: every permission is a function from an actor to a Q over rows.

A model names its rules in `access_rules`; lists, detail pages, buttons, search, exports and mails all
ask the same rule through `permitted()`, `with_access()` and `fetch()`. A rule joins to-one relations
only; for to-many it uses a subquery, so that no row comes twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.http import Http404

EVERYBODY = Q(pk__isnull=False)  # never Q(): an empty Q vanishes in `|`
NOBODY = Q(pk__in=[])

Rule = Callable[["Actor"], Q]


@dataclass(frozen=True)
class Actor:
    """A person acting for one organisation in one role; computed once per request.

    `user_ids` holds the person and everybody they stand in for today (within the same organisation).
    """

    user: Any = None
    membership: Any = None
    user_ids: frozenset[int] = frozenset()
    via: str = "web"
    districts: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_authenticated(self) -> bool:
        return self.user is not None and self.membership is not None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    @property
    def membership_id(self) -> int | None:
        return self.membership.pk if self.membership is not None else None

    @property
    def organisation(self) -> Any:
        return self.membership.organisation if self.membership is not None else None

    @property
    def organisation_id(self) -> int | None:
        return self.membership.organisation_id if self.membership is not None else None

    @property
    def role(self) -> str:
        return self.membership.role if self.membership is not None else ""

    @property
    def name(self) -> str:
        return self.user.name if self.user is not None else ""

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def role_label(self) -> str:
        return self.membership.get_role_display() if self.membership is not None else ""

    @property
    def organisation_name(self) -> str:
        return self.membership.organisation.short_name if self.membership is not None else ""

    def has_role(self, *roles: str) -> bool:
        return self.role in roles

    @property
    def may_hold_persons(self) -> bool:
        """Whether the organisation has signed the agreement without which it gets no personal data."""
        return self.organisation is not None and self.organisation.agreement_on is not None


ANONYMOUS = Actor()


class AccessQuerySet(QuerySet):
    """A QuerySet that knows its model's rules."""

    def permitted(self, actor: Actor, action: str) -> "AccessQuerySet":
        """The rows on which `actor` may do `action`."""
        return self.filter(rule(self.model, actor, action))

    def with_access(self, actor: Actor, *actions: str) -> "AccessQuerySet":
        """Each row with `may_<action>` for the buttons of its page."""
        return self.annotate(
            **{
                f"may_{action}": Case(
                    When(rule(self.model, actor, action), then=Value(True)),
                    default=Value(False),
                    output_field=BooleanField(),
                )
                for action in actions
            }
        )


def rule(model: type[Model], actor: Actor, action: str) -> Q:
    """The Q of `action`; nobody may do anything without an account. Unknown actions are a fault."""
    if not actor.is_authenticated:
        return NOBODY
    return model.access_rules[action](actor)


def fetch(queryset: QuerySet, actor: Actor, action: str, **lookup: Any) -> Model:
    """The one row of `lookup`: 404 when the actor may not see it, 403 when seen but not allowed."""
    actions = dict.fromkeys(["view", action])
    row = queryset.with_access(actor, *actions).filter(**lookup).first()
    if row is None or not row.may_view:
        raise Http404
    if not getattr(row, f"may_{action}"):
        raise PermissionDenied
    return row


def require(allowed: bool) -> None:
    """Refuses with 403 what has no row yet, such as creating one."""
    if not allowed:
        raise PermissionDenied


def deputies_on(today: date) -> Q:
    """Memberships whose deputy stands in on `today` (both dates inclusive)."""
    return Q(deputy_from__lte=today, deputy_until__gte=today)
