"""Broken and hostile requests: a clear answer, never a 500, and nothing changes."""

import pytest

XSS = "<script>alert(1)</script>\"'>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"username",
        b"username=%zz&password=%",
        b"username=%ff%fe&password=%80",
        b"username=%ed%a0%80&password=%ed%a0%80",
        b"username=%00&password=%00",
        b"username=a&username=b&password=c&password=d",
        b"username=" + b"x" * 100_000 + b"&password=y",
        b"username=x&password=" + b"y" * 100_000,
        b"\xff\xfe\x00",
        b"&&&===;;;",
        b"username=" + "\u202e\U000e0001".encode(),
        b"username=1" + b"0" * 5000,
    ],
)
@pytest.mark.parametrize("path", ["/login", "/register"])
def test_a_broken_form_is_answered_with_the_form_or_a_400(site, path, body):
    response = site.post(path, body, status="*")
    assert response.status_code in {200, 400, 413}
    assert not site.is_logged_in()
    assert site.query("SELECT count(*) FROM users")[0][0] == 2


def test_a_huge_form_is_a_413(site):
    site.post("/login", b"username=" + b"x" * 2_000_000, status=413)


def test_another_kind_of_body_is_no_login(site):
    body = b'{"username": "test_user", "password": "test123456"}'
    site.post("/login", body, content_type="application/json", status="*")
    assert not site.is_logged_in()


def test_typed_markup_is_shown_as_text(site):
    page = site.log_in(username=XSS)
    assert page.form["username"].value == XSS
    assert "<script" not in page.text


def test_a_name_with_markup_is_shown_as_text(site):
    site.post("/register", {"username": XSS, "password": "four odd words here"}, status=303)
    site.log_in(XSS, "four odd words here", status=303)
    for path in ("/", "/profile"):
        page = site.get(path)
        assert XSS in page.html.main.text
        assert "<script" not in page.text


@pytest.mark.parametrize(
    "name", ["' OR '1'='1", "test_user' --", 'x"; DROP TABLE users; --', "%", "_"]
)
def test_t99_names_are_never_sql(site, name):
    assert site.log_in(username=name, password="' OR '1'='1").status_code == 200
    assert site.query("SELECT count(*) FROM users")[0][0] == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/register", "/password"])
def test_a_form_of_another_site_does_nothing(site, path, headers):
    site.log_in()
    form = {
        "username": "somebody",
        "password": "test123456",
        "new_password": "four odd words here",
    }
    site.post(path, form, headers=headers, status=403)
    assert site.is_logged_in()
    assert site.query("SELECT count(*) FROM users")[0][0] == 2
    assert site.log_in(browser=site.new_browser()).status_code == 303


FORMS = ["/login", "/logout", "/register", "/password", "/confirm", "/sessions/end-others"]


@pytest.mark.parametrize("path", [*FORMS, "/setup/", "/sessions/x/end", "/admin/users/1/disable"])
@pytest.mark.parametrize("token", [None, "", "x", "0" * 128])
def test_default_26_a_form_without_its_token_does_nothing(site, path, token):
    other = site.new_browser()
    site.log_in(browser=other)
    site.log_in()
    form = {"username": "somebody", "password": "test123456", "new_password": "four odd words here"}
    if token is not None:
        form["csrf_token"] = token
    page = site.browser.post(path, form, status=403)
    assert "it may be too old" in page.html.main.text
    assert site.is_logged_in()
    assert site.is_logged_in(other)
    assert site.query("SELECT count(*) FROM users")[0][0] == 2


def test_default_28_the_token_of_another_visitor_is_refused(site):
    form = {"username": "test_user", "password": "test123456"}
    stolen = site.token(site.new_browser())
    site.browser.post("/login", {**form, "csrf_token": stolen}, status=403)


def test_default_28_the_token_is_a_new_one_after_a_login(site):
    before = site.token()
    site.log_in(status=303)
    site.browser.post("/logout", {"csrf_token": before}, status=403)
    assert site.is_logged_in()


@pytest.mark.parametrize("path", ["/login", "/register", "/password", "/logout"])
def test_default_29_nothing_changes_by_get(site, path):
    site.log_in()
    query = "?username=somebody&password=test123456&new_password=four+odd+words+here"
    site.get(path + query, status="*")
    assert site.is_logged_in()
    assert site.query("SELECT count(*) FROM users")[0][0] == 2
    assert site.log_in(browser=site.new_browser()).status_code == 303


@pytest.mark.parametrize(
    "path", ["/login%00", "/%ff%fe", "/" + "x" * 10_000, "/login/../admin/users"]
)
def test_a_strange_address_is_a_4xx(site, path):
    assert 400 <= site.get(path, status="*").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/static/../users.py",
        "/static/%2e%2e/users.py",
        "/static/..%2fusers.py",
        "/static//etc/passwd",
    ],
)
def test_the_static_route_gives_nothing_else(site, path):
    response = site.get(path, status="*").maybe_follow(status="*")
    assert 400 <= response.status_code < 500
