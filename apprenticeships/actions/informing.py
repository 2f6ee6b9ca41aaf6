"""The duty to tell a person what is stored (Art. 13 and 14 GDPR): a deadline until it is done."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.actions.deadlines import set_deadline
from apprenticeships.models import Apprentice, Case, CaseDeadline
from apprenticeships.persons import FIELDS
from apprenticeships.states.deadlines import DeadlineKind
from portal.days import months_later

CODE = "inform"
SOURCE = "Art. 14 Abs. 3 Buchst. a DSGVO"


@transaction.atomic
def expect_information(case: Case, *, anew: bool = False) -> None:
    """Sets the deadline of a month while a person is stored and not informed, and takes it away after that.

    The first storing counts: later changes do not move it. `anew`: another body holds the person from today.
    """
    rows = CaseDeadline.objects.filter(case=case, code=CODE)
    if anew:
        rows.delete()
    row = Apprentice.objects.filter(case=case).first()
    held = row is not None and any(getattr(row, name) for name in FIELDS if name not in row.withheld)
    if not held or row.informed_on:
        set_deadline(case, kind=DeadlineKind.INFORM, code=CODE, title="", due_on=None)
    elif not rows.exists():
        set_deadline(
            case,
            kind=DeadlineKind.INFORM,
            code=CODE,
            title=_("Tell the person what is stored about them"),
            due_on=months_later(timezone.localdate(), 1),
            source=SOURCE,
        )
