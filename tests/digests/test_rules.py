"""Who may see mails, subscriptions and deliveries: the table of the rules."""

import pytest

from portal.digests.models import DigestDelivery, DigestSubscription, OutgoingMail
from tests.digests.factories import make_delivery
from tests.matrix import ACTORS, OUTSIDE

INSIDE = [actor for actor in ACTORS if actor not in OUTSIDE]


@pytest.mark.parametrize("who", INSIDE)
@pytest.mark.parametrize(
    ("model", "action", "allowed"),
    [
        (OutgoingMail, "view", {"office"}),
        (OutgoingMail, "resend", {"office"}),
        (DigestSubscription, "view", {"partner_a"}),
        (DigestSubscription, "edit", {"partner_a"}),
        (DigestDelivery, "view", {"partner_a"}),
    ],
)
def test_rule(world, model, action, allowed, who):
    make_delivery(world.partner_a)

    assert model.objects.permitted(world.actor(who), action).exists() == (who in allowed)
