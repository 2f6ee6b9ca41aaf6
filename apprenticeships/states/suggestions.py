"""The fixed words of companies that partners suggest, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class SuggestionState(TextChoices):
    """suggested → taken on by a chamber → led to a new contract; or declined with a reason."""

    SUGGESTED = "suggested", _("suggested")
    TAKEN_ON = "taken_on", _("taken on")
    CONTRACT = "contract", _("led to a new contract")
    DECLINED = "declined", _("suggestion declined")


class DeclineSuggestion(TextChoices):
    """Why a chamber does not take a suggestion on; the partner reads it."""

    KNOWN = "known", _("The company is on our call list already")
    NO_PLACE = "no_place", _("The company has no place at present")
    NOT_SUITABLE = "not_suitable", _("The company may not train in these occupations")
    ELSEWHERE = "elsewhere", _("Another chamber is responsible for the company")
    NO_NEED = "no_need", _("Nobody looks for a place in these occupations at present")


SUGGESTION_WORKFLOW = Workflow(
    take_on=Transition([SuggestionState.SUGGESTED], SuggestionState.TAKEN_ON, "decide"),
    decline=Transition([SuggestionState.SUGGESTED], SuggestionState.DECLINED, "decide"),
    lead=Transition([SuggestionState.TAKEN_ON], SuggestionState.CONTRACT, "view"),
)

# How a state looks: kind and icon for components/state.html.
SUGGESTION_MARKS = {
    SuggestionState.SUGGESTED: ("active", "mail"),
    SuggestionState.TAKEN_ON: ("good", "check"),
    SuggestionState.CONTRACT: ("done", "tick"),
    SuggestionState.DECLINED: ("", "close"),
}
