"""The texts of letters: list, form with preview, sample file, back to the default."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.letters import restore_letter_text, save_letter_text
from apprenticeships.forms.letters import LetterTextForm
from apprenticeships.letters import Text, default_text, own_text, sample_document
from apprenticeships.models import LetterText
from apprenticeships.states.letters import LETTER_WORDS, PLACEHOLDERS, LetterKind
from portal.access import fetch, require
from portal.activity.recording import timeline
from portal.documents import Document, document_response
from portal.forms import StaleSave, conflict
from portal.posting import posted
from portal.templatetags.portal_ui import day

SHOWN_CHANGES = 10
TO_CHECK = "zu prüfen"  # how a text marks what nobody has verified
KINDS = {word: kind for kind, word in LETTER_WORDS.items()}


@require_safe
def letter_text_list(request: HttpRequest) -> HttpResponse:
    """Every kind of letter, with the organisation's own text or the default."""
    require(rules.edit_letters(request.actor))
    own = {row.kind: row for row in LetterText.objects.permitted(request.actor, "view").exclude(body="")}
    rows = [
        {
            "label": label,
            "url": _url(kind),
            "version": _version(own.get(kind), kind),
            "needs_check": TO_CHECK in (own[kind].body if kind in own else default_text(kind).body),
            "sample_url": reverse(
                "apprenticeships:letter_text_sample", kwargs={"word": LETTER_WORDS[kind], "kind": "pdf"}
            ),
        }
        for kind, label in LetterKind.choices
    ]
    return render(request, "apprenticeships/lettertext_list.html", {"rows": rows})


def _url(kind: str) -> str:
    return reverse("apprenticeships:letter_text_edit", kwargs={"word": LETTER_WORDS[kind]})


def _version(row: LetterText | None, kind: str) -> str:
    if row is None:
        return _("default, as of %(version)s") % {"version": default_text(kind).version}
    return _("own text, version %(version)s of %(day)s") % {
        "version": row.version,
        "day": day(timezone.localdate(row.updated_at)),
    }


def _row(request: HttpRequest, kind: str) -> tuple[LetterText, bool]:
    """The organisation's text to work on, and whether it is its own; else it begins as the default."""
    row = LetterText.objects.permitted(request.actor, "edit").filter(kind=kind).first()
    row = row or LetterText(organisation_id=request.actor.organisation_id, kind=kind)
    is_own = row.is_own
    if not is_own:
        row.subject, row.body = default_text(kind).subject, default_text(kind).body
    return row, is_own


@require_http_methods(["GET", "POST"])
def letter_text_edit(request: HttpRequest, word: str) -> HttpResponse:
    """Changing one text; the preview shows what is typed with a made-up person, saved or not."""
    require(rules.edit_letters(request.actor))
    row, is_own = _row(request, KINDS[word])
    text, past = own_text(row), _past(row)
    form = LetterTextForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _save(request, form)
        text = own_text(form.instance)
    return _edit_page(request, form, text, is_own, past)


def _past(row: LetterText) -> list[dict[str, Any]]:
    """The latest changes, newest first, each with the text as it was before."""
    if row.pk is None:
        return []
    words = {"letter_text_restored": _("Default text restored")}
    return [
        {
            "at": timezone.localtime(event.at),
            "title": words.get(event.verb, _("Text changed")),
            "who": event.user.name if event.user_id and event.user else "",
            "body": (event.changes.get("body") or [""])[0],
        }
        for event in timeline(row)[:SHOWN_CHANGES]
    ]


def _save(request: HttpRequest, form: LetterTextForm) -> HttpResponse:
    back = reverse("apprenticeships:letter_text_list")
    try:
        save_letter_text(form, by=request.actor)
    except StaleSave as stale:
        form.instance = stale.current
        return conflict(request, form, stale, back=back)
    messages.success(request, _("The text has been saved. New letters are written with it."))
    return redirect(back)


def _edit_page(
    request: HttpRequest, form: LetterTextForm, text: Text, is_own: bool, past: list[dict[str, Any]]
) -> HttpResponse:
    kind = form.instance.kind
    title = LetterKind(kind).label
    context = {
        "form": form,
        "title": title,
        "version": _version(form.instance if is_own else None, kind),
        "source": default_text(kind).source,
        "placeholders": [f"{{{name}}}" for name in PLACEHOLDERS[kind]],
        "past": past,
        "preview": _preview(sample_document(text, by=request.actor, today=timezone.localdate())),
        "restore_url": reverse("apprenticeships:letter_text_restore", kwargs={"word": LETTER_WORDS[kind]})
        if is_own
        else "",
        "cancel_url": reverse("apprenticeships:letter_text_list"),
        "crumbs": [(_("Letters"), reverse("apprenticeships:letter_text_list")), (title, "")],
    }
    return render(request, "apprenticeships/lettertext_form.html", context)


def _preview(document: Document) -> dict[str, Any]:
    """The document as the page shows it: headings below the page's own, parts by kind."""
    parts = [{"kind": type(part).__name__.lower(), "part": part} for part in document.levelled()]
    return {"title": document.title, "address": document.address, "date": document.date, "parts": parts}


@require_safe
def letter_text_sample(request: HttpRequest, word: str, kind: str) -> HttpResponse:
    """The stored text as a file, with a made-up person."""
    require(rules.edit_letters(request.actor))
    row, _is_own = _row(request, KINDS[word])
    text = own_text(row)
    document = sample_document(text, by=request.actor, today=timezone.localdate())
    return document_response(document, kind, f"muster-{word}")


@require_POST
def letter_text_restore(request: HttpRequest, word: str) -> HttpResponse:
    """Back to the default; the own text stays readable below the form."""
    row = fetch(
        LetterText.objects.exclude(body="").filter(organisation=request.actor.organisation_id),
        request.actor,
        "edit",
        kind=KINDS[word],
    )
    restore_letter_text(row, by=request.actor)
    messages.success(request, _("The default text counts again."))
    return redirect("apprenticeships:letter_text_list")
