"""What a POST that takes one step of a workflow answers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.workflow import TransitionRefused


def take_step(request: HttpRequest, step: Callable[[], object], *, done: str = "", back: str) -> HttpResponse:
    """Takes the step and goes back, saying `done` where given; a step that no longer fits is said there."""
    try:
        step()
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect(back)
