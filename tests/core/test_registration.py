"""Registration: contradictions are refused where they are made, and both places are named."""

import functools
import inspect
import os

import pytest

import microweb
from microweb import App, Blueprint
from microweb.exceptions import RegistrationError
from microweb.middleware import CORS, ProxyFix
from microweb.views import View


@pytest.fixture
def app():
    return App("demo", static_folder=None)


def line_of(function):
    """Give the place of a function as messages do."""
    return f"{__file__}:{inspect.unwrap(function).__code__.co_firstlineno}"


def test_a_duplicate_rule_names_both_places(app):
    def first():
        return ""

    def second():
        return ""

    app.add_url_rule("/a", view_func=first)
    with pytest.raises(RegistrationError, match="GET /a is registered twice") as caught:
        app.add_url_rule("/a", view_func=second)
    assert line_of(first) in str(caught.value)
    assert line_of(second) in str(caught.value)


def test_an_endpoint_of_two_views_names_both_places(app):
    def first():
        return ""

    def second():
        return ""

    app.add_url_rule("/a", "same", first)
    with pytest.raises(RegistrationError, match="'same' is claimed by two views") as caught:
        app.add_url_rule("/b", "same", second)
    assert line_of(first) in str(caught.value)
    assert line_of(second) in str(caught.value)


def test_one_view_may_have_several_rules(app):
    def view():
        return "here"

    app.add_url_rule("/a", view_func=view)
    app.add_url_rule("/b", view_func=view)
    assert app.test_client().get("/b").text == "here"


def test_a_parameter_mismatch_names_view_rule_places_and_the_nearest_name(app):
    def show_user(user):
        return user

    with pytest.raises(RegistrationError) as caught:
        app.add_url_rule("/users/<users>", view_func=show_user)
    message = str(caught.value)
    assert f"`show_user` takes user ({line_of(show_user)})" in message
    assert f"but its rule '/users/<users>' gives users ({line_of(show_user)})" in message
    assert "did you mean <user> in the rule, or users in the view?" in message


class Views:
    def method(self, key):
        return f"method {key}"

    @classmethod
    def of_class(cls, key):
        return f"class {key}"

    @staticmethod
    def static(key):
        return f"static {key}"

    def __call__(self, key):
        return f"call {key}"


def plain(key):
    return f"plain {key}"


