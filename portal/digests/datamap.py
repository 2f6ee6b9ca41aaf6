"""The part of the data catalogue about mails and the Wochenüberblick."""

from portal.datamap import Table

DATAMAP = {
    "digests.outgoingmail": Table(
        purpose="every mail that leaves: written down before, kept until it has arrived",
        ends="address and text after half a year (sweep)",
        staff="user membership to_address body answer",
        technical="id key kind object_id once state attempts due_at next_at reason created_at sent_at",
    ),
    "digests.digestperiod": Table(
        purpose="the weeks of the Wochenüberblick",
        ends="never, holds no person",
        technical="id start end planned_at",
    ),
    "digests.digestsubscription": Table(
        purpose="how often somebody wants the Wochenüberblick",
        ends="when the account is deleted",
        staff="membership frequency when_empty",
        technical="id key",
    ),
    "digests.digestdelivery": Table(
        purpose="what went to whom, so that nothing goes twice",
        ends="content after half a year (sweep)",
        staff="membership content",
        technical="id key period start mail",
    ),
    "digests.sweeprun": Table(
        purpose="whether the regular work runs",
        ends="never, holds no person",
        technical="id name succeeded_at failed_at error",
    ),
}
