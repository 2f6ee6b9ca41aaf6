"""What the editors import: the catalogue in the columns of its own export."""

from measures.imports.measures import MEASURES

KINDS = (MEASURES,)
