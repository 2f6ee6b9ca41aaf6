"""The reader's pages: rhythm, past digests, unsubscribing; the office's: outbox and readers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.digests import actions, presenting, rules
from portal.digests.forms import MailFilterForm, SubscriptionForm
from portal.digests.messages import UNSUBSCRIBE
from portal.digests.models import DigestDelivery, DigestSubscription, OutgoingMail
from portal.digests.querysets import with_readers
from portal.digests.states import Frequency, MailState
from portal.links import LinkInvalid, resolve
from portal.listing import chips, paginate
from portal.partners.models import Organisation
from portal.steps import take_step


@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    """The rhythm of each of one's own accesses."""
    return _subscriptions_page(request)


@require_POST
def subscription(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sets the rhythm of one's own access `key`."""
    membership = next((own for own in request.memberships if own.key == key), None)
    if membership is None:
        raise Http404
    row = actions.subscription_of(membership)
    form = SubscriptionForm(request.POST, instance=row, prefix=str(membership.pk))
    if not form.is_valid():
        return _subscriptions_page(request, wrong=form)
    actions.set_rhythm(form.save(commit=False), by=request.actor)
    messages.success(request, _("Saved."))
    organisation = membership.organisation
    if row.frequency == Frequency.NEVER and actions.without_readers(organisation):
        said = _("Nobody at %(organisation)s gets the weekly digest any more. The office sees that.")
        messages.warning(request, said % {"organisation": organisation.short_name})
    return redirect("digests:subscriptions")


def _subscriptions_page(request: HttpRequest, wrong: SubscriptionForm | None = None) -> HttpResponse:
    stored = DigestSubscription.objects.filter(membership__in=request.memberships)
    by_membership = {row.membership_id: row for row in stored}
    forms = []
    for membership in request.memberships:
        row = by_membership.get(membership.pk) or DigestSubscription(membership=membership)
        row.membership = membership
        is_wrong = wrong is not None and wrong.prefix == str(membership.pk)
        forms.append(wrong if is_wrong else SubscriptionForm(instance=row, prefix=str(membership.pk)))
    context = {
        "forms": forms,
        "form": wrong,
        "hour": settings.DIGEST_TIME,
        "oversees": rules.oversee(request.actor),
    }
    return render(request, "digests/digestsubscription_list.html", context)


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """One's own past digests, newest first."""
    rows = DigestDelivery.objects.permitted(request.actor, "view").filter(
        membership=request.actor.membership_id  # those of another access lead to pages that this one has not
    )
    page = paginate(
        request,
        rows,
        order=["-period__end", "-pk"],
        fields=presenting.DELIVERY_FIELDS,
        present=presenting.delivery_row,
    )
    return render(request, "digests/digestdelivery_list.html", {"page": page})


@require_safe
def delivery(request: HttpRequest, key: str) -> HttpResponse:
    """What one's own digest said, in the look of the portal."""
    row = fetch(DigestDelivery.objects.select_related("period"), request.actor, "view", key=key)
    return render(request, "digests/digestdelivery_detail.html", {"delivery": row, "digest": row.content})


@csrf_exempt  # RFC 8058: the mail program posts without cookie or token; the link itself is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the digest by the link of a mail: a GET only asks, a POST acts, twice is the same as once."""
    row = _subscription_of(token)
    if row is None:
        return render(request, "digests/link_invalid.html", status=404)
    if request.method == "POST":
        actions.unsubscribe(row)
        row.frequency = Frequency.NEVER
    ended = row.frequency == Frequency.NEVER
    return render(request, "digests/unsubscribe.html", {"subscription": row, "ended": ended})


def _subscription_of(token: str) -> DigestSubscription | None:
    try:
        link = resolve(token, UNSUBSCRIBE)
    except LinkInvalid:
        return None
    rows = DigestSubscription.objects.select_related("membership__organisation", "membership__user")
    return rows.filter(pk=link.object_id).first()


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The outbox: what went to which organisation, and what the mail server said."""
    require(rules.oversee(request.actor))
    form = MailFilterForm(request.GET)
    rows = OutgoingMail.objects.permitted(request.actor, "view")
    if form.is_valid():
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if name := form.cleaned_data["organisation"]:
            rows = rows.filter(membership__organisation__short_name__icontains=name)
    page = paginate(
        request,
        rows,
        order=["-created_at", "-pk"],
        fields=presenting.MAIL_FIELDS,
        present=presenting.mail_row,
    )
    failed = OutgoingMail.objects.filter(state=MailState.FAILED).exists()
    context = {
        "page": page,
        "form": form,
        "chips": chips(request, form),
        "failed": failed,
        "held": settings.MAIL_HOLD,
    }
    return render(request, "digests/outgoingmail_list.html", context)


@require_POST
def mail_resend(request: HttpRequest, key: str) -> HttpResponse:
    mail = fetch(OutgoingMail.objects.all(), request.actor, "resend", key=key)
    return take_step(
        request,
        lambda: actions.resend(mail, by=request.actor),
        done=_("The mail waits to be sent again."),
        back=reverse("digests:mails"),
    )


@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    """Who reads: the organisations with how many of their people get the digest."""
    require(rules.oversee(request.actor))
    organisations = with_readers(Organisation.objects.filter(is_active=True)).order_by("sort_name", "pk")
    rows = [presenting.reader_row(row) for row in organisations.values_list(*presenting.READER_FIELDS)]
    rows.sort(key=lambda row: row.readers > 0)  # those without a reader first, each part by name
    silent = [row for row in rows if not row.readers]
    return render(request, "digests/organisation_readers.html", {"rows": rows, "silent": silent})
