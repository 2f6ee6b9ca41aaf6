"""The steps of a case in words, and which of them one click takes."""

from datetime import date

from django.utils.translation import gettext_lazy

from apprenticeships.states import CASE_WORKFLOW

# step -> button, what it means
STEP_WORDS = {
    "watch": (
        gettext_lazy("Watch the place"),
        gettext_lazy("The end is not certain yet. Nothing is to be signed before a new contract is there."),
    ),
    "place": (gettext_lazy("Start placement"), gettext_lazy("A new training place is being looked for.")),
    "promise": (
        gettext_lazy("Enter a promise"),
        gettext_lazy(
            "A company has promised the place. With an offer of the list please use the button there."
        ),
    ),
    "sign": (
        gettext_lazy("Contract is signed"),
        gettext_lazy("The new training contract is signed by both sides."),
    ),
    "register": (
        gettext_lazy("Enter as registered"),
        gettext_lazy("The new contract stands in the chamber's register."),
    ),
    "care": (
        gettext_lazy("Begin aftercare"),
        gettext_lazy("Until the end of the new probation somebody asks how it goes."),
    ),
    "close": (gettext_lazy("Close the case"), gettext_lazy("The case ends with an outcome.")),
    "stabilise": (gettext_lazy("Place is stabilised"), gettext_lazy("The training goes on where it was.")),
    "fall_back": (
        gettext_lazy("Promise fell through"),
        gettext_lazy("Back to placement; the place of the offer is free again."),
    ),
    "hold": (gettext_lazy("Put on hold"), gettext_lazy("Nothing can be done for the moment.")),
    "withdraw": (
        gettext_lazy("Enter as withdrawn"),
        gettext_lazy("The person no longer wants to be placed."),
    ),
    "reopen": (gettext_lazy("Reopen"), gettext_lazy("The search goes on.")),
}

# steps that ask for nothing; all others have their form on the page of steps
ONE_CLICK = ("watch", "place", "fall_back")


def one_click_steps(state: str, probation_until: date | None) -> list[str]:
    """The steps that fit `state` and need nothing more than the click; aftercare where its end is known."""
    ready = (*ONE_CLICK, "care") if probation_until else ONE_CLICK
    return [step for step in CASE_WORKFLOW.steps_from(state) if step in ready]
