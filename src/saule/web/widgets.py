"""Form fields drawn without templates: a page with twenty of them spends no time on their attributes.

What is drawn is what Django's own templates draw, to the letter; what is not known here goes to them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Draws the plain widgets itself."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """The widget as HTML."""
        draw = PLAIN.get(template_name)
        if draw is None:
            return mark_safe(super().render(template_name, context, request))  # type: ignore[arg-type]  # noqa: S308
        return draw(context["widget"])


def attributes(widget: Widget) -> SafeString:
    """The attributes of an element, each with a space before it; one that is True stands alone."""
    shown = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    text = "".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in shown)
    return mark_safe(text)  # noqa: S308 - the names are ours


def control(widget: Widget) -> SafeString:
    """One line to type in, a box to tick, something hidden."""
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>\n', widget["type"], widget["name"], value, attributes(widget)
    )


def textarea(widget: Widget) -> SafeString:
    """Several lines to type in. A browser drops the first line's end."""
    written = conditional_escape(widget["value"]) if widget["value"] else ""
    return format_html('<textarea name="{}"{}>\n{}</textarea>\n', widget["name"], attributes(widget), written)


def select(widget: Widget) -> SafeString:
    """One of a list, in groups or not."""
    groups = format_html_join(
        "", "{}", ((group(name, options),) for name, options, _n in widget["optgroups"])
    )
    return format_html('<select name="{}"{}>{}\n</select>\n', widget["name"], attributes(widget), groups)


def group(name: str | None, options: list[Widget]) -> SafeString:
    """The options of a list, under their heading if they have one."""
    drawn = format_html_join("", "\n  {}", ((option(one),) for one in options))
    if not name:
        return drawn
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn)


def option(widget: Widget) -> SafeString:
    """One line of a list."""
    value = str(widget["value"])
    return format_html('<option value="{}"{}>{}</option>\n', value, attributes(widget), widget["label"])


INPUTS = ("checkbox", "color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel")
PLAIN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{name}.html": control for name in (*INPUTS, "text", "time", "url")},
    "django/forms/widgets/textarea.html": textarea,
    "django/forms/widgets/select.html": select,
}
