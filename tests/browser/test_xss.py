"""Hostile strings through every context of a page: in Chromium, none of them runs.

The pages are shown without their content policy unless a test says otherwise, so that escaping
stands alone. `test_the_strings_do_run_where_nothing_escapes_them` is the control.
"""

import io
import json
from urllib.parse import quote

import pytest

from microweb import (
    App,
    Response,
    abort,
    flash,
    get_flashed_messages,
    jsonify,
    make_response,
    redirect,
    render_template_string,
    request,
    send_file,
    session,
    stream_template_string,
)
from microweb.server.debugpage import DebugPage
from microweb.testing import Client
from tests.browser.hostile import BEACON, COUNT, SEEN, TOUCH, hostile_strings
from tests.browser.sites import Served

TYPES = {
    "text/html; charset=utf-8",
    "text/plain; charset=utf-8",
    "application/json",
    "application/problem+json",
}
HELD_BACK = {"content-security-policy", "x-frame-options"}


class Gallery(Served):
    """Shows answers that were collected before, as pages.

    Attributes:
        shown: Status line, header fields and body by path.
        beacons: The paths of what a string loaded.
    """

    def __init__(self):
        self.shown = {}
        self.beacons = []
        super().__init__()

    def answer(self, environ, start_response):
        """Answer with what is shown at the path."""
        path = environ["PATH_INFO"]
        status, fields, body = self.shown.get(path, ("404 Not Found", [], b""))
        if path.startswith(BEACON):
            self.beacons.append(path)
            number = path.removeprefix(BEACON)
            status, fields = "200 OK", [("Content-Type", "text/javascript")]
            body = f"top.hit{number}=1".encode()
        start_response(status, fields)
        return [body]

    def show(self, path, response, *, with_policy=False):
        """Show an answer at a path."""
        fields = [
            (name, value)
            for name, value in response.headers
            if with_policy or name.lower() not in HELD_BACK
        ]
        self.shown[path] = response.status, fields, response.get_data()
        return self.url + path


@pytest.fixture(scope="module")
def only_gallery():
    with Gallery() as gallery:
        yield gallery


@pytest.fixture
def gallery(only_gallery):
    only_gallery.shown.clear()
    only_gallery.beacons.clear()
    return only_gallery


@pytest.fixture
def strings(gallery):
    return hostile_strings(gallery.url)


@pytest.fixture
def app():
    app = App("demo", static_folder=None, template_folder=None)
    app.secret_key = "of the test" * 4
    return app


LOOK = f"""
const touch = {json.dumps(TOUCH)};
const inner = Array.from(document.querySelectorAll("iframe"), (frame) => frame.contentWindow);
for (const each of [window, ...inner]) {{ try {{ each.eval(touch) }} catch {{}} }}
"""
WAIT = "const [go] = arguments; setTimeout(() => setTimeout(go, 50), 50)"

# A frame is filled by the same parser as a page that is loaded, in a tenth of the time.
FILL = """
for (const page of arguments[0]) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.contentDocument.open();
  frame.contentDocument.write(page);
  frame.contentDocument.close();
}
"""
EMPTY = "200 OK", [("Content-Type", "text/html; charset=utf-8")], b"<!doctype html><body>"
FRAMES = 30  # with several pages in each, which takes less time
# What ends anything that a string may have opened, so that it does not hide the next.
CLOSING = (
    "'\"></title></textarea></style></script></template></select></noscript></svg></math></table>"
    "<!---->\n"
)
LOADED = 12  # answers that are no pages, and are shown all the same


def touch(driver):
    """Do to the page what a visitor might; give what ran since it was opened."""
    driver.execute_async_script(WAIT)
    ran = set(driver.execute_script(SEEN))
    driver.execute_script(LOOK)
    driver.execute_async_script(WAIT)
    return ran | set(driver.execute_script(SEEN))


def look(driver, url):
    """Open a page; give what ran."""
    driver.get(url)
    return touch(driver)


def look_at_all(driver, gallery, answers, *, frames=FRAMES):
    """Show answers, each different one once, in frames; give what ran.

    What a browser does not take for a page is told by its type. A few of these are loaded, too.
    """
    different = {(one.status, *one.headers, one.get_data()): one for one in answers}.values()
    pages = [one.text for one in different if one.mimetype == "text/html"]
    others = [one for one in different if one.mimetype != "text/html"]
    for one in different:
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Content-Type"] in TYPES
    paths = [gallery.show(f"/{n}", one) for n, one in enumerate(others[:LOADED])]
    loaded = "".join(f"<iframe src={path}></iframe>" for path in paths).encode()
    gallery.shown["/all"] = *EMPTY[:2], EMPTY[2] + loaded
    driver.get(f"{gallery.url}/all")
    driver.execute_script(FILL, [CLOSING.join(pages[n::frames]) for n in range(frames)])
    return touch(driver)


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


# Answers that repeat what they were sent. `v` is a string; the environ's and the headers' are sent
# as WSGI does.


def sent_in_a_path(client, v):
    return client.get("/nowhere/" + quote(v.replace("\0", "")))


def sent_in_a_query(client, v):
    return client.get("/nowhere?q=" + quote(v))


def sent_with_another_method(client, v):
    return client.post("/flash?v=" + quote(v))


def sent_as_a_field_name(client, v):
    return client.get("/field?name=" + quote(v))


def sent_as_an_origin(client, v):
    origin = "".join(one for one in v if one.isprintable()).encode("latin-1", "replace")
    return client.post("/put-back", headers={"Origin": origin.decode("latin-1") or "x"})


def sent_as_a_host(client, v):
    host = "".join(one for one in v if one.isprintable()).encode("latin-1", "replace")
    return client.get("/field", headers={"Host": host.decode("latin-1") or "x"})


