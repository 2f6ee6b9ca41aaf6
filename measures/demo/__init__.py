"""The demonstration's part of the story: what the made-up organisations do, and the real programmes.

Only made-up organisations act. Everything is relative to the day of loading.
"""

from datetime import date

from measures.demo.drafts import drafts
from measures.demo.measures import measures
from measures.demo.plan import plan
from measures.demo.reports import reports


def load(today: date) -> None:
    """The catalogue with everything that belongs to its measures."""
    measures(today)
    plan(today)
    reports(today)
    drafts(today)