def decorate(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapper


def with_two(key, other):
    return f"{key} {other}"


def add_them(number, key):
    return f"{number} {key}"


SUITABLE = {
    "function": plain,
    "lambda": lambda key: f"lambda {key}",
    "method": Views().method,
    "class method": Views.of_class,
    "static method": Views.static,
    "callable instance": Views(),
    "decorated": decorate(plain),
    "any keyword": lambda **values: str(values),
    "any of both": lambda *args, **values: str(values),
    "keyword-only": lambda *, key: f"keyword-only {key}",
    "keyword-only default": lambda *, key, other=1: f"{key} {other}",
    "default": lambda key, other=1: f"{key} {other}",
    "partial by keyword": functools.partial(with_two, other=1),
    "partial by position": functools.partial(add_them, 1),
    "partial of a method": functools.partial(Views().method),
    "built-in": functools.partial(dict, a=1),
}


@pytest.mark.parametrize("kind", SUITABLE)
def test_a_view_that_takes_what_the_rule_gives_is_registered(app, kind):
    app.add_url_rule("/<key>", "view", SUITABLE[kind])
    assert app.test_client().get("/5").status_code == 200


UNSUITABLE = {
    "nothing": lambda: "",
    "another name": lambda name: "",
    "one more": with_two,
    "method": Views().method,
    "class method": Views.of_class,
    "callable instance": Views(),
    "keyword-only": lambda *, name: "",
    "only positions": lambda *args: "",
    "positional-only": lambda key, /: "",
    "partial by keyword": functools.partial(with_two, name=1),
    "partial of a partial": functools.partial(functools.partial(with_two, key=1)),
}


@pytest.mark.parametrize("kind", UNSUITABLE)
def test_a_view_that_does_not_is_refused(app, kind):
    rule = "/<other_id>" if kind in ("method", "class method", "callable instance") else "/<key>"
    with pytest.raises(RegistrationError, match="but its rule"):
        app.add_url_rule(rule, "view", UNSUITABLE[kind])


def test_a_positional_only_parameter_is_shown_as_it_is_written(app):
    with pytest.raises(RegistrationError, match=r"takes key, / .* gives key "):
        app.add_url_rule("/<key>", "view", lambda key, /: "")


def test_defaults_count_as_given(app):
    app.add_url_rule("/a", "view", lambda page: str(page), defaults={"page": 3})
    with pytest.raises(RegistrationError, match="gives page"):
        app.add_url_rule("/b", "other", lambda: "", defaults={"page": 3})
    assert app.test_client().get("/a").text == "3"


def test_the_place_of_a_partial_is_that_of_its_function(app):
    with pytest.raises(RegistrationError) as caught:
        app.add_url_rule("/", "view", functools.partial(with_two, key=1))
    assert line_of(with_two) in str(caught.value)


def test_the_place_of_a_decorated_view_is_that_of_the_view(app):
    app.add_url_rule("/<key>", "a", decorate(plain))
    with pytest.raises(RegistrationError) as caught:
        app.add_url_rule("/<key>", "b", plain)
    assert str(caught.value).count(line_of(plain)) == 2


def test_a_view_of_an_endpoint_is_checked_when_it_comes(app):
    app.add_url_rule("/<key>", "later")
    with pytest.raises(RegistrationError, match="takes name") as caught:

        @app.endpoint("later")
        def view(name):
            return name

    assert __file__ in str(caught.value)


def test_a_rule_of_an_endpoint_is_checked_when_it_comes(app):
    app.endpoint("later")(plain)
    app.add_url_rule("/<key>", "later")
    with pytest.raises(RegistrationError, match="`plain` takes key"):
        app.add_url_rule("/x/<name>", "later")
    assert app.test_client().get("/5").text == "plain 5"


def test_the_place_of_a_rule_without_a_view_is_where_it_was_registered(app):
    # A module beside the package, whose name starts as the package's does.
    filename = os.path.dirname(microweb.__file__) + "_shop.py"
    code = compile("\n\napp.add_url_rule('/a', 'a')", filename, "exec")
    exec(code, {"app": app})
    (rule,) = app.url_map.iter_rules("a")
    assert rule.where == f"{filename}:3"


def test_a_rule_without_a_view_says_so_when_it_is_asked_for(app):
    app.testing = True
    app.add_url_rule("/a", "lonely")
    with pytest.raises(RegistrationError, match="'lonely' has a rule and no view"):
        app.test_client().get("/a")


def test_a_route_without_a_name_is_refused(app):
    with pytest.raises(RegistrationError, match="the route /a needs an endpoint"):
        app.add_url_rule("/a", view_func=functools.partial(plain, key=1))


def test_an_unknown_converter_suggests_the_nearest(app):
    with pytest.raises(RegistrationError, match="no converter 'itn'; did you mean 'int'"):
        app.add_url_rule("/<itn:key>", view_func=plain)


@pytest.mark.parametrize(("methods", "message"), [("POST", "is a list"), ([], "empty list")])
def test_methods_are_a_list_of_at_least_one(app, methods, message):
    with pytest.raises(RegistrationError, match=message):
        app.add_url_rule("/", "view", lambda: "", methods=methods)


def test_methods_may_be_written_in_lower_case_and_stand_on_the_view(app):
    def view():
        return "posted"

    view.methods = ["post"]
    app.add_url_rule("/", view_func=view)
    assert app.test_client().post("/").text == "posted"
    assert app.test_client().get("/").status_code == 405


def test_a_route_for_one_method_takes_no_methods(app):
    with pytest.raises(RegistrationError, match=r"\.post\(\) has its method"):
        app.post("/", methods=["GET"])


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_each_method_has_its_decorator(app, method):
    getattr(app, method)("/")(lambda: method)
    assert getattr(app.test_client(), method)("/").text == method


def test_a_route_decorator_may_be_used_again(app):
    route = app.route("/a", endpoint="mine")
    route(plain_nothing := lambda: "x")
    assert app.view_functions == {"mine": plain_nothing}


@pytest.mark.parametrize(
    "register",
    [
        lambda app: app.add_url_rule("/late", "late", lambda: ""),
        lambda app: app.before_request(lambda: None),
        lambda app: app.after_request(lambda response: response),
        lambda app: app.teardown_request(lambda error: None),
        lambda app: app.teardown_appcontext(lambda error: None),
        lambda app: app.context_processor(dict),
        lambda app: app.register_error_handler(404, lambda error: ""),
        lambda app: app.register_blueprint(Blueprint("late", "demo")),
        lambda app: app.use(lambda request, call_next: call_next(request)),
        lambda app: app.endpoint("late")(lambda: ""),
    ],
)
def test_what_comes_after_the_first_request_is_refused(app, register):
    app.test_client().get("/")
    with pytest.raises(RegistrationError, match="added to the app 'demo' after its first request"):
        register(app)


def test_a_test_context_is_no_request_yet(app):
    with app.test_request_context("/"):
        app.make_response("x")
    app.add_url_rule("/late", "late", lambda: "late")
    assert app.test_client().get("/late").text == "late"


def test_a_view_that_says_no_to_automatic_options_has_none(app):
    def view():
        return ""

    view.provide_automatic_options = False
    app.add_url_rule("/a", view_func=view)
    assert app.test_client().options("/a").status_code == 405


@pytest.mark.parametrize(
    "key", [499, 200, 0, True, "404", BaseException, KeyboardInterrupt, object()]
)
def test_an_error_handler_is_for_an_error(app, key):
    with pytest.raises(RegistrationError, match="errorhandler"):
        app.errorhandler(key)(lambda error: "")


def test_the_instance_path_is_absolute():
    with pytest.raises(ValueError, match="absolute path"):
        App("demo", instance_path="relative")


# Rules.


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("method", "did you mean 'methods'"),
        ("default", "did you mean 'defaults'"),
        ("zzz", "there are alias"),
    ],
)
def test_an_unknown_option_suggests_the_nearest(app, option, hint):
    with pytest.raises(TypeError, match=f"no option '{option}'; {hint}"):
        app.route("/a", **{option: ["POST"]})(lambda: "")


