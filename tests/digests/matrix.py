"""Who may do what with the Wochenüberblick and the outbox."""

from datetime import timedelta

from portal.digests.messages import UNSUBSCRIBE
from portal.digests.states import MailState
from portal.links import issue
from tests.digests.factories import make_delivery, make_mail
from tests.matrix import Row, everybody, method_refused, only


def build(world) -> None:
    """One digest, its subscription and link, and one failed mail of partner A."""
    world.digest_delivery = make_delivery(world.partner_a)
    world.digest_subscription = world.partner_a.digest
    world.digest_token = issue(UNSUBSCRIBE, world.partner_a.digest.pk, valid=timedelta(days=60))
    world.failed_mail = make_mail(world.partner_a, state=MailState.FAILED, answer="550 no such user")


ROWS = [
    Row("digests:subscriptions", get=everybody(), data=lambda world: {}),
    Row(
        "digests:subscription",
        get=method_refused(),
        post=only("partner_a", ok=302),
        kwargs=lambda world: {"key": world.partner_a.key},
        data=lambda world: {f"{world.partner_a.pk}-frequency": "2"},
    ),
    Row("digests:deliveries", get=everybody()),
    Row(
        "digests:delivery",
        get=only("partner_a"),
        kwargs=lambda world: {"key": world.digest_delivery.key},
    ),
    Row(
        "digests:unsubscribe",
        get=everybody(outside=200),
        post=everybody(outside=200),
        kwargs=lambda world: {"token": world.digest_token},
    ),
    Row(
        "digests:unsubscribe",
        get=everybody(404, outside=404),
        post=everybody(404, outside=404),
        kwargs=lambda world: {"token": "no-such-token"},
        note="invalid",
    ),
    Row("digests:mails", get=only("office", other=403)),
    Row(
        "digests:mail_resend",
        get=method_refused(),
        post=only("office", ok=302),
        kwargs=lambda world: {"key": world.failed_mail.key},
    ),
    Row("digests:readers", get=only("office", other=403)),
]
