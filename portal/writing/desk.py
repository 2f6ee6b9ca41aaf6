"""The desk: who writes in which form about which row, as a signed word that a page carries.

The script, and a form that comes too late, send it back. It is signed for one person and fourteen days; it
opens nothing: it only says to which text something typed belongs.
"""

import secrets
from dataclasses import astuple, dataclass

from django.core import signing
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

DAYS = 14  # as long as an unsaved text is kept
FIELD = "desk"  # its name in the form
NOT_TYPED = frozenset({"csrfmiddlewaretoken", FIELD, "preview", "resume"})

_SALT = "portal.writing.desk"

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Desk:
    """`path`: the form's address. `form`: its class, dotted. `model` and `pk`: the row, "" and None for a new
    one. `right`: the rule of who may edit it. `page`: a random word, another one each time a page is made.
    """

    user_id: int
    path: str
    form: str
    model: str
    pk: int | None
    right: str
    page: str

    def sign(self) -> str:
        return signing.dumps(astuple(self), salt=_SALT)


def desk_of(form: BaseForm, request: HttpRequest) -> Desk:
    """The desk of this form on the page that is being made; the same each time it is asked for."""
    if not hasattr(form, "_desk"):
        row = getattr(form, "instance", None)
        form._desk = Desk(
            user_id=request.user.pk,
            path=request.path,
            form=f"{type(form).__module__}.{type(form).__qualname__}",
            model=row._meta.label_lower if isinstance(row, Model) and row.pk else "",
            pk=row.pk if isinstance(row, Model) else None,
            right=form.desk_right,
            page=secrets.token_urlsafe(16),
        )
    return form._desk


def read(word: str) -> Desk | None:
    """The desk behind a signed word; None for anything else."""
    try:
        return Desk(*signing.loads(word, salt=_SALT, max_age=DAYS * 86_400))
    except (signing.BadSignature, TypeError):
        return None


def typed_in(request: HttpRequest) -> Typed:
    """What the form's fields hold, without what belongs to the mechanism."""
    return {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
