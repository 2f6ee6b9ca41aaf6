"""Who may read and change attachments: whoever the object that they belong to says (portal.areas.Holder)."""

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from portal.access import NOBODY, Actor
from portal.areas import Holder, holders


def view_document(actor: Actor) -> Q:
    """Public ones whoever reads their object; the others whom the object's rule for internal ones admits."""
    found = NOBODY
    for holder in holders():
        of = Q(subject=holder.model)
        public = of & Q(is_public=True, subject_id__in=_rows(holder, actor, holder.view))
        internal = of & Q(is_public=False, subject_id__in=_rows(holder, actor, holder.internal))
        found |= public | internal
    return found


def edit_document(actor: Actor) -> Q:
    found = NOBODY
    for holder in holders():
        found |= Q(subject=holder.model, subject_id__in=_rows(holder, actor, holder.edit))
    return found


def _rows(holder: Holder, actor: Actor, action: str) -> QuerySet:
    return model_of(holder).objects.permitted(actor, action).order_by().values("pk")


def model_of(holder: Holder) -> type[Model]:
    return apps.get_model(holder.model)


def holder_of(row: Model) -> Holder:
    """The entry of the row's model; KeyError where no area says that it takes documents."""
    return {holder.model: holder for holder in holders()}[row._meta.label_lower]
