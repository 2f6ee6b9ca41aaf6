"""The part of the data catalogue about retention itself."""

from portal.datamap import Table

DATAMAP = {
    "retention.retentionperiod": Table(
        purpose="how long records are kept",
        ends="never, holds no person",
        content="code organisation days",
        technical="id",
    ),
    "retention.retentionrun": Table(
        purpose="evidence that what is over has gone",
        ends="never, holds no person",
        content="as_of counts finished_at",
        technical="id",
    ),
}
