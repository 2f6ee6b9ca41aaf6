"""The reader's pages and the office's."""

import pytest
from django.urls import reverse

from portal.activity.models import Event
from portal.digests.delivery import send_due
from portal.digests.forms import MailFilterForm, SubscriptionForm
from portal.digests.messages import render_digest
from portal.digests.models import DigestSubscription, OutgoingMail
from portal.digests.states import WORKFLOW, Frequency, MailState
from portal.partners.models import Membership, Organisation
from portal.workflow import TransitionRefused
from tests.digests.factories import MONDAY, make_delivery, make_mail
from tests.factories import make_membership, make_organisation


@pytest.fixture
def office(world, sign_in):
    return sign_in(world.office)


@pytest.fixture
def partner(world, sign_in):
    return sign_in(world.partner_a)


def get(client, name: str, query: str = "", **kwargs):
    return client.get(reverse(f"digests:{name}", kwargs=kwargs or None) + query, secure=True)


def post(client, name: str, data: dict | None = None, **kwargs):
    return client.post(reverse(f"digests:{name}", kwargs=kwargs), data or {}, secure=True, follow=True)


# --- the reader -------------------------------------------------------------------------------------------


def test_each_access_has_its_rhythm(world, partner):
    make_membership("editor", world.partner_org_b, user=world.partner_a.user)

    page = get(partner, "subscriptions").content.decode()

    assert page.count('class="bp-form"') == 2
    assert DigestSubscription.objects.count() == 0  # looking stores nothing


def test_rhythm_is_saved_with_an_event(world, partner):
    row = make_delivery(world.partner_a).membership.digest

    post(
        partner,
        "subscription",
        {f"{row.membership_id}-frequency": "4", f"{row.membership_id}-when_empty": "on"},
        key=row.membership.key,
    )

    row.refresh_from_db()
    assert (row.frequency, row.when_empty) == (Frequency.FOUR_WEEKS, True)
    assert Event.objects.get(verb="rhythm").changes == {
        "frequency": ["1", "4"],
        "when_empty": ["False", "True"],
    }


def test_saving_the_same_twice_is_one_event(world, partner):
    row = make_delivery(world.partner_a).membership.digest
    for _ in range(2):
        post(partner, "subscription", {f"{row.membership_id}-frequency": "2"}, key=row.membership.key)

    assert Event.objects.filter(verb="rhythm").count() == 1


def test_wrong_rhythm_shows_the_error_and_saves_nothing(world, partner):
    row = make_delivery(world.partner_a).membership.digest

    page = post(
        partner, "subscription", {f"{row.membership_id}-frequency": "3"}, key=row.membership.key
    ).content.decode()

    assert "<title>Fehler:" in page
    assert 'id="fehler"' in page
    row.refresh_from_db()
    assert row.frequency == Frequency.WEEKLY


def test_last_reader_learns_what_it_means(world, partner):
    row = make_delivery(world.partner_a).membership.digest

    page = post(
        partner, "subscription", {f"{row.membership_id}-frequency": "0"}, key=row.membership.key
    ).content.decode()

    assert f"Bei {world.partner_org_a.short_name} bekommt jetzt niemand mehr" in page


def test_nothing_else_of_the_row_can_be_posted(world, partner):
    """S11."""
    row = make_delivery(world.partner_a).membership.digest
    data = {
        f"{row.membership_id}-frequency": "2",
        f"{row.membership_id}-membership": world.adviser_a.pk,
        "membership": "1",
    }

    post(partner, "subscription", data, key=row.membership.key)

    assert DigestSubscription.objects.get(pk=row.pk).membership == world.partner_a


@pytest.mark.parametrize("form", [SubscriptionForm, MailFilterForm])
def test_every_field_is_in_the_layout(form):
    named = {pointer.name for pointer in form.layout.get_field_names()}

    assert named == set(form().fields)


def test_past_digest_reads_as_it_was_sent(world, area, sign_in):
    delivery = make_delivery(world.adviser_a)
    render_digest(delivery.mail)

    page = get(sign_in(world.adviser_a), "delivery", key=delivery.key).content.decode()

    assert "2 fällig, 1 Rückmeldung erbeten" in page
    assert '<a href="/faelle/F-2026-0042/">F-2026-0042 anrufen</a>' in page
    assert "Konferenz am 22. Oktober: Kommen Sie?" in page
    assert "/l/abcdefghijklmnop/" not in page


def test_digest_without_stored_text(world, partner):
    delivery = make_delivery(world.partner_a)

    assert "liegt nicht vor" in get(partner, "delivery", key=delivery.key).content.decode()


def test_past_digests_show_only_ones_own(world, partner, area, settings, django_assert_num_queries):
    render_digest(make_delivery(world.partner_a).mail)
    make_delivery(world.adviser_a)
    get(partner, "deliveries")
    with django_assert_num_queries(5):
        page = get(partner, "deliveries")

    assert [row.title for row in page.context["page"].rows] == [
        "Wochenüberblick KW 41: 2 fällig, 1 Rückmeldung erbeten"
    ]
    for week in (1, 2):
        make_delivery(world.partner_a, end=MONDAY.replace(day=12 + 7 * week))
    with django_assert_num_queries(5):
        assert len(get(partner, "deliveries").context["page"].rows) == 3