def test_a_rule_without_a_view_may_name_the_address_of_another(app):
    blueprint = Blueprint("blog", "demo")
    blueprint.add_url_rule("/", "index", lambda: "blog")
    app.register_blueprint(blueprint)
    app.add_url_rule("/", endpoint="index")
    assert app.url_for("index") == "/"
    assert app.test_client().get("/").text == "blog"


def test_a_view_for_a_rule_that_gave_way_is_refused(app):
    app.add_url_rule("/", "first", lambda: "")
    app.add_url_rule("/", "second")
    with pytest.raises(RegistrationError, match="for building URLs alone: another rule had its"):
        app.endpoint("second")(lambda: "")


def test_a_rule_to_build_only_has_a_url_and_no_answer(app):
    app.add_url_rule("/uploads/<name>", endpoint="download", build_only=True)
    assert app.url_for("download", name="a") == "/uploads/a"
    assert app.test_client().get("/uploads/a").status_code == 404


def test_a_view_may_say_which_methods_it_needs_besides(app):
    def view():
        return "x"

    view.required_methods = ["put"]
    app.add_url_rule("/", view_func=view)
    app.add_url_rule("/b", "b", view, methods=["POST"])
    assert app.test_client().put("/").text == "x"
    assert app.test_client().get("/b").headers["Allow"] == "OPTIONS, POST, PUT"


