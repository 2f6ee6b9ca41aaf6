"""Which records of this area go after a while, and when the ones in hand will."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.actions.retention import remove_cases, wipe_court
from apprenticeships.actions.tips import announce_tips, delete_tips
from apprenticeships.models import Case, CompanyCase, CompanySuggestion, Tip, TipPerson
from apprenticeships.querysets import LONGEST_AFTER_CLOSING
from portal.access import Actor
from portal.areas import INFO, Item, Retention, Section
from portal.retention.engine import days_of

NOTICE = timedelta(days=30)
TIP_NOTICE = timedelta(days=7)
MOST_ITEMS, MOST_COUNTED = 3, 100
PROPOSAL = gettext_lazy("own proposal, to be settled with the data-protection officer")

PLACED = Retention(
    code="case_placed",
    label=gettext_lazy("Cases that led to a new contract, after the new probation"),
    days=183,
    source=PROPOSAL,
    due=lambda limit, now: Case.objects.ended_before(limit, now, placed=True),
    remove=remove_cases,
    organisation="organisation",
)
UNPLACED = Retention(
    code="case_unplaced",
    label=gettext_lazy("Closed cases without a new contract"),
    days=365,
    source=PROPOSAL,
    due=lambda limit, now: Case.objects.ended_before(limit, now, placed=False),
    remove=remove_cases,
    organisation="organisation",
)
COURT = Retention(
    code="company_case",
    label=gettext_lazy("Court, file number, administrator and source of a company case, after its last case"),
    days=183,
    source=gettext_lazy("§ 3 InsoBekV: notices of insolvency are deleted after six months"),
    due=lambda limit, now: CompanyCase.objects.over_since(limit),
    remove=wipe_court,
    organisation="organisation",
)
TIP_PERSON = Retention(
    code="tip_person",
    label=gettext_lazy("Persons named in tips, after the decision"),
    days=30,
    source=PROPOSAL,
    due=lambda limit, now: TipPerson.objects.filter(tip__decided_at__lt=limit),
    remove=lambda rows: rows.delete(),
    organisation="tip__organisation",
)
TIP = Retention(
    code="tip",
    label=gettext_lazy("Tips that led to no case, after the decision"),
    days=settings.TIP_RETENTION_DAYS,
    source=PROPOSAL,
    due=lambda limit, now: Tip.objects.without_case_since(limit),
    remove=delete_tips,
    organisation="organisation",
)
TIP_UNDECIDED = Retention(
    code="tip_undecided",
    label=gettext_lazy("Tips that nobody has decided, after a mail to those responsible a week before"),
    days=settings.TIP_RETENTION_DAYS,
    source=PROPOSAL,
    due=lambda limit, now: Tip.objects.undecided_since(limit),
    remove=delete_tips,
    organisation="organisation",
    notice=TIP_NOTICE.days,
    announced="announced_at",
    announce=announce_tips,
)
SUGGESTION_WORDS = Retention(
    code="suggestion_words",
    label=gettext_lazy("Free words of suggested companies, after the decision"),
    days=183,
    source=PROPOSAL,
    due=lambda limit, now: CompanySuggestion.objects.with_words_since(limit),
    remove=lambda rows: rows.update(reason=""),
    organisation="organisation",
)
RETENTION = (COURT, PLACED, UNPLACED, TIP, TIP_UNDECIDED, TIP_PERSON, SUGGESTION_WORDS)


def goes_on(case: Case) -> date | None:
    """The day after which a closed case becomes a figure, by the period set for it; None while it is open."""
    if case.closed_on is None:
        return None
    (days,) = days_of([PLACED if case.registered_on else UNPLACED], case.organisation_id)
    start = case.closed_on
    if case.registered_on and case.probation_until:
        start = min(max(start, case.probation_until), start + LONGEST_AFTER_CLOSING)
    over = start + timedelta(days=days)
    return max(over, case.kept_until) if case.kept_until else over


def tip_goes_on(tip: Tip) -> date:
    """The first day on which a tip that nobody decides may be deleted, by the period set for it."""
    (days,) = days_of([TIP_UNDECIDED], tip.organisation_id)
    over = timezone.localdate(tip.created_at) + timedelta(days=days)
    told = timezone.localdate(tip.announced_at) + TIP_NOTICE if tip.announced_at else over
    return max(over, told)


def goes_undecided() -> str:
    """Why a tip whose deletion has been announced stands among what must be done."""
    return _("Undecided for weeks: it will be deleted within 7 days")


def goes_soon(actor: Actor, today: date) -> Iterable[Section]:
    """Cases of the adviser that become a figure within the next month: the announcement."""
    own = Case.objects.permitted(actor, "handle")
    rows = announced(own, actor.organisation_id, today, NOTICE).order_by("closed_on", "pk")
    base, items = reverse("apprenticeships:case_list"), []
    numbers = list(rows.values_list("number", flat=True)[:MOST_COUNTED])
    for number in numbers[:MOST_ITEMS]:
        title = _("%(number)s becomes a figure without a person") % {"number": number}
        items.append(Item(title, f"{base}{number}/datenschutz/", _("Its time is over within 30 days")))
    yield Section(INFO, _("Goes soon"), items, total=len(numbers), url=f"{base}?state=closed")


def announced(rows: QuerySet[Case], organisation_id: int, today: date, notice: timedelta) -> QuerySet[Case]:
    """Those of `rows`, all of that organisation, that are over within `notice`: what is announced."""
    then = timezone.make_aware(datetime.combine(today + notice, time()))
    placed, unplaced = days_of((PLACED, UNPLACED), organisation_id)
    return rows.ended_before(then - timedelta(days=placed), then, placed=True) | rows.ended_before(
        then - timedelta(days=unplaced), then, placed=False
    )
