"""Hostile strings through every context of a template: in Chromium, none of them runs.

The pages are shown without their content policy unless a test says otherwise, so that escaping
stands alone. `test_the_strings_do_run_where_nothing_escapes_them` is the control.
"""

import pytest

from microweb import make_response, render_template_string, request
from tests.browser.gallery import CLOSING, look, look_at_all
from tests.browser.hostile import COUNT


def render(app, template, values):
    """Give the answer with a page of all values."""
    view = lambda: render_template_string(template, values=values)  # noqa: E731
    app.add_url_rule("/", "page", view)
    return app.test_client().get("/")


CONTEXTS = {
    "text": "<p>{{ v }}</p>",
    "attribute": '<p title="{{ v }}">x</p>',
    "attribute_in_single_quotes": "<p title='{{ v }}'>x</p>",
    "class": '<p class="a {{ v }} b" data-x="{{ v }}" id="{{ v }}">x</p>',
    "field": '<input name="{{ v }}" value="{{ v }}" placeholder="{{ v }}">',
    "option": '<select><option value="{{ v }}">{{ v }}</select>',
    "textarea": "<textarea>{{ v }}</textarea>",
    "title": "<title>{{ v }}</title>",
    "comment": "<!-- {{ v }} -->",
    "noscript": "<noscript>{{ v }}</noscript>",
    "svg": "<svg><title>{{ v }}</title><text>{{ v }}</text></svg>",
    "math": "<math><mtext>{{ v }}</mtext></math>",
    "table": "<table><tr><td>{{ v }}</table>",
    "inert": "<template>{{ v }}</template>",
    "query": '<a href="/find?q={{ v|urlencode }}">x</a>',
    "url_for": "<a href=\"{{ url_for('page', q=v, _anchor=v) }}\">x</a>",
    "script": "<script>var found = {{ v|tojson }}</script>",
    "script_in_handler": "<p onclick='var found = {{ v|tojson }}'>x</p>",
    "script_data": "<script type=application/json>{{ [v, {v: v}]|tojson }}</script>",
    "xmlattr": "<p{{ {'title': v, 'data-v': v}|xmlattr }}>x</p>",
    "urlize": "<p>{{ v|urlize }}</p>",
    "filters": (
        "<p>{{ v|upper|lower|title }} {{ v|truncate(60) }} {{ v|wordwrap(9) }} {{ v|center(90) }}"
        " {{ v|replace('a', '<b>') }} {{ v|indent(2) }} {{ v|reverse }} {{ v|pprint }}"
        " {{ v|striptags }} {{ v|list }} {{ v|first }} {{ v|trim }} {{ v|capitalize }}</p>"
    ),
    "joined": "<p>{{ [v, v]|join('<br>'|safe) }} {{ '<b>%s</b>'|safe|format(v) }} {{ v ~ v }}</p>",
    "markup": "<p>{{ ('<b>'|safe) + v }} {{ ('<b>{}</b>'|safe).format(v) }} {{ v|e|e }}</p>",
    "macro": "{% macro m(x) %}<p title='{{ x }}'>{{ caller() }}{% endmacro %}"
    "{% call m(v) %}{{ v }}{% endcall %}",
    "block": "{% set b %}<b>{{ v }}</b>{% endset %}<p>{{ b }}</p>{% filter upper %}{{ v }}"
    "{% endfilter %}",
    "missing": "<p>{{ v.missing or v['missing'] or v }}</p>",
}


@pytest.mark.parametrize("context", CONTEXTS)
def test_nothing_runs_in_a_template(driver, app, gallery, strings, context):
    template = f"{{% for v in values %}}{CONTEXTS[context]}{CLOSING}{{% endfor %}}"
    url = gallery.show("/page", render(app, template, strings))
    assert len(strings) == COUNT
    assert look(driver, url) == set()
    assert gallery.beacons == []


def test_nothing_runs_in_a_style(driver, app, gallery, strings):
    # A value in a style may change how the page looks, but it does not get out.
    template = "{% for v in values %}<style>p { color: '{{ v }}' }</style>{% endfor %}"
    assert look(driver, gallery.show("/page", render(app, template, strings))) == set()


def test_what_a_script_gets_is_what_was_written(driver, app, gallery, strings):
    app.add_url_rule("/", "page", lambda: render_template_string(
        "<script>var found = {{ values|tojson }}</script>", values=strings
    ))  # fmt: skip
    driver.get(gallery.show("/page", app.test_client().get("/")))
    assert driver.execute_script("return found") == strings


def test_an_address_that_was_checked_runs_nothing(driver, app, gallery, strings):
    # The advice: check what will be an address; a script is none that leads anywhere.
    template = (
        "{% for v in values %}{% if v.startswith(('https://', 'http://', '/')) %}"
        '<a href="{{ v }}">x</a>{% endif %}{% endfor %}'
    )
    more = [
        '/a" onclick=top.hit1=1 x="',
        "http://x/'><script>top.hit2=1</script>",
        "//x/\nonclick=1",
    ]
    assert look(driver, gallery.show("/page", render(app, template, strings + more))) == set()


def test_an_address_that_was_not_is_stopped_by_the_policy(driver, app, gallery, strings):
    template = '{% for v in values %}<a href="{{ v }}">x</a>{% endfor %}'
    answer = render(app, template, strings)
    assert look(driver, gallery.show("/with", answer, with_policy=True)) == set()
    # The control: without the policy some would run.
    assert look(driver, gallery.show("/without", answer)) != set()


def test_the_strings_do_run_where_nothing_escapes_them(driver, app, gallery, strings):
    # Each in a page of its own, for one that runs may hide the next.
    app.add_url_rule("/", "page", lambda: render_template_string(
        "<p>{{ v|safe }}</p>", v=strings[int(request.args["n"])]
    ))  # fmt: skip
    client = app.test_client()
    answers = [client.get(f"/?n={number}") for number in range(COUNT)]
    ran = look_at_all(driver, gallery, answers, frames=COUNT)
    assert len(ran) >= 60


def test_the_default_policy_stops_them_even_there(driver, app, gallery, strings):
    app.add_url_rule("/", "page", lambda: render_template_string(
        "<p>{{ v|safe }}</p><script>top.own = 1</script>", v=strings[int(request.args["n"])]
    ))  # fmt: skip
    client = app.test_client()
    # Loaded for real, which takes its time: every third of what ran in the test before.
    paths = [
        gallery.show(f"/{number}", client.get(f"/?n={number}"), with_policy=True)
        for number in range(0, COUNT, 3)
    ]
    frames = "".join(f"<iframe src={path}></iframe>" for path in paths)
    gallery.show("/all", make_page(app, frames))
    assert look(driver, f"{gallery.url}/all") == set()
    # The page's own script has its nonce, and ran where no string had opened a comment before it.
    assert driver.execute_script("return top.own") == 1


def make_page(app, html):
    """Give an answer with a page."""
    with app.test_request_context("/"):
        return make_response(html)
