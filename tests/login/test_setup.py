"""The admin: there is none before somebody shows that the console is theirs."""

import re

import pytest

from examples.login.setup import make_code
from microweb.stores import SQLiteStore

FORM = {"username": "Ada", "password": "four odd words here"}


@pytest.fixture
def code(new_site):
    """The code on the console."""
    return re.search(r"enter the code (\S+)", new_site.console)[1]


ADMINS = "SELECT name FROM users WHERE role = 'admin'"


def test_default_25_there_is_no_admin_at_first_and_the_sample_is_none(new_site):
    users = [tuple(row) for row in new_site.query("SELECT name, role FROM users")]
    assert users == [("test_user", "user")]


def test_the_sample_account_works_before_the_set_up(new_site):
    assert new_site.log_in().status_code == 303
    new_site.get("/admin/users", status=403)


def test_a_visitor_may_sign_up_before_the_set_up_and_is_no_admin(new_site):
    new_site.post("/register", FORM, status=303)
    assert new_site.query(ADMINS) == []


def test_the_code_on_the_console_makes_the_admin(new_site, code):
    page = new_site.get("/").click("set this site up")
    page.form["code"] = code
    page.form["username"], page.form["password"] = "Ada", "four odd words here"
    page = page.form.submit(status=303).follow()
    assert page.html.h1.text == "Welcome, Ada"
    assert "you are its admin" in page
    assert "Ada" in page.click("Users").html.main.text


@pytest.mark.parametrize("change", [str.lower, lambda text: f" {text.replace('-', ' ')} "])
def test_the_code_may_be_typed_in_another_way(new_site, code, change):
    new_site.post("/setup/", {**FORM, "code": change(code)}, status=303)


@pytest.mark.parametrize("wrong", ["", "x", "é", "AAAA-AAAA-AAAA-AAAA", "A" * 100_000])
def test_another_code_makes_none(new_site, wrong):
    page = new_site.post("/setup/", {**FORM, "code": wrong}, status=200)
    assert "That is not the code" in page.html.select_one("p.error").text
    assert new_site.query(ADMINS) == []


def test_the_code_is_of_80_bits_and_of_the_secret_key(new_site, code):
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert code == make_code(new_site.app.secret_key)
    assert code != make_code("another key")


def test_the_code_is_tried_twenty_times_an_hour(new_site, code):
    for _ in range(20):
        new_site.post("/setup/", {**FORM, "code": "wrong"}, status=200)
    response = new_site.post("/setup/", {**FORM, "code": code}, status=429)
    assert int(response.headers["Retry-After"]) > 3000
    assert response.html.h1.text == "Too Many Requests"


def test_the_code_is_good_once(new_site, code):
    new_site.post("/setup/", {**FORM, "code": code}, status=303)
    other = new_site.new_browser()
    assert other.get("/setup/", status=303).headers["Location"] == "/login"
    new_site.post("/setup/", {**FORM, "username": "Eve", "code": code}, browser=other, status=403)
    assert [row["name"] for row in new_site.query(ADMINS)] == ["Ada"]


def test_the_code_is_told_until_there_is_an_admin(new_site, code, make_app, capsys):
    make_app()
    assert code in capsys.readouterr().err
    new_site.post("/setup/", {**FORM, "code": code}, status=303)
    make_app()
    assert capsys.readouterr().err.count("code") == 0


def test_a_name_that_is_taken_is_refused(new_site, code):
    page = new_site.post("/setup/", {**FORM, "username": "TEST_user", "code": code}, status=200)
    assert "taken" in page.html.select_one("p.error").text
    assert new_site.query(ADMINS) == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("username", "", "choose a user name"),
        ("password", "short", "at least 8 characters"),
        ("password", "Password123", "one of the first"),
    ],
)
def test_the_admin_keeps_to_the_rules(new_site, code, field, value, message):
    page = new_site.post("/setup/", {**FORM, "code": code, field: value}, status=200)
    assert message in page.html.select_one("p.error").text
    assert new_site.query(ADMINS) == []


def test_what_was_typed_is_kept_but_for_the_password(new_site):
    page = new_site.post("/setup/", {**FORM, "code": "AAAA"}, status=200)
    assert (page.form["username"].value, page.form["code"].value) == ("Ada", "AAAA")
    assert "four odd words" not in page


def test_a_code_that_is_no_text_makes_none(new_site):
    page = new_site.post("/setup/", b"code=%ed%a0%80%ff", status="*")
    assert page.status_code in {200, 400}


def test_a_set_up_that_is_refused_is_an_event(new_site, caplog):
    with caplog.at_level("INFO", logger="microweb.security"):
        new_site.post("/setup/", {**FORM, "code": "guess"})
    (record,) = [each for each in caplog.records if each.name == "microweb.security"]
    assert record.getMessage().startswith("setup_refused")
    assert "guess" not in record.getMessage()


def test_sessions_and_tries_are_in_the_same_file(new_site):
    assert isinstance(new_site.app.config["SESSION_STORE"], SQLiteStore)
    assert new_site.app.config["SESSION_STORE"].path == new_site.app.config["DATABASE"]