def test_automatic_options_may_be_switched_off_for_all(app):
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/a", "a", lambda: "")
    app.add_url_rule("/b", "b", lambda: "", provide_automatic_options=True)
    assert app.test_client().options("/a").status_code == 405
    assert app.test_client().options("/b").status_code == 200


# Views, by endpoint.


def test_a_view_may_be_replaced(app):
    app.add_url_rule("/", "index", lambda: "old")
    client = app.test_client()
    assert client.get("/").text == "old"
    app.view_functions["index"] = lambda: "new"
    assert client.get("/").text == "new"

    async def later():
        return "later"

    app.view_functions["index"] = later
    assert client.get("/").text == "later"


def test_the_views_are_a_mapping(app):
    app.add_url_rule("/", "index", plain, defaults={"key": 1})
    app.add_url_rule("/later", "later")
    assert dict(app.view_functions) == {"index": plain}
    assert len(app.view_functions) == 1
    assert "later" not in app.view_functions
    app.view_functions["later"] = plain
    del app.view_functions["index"]
    assert list(app.view_functions) == ["later"]
    with pytest.raises(KeyError):
        del app.view_functions["index"]


# What URL values go through.


def test_a_preprocessor_may_take_an_argument_out(app):
    seen = []

    @app.url_value_preprocessor
    def pull(endpoint, values):
        seen.append((endpoint, values.pop("lang")))

    app.add_url_rule("/<lang>/<page>", "show", lambda page: page)
    assert app.test_client().get("/en/home").text == "home"
    assert seen == [("show", "en")]


def test_a_preprocessor_is_not_asked_where_no_rule_matched(app):
    app.url_value_preprocessor(lambda endpoint, values: values.pop("x"))
    assert app.test_client().get("/nothing").status_code == 404


def test_url_defaults_are_added_where_the_endpoint_expects_them(app):
    @app.url_defaults
    def add_lang(endpoint, values):
        if app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", "en")

    app.add_url_rule("/<lang>/", "home", lambda lang: lang)
    app.add_url_rule("/plain", "plain", lambda: "")
    assert app.url_for("home") == "/en/"
    assert app.url_for("home", lang="de") == "/de/"
    assert app.url_for("plain") == "/plain"


def test_the_names_of_a_shell_come_from_the_processors(app):
    app.shell_context_processor(lambda: {"answer": 42})
    assert app.make_shell_context() == {"app": app, "answer": 42}


def test_a_decorator_without_its_parentheses_is_an_error(app):
    for decorator in (app.route, app.get, app.errorhandler):
        with pytest.raises(RegistrationError, match=r"with parentheses, as @app\.\w+\("):
            decorator(lambda: "x")


def test_an_error_handler_without_a_parameter_is_an_error(app):
    def missing():
        return "x"

    with pytest.raises(RegistrationError, match=r"def missing\(error\)"):
        app.register_error_handler(404, missing)
    app.register_error_handler(404, lambda *errors: "any")
    app.register_error_handler(404, lambda error=None: "one")


def test_the_table_says_what_rules_do_about_slashes_that_do_not_say_so_themselves(app):
    app.url_map.strict_slashes = False
    app.add_url_rule("/loose/", "loose", lambda: "loose")
    app.add_url_rule("/strict/", "strict", lambda: "strict", strict_slashes=True)
    client = app.test_client()
    assert client.get("/loose").text == "loose"
    assert client.get("/strict").status_code == 308


def test_wrong_arguments_are_refused_in_the_name_of_the_app():
    for arguments, options in (((), {}), (("demo",), {"debug": True}), (("demo", "/s"), {})):
        with pytest.raises(TypeError, match=r"^App\.__init__\(\)"):
            App(*arguments, **options)