# --- the office -------------------------------------------------------------------------------------------


def test_outbox_needs_the_same_queries_for_one_and_three(world, office, django_assert_num_queries):
    make_mail(world.partner_a)
    get(office, "mails")
    with django_assert_num_queries(6):
        assert len(get(office, "mails").context["page"].rows) == 1
    make_mail(world.partner_b)
    OutgoingMail.objects.create(kind="account", to_address="neu@muster.example")
    with django_assert_num_queries(6):
        assert len(get(office, "mails").context["page"].rows) == 3


def test_outbox_shows_organisation_and_answer_but_no_address(world, office):
    make_mail(world.partner_a, state=MailState.FAILED, answer="550 5.1.1 No such user")

    page = get(office, "mails").content.decode()

    assert world.partner_org_a.short_name in page
    assert "550 5.1.1 No such user" in page
    assert world.partner_a.user.email not in page
    assert world.partner_a.user.name not in page


def test_outbox_filter(world, office):
    make_mail(world.partner_a, state=MailState.FAILED)
    make_mail(world.partner_b)

    def found(query: str) -> list[str]:
        return [row.to for row in get(office, "mails", query).context["page"].rows]

    assert found("?state=failed") == [world.partner_org_a.short_name]
    assert found("?organisation=innung") == [world.partner_org_b.short_name]
    assert found("?state=failed&organisation=innung") == []
    assert len(found("?state=nonsense")) == 2


def test_outbox_pages_by_key(world, office, settings):
    settings.LIST_PAGE_SIZE = 2
    mails = [make_mail(world.partner_a, object_id=number) for number in range(3)]

    first = get(office, "mails").context["page"]
    second = office.get(first.next_url, secure=True).context["page"]

    assert (len(first.rows), len(second.rows), second.next_url) == (2, 1, "")
    assert first.next_url.endswith(f"after={mails[1].pk}")


def test_failed_mail_is_sent_again(world, office, sink, area):
    mail = make_mail(world.partner_a, state=MailState.FAILED, attempts=8, answer="550 no")

    post(office, "mail_resend", key=mail.key)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.answer) == (MailState.QUEUED, 0, "")
    assert Event.objects.filter(verb="resend", subject_id=mail.pk).count() == 1
    assert send_due() == {MailState.SENT: 1}


def test_wiped_account_mail_is_not_sent_again(world, office):
    mail = OutgoingMail.objects.create(kind="account", state=MailState.FAILED)

    page = post(office, "mail_resend", key=mail.key).content.decode()

    assert "Der Text dieser Mail ist gelöscht" in page
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED


@pytest.mark.parametrize("state", MailState)
def test_resend_from_every_state(world, state):
    values = {"sent_at": MONDAY} if state == MailState.SENT else {}
    mail = make_mail(world.partner_a, state=state, **values)

    if state == MailState.FAILED:
        WORKFLOW.apply(mail, "resend", by=world.actor("office"))
        assert mail.state == MailState.QUEUED
    else:
        with pytest.raises(TransitionRefused):
            WORKFLOW.apply(mail, "resend", by=world.actor("office"))


def test_only_the_office_may_resend(world):
    mail = make_mail(world.partner_a, state=MailState.FAILED)
    for who in ("partner_a", "adviser_a", "editor", "dpo", "operator"):
        with pytest.raises(TransitionRefused):
            WORKFLOW.apply(mail, "resend", by=world.actor(who))


def test_who_reads_warns_of_organisations_without_a_reader(world, office):
    DigestSubscription.objects.create(membership=world.partner_a, frequency=Frequency.NEVER)
    DigestSubscription.objects.create(membership=world.partner_b, frequency=Frequency.FOUR_WEEKS)
    Membership.objects.filter(pk=world.adviser_b.pk).update(is_active=False)
    empty = make_organisation("Muster-Verein")

    page = get(office, "readers")

    assert {row.name for row in page.context["silent"]} == {
        world.partner_org_a.short_name,  # one unsubscribed, the other account is closed
        world.chamber_b.short_name,  # its only access has ended
        empty.short_name,
    }
    readers = {row.name: (row.people, row.readers) for row in page.context["rows"]}
    assert readers[world.partner_org_b.short_name] == (1, 1)
    assert readers[world.partner_org_a.short_name] == (1, 0)
    assert readers[world.chamber_a.short_name] == (5, 5)


def test_who_reads_counts_a_person_with_two_accesses_once(world, office):
    make_membership("editor", world.partner_org_b, user=world.partner_b.user)

    rows = {row.name: row.readers for row in get(office, "readers").context["rows"]}

    assert rows[world.partner_org_b.short_name] == 1


def test_who_reads_asks_once(world, office, django_assert_num_queries):
    get(office, "readers")
    with django_assert_num_queries(4):
        get(office, "readers")
    for _ in range(3):
        make_membership("partner", make_organisation())
    with django_assert_num_queries(4):
        rows = get(office, "readers").context["rows"]
    assert len(rows) == Organisation.objects.count()


def test_hold_is_shown(world, office, settings):
    settings.MAIL_HOLD = True

    assert "Mails werden zurückgehalten" in get(office, "mails").content.decode()
