"""The markup that pages repeat: what goes into it is text, and what is missing leaves no trace."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from tests.markup import compact


class Words(forms.Form):
    first = forms.CharField()
    second = forms.CharField()


def shown(template: str, **context: Any) -> str:
    return compact(Template("{% load layout %}" + template).render(Context(context)))


@pytest.mark.parametrize("value", [None, ""])
def test_a_fact_without_a_value_is_left_out(value: str | None) -> None:
    assert shown('{% fact "Language" value %}', value=value) == ""


def test_a_fact_of_nought_is_shown() -> None:
    assert shown('{% fact "Waiting" value %}', value=0) == "<div><dt>Waiting</dt> <dd>0</dd></div>"


@pytest.mark.parametrize(
    "template",
    [
        "{% fact text text %}",
        "{% blockfact text %}{{ text }}{% endblockfact %}",
        "{% crumbs %}<li>{{ text }}</li>{% endcrumbs %}",
        "{% section text text lead=text style=text %}{{ text }}{% endsection %}",
        "{% table label=text style=text place=text %}{{ text }}{% endtable %}",
        "{% table text %}{{ text }}{% endtable %}",
        "{% headings text text %}",
        "{{ nothing|or_muted:text }}",
        "{{ text|or_muted:text }}",
        "{% shortcut text text %}",
        '{% post_button text "remove_view" "late" about=text style=text sent=text %}',
    ],
)
def test_no_markup_comes_in_with_a_text(template: str) -> None:
    page = shown(template, text='"><script>')

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_line_of_fields_has_those_that_its_form_has() -> None:
    form = Words()
    del form.fields["second"]

    line = shown('{% fields form "first second" %}', form=form)

    assert line.startswith('<div class="fields">')
    assert 'name="first"' in line
    assert "second" not in line


def test_a_button_posts_what_is_sent_with_it() -> None:
    button = '{% post_button "Delete" "remove_view" "late" about="Late" next="/views/" %}'

    form = shown(button, csrf_token="a-token")

    assert '<form method="post" action="/views/late/delete/">' in form
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="a-token">' in form
    assert '<input type="hidden" name="next" value="/views/">' in form
    assert '<button class="button button-small" aria-label="Delete · Late">Delete</button>' in form
