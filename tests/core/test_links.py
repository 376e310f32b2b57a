"""Links: URLs to an app's own views, inside of a request and outside."""

import pytest

from microweb import App, Blueprint, render_template_string, url_for
from microweb.exceptions import BuildError


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/user/<int:number>", "user", lambda number: "")
    app.add_url_rule("/form", "form", lambda: "")
    app.add_url_rule("/form/send", "form_send", lambda: "", methods=["POST"])
    blueprint = Blueprint("bp", "demo", url_prefix="/bp")
    blueprint.add_url_rule("/", "index", lambda: url_for(".index"))
    app.register_blueprint(blueprint)
    return app


@pytest.mark.parametrize(
    ("endpoint", "values", "url"),
    [
        ("index", {}, "/"),
        ("user", {"number": 5}, "/user/5"),
        ("user", {"number": 5, "q": "a b"}, "/user/5?q=a%20b"),
        ("index", {"_anchor": "top here"}, "/#top%20here"),
        ("index", {"a": 1, "_anchor": "x"}, "/?a=1#x"),
        ("index", {"_external": True}, "http://shop.example/"),
        ("index", {"_scheme": "https"}, "https://shop.example/"),
        ("index", {"_external": True, "_scheme": "https"}, "https://shop.example/"),
        ("index", {"_external": False}, "/"),
        ("form_send", {"_method": "POST"}, "/form/send"),
        ("bp.index", {}, "/bp/"),
        (".index", {}, "/"),
    ],
)
def test_options_shape_the_url(app, endpoint, values, url):
    with app.test_request_context("/", base_url="http://shop.example/"):
        assert url_for(endpoint, **values) == url
        assert app.url_for(endpoint, **values) == url


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://shop.example:8000", "http://shop.example:8000/"),
        ("https://shop.example", "https://shop.example/"),
        ("https://shop.example:443", "https://shop.example/"),
        ("http://shop.example/demo", "http://shop.example/demo/"),
        ("http://[::1]:80", "http://[::1]/"),
    ],
)
def test_an_absolute_url_is_that_of_the_request(app, base_url, url):
    with app.test_request_context("/", base_url=base_url):
        assert url_for("index", _external=True) == url


def test_the_mount_point_stands_before_the_path_percent_encoded(app):
    with app.test_request_context("/", base_url="http://localhost/d%C3%A9 mo"):
        assert url_for("user", number=5) == "/d%C3%A9%20mo/user/5"


def test_outside_of_a_request_it_gives_the_path(app):
    assert app.url_for("user", number=5) == "/user/5"
    with app.app_context():
        assert url_for("index", a=1) == "/?a=1"


def test_outside_of_a_request_the_settings_say_the_rest(app):
    app.config.update(
        APPLICATION_ROOT="/demo", SERVER_NAME="shop.example", PREFERRED_URL_SCHEME="https"
    )
    assert app.url_for("index") == "/demo/"
    assert app.url_for("index", _external=True) == "https://shop.example/demo/"
    assert app.url_for("index", _scheme="http") == "http://shop.example/demo/"


def test_outside_of_a_request_an_absolute_url_needs_a_name(app):
    with pytest.raises(BuildError, match="outside of a request set SERVER_NAME"):
        app.url_for("index", _external=True)


def test_a_dot_stands_for_the_blueprint_of_the_request(app):
    assert app.test_client().get("/bp/").text == "/bp/"
    with app.test_request_context("/bp/"):
        assert url_for(".index") == "/bp/"


def test_another_apps_request_does_not_count(app):
    other = App("other", static_folder=None)
    with other.test_request_context("/", base_url="http://localhost/other"):
        assert app.url_for("index") == "/"


def test_an_unknown_endpoint_suggests_the_nearest(app):
    with pytest.raises(
        BuildError, match="no URL for 'usr': there is no such endpoint; did you mean 'user'"
    ):
        app.url_for("usr")


def test_a_url_that_is_built_is_matched(app):
    with app.test_request_context(app.url_for("user", number=5)) as context:
        assert (context.request.endpoint, context.request.view_args) == ("user", {"number": 5})


def test_it_is_there_for_templates(app):
    app.add_url_rule("/t", "t", lambda: render_template_string("{{ url_for('user', number=3) }}"))
    assert app.test_client().get("/t").text == "/user/3"


def test_a_scheme_contradicts_a_url_without_a_host(app):
    with pytest.raises(ValueError, match="_external=False"):
        app.url_for("index", _scheme="https", _external=False)


def test_a_handler_may_give_the_url_that_could_not_be_built(app):
    seen = []

    def find(error, endpoint, values):
        seen.append((error.endpoint, endpoint, values))
        return "/elsewhere" if endpoint == "lost" else None

    app.url_build_error_handlers.append(find)
    assert app.url_for("lost", a=1, _anchor="x") == "/elsewhere"
    options = {"_anchor": "x", "_method": None, "_scheme": None, "_external": None}
    assert seen == [("lost", "lost", {"a": 1, **options})]
    with pytest.raises(BuildError, match="no URL for 'nothing'"):
        app.url_for("nothing")


def test_the_next_handler_gets_the_error_of_the_one_before(app):
    def fail(error, endpoint, values):
        raise BuildError("first", endpoint=endpoint, values=values)

    app.url_build_error_handlers += [fail, lambda error, endpoint, values: f"/{error}"]
    assert app.url_for("lost") == "/first"
    app.url_build_error_handlers.pop()
    with pytest.raises(BuildError, match="first"):
        app.url_for("lost")


def test_a_view_is_not_its_name():
    def index():
        return ""

    app = App("demo", static_folder=None)
    app.add_url_rule("/", view_func=index)
    with pytest.raises(TypeError, match=r"takes the name of an endpoint: url_for\('index'\)"):
        app.url_for(index)


@pytest.mark.parametrize("endpoint", ["static", "nothing.static", "b.static"])
def test_static_files_that_nobody_has_are_no_endpoint(endpoint):
    app = App("demo", static_folder=None)
    app.register_blueprint(Blueprint("b", __name__))
    with pytest.raises(BuildError, match=f"no URL for '{endpoint}'"):
        app.url_for(endpoint, filename="x.css")
