"""Links in pages lead where Django's own would."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix

from saule.config.urls import urlpatterns
from saule.web.policies import table

PARTS = ("zX3-_9", "12345", "7")


def drawn(tag: str, **context) -> str:
    return Template(tag).render(Context(context))


@pytest.mark.parametrize("row", list(table(urlpatterns)), ids=lambda row: row.name)
def test_every_address_is_drawn_as_django_makes_it(row):
    numbers = [part.startswith("int:") for part in row.route.split("<")[1:]]
    parts = ["42" if number else PARTS[place] for place, number in enumerate(numbers)]
    named = {f"part{place}": part for place, part in enumerate(parts)}

    assert drawn(f"{{% url '{row.name}' {' '.join(named)} %}}", **named) == reverse(row.name, args=parts)


def test_an_address_can_be_given_a_name():
    assert drawn("{% url 'matter' 'abc' as here %}<{{ here }}>") == f"<{reverse('matter', args=['abc'])}>"


def test_what_needs_care_is_left_to_django():
    assert drawn("{% url 'status' key %}", key="a:b c") == reverse("status", args=["a:b c"])
    assert drawn("{% url 'matter' public_id=key %}", key="abc") == "/matters/abc"


@pytest.mark.parametrize("key", ["", None, "a/b", "word"])
def test_an_address_of_nothing_is_an_error(key):
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'person' key %}/{% url 'tag-removal' 'abc' key %}", key=key)


def test_a_desk_below_a_path_links_to_there():
    assert drawn("{% url 'matters' %}") == "/matters"
    set_script_prefix("/desk/")
    try:
        assert drawn("{% url 'matters' %} {% url 'matter' 'abc' %}") == "/desk/matters /desk/matters/abc"
    finally:
        set_script_prefix("/")