@pytest.mark.parametrize(
    ("register", "message"),
    [
        (
            App.after_request,
            "the after_request hook nothing .*gets the response: def nothing\\(res",
        ),
        (App.teardown_request, "the teardown_request hook nothing .*gets the error"),
        (App.teardown_appcontext, "the teardown_appcontext hook nothing .*gets the error"),
    ],
)
def test_a_hook_that_lacks_its_parameter_is_refused(register, message):
    def nothing():
        pass

    with pytest.raises(RegistrationError, match=message):
        register(App("demo"), nothing)


def test_a_hook_may_take_its_argument_among_others():
    app = App("demo")
    app.teardown_request(lambda *errors: None)
    app.teardown_request(print)


@pytest.mark.parametrize("make", [lambda cls: cls, lambda cls: cls()], ids=["class", "instance"])
def test_a_class_based_view_without_as_view_is_refused(make):
    class Show(View):
        pass

    with pytest.raises(RegistrationError, match=r"write view_func=Show\.as_view\('show'\)"):
        App("demo").add_url_rule("/", view_func=make(Show))


def test_two_views_that_one_decorator_made_point_to_functools():
    def decorate(_view):
        def wrapper():
            return ""

        return wrapper

    app = App("demo")
    app.get("/a")(decorate(print))
    with pytest.raises(RegistrationError, match=r"needs @functools\.wraps\(view\)"):
        app.get("/b")(decorate(print))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("MAX_CONTENT_LENGTH", "16MB", r"is a number, not '16MB': write 16 \* 1024 \* 1024$"),
        ("MAX_FORM_PARTS", "10", "is a number, not '10': write 10$"),
        ("MAX_JSON_SIZE", "8 KiB", r".*: write 8 \* 1024$"),
        ("TRUSTED_HOSTS", "example.com", r"is a list, not one text: write \['example.com'\]"),
        ("SECRET_KEY_FALLBACKS", b"key", "is a list, not one text"),
    ],
)
def test_a_setting_of_the_wrong_kind_says_what_to_write(key, value, message):
    app = App("demo", static_folder=None)
    app.config[key] = value
    with pytest.raises(TypeError, match=f"^{key} {message}"):
        app.test_client().get("/")


def test_a_view_in_the_place_of_its_name_is_refused(app):
    def index():
        return ""

    for scope in (app, Blueprint("b", __name__)):
        with pytest.raises(RegistrationError, match="give the view as view_func=index"):
            scope.add_url_rule("/", index)


def test_a_module_is_no_blueprint(app):
    with pytest.raises(RegistrationError, match=r"takes a Blueprint, not <module 'microweb'"):
        app.register_blueprint(microweb)


def test_the_class_of_a_middleware_is_refused(app):
    with pytest.raises(RegistrationError, match=r"not its class: app\.use\(CORS\(\.\.\.\)\)"):
        app.use(CORS)


@pytest.mark.parametrize("make", [lambda app: ProxyFix, ProxyFix], ids=["class", "instance"])
def test_a_middleware_of_wsgi_goes_around_the_app(app, make):
    with pytest.raises(RegistrationError, match=r"app\.wsgi_app = ProxyFix\(app\.wsgi_app"):
        app.use(make(app))


@pytest.mark.parametrize(
    ("path", "debug", "near"),
    [
        ("/abuot", True, "Near it: /about."),
        ("/user/ada/edti", True, "Near it: /user/&lt;name&gt;/edit."),
        ("/zzzzzzzz", True, ""),
        ("/hidden", True, ""),
        ("/abuot", False, ""),
    ],
)
def test_a_404_names_the_nearest_rules_in_debug_mode(app, path, debug, near):
    app.debug = debug
    app.add_url_rule("/about", "about", lambda: "")
    app.add_url_rule("/user/<name>/edit", "edit", lambda name: name)
    app.add_url_rule("/hidden", "elsewhere", build_only=True)
    page = app.test_client().get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert near in page.text
    assert ("Near it" in page.text) is bool(near)
