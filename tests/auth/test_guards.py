"""Guards: who may see a view, and where the others are sent."""

from functools import wraps
from urllib.parse import unquote

import pytest

from microweb import App, get_flashed_messages
from microweb.auth import (
    Auth,
    UserMixin,
    fresh_login_required,
    login_required,
    roles_required,
    token_required,
)
from microweb.exceptions import RegistrationError
from microweb.rate_limits import rate_limit
from microweb.security import csrf_exempt
from tests.auth.site import Site


def test_a_browser_is_sent_to_log_in_and_back(site):
    browser = site.browser()
    response = browser.get("/private?page=2")
    assert response.status_code == 303
    assert unquote(response.location) == "/login?next=/private?page=2"
    form = {"name": "ada", "password": "engine"}
    response = browser.post(response.location, data=form)
    assert response.location == "/private?page=2"
    assert browser.get(response.location).text == "private"


def test_the_login_page_says_why(site):
    browser = site.browser()
    site.app.get("/messages")(lambda: get_flashed_messages())
    browser.get("/private")
    assert browser.get("/messages").json == ["Please log in to see this page."]


def test_what_cannot_be_repeated_by_a_link_is_not_the_next_page(site):
    assert site.browser().post("/private").location == "/login"


def test_the_way_back_leads_to_where_the_app_is_mounted(site):
    response = site.browser().get("/private", base_url="http://localhost/shop")
    assert response.location == "/shop/login?next=/shop/private"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "\x00/x",
        "http://localhost@evil.example/",
        "",
    ],
)
def test_default_44_the_way_back_never_leaves_the_site(site, target):
    form = {"name": "ada", "password": "engine", "next": target}
    assert site.browser().post("/login", data=form).location == "/home"
    form = {"name": "ada", "password": "engine"}
    response = site.browser().post("/login", query_string={"next": target}, data=form)
    assert response.location == "/home"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "application/problem+json, text/html;q=0.5"},
        {"Authorization": "Bearer x"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "same-origin"},
    ],
)
@pytest.mark.parametrize("path", ["/private", "/admin", "/password"])
def test_a_program_gets_a_401_with_a_challenge(site, headers, path):
    response = site.browser().get(path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="demo"'


def test_a_401_for_json_is_a_problem(site):
    response = site.browser().get("/private", headers={"Accept": "application/json"})
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "*/*"},
        {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"},
        {"Accept": "text/html", "Authorization": "Basic YTpi"},
    ],
)
def test_a_browser_is_no_program(site, headers):
    assert site.browser().get("/private", headers=headers).status_code == 303


def test_without_a_login_view_it_is_a_401():
    site = Site(login_view=None)
    response = site.browser().get("/private")
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers


def test_the_answer_may_be_the_apps_own(site):
    site.auth.unauthorized_handler(lambda: ("go away", 418))
    response = site.browser().get("/private")
    assert (response.status_code, response.text) == (418, "go away")


def test_a_role_opens_a_view(site):
    assert site.log_in().get("/admin").text == "admin"


def test_another_role_does_not(site, events):
    response = site.log_in("bob", "builder").get("/admin")
    assert response.status_code == 403
    event = events("access_denied")[-1]
    assert (event["user"], event["path"], event["roles"]) == ("2", "/admin", "admin")


def test_without_a_login_a_role_is_asked_for_by_a_redirect(site):
    assert site.browser().get("/admin").status_code == 303


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(site):
    browser = site.log_in()
    site.change(1, role="user")
    assert browser.get("/admin").status_code == 403


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ({"roles": ["admin", "editor"]}, 200),
        ({"roles": {"admin"}}, 403),
        ({"roles": "editor"}, 403),
        ({"roles": "admin editor"}, 403),
        ({"role": "admin"}, 403),
        ({"roles": []}, 403),
        ({}, 403),
    ],
)
def test_all_roles_are_needed(attributes, status):
    app = App("demo", static_folder=None)
    app.secret_key = "x" * 32
    auth = Auth(app)
    user = type("User", (), {"id": 1, **attributes})()
    auth.request_loader(lambda _: user)
    app.get("/")(roles_required("admin", "editor")(lambda: "in"))
    assert app.test_client().get("/").status_code == status


def test_roles_are_named():
    with pytest.raises(TypeError, match="names of roles"):
        roles_required()
    with pytest.raises(TypeError, match="names of roles"):
        roles_required(lambda: "view")


def test_a_fresh_login_opens_a_view(site):
    assert site.log_in().get("/password").text == "fresh"


def test_a_guarded_view_keeps_its_name_and_its_arguments():
    @login_required
    def show(number):
        """Show it."""

    assert (show.__name__, show.__doc__) == ("show", "Show it.")


def test_arguments_of_the_rule_reach_the_view(site):
    app = site.app
    app.get("/item/<int:number>")(login_required(lambda number: str(number + 1)))
    assert site.log_in().get("/item/4").text == "5"


def test_a_page_for_one_user_is_not_cached(site):
    response = site.log_in().get("/private")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in response.headers["Vary"]


GUARDS = [
    login_required,
    fresh_login_required,
    roles_required("admin"),
    token_required("read"),
    rate_limit("1/minute"),
]


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_above_the_route_is_an_error_for_the_page_would_be_open(guard):
    app = App("demo", static_folder=None)
    app.secret_key = "for this test"

    @guard
    @app.get("/")
    def page():
        return "open to all"

    with pytest.raises(
        RegistrationError, match=r"'page' \(.*test_guards.py:\d+\) is .* without its @\w+.*below"
    ):
        app.test_client().get("/")


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_below_the_route_is_right_whatever_else_stands_there(guard):
    app = App("demo", static_folder=None)
    app.secret_key = "for this test"
    Auth(app).user_loader(lambda user_id: None)

    @app.get("/")
    @csrf_exempt
    @guard
    @rate_limit("1/minute")
    def page():
        return "page"

    assert app.test_client().get("/").status_code in (200, 401)


def test_the_mark_of_a_guarded_function_does_not_stand_for_what_wraps_it():
    app = App("demo", static_folder=None)

    def inner():
        return "inner"

    login_required(inner)

    @app.get("/")
    @wraps(inner)
    def outer():
        return f"around {inner()}"

    assert app.test_client().get("/").text == "around inner"


def test_a_guarded_view_may_be_async():
    class User(UserMixin):
        id = 1

    app = App("demo", static_folder=None)
    app.secret_key = "for this test"
    auth = Auth(app)
    auth.request_loader(lambda request: User())

    @app.get("/")
    @login_required
    @rate_limit("1/minute")
    async def page():
        return "private"

    assert app.test_client().get("/").text == "private"
