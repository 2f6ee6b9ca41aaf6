"""What the templates of the writing desk need: the desk of a form, with what was kept and who is there."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.forms import BaseForm
from django.template import Context

from portal.writing import actions
from portal.writing.desk import Typed, desk_of

register = template.Library()


@dataclass(frozen=True)
class Kept:
    """What was typed at this address and not saved, and since when it is kept."""

    typed: Typed
    at: datetime


@register.simple_tag(takes_context=True)
def desk_word(context: Context, form: BaseForm) -> str:
    """The signed word that the form carries."""
    return desk_of(form, context["request"]).sign()


@register.simple_tag(takes_context=True)
def kept_text(context: Context, form: BaseForm) -> Kept | None:
    """What is offered when a form is opened; nothing where it already shows something typed."""
    found = None if form.is_bound else actions.unsaved(desk_of(form, context["request"]))
    return Kept(*found) if found else None


@register.simple_tag(takes_context=True)
def others_at(context: Context, form: BaseForm) -> str:
    """Who else has the row open, as words; empty for nobody."""
    request = context["request"]
    return ", ".join(actions.others(desk_of(form, request), request.actor))
