"""What a visitor does and sees, page by page."""

import re

import pytest


def test_the_home_page_of_a_stranger_leads_to_the_login(site):
    page = site.get("/").click("Go to Login")
    assert page.request.path == "/login"
    assert set(page.form.fields) >= {"username", "password"}


def test_a_wrong_password_shows_a_red_message(site):
    page = site.log_in(password="wrong", status=200)
    assert (
        page.html.select_one("p.message.error[role=alert]").text == "Wrong user name or password."
    )
    assert not site.is_logged_in()


def test_the_typed_name_is_kept_and_the_password_is_not(site):
    page = site.log_in(username='<"Zoë">', password="wrong secret")
    assert page.form["username"].value == '<"Zoë">'
    assert "wrong secret" not in page.text


def test_the_right_password_leads_home_with_a_message(site):
    response = site.log_in(status=303)
    assert response.headers["Location"] == "/"
    page = response.follow()
    assert page.html.select_one("p.message.success[role=status]").text == "Login successful"
    assert page.html.h1.text == "Welcome, test_user"
    assert "Go to Login" not in page


def test_a_message_is_shown_once(site):
    site.log_in().follow()
    assert "Login successful" not in site.get("/")


def test_logout_leads_back_to_the_link(site):
    site.log_in()
    page = site.get("/").form.submit().follow()
    assert "Go to Login" in page
    assert not site.is_logged_in()


def test_logout_is_post_only(site):
    site.log_in()
    assert site.get("/logout", status=405).headers["Allow"] == "OPTIONS, POST"
    assert site.is_logged_in()


def test_who_is_logged_in_is_sent_home_from_the_login_page(site):
    site.log_in()
    assert site.get("/login", status=303).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["test_user", "TEST_USER", "Test_User"])
def test_a_name_is_the_same_in_any_case(site, name):
    assert site.log_in(username=name).status_code == 303


def test_a_new_account_can_log_in(site):
    form = site.get("/").click("Register").form
    form["username"], form["password"] = "Zoë Q.", "four odd words here"
    page = form.submit(status=303).follow()
    assert "Your account is ready" in page
    assert "Login successful" in site.log_in("zoË q.", "four odd words here").follow()
    assert site.get("/profile").html.dd.text == "Zoë Q."


def register(site, username="somebody", password="four odd words here"):
    return site.post("/register", {"username": username, "password": password})


@pytest.mark.parametrize("name", ["test_user", "TEST_user"])
def test_a_taken_name_is_refused(site, name):
    assert "That user name is taken." in register(site, name)
    assert site.query("SELECT count(*) FROM users")[0][0] == 2


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("", "four odd words here", "choose a user name"),
        ("x" * 65, "four odd words here", "at most 64 characters"),
        (" x", "four odd words here", "no invisible characters"),
        ("x\u200b", "four odd words here", "no invisible characters"),
        ("x\0", "four odd words here", "no invisible characters"),
        ("somebody", "1234567", "at least 8 characters"),
        ("somebody", "\U0001f40e" * 7, "at least 8 characters"),
        ("somebody", "x" * 1025, "at most 1024 bytes"),
        ("somebody", "é" * 513, "at most 1024 bytes"),
        ("somebody", "Password123", "one of the first"),
        ("some body", "Some Body", "must not be your name"),
    ],
)
def test_a_name_or_password_against_the_rules_is_refused(site, username, password, message):
    page = register(site, username, password)
    assert message in page.html.select_one("p.message.error").text
    assert site.query("SELECT count(*) FROM users")[0][0] == 2


@pytest.mark.parametrize("password", ["8 bytes!", "x" * 1024])
def test_a_password_at_the_edge_of_the_rules_is_accepted(site, password):
    assert register(site, password=password).status_code == 303
    assert site.log_in("somebody", password).status_code == 303


@pytest.mark.parametrize("path", ["/profile", "/password", "/admin/users"])
def test_a_stranger_is_asked_to_log_in(site, path):
    page = site.get(path, status=303).follow()
    assert page.request.path == "/login"
    assert page.html.select_one("p.message.error").text == "Please log in first."


@pytest.mark.parametrize("path", ["/sessions/x/end", "/sessions/end-others", "/confirm"])
def test_what_a_stranger_sends_leads_to_the_login_too(site, path):
    assert site.post(path, status=303).headers["Location"] == "/login"


def test_a_stranger_cannot_change_a_password(site):
    form = {"password": "test123456", "new_password": "four odd words here"}
    assert site.post("/password", form, status=303).headers["Location"] == "/login"
    assert site.log_in().status_code == 303


def change_password(site, password="test123456", new_password="four odd words here"):
    return site.post("/password", {"password": password, "new_password": new_password})


def test_the_password_can_be_changed(site):
    site.log_in()
    form = site.get("/").click("Change your password").forms["password-form"]
    form["password"], form["new_password"] = "test123456", "four odd words here"
    page = form.submit(status=303).follow()
    assert page.request.path == "/profile"
    assert "Your password is changed" in page
    assert site.is_logged_in()
    other = site.new_browser()
    assert site.log_in(browser=other).status_code == 200
    assert site.log_in(password="four odd words here", browser=other).status_code == 303


