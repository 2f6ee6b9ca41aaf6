"""Writing letters, profiles and confirmations; changing their texts. No file is ever stored.

Each function returns the document; the caller makes the file in the same transaction, so that what is
logged was also given, and nothing is given that was not logged.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from apprenticeships.actions.cases import change_person
from apprenticeships.actions.deadlines import tick_deadline
from apprenticeships.actions.disclosures import disclose
from apprenticeships.letters import confirmation_document, person_letter, profile_document
from apprenticeships.models import Case, LetterText
from apprenticeships.persons import open_for_letter
from apprenticeships.states.disclosures import DisclosedField, RecipientKind
from apprenticeships.states.letters import ConfirmationTo
from measures.models import FundingProgramme
from portal.access import Actor
from portal.activity.recording import record
from portal.documents import Document
from portal.forms import StaleSave, VersionedForm

CONFIRMED_FIELDS = (
    DisclosedField.OCCUPATION,
    DisclosedField.CONTRACT,
    DisclosedField.COMPANY,
    DisclosedField.NAME,
)


@transaction.atomic
def write_letter(
    case: Case, kind: str, *, by: Actor, today: date, source: str = "", informed: bool = False
) -> Document:
    """A letter to the person of `case`.

    Raises PermissionDenied unless `by` is in charge. Side effects: access entry where there is a person,
    event; with `informed` the day on which the person was informed, and its deadline is done.
    """
    recipient = open_for_letter(case, by=by)
    document = person_letter(case, kind, recipient, by=by, today=today, source=source)
    record(f"letter_{kind}", case, by=by)
    if informed and recipient is not None:
        for deadline in case.deadlines.filter(code="inform", done_on=None):
            tick_deadline(deadline, True, by=by)  # first: what is done stays as a proof
        change_person(case, {"informed_on": today}, by=by)
    return document


@transaction.atomic
def write_profile(
    case: Case, company: str, *, by: Actor, today: date, wishes: str, with_district: bool
) -> Document:
    """The anonymous short profile for `company`. Raises NoBasis, and then nothing is given.

    Side effect: one disclosure with its event.
    """
    with translation.override("de"):
        purpose = _("Short profile, to find a training place")
    disclose(
        case,
        by=by,
        recipient_kind=RecipientKind.COMPANY,
        fields=[DisclosedField.PROFILE],
        purpose=purpose,
        recipient_name=company,
    )
    return profile_document(case, company, by=by, today=today, wishes=wishes, with_district=with_district)


@transaction.atomic
def write_confirmation(
    case: Case, programme: FundingProgramme, *, to: str, by: Actor, today: date
) -> Document:
    """The prefilled confirmation for `programme`, to the person or to the new company.

    To a company it is a disclosure of name, contract and company so far: raises NoBasis where nothing
    allows it. Raises PermissionDenied unless `by` is in charge. Side effects: access entry, event,
    disclosure.
    """
    recipient = open_for_letter(case, by=by)
    new_company = case.offer.company_name if case.offer else ""
    if to == ConfirmationTo.COMPANY:
        fields = CONFIRMED_FIELDS if recipient else CONFIRMED_FIELDS[:-1]
        with translation.override("de"):
            purpose = _("Confirmation for a funding application")
        disclose(
            case,
            by=by,
            recipient_kind=RecipientKind.COMPANY,
            fields=fields,
            purpose=purpose,
            recipient_name=new_company,
        )
    record("letter_confirmation", case, by=by)
    return confirmation_document(
        case,
        recipient,
        programme=programme.name,
        authority=programme.authority,
        to_company=new_company if to == ConfirmationTo.COMPANY else "",
        by=by,
        today=today,
    )


@transaction.atomic
def save_letter_text(form: VersionedForm, *, by: Actor) -> LetterText:
    """Stores the organisation's own text; raises StaleSave when somebody was faster.

    Side effect: event with both texts before and after (texts hold placeholders, no persons).
    """
    if form.instance.pk is None:
        mine = LetterText.objects.select_for_update().filter(
            organisation=form.instance.organisation_id, kind=form.instance.kind
        )
        if current := mine.first():
            raise StaleSave(current)
    row = form.save()
    if changes := form.changes():
        record("letter_text_changed", row, by=by, changes=changes)
    return row


@transaction.atomic
def restore_letter_text(row: LetterText, *, by: Actor) -> None:
    """Empties the organisation's own text, so that the default counts again.

    Side effects: next version; event with the text as it was, from which it can be taken again.
    """
    record("letter_text_restored", row, by=by, changes={"subject": [row.subject, ""], "body": [row.body, ""]})
    LetterText.objects.filter(pk=row.pk).update(subject="", body="", version=F("version") + 1)
