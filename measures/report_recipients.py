"""Whom a mail about the Sachstand of a measure goes to.

The organisation in the lead is asked: the accesses of its partners that take the Wochenüberblick, and its
functional mailbox where it has one. Where there is neither, its training advisers who take the
Wochenüberblick: a whole chamber's advice is not mailed about a measure of its office. Else nobody, and the
office is told so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.digests.states import Frequency
from portal.partners.models import Membership, Organisation
from portal.partners.states import Role


@dataclass(frozen=True)
class Recipient:
    """An access, or a mailbox without one; `name` makes it the only one of its organisation."""

    address: str
    membership: Membership | None = None

    @property
    def name(self) -> str:
        return str(self.membership.pk) if self.membership else "mailbox"


def recipients_of(organisations: Iterable[int | None]) -> dict[int, list[Recipient]]:
    """Organisation → whom to mail; those with nobody are missing. Two statements."""
    ids = {one for one in organisations if one is not None}
    by_role = {role: defaultdict(list) for role in (Role.PARTNER, Role.ADVISER)}
    for member in _readers(ids):
        by_role[member.role][member.organisation_id].append(Recipient(member.user.email, member))
    boxes = Organisation.objects.filter(pk__in=ids, is_active=True).exclude(email="")
    found = by_role[Role.PARTNER]
    for pk, address in boxes.values_list("pk", "email"):
        if address not in {one.address for one in found[pk]}:
            found[pk].append(Recipient(address))
    return {pk: rows for pk in ids if (rows := found[pk] or by_role[Role.ADVISER][pk])}


def _readers(ids: set[int]) -> Iterable[Membership]:
    return (
        Membership.objects.filter(
            organisation__in=ids,
            organisation__is_active=True,
            role__in=[Role.PARTNER, Role.ADVISER],
            is_active=True,
            user__is_active=True,
        )
        .exclude(digest__frequency=Frequency.NEVER)
        .select_related("user")
        .order_by("pk")
    )


def still_belongs(address: str, organisation_id: int | None) -> bool:
    """Whether a link to this address still speaks for the organisation: its mailbox or an access."""
    if organisation_id is None or not address:
        return False
    members = Membership.objects.filter(
        organisation=organisation_id, is_active=True, user__is_active=True, user__email__iexact=address
    )
    box = Organisation.objects.filter(pk=organisation_id, is_active=True, email__iexact=address)
    return members.exists() or box.exists()
