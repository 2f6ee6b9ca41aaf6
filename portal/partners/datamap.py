"""The part of the data catalogue about organisations, accounts and seats."""

from portal.datamap import Table

DATAMAP = {
    "partners.user": Table(
        purpose="signing in, and saying who did what",
        ends="when the account is deleted",
        staff="email name phone language theme terms_version terms_accepted_at last_login is_active "
        "created_at",
        technical="id key password",
    ),
    "partners.organisation": Table(
        purpose="members of the alliances and bodies they work with",
        ends="never, holds no person",
        content="name short_name kind districts agreement_on numbers_only phone email website is_active "
        "is_made_up",
        technical="id key version sort_name",
    ),
    "partners.membership": Table(
        purpose="who acts for which organisation in which role, and who stands in",
        ends="when the account is deleted",
        staff="user role deputy deputy_from deputy_until is_active created_at",
        technical="id key organisation",
    ),
    "partners.body": Table(
        purpose="alliances, steering and working groups",
        ends="never, holds no person",
        content="name short_name kind founded_on is_active",
        technical="id key version",
    ),
    "partners.seat": Table(
        purpose="who sits where for whom",
        ends="when the seat is given to somebody else",
        staff="person deputy",
        content="has_vote",
        technical="id key version body organisation",
    ),
    "partners.invitation": Table(
        purpose="inviting people to an account",
        ends="when the account is deleted",
        staff="email name role invited_by created_at accepted_at revoked_at",
        technical="id key organisation",
    ),
}
