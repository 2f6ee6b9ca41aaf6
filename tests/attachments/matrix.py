"""Who may do what with papers and links; here those of a measure."""

from django.core.files.uploadedfile import SimpleUploadedFile

from measures.states import MeasureState
from tests.attachments.factories import make_document, make_link
from tests.attachments.payloads import PDF
from tests.factories import World
from tests.matrix import Row, everybody, only
from tests.measures.factories import make_measure


def build(world: World) -> None:
    """A published measure with a public and an internal paper, and a draft with a paper."""
    editor = world.actor("editor")
    world.with_papers = make_measure(state=MeasureState.PUBLISHED, lead=world.partner_org_a)
    world.with_papers.supporters.add(world.chamber_b)
    world.paper = make_document(world.with_papers, editor)
    world.internal_paper = make_document(world.with_papers, editor, is_public=False)
    world.web_link = make_link(world.with_papers, editor)
    world.drafted = make_measure(lead=world.partner_org_a)
    world.draft_paper = make_document(world.drafted, editor)


def key(name: str):
    return lambda world: {"key": getattr(world, name).key}


def number(name: str):
    return lambda world: {"number": getattr(world, name).number}


def upload(world: World) -> dict:
    return {"title": "Muster", "file": SimpleUploadedFile("konzept.pdf", PDF), "is_public": "on"}


def link(world: World) -> dict:
    return {"title": "Muster", "url": "https://muster.example/"}


ATTACH = only("editor", "partner_a", other=403)
ATTACHED = only("editor", "partner_a", ok=302, other=403)
INSIDE = ("editor", "office", "partner_a", "adviser_b")  # supporter: chamber B

ROWS: list[Row] = [
    Row("attachments:download", everybody(), kwargs=key("paper")),
    Row("attachments:download", only(*INSIDE), kwargs=key("internal_paper"), note="internal"),
    Row(
        "attachments:download",
        only("editor", "office", "partner_a"),
        kwargs=key("draft_paper"),
        note="of a draft",
    ),
    Row("attachments:download", everybody(404), kwargs=key("web_link"), note="link"),
    Row("attachments:remove", ATTACH, ATTACHED, key("paper")),
    Row(
        "attachments:remove",
        only("editor", "partner_a", office=403, adviser_b=403),
        only("editor", "partner_a", ok=302, office=403, adviser_b=403),
        key("internal_paper"),
        note="internal",
    ),
    Row(
        "attachments:remove",
        only("editor", office=403, partner_a=403),
        only("editor", ok=302, office=403, partner_a=403),
        key("draft_paper"),
        note="of a draft",
    ),
    Row("measures:document_add", ATTACH, ATTACHED, number("with_papers"), upload),
    Row("measures:link_add", ATTACH, ATTACHED, number("with_papers"), link),
]
