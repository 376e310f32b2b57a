"""Views that are classes."""

import pytest

from microweb import App, request, url_for
from microweb.exceptions import RegistrationError
from microweb.security import csrf_exempt
from microweb.views import MethodView, View


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.testing = True
    return app


class Greeting(View):
    """Greets."""

    def __init__(self, word="Hello"):
        self.word = word

    def dispatch_request(self, name):
        return f"{self.word}, {name}!"


class Item(MethodView):
    def get(self, key):
        return f"get {key}"

    def post(self, key):
        return f"post {key}"


def test_a_view_gets_the_arguments_of_the_class_and_of_the_rule(app):
    app.add_url_rule("/a/<name>", view_func=Greeting.as_view("a"))
    app.add_url_rule("/b/<name>", view_func=Greeting.as_view("b", word="Hi"))
    client = app.test_client()
    assert [client.get(path).text for path in ("/a/Ada", "/b/Bob")] == ["Hello, Ada!", "Hi, Bob!"]


def test_what_as_view_gives_tells_where_it_comes_from():
    view = Greeting.as_view("hello")
    assert (view.__name__, view.__doc__, view.__module__) == ("hello", "Greets.", __name__)
    assert view.view_class is Greeting


@pytest.mark.parametrize(("each", "count"), [(True, 3), (False, 1)])
def test_an_instance_is_made_for_each_request_or_once(app, each, count):
    made = []

    class Counted(View):
        init_every_request = each

        def __init__(self):
            made.append(self)

        def dispatch_request(self):
            return "x"

    app.add_url_rule("/", view_func=Counted.as_view("counted"))
    for _ in range(3):
        app.test_client().get("/")
    assert len(made) == count


def test_decorators_are_applied_the_first_innermost(app):
    def mark(sign):
        def decorate(view):
            return lambda **arguments: sign + view(**arguments)

        return decorate

    class Marked(MethodView):
        decorators = (mark("1"), mark("2"))

        def post(self):
            return "x"

    app.add_url_rule("/", "marked", Marked.as_view("marked"))
    assert app.test_client().post("/").text == "21x"
    assert app.test_client().get("/").status_code == 405


def test_a_view_says_which_methods_it_answers(app):
    class Own(View):
        methods = ("PUT",)
        provide_automatic_options = False

        def dispatch_request(self):
            return request.method

    app.add_url_rule("/", view_func=Own.as_view("own"))
    client = app.test_client()
    assert client.put("/").text == "PUT"
    assert client.options("/").status_code == 405
    assert client.get("/").headers["Allow"] == "PUT"


def test_the_methods_of_a_method_view_are_its_methods(app):
    app.add_url_rule("/<key>", view_func=Item.as_view("item"))
    client = app.test_client()
    assert [client.get("/1").text, client.post("/2").text] == ["get 1", "post 2"]
    response = client.delete("/1")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_methods_are_inherited(app):
    class More(Item):
        def put(self, key):
            return f"put {key}"

    assert More.methods == {"GET", "POST", "PUT"}
    assert Item.methods == {"GET", "POST"}


def test_methods_that_a_base_names_are_inherited():
    class Purging(MethodView):
        methods = ("PURGE",)

    class Page(Purging):
        def get(self):
            return "x"

    assert Page.methods == {"PURGE", "GET"}


def test_head_is_answered_by_get_unless_there_is_a_head(app):
    class Both(Item):
        def head(self, key):
            return "", {"X-Head": key}

    app.add_url_rule("/a/<key>", view_func=Item.as_view("a"))
    app.add_url_rule("/b/<key>", view_func=Both.as_view("b"))
    client = app.test_client()
    assert client.head("/a/1").headers["Content-Length"] == "5"
    assert client.head("/b/1").headers["X-Head"] == "1"


def test_a_method_without_a_handler_is_405_with_allow(app):
    app.add_url_rule("/<key>", view_func=Item.as_view("item"), methods=["GET", "PUT"])
    response = app.test_client().put("/1")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("view", "methods", "message"),
    [
        (Greeting.as_view("v"), None, r"`Greeting.dispatch_request` takes name .*gives id"),
        (Item.as_view("v"), ["GET"], r"`Item.get` takes key .*gives id"),
    ],
)
def test_parameters_that_no_rule_gives_are_refused(app, view, methods, message):
    with pytest.raises(RegistrationError, match=message):
        app.add_url_rule("/<id>", view_func=view, methods=methods)


def test_each_rule_is_checked_for_its_own_methods(app):
    class Users(MethodView):
        def get(self, id):  # noqa: A002  # as the rule has it
            return str(id)

        def post(self):
            return "new"

    view = Users.as_view("users")
    app.add_url_rule("/users/", defaults={"id": None}, view_func=view, methods=["GET"])
    app.add_url_rule("/users/", view_func=view, methods=["POST"])
    app.add_url_rule("/users/<int:id>", view_func=view, methods=["GET"])
    client = app.test_client()
    answers = [client.get("/users/"), client.post("/users/"), client.get("/users/3")]
    assert [answer.text for answer in answers] == ["None", "new", "3"]


def test_a_class_without_dispatch_request_says_so(app):
    app.add_url_rule("/", view_func=View.as_view("bare"))
    with pytest.raises(NotImplementedError, match="View has no dispatch_request"):
        app.test_client().get("/")


def test_handlers_may_be_async(app):
    class Later(MethodView):
        async def get(self):
            return request.path

    app.add_url_rule("/x", view_func=Later.as_view("later"))
    assert app.test_client().get("/x").text == "/x"


def test_decorators_of_views_work_on_classes(app):
    class Hook(MethodView):
        decorators = (csrf_exempt,)

        def post(self):
            return "taken"

    app.add_url_rule("/", view_func=Hook.as_view("hook"))
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert app.test_client().post("/", headers=headers).text == "taken"


def test_a_view_keeps_its_name_behind_a_decorator_that_wraps_without_care(app):
    class Bare(View):
        decorators = (lambda view: lambda **arguments: view(**arguments),)

        def dispatch_request(self):
            return url_for("bare")

    app.add_url_rule("/here", view_func=Bare.as_view("bare"))
    assert app.test_client().get("/here").text == "/here"


def test_a_class_without_a_request_method_is_refused_and_the_nearest_named():
    class Show(MethodView):
        def gett(self):
            return ""

    with pytest.raises(RegistrationError, match=r"Show has no .*; did you mean `get` for `gett`"):
        Show.as_view("show")
    with pytest.raises(RegistrationError, match=r"^MethodView has no method such as `get`$"):
        MethodView.as_view("show")
