"""Letters about a case, the anonymous short profile, confirmations: made on request, never stored."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.actions.letters import write_confirmation, write_letter, write_profile
from apprenticeships.forms.letters import ConfirmationForm, FileForm, InformationForm, LetterForm, ProfileForm
from apprenticeships.letters import profile_facts
from apprenticeships.models import Case, TrainingCompany
from apprenticeships.states import SEEKING
from apprenticeships.states.letters import LETTER_WORDS, TO_PERSON, DataSource, LetterKind
from apprenticeships.views.case_page import fetch_case
from measures.models import FundingProgramme
from portal.access import fetch
from portal.documents import Document, document_response
from portal.posting import key_of, posted

FEW_COMPANIES = 3  # fewer than these in occupation and district: the profile may point to one person
KINDS = {word: kind for kind, word in LETTER_WORDS.items()}


@require_safe
def case_letters(request: HttpRequest, number: str) -> HttpResponse:
    """Which letters there are for a case."""
    return _letters_page(request, fetch_case(request, "edit", number))


@require_POST
def case_letter(request: HttpRequest, number: str, word: str) -> HttpResponse:
    """One letter to the person as a file, through the one logged door."""
    case = fetch_case(request, "open_person", number)
    kind = KINDS[word]
    form = _letter_form(kind, case, request)
    if not form.is_valid():
        return _letters_page(request, case, refused=form)
    data = form.cleaned_data

    def write() -> Document:
        return write_letter(
            case,
            kind,
            by=request.actor,
            today=timezone.localdate(),
            source=data.get("source", ""),
            informed=data.get("informed", False),
        )

    return _file(write, form, f"{number}-{word}")


def _letter_form(kind: str, case: Case, request: HttpRequest | None = None) -> FileForm:
    data = request.POST if request else None
    if kind != LetterKind.INFORMATION:
        return LetterForm(data)
    initial = {"source": _likely_source(case)} if data is None else None
    return InformationForm(data, initial=initial, has_person=hasattr(case, "apprentice"))


def _likely_source(case: Case) -> str:
    """Where the data probably come from; the adviser confirms it."""
    if case.tips.exists():
        return DataSource.PARTNER
    return DataSource.REGISTER if case.contract_number else DataSource.PERSON


def _letters_page(request: HttpRequest, case: Case, *, refused: FileForm | None = None) -> HttpResponse:
    letters = []
    for kind in TO_PERSON if case.may_open_person else ():
        is_refused = isinstance(refused, InformationForm) and kind == LetterKind.INFORMATION
        url = reverse(
            "apprenticeships:case_letter", kwargs={"number": case.number, "word": LETTER_WORDS[kind]}
        )
        letters.append(
            {
                "kind": kind,
                "label": LetterKind(kind).label,
                "text": LETTER_TEXTS[kind](),
                "url": url,
                "form": refused if is_refused else _letter_form(kind, case),
            }
        )
    context = {
        "case": case,
        "letters": letters,
        "has_person": hasattr(case, "apprentice"),
        "seeks": case.state in SEEKING,
        "form": refused or LetterForm(),
        "crumbs": _crumbs(case, _("Letters")),
    }
    return render(request, "apprenticeships/case_letters.html", context)


LETTER_TEXTS = {
    LetterKind.FIRST_CONTACT: lambda: _("What happens now, what to keep, whom to call."),
    LetterKind.INFORMATION: lambda: _("Which data are stored, where they come from, which rights there are."),
    LetterKind.WARNING: lambda: _("Nothing is to be signed before a new contract is there."),
}


@require_http_methods(["GET", "POST"])
def case_profile(request: HttpRequest, number: str) -> HttpResponse:
    """The anonymous short profile for one company; without a basis nothing is given."""
    case = fetch_case(request, "edit", number)
    initial = {"company": _asked_company(request), "wishes": case.wishes, "with_district": True}
    form = ProfileForm(posted(request), initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def write() -> Document:
            return write_profile(
                case,
                data["company"],
                by=request.actor,
                today=timezone.localdate(),
                wishes=data["wishes"],
                with_district=data["with_district"],
            )

        try:
            return _file(write, form, f"{number}-{LETTER_WORDS[LetterKind.PROFILE]}")
        except NoBasis as reason:
            refusal = str(reason)
    return _profile_page(request, case, form, refusal)


def _profile_page(request: HttpRequest, case: Case, form: ProfileForm, refusal: str) -> HttpResponse:
    facts = profile_facts(case, today=timezone.localdate(), wishes="", with_district=True)
    context = {
        "case": case,
        "form": form,
        "facts": facts,
        "refusal": refusal,
        "is_rare": _companies_alike(request, case) < FEW_COMPANIES,
        "cancel_url": reverse("apprenticeships:case_letters", kwargs={"number": case.number}),
        "crumbs": _crumbs(case, _("Short profile")),
    }
    return render(request, "apprenticeships/case_profile.html", context, status=409 if refusal else 200)


def _companies_alike(request: HttpRequest, case: Case) -> int:
    """Companies of one's own call list that train in the occupation in the district, counted up to 3."""
    rows = TrainingCompany.objects.permitted(request.actor, "view").filter(
        occupations=case.occupation_id, municipality__district=case.district_id
    )
    return rows[:FEW_COMPANIES].count()


def _asked_company(request: HttpRequest) -> str:
    """The company that ?betrieb= names, from one's own call list."""
    key = key_of(request.GET.get("betrieb", ""))
    found = TrainingCompany.objects.permitted(request.actor, "view").filter(key=key).first()
    return found.name if found else ""


@require_http_methods(["GET", "POST"])
def case_confirmation(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The prefilled confirmation for one funding programme."""
    case = fetch_case(request, "open_person", number)
    programme = fetch(FundingProgramme.objects.all(), request.actor, "view", key=key)
    new_company = case.offer.company_name if case.offer else ""
    form = ConfirmationForm(posted(request), initial={"to": "person"}, new_company=new_company)
    refusal = ""
    if request.method == "POST" and form.is_valid():

        def write() -> Document:
            return write_confirmation(
                case,
                programme,
                to=form.cleaned_data["to"],
                by=request.actor,
                today=timezone.localdate(),
            )

        try:
            return _file(write, form, f"{number}-{LETTER_WORDS[LetterKind.CONFIRMATION]}")
        except NoBasis as reason:
            refusal = str(reason)
    context = {
        "case": case,
        "programme": programme,
        "form": form,
        "refusal": refusal,
        "has_person": hasattr(case, "apprentice"),
        "cancel_url": reverse("apprenticeships:case_detail", kwargs={"number": number}),
        "crumbs": _crumbs(case, _("Confirmation")),
    }
    return render(request, "apprenticeships/case_confirmation.html", context, status=409 if refusal else 200)


def _file(write: Callable[[], Document], form: FileForm, name: str) -> HttpResponse:
    """Logs and makes the file in one transaction: neither happens without the other."""
    with transaction.atomic():
        return document_response(write(), form.file_kind(), name)


def _crumbs(case: Case, last: str) -> list[tuple[str, str]]:
    return [
        (_("Cases"), reverse("apprenticeships:case_list")),
        (case.number, reverse("apprenticeships:case_detail", kwargs={"number": case.number})),
        (last, ""),
    ]
