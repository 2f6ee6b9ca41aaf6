"""What is being worked on at a measure: its open draft, the text of its form, whether a form is stale."""

from dataclasses import dataclass

from measures.content import CHECK_FIELDS, Content, as_measure, changed, content_of, merge
from measures.models import Measure, MeasureDraft, MeasureRevision
from measures.states import OPEN, MeasureState


def open_draft(measure: Measure) -> MeasureDraft | None:
    """The editors' draft of the next text, with the texts it stands for."""
    return measure.drafts.filter(state__in=OPEN).select_related("head", "base").first()


def working(measure: Measure, draft: MeasureDraft | None) -> Content:
    """The text to go on with. Never published: what stands in the columns.

    Beside a published text: the draft's, with what changed on the published text since the draft began and
    the draft itself left alone.
    """
    now = content_of(measure)
    if draft is None or measure.state != MeasureState.PUBLISHED:
        return now
    return merge(draft.base.content, draft.head.content, now)


@dataclass(frozen=True)
class Opened:
    """On what a form was opened; travels in its hidden field as "key.version.mark".

    `draft` and `version` name the open draft ("" and 0: none). `mark` is the version of a measure that
    readers do not see yet, or the number of the revision that they see.
    """

    draft: str
    version: int
    mark: str

    def __str__(self) -> str:
        return f"{self.draft}.{self.version}.{self.mark}"

    @classmethod
    def now(cls, measure: Measure, draft: MeasureDraft | None) -> "Opened":
        shown = measure.published_revision
        if measure.state == MeasureState.DRAFT:
            mark = f"v{measure.version}"
        else:
            mark = f"r{shown.number if shown else 0}"
        return cls(draft.key.hex if draft else "", draft.version if draft else 0, mark)

    @classmethod
    def read(cls, text: str) -> "Opened":
        """What a form sent back; nonsense becomes something that is never fresh."""
        key, _dot, rest = (text or "").partition(".")
        version, _dot, mark = rest.partition(".")
        return cls(key, int(version) if version.isascii() and version.isdigit() else -1, mark[:12])

    def is_fresh(self, measure: Measure, draft: MeasureDraft | None) -> bool:
        """Whether saving overwrites nobody's words; what "compared with the source" wrote is merged."""
        now = Opened.now(measure, draft)
        if self == now:
            return True
        if (self.draft, self.version) != (now.draft, now.version) or measure.state == MeasureState.DRAFT:
            return False
        base = self.base_of(measure)
        return base is not None and not set(changed(base.content, content_of(measure))) - CHECK_FIELDS

    def base_of(self, measure: Measure) -> MeasureRevision | None:
        """The published revision of the moment the form was opened."""
        number = self.mark[1:]
        if not (self.mark.startswith("r") and number.isascii() and number.isdigit()):
            return None
        return measure.revisions.filter(number=max(int(number), 1)).first()


def for_form(measure: Measure, draft: MeasureDraft | None) -> Measure:
    """The measure as its form shows it: the text to go on with, and as its version what it was opened on."""
    shown = as_measure(measure, working(measure, draft))
    shown.version = str(Opened.now(measure, draft))
    return shown
