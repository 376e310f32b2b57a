"""The demo below a prefix of another WSGI application: links, forms and cookies stay inside."""

import pytest


def mount(prefix, app):
    """Give an application that has another one below a prefix, and nothing else."""

    def outer(environ, start_response):
        path = environ["PATH_INFO"]
        if not path.startswith(f"{prefix}/"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"outside"]
        inner = dict(environ)
        inner["SCRIPT_NAME"] = environ["SCRIPT_NAME"] + prefix
        inner["PATH_INFO"] = path.removeprefix(prefix)
        return app(inner, start_response)

    return outer


@pytest.fixture
def site(make_site):
    site = make_site()
    site.app = mount("/demo", site.app)
    site.browser = site.new_browser()
    return site


def test_the_whole_flow_works_below_a_prefix(site):
    page = site.browser.get("/demo/").click("Go to Login")
    page.form["username"], page.form["password"] = "test_user", "wrong"
    page = page.form.submit()
    assert "Wrong user name or password." in page
    page.form["password"] = "test123456"
    response = page.form.submit(status=303)
    assert response.headers["Location"] == "/demo/"
    page = response.follow()
    assert "Login successful" in page
    assert page.click("Profile").html.dd.text == "test_user"
    page = page.form.submit().follow()
    assert page.request.path == "/demo/"
    assert "Go to Login" in page


def test_every_link_stays_below_the_prefix(site):
    for path in ("/demo/", "/demo/login", "/demo/register", "/demo/nothing"):
        html = site.browser.get(path, status="*").html
        targets = [each["href"] for each in html.select("[href]")]
        targets += [each["action"] for each in html.select("form")]
        assert len(targets) > 4
        assert all(each == "#main" or each.startswith("/demo/") for each in targets)


def test_the_style_sheet_is_served_below_the_prefix(site):
    link = site.browser.get("/demo/").html.select_one("link[rel=stylesheet]")
    assert site.browser.get(link["href"]).content_type == "text/css"


def test_the_cookie_is_sent_below_the_prefix_alone(site):
    form = site.browser.get("/demo/login").form
    form["username"], form["password"], form["remember"] = "test_user", "test123456", "on"
    headers = form.submit(status=303).headers.getall("Set-Cookie")
    assert {each.partition("=")[0] for each in headers} == {
        "session",
        "remember_token",
        "known_device",
    }
    assert all("; Path=/demo;" in f"{each};" for each in headers)


def test_who_must_log_in_is_sent_to_the_login_below_the_prefix(site):
    target = site.browser.get("/demo/profile", status=303).headers["Location"]
    assert target == "/demo/login?next=/demo/profile"
