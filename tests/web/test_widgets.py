"""Fields are drawn as Django's own templates draw them, whatever is in them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.web.widgets import PLAIN, Renderer

CHOICES = (("", "–"), ("a<", "A & B"), ("Group “g”", (("1", "one"), (2, "two"))))
WIDGETS = (
    forms.TextInput,
    forms.EmailInput,
    forms.URLInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.DateInput,
    forms.CheckboxInput,
    forms.Textarea,
    lambda attrs: forms.Select(attrs, choices=CHOICES),
    lambda attrs: forms.SelectMultiple(attrs, choices=CHOICES),
)
values = st.none() | st.text() | st.integers() | st.sampled_from(["", "a<", "2", "<b>", "é\n"])
attrs = st.dictionaries(st.sampled_from(["id", "class", "data-x", "required"]), st.booleans() | st.text())


@pytest.mark.parametrize("kind", WIDGETS)
@settings(deadline=None)
@given(value=values, given_attrs=attrs)
def test_every_plain_widget_is_drawn_to_the_letter(kind, value, given_attrs):
    widget = kind(given_attrs)
    value = [value] if isinstance(widget, forms.SelectMultiple) and value is not None else value
    assert widget.template_name in PLAIN
    ours = widget.render("a&b", value, renderer=Renderer())
    assert "".join(ours.split()) == "".join(
        widget.render("a&b", value, renderer=DjangoTemplates()).split()
    ), "only blank lines may differ"


def test_what_is_typed_in_a_field_stays_text():
    drawn = forms.Textarea().render("body", "</textarea><script>", renderer=Renderer())
    assert "<script>" not in drawn
    assert drawn.startswith('<textarea name="body"')


def test_widgets_of_several_parts_go_to_their_templates():
    boxes = forms.CheckboxSelectMultiple(choices=CHOICES)
    assert boxes.render("x", ["1"], renderer=Renderer()) == boxes.render(
        "x", ["1"], renderer=DjangoTemplates()
    )
