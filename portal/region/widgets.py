"""A text field with suggestions, where a select would have hundreds of options."""

from typing import Any

from django.forms import TextInput
from django.urls import reverse


class SuggestInput(TextInput):
    """An ordinary text input; with JavaScript, htmx fills its datalist from `url_name` as one types."""

    template_name = "region/suggest.html"

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.url_name = url_name

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["list_id"] = f"{widget['attrs'].get('id', name)}-list"
        widget["attrs"] |= {
            "list": widget["list_id"],
            "hx-get": f"{reverse(self.url_name)}?field={name}",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{widget['list_id']}",
            "hx-sync": "this:replace",
        }
        return context