def put_back_into_a_form(client, v):
    return client.post("/put-back", data={"field": v, "csrf_token": v})


def shown_again_without_its_token(client, v):
    client.application.config["CSRF_TOKENS"] = True
    fields = {"field": v, v: v, "text": f"a\n{v}"}
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/put-back", data=fields, headers=headers)
    assert "<form" in answer.text
    return answer


def shown_as_a_message(client, v):
    return client.get("/flash?v=" + quote(v))


def kept_in_the_session(client, v):
    client.get("/keep?v=" + quote(v))
    return client.get("/kept")


def streamed(client, v):
    return client.get("/stream?v=" + quote(v))


def described(client, v):
    return client.get("/abort?v=" + quote(v))


def described_as_a_problem(client, v):
    return client.get("/abort?v=" + quote(v), headers={"Accept": "application/problem+json"})


def described_as_text(client, v):
    return client.get("/abort?v=" + quote(v), headers={"Accept": "text/plain"})


def raised(client, v):
    return client.get("/raise?v=" + quote(v))


def answered_as_json(client, v):
    return client.get("/json?v=" + quote(v))


def answered_as_a_list(client, v):
    return client.get("/list?v=" + quote(v))


def answered_as_text(client, v):
    return client.get("/text?v=" + quote(v))


def redirected(client, v):
    return client.get("/redirect?v=" + quote(v))


def redirected_outright(client, v):
    return client.get("/redirect?whole=1&v=" + quote(v))


def sent_as_a_file_name(client, v):
    return client.get("/file?v=" + quote(v))


def sent_back_in_headers(client, v):
    return client.get("/header?v=" + quote(v))


SENT = [
    sent_in_a_path,
    sent_in_a_query,
    sent_with_another_method,
    sent_as_a_field_name,
    sent_as_an_origin,
    sent_as_a_host,
    put_back_into_a_form,
    shown_again_without_its_token,
    shown_as_a_message,
    kept_in_the_session,
    streamed,
    described,
    described_as_a_problem,
    described_as_text,
    raised,
    answered_as_json,
    answered_as_a_list,
    answered_as_text,
    redirected,
    redirected_outright,
    sent_as_a_file_name,
    sent_back_in_headers,
]


@pytest.fixture
def client(app):
    add_plain_views(app)
    add_page_views(app)
    add_header_views(app)
    return app.test_client()


def add_plain_views(app):
    """Answers that no template makes."""
    app.add_url_rule("/field", "field", lambda: request.args[request.args["name"] + "?"])
    app.add_url_rule("/keep", "keep", lambda: session.update(v=request.args["v"]) or "kept")
    app.add_url_rule("/raise", "raise", lambda: {}[request.args["v"]])
    app.add_url_rule("/abort", "abort", lambda: abort(418, request.args["v"]))
    app.add_url_rule("/json", "json", lambda: {request.args["v"]: request.args["v"]})
    app.add_url_rule("/list", "list", lambda: jsonify(request.args["v"]))
    app.add_url_rule("/text", "text", lambda: Response(request.args["v"], mimetype="text/plain"))


def add_page_views(app):
    """Pages of templates."""

    @app.get("/kept")
    def kept():
        return render_template_string("<p title='{{ session.v }}'>{{ session['v'] }}</p>")

    @app.get("/stream")
    def stream():
        return stream_template_string("<p title='{{ v }}'>{{ v }}</p>", v=request.args["v"])

    @app.get("/flash")
    def flashing():
        flash(request.args["v"], request.args["v"])
        return render_template_string(
            "{% for c, m in m %}<p class='{{ c }}'>{{ m }}</p>{% endfor %}",
            m=get_flashed_messages(with_categories=True),
        )

    @app.post("/put-back")
    def put_back():
        return render_template_string(
            '<input value="{{ request.form.field }}">'
            "<textarea>{{ request.values.field }}</textarea>{{ csrf_field() }}{{ request }}"
        )


def add_header_views(app):
    """Answers that repeat a string in their head."""

    @app.get("/redirect")
    def redirecting():
        v = request.args["v"]
        return redirect(v if "whole" in request.args else f"/to?q={v}")

    @app.get("/file")
    def file():
        return send_file(io.BytesIO(b"x"), mimetype="text/html", download_name=request.args["v"])

    @app.get("/header")
    def header():
        response = make_response("x")
        v = request.args["v"].replace("\t", " ")  # wsgiref.validate refuses what HTTP allows
        try:
            response.headers["X-Echo"] = v
            response.set_cookie("echo", v)
        except ValueError as error:
            response.set_data(error.__class__.__name__)
        return response


@pytest.mark.parametrize("send", SENT, ids=lambda send: send.__name__)
def test_nothing_runs_in_an_answer(driver, client, gallery, strings, send):
    answers = [send(client, v) for v in strings]
    for answer in answers:  # a redirect is shown for what it says
        if answer.location:
            answer.status = "200 OK"
            del answer.headers["Location"]
    assert look_at_all(driver, gallery, answers) == set()
    assert gallery.beacons == []


def test_nothing_runs_on_the_debug_page(driver, app, gallery, strings):
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.get("/raise")
    def fail():
        value = request.args["v"]
        raise RuntimeError(value)

    client = Client(DebugPage(app))
    headers = {"Accept": "text/html"}
    # The pages are long: every third string.
    answers = [
        client.get(
            "/raise?v=" + quote(v),
            headers={**headers, "Referer": quote(v)},
            errors_stream=io.StringIO(),
        )
        for v in strings[::3]
    ]
    assert {answer.status_code for answer in answers} == {500}
    assert look_at_all(driver, gallery, answers) == set()
    assert gallery.beacons == []
