"""Redirects that the route table asks for."""

import pytest

from microweb import App, Blueprint, g


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.add_url_rule("/item/<int:id>", "item", lambda id: f"item {id}")  # noqa: A006  # as in the rule
    return app


def answer(app, url, **options):
    response = app.test_client().open(url, **options)
    return response.status_code, response.headers.get("Location")


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("item/<id>", "/demo/item/07"),
        ("/item/<id>", "/item/07"),
        ("http://other.example/<id>?a=1", "http://other.example/07?a=1"),
        ("", "/demo/"),
    ],
)
def test_a_target_has_the_variables_of_the_rule(app, target, location):
    app.add_url_rule("/old/<int(fixed_digits=2):id>", "old", redirect_to=target)
    assert answer(app, "/old/07", base_url="http://localhost/demo") == (308, location)


def test_a_target_may_be_a_function(app):
    def find(adapter, name):
        return adapter.build("item", {"id": len(name)})

    app.add_url_rule("/old/<name>", "old", redirect_to=find)
    assert answer(app, "/old/abc", base_url="http://localhost/demo") == (308, "/demo/item/3")


def test_a_function_may_build_a_whole_url(app):
    def find(adapter):
        return adapter.build("item", {"id": 1}, force_external=True)

    app.add_url_rule("/old", "old", redirect_to=find)
    assert answer(app, "/old") == (308, "http://localhost/item/1")


@pytest.mark.parametrize("name", ["%0D%0AX-Evil:%201", "%5C%5Cevil", "%2F%2Fevil"])
def test_t54_what_is_captured_does_not_lead_elsewhere(app, name):
    app.add_url_rule("/old/<path:name>", "old", redirect_to="/<name>")
    status, location = answer(app, f"/old/{name}")
    assert status in (308, 404, 400)
    assert location is None or location.startswith(("/%", "/old/"))


def test_a_view_of_such_a_rule_is_not_called(app):
    app.add_url_rule("/old", "old", lambda: 1 / 0, methods=["POST"], redirect_to="new")
    assert answer(app, "/old", method="POST") == (308, "/new")


def test_its_methods_count(app):
    app.add_url_rule("/old", "old", redirect_to="new")
    assert answer(app, "/old", method="POST")[0] == 405


def test_hooks_before_the_view_are_not_asked(app):
    app.add_url_rule("/old", "old", redirect_to="new")
    app.before_request(lambda: "no")
    assert answer(app, "/old") == (308, "/new")


@pytest.fixture
def pages():
    app = App("demo", static_folder=None)

    def view(page, lang="en"):
        return f"{lang} {page}"

    app.add_url_rule("/all/", "all", view, defaults={"page": 1}, methods=["GET", "POST"])
    app.add_url_rule("/all/page/<int:page>", "all", view, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_url_that_captures_the_default_is_a_redirect_to_the_short_one(pages, method):
    assert answer(pages, "/all/page/1?a=1&b=%20", method=method) == (308, "/all/?a=1&b=%20")
    assert answer(pages, "/all/page/2", method=method) == (200, None)
    assert answer(pages, "/all/", method=method) == (200, None)


def test_a_request_that_may_have_a_body_is_answered_where_it_is(pages):
    assert pages.test_client().post("/all/page/1").text == "en 1"


def test_the_short_url_is_that_of_the_mount_point(pages):
    assert answer(pages, "/all/page/1", base_url="http://localhost/x") == (308, "/x/all/")


def test_the_order_of_registration_does_not_count():
    app = App("demo", static_folder=None)
    app.add_url_rule("/<int:page>", "all", lambda page: str(page))
    app.add_url_rule("/", "all", app.view_functions["all"], defaults={"page": 1})
    assert answer(app, "/1") == (308, "/")


def test_two_rules_with_the_same_default_do_not_lead_in_a_circle():
    app = App("demo", static_folder=None)
    for rule in ("/a", "/b"):
        app.add_url_rule(rule, "all", pages_view, defaults={"page": 1})
    assert [answer(app, rule) for rule in ("/a", "/b")] == [(200, None)] * 2


def pages_view(page):
    return str(page)


def test_the_hooks_of_a_guarded_rule_are_those_of_its_endpoint(pages):
    pages.before_request(lambda: g.setdefault("seen", []).append(1))
    pages.after_request(lambda response: response.headers.add("X-Hook", "1") or response)
    response = pages.test_client().get("/all/page/2")
    assert (response.text, response.headers["X-Hook"]) == ("en 2", "1")


def test_a_blueprints_default_makes_no_redirect_of_its_other_rules():
    app = App("demo", static_folder=None)
    blueprint = Blueprint("bp", "demo", url_defaults={"lang": "en"})
    blueprint.add_url_rule("/a", "view", lambda lang: lang)
    blueprint.add_url_rule("/b", "other", lambda lang: lang)
    app.register_blueprint(blueprint)
    assert answer(app, "/a") == (200, None)


def test_an_alias_is_a_redirect_to_the_other_rule():
    app = App("demo", static_folder=None)

    def show(id):  # noqa: A002  # as the rule has it
        return str(id)

    app.add_url_rule("/i/<int:id>", "item", show, alias=True)
    app.add_url_rule("/item/<int:id>", "item", show)
    assert app.url_for("item", id=3) == "/item/3"
    assert answer(app, "/i/3") == (308, "/item/3")


def test_a_redirect_crosses_hosts():
    app = App("demo", static_folder=None, host_matching=True)
    app.add_url_rule("/", "all", lambda page: "", defaults={"page": 1}, host="new.example")
    app.add_url_rule("/<int:page>", "all", app.view_functions["all"], host="old.example")
    assert answer(app, "http://old.example:8000/1") == (308, "http://new.example:8000/")