def test_default_21_the_current_password_is_needed_to_change_it(site):
    site.log_in()
    assert "That is not your current password." in change_password(site, password="wrong")
    assert site.log_in(browser=site.new_browser()).status_code == 303


def test_a_new_password_keeps_to_the_rules(site):
    site.log_in()
    assert "at least 8 characters" in change_password(site, new_password="short")
    assert "must not be your name" in change_password(site, new_password="TEST_USER")
    assert site.log_in(browser=site.new_browser()).status_code == 303


def test_the_profile_shows_the_account(site):
    site.log_in()
    name, role, since = (dd.text for dd in site.get("/profile").html.find_all("dd"))
    assert (name, role) == ("test_user", "user")
    assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", since)


def test_an_admin_sees_the_users(site):
    site.log_in_admin()
    page = site.get("/").click("Look after users")
    assert [each.text for each in page.html.select(".rows strong")] == ["root", "test_user"]


def test_others_do_not(site):
    site.log_in()
    page = site.get("/admin/users", status=403)
    assert page.html.h1.text == "Forbidden"
    assert "admin" not in site.get("/").text


def test_an_address_with_nothing_behind_it_gets_a_page_that_does_not_repeat_it(site):
    page = site.get("/no/such/page", status=404)
    assert page.html.h1.text == "Not Found"
    assert "such" not in page


@pytest.mark.parametrize("path", ["/", "/login", "/register", "/no/such/page"])
def test_pages_have_no_script_and_no_style_inside(site, path):
    html = site.get(path, status="*").html
    assert not html.select("script, style, [style], [onclick]")
    assert html.html["lang"] == "en"
    assert html.select_one("meta[name=viewport]")


def test_every_field_has_a_label_and_says_how_to_fill_it(site):
    site.log_in()
    wanted = {
        "/password": {"password": "current-password", "new_password": "new-password"},
        "/confirm": {"password": "current-password"},
        "/register": {"username": "username", "password": "new-password"},
        "/login": {"username": "username", "password": "current-password"},
    }
    for path, fields in wanted.items():
        if path == "/login":
            site.post("/logout")
        html = site.get(path).html
        shown = html.select("input:not([hidden], [type=hidden], [type=checkbox])")
        assert {each["name"]: each["autocomplete"] for each in shown} == fields
        for each in shown:
            assert html.select_one(f"label[for={each['id']}]")
            assert each["type"] != "password" or "maxlength" not in each.attrs  # it would cut
    assert html.select_one("label.check input[name=remember]")


def test_who_had_to_log_in_goes_on_to_the_page_that_was_asked_for(site):
    page = site.get("/sessions/", status=303).follow()
    page.form["username"], page.form["password"] = "test_user", "wrong"
    page = page.form.submit(status=200)
    page.form["password"] = "test123456"
    assert page.form.submit(status=303).headers["Location"] == "/sessions/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil", "x:y"])
def test_a_login_leads_to_no_other_site(site, target):
    page = site.get("/login", {"next": target})
    page.form["username"], page.form["password"] = "test_user", "test123456"
    assert page.form.submit(status=303).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/login", "/no/such/page", "/admin/users", "/sessions/"])
def test_default_30_every_page_has_the_strict_policy(site, path):
    headers = site.get(path, status="*").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src")
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"


def test_the_style_sheet_has_the_nonce_of_its_page(site):
    nonces = set()
    for _ in range(2):
        page = site.get("/login")
        nonce = page.html.select_one("link[rel=stylesheet]")["nonce"]
        assert f"style-src 'nonce-{nonce}'" in page.headers["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 2


def test_the_style_sheet_and_the_icon_are_there(site):
    html = site.get("/").html
    for link in html.select("link"):
        assert site.get(link["href"], status=200).content_length > 100
    assert site.get("/static/style.css").content_type == "text/css"


def test_a_mistake_of_the_site_is_a_page_that_says_nothing_about_it(make_site, monkeypatch):
    site = make_site(TESTING=False)
    monkeypatch.setitem(site.app.view_functions, "pages.profile", lambda: 1 / 0)
    site.log_in()
    page = site.get("/profile", status=500)
    assert page.html.h1.text == "Internal Server Error"
    assert "Zero" not in page


def test_a_form_that_was_open_for_too_long_is_shown_again_with_what_was_typed(site):
    page = site.get("/login")
    page.form["username"], page.form["password"] = "test_user", "test123456"
    site.browser.reset()  # the session is over
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    page = page.form.submit(status=403, headers=headers)
    assert "open for too long" in page.html.select_one("p.error").text
    assert page.form["username"].value == "test_user"
    assert "test123456" not in page
    page.form["password"] = "test123456"
    assert "Login successful" in page.form.submit(status=303, headers=headers).follow()


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_what_another_site_typed_is_not_shown(site, path):
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "text/html"}
    page = site.browser.post(path, {"username": "planted"}, headers=headers, status=403)
    assert "planted" not in page
    assert page.html.h1.text == "Forbidden"


def test_a_program_gets_its_errors_in_json(site):
    response = site.get("/no/such/page", headers={"Accept": "application/json"}, status=404)
    assert response.content_type == "application/problem+json"


def test_a_site_without_its_database_is_still_a_500(site):
    site.query("DROP TABLE users")
    page = site.get("/", status=500)
    assert "no such table" not in page
