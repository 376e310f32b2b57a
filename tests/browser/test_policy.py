"""What the content policy does in a browser, and what it tells the developer: in Chromium."""

import io

import pytest

from microweb import App, make_response, render_template_string
from tests.browser.sites import Served

PAGE = """<!doctype html>
<title>Page</title>
<style>p { color: rgb(1, 2, 3) }</style>
<link rel="stylesheet" href="/page.css">
<p style="margin-left: 7px" onclick="window.handler = true">{{ text|safe }}</p>
<script>
window.inline = true;
const script = document.createElement("script");
script.src = "/added.js";
document.head.append(script);
</script>
<script src="/page.js"></script>
"""
INJECTED = (
    "<script>window.injected = true</script><img src=x onerror='window.injected = true'>"
    "<a href='javascript:window.injected = true'>x</a><script src='/injected.js'></script>"
    "<base href='//evil.example/'><object data='/page.js'></object>"
)


class Site(Served):
    """A page with scripts and styles of its own, and with what somebody brought in."""

    def __init__(self, **config):
        self.app = App("demo", static_folder=None, template_folder=None)
        self.app.config.update(config)
        self.console = io.StringIO()
        add_views(self.app)
        super().__init__(log=self.console)

    def answer(self, environ, start_response):
        """Answer as the app does."""
        return self.app(environ, start_response)


def add_views(app):
    """Add the page, and what it loads."""
    app.add_url_rule("/", "page", lambda: render_template_string(PAGE, text=INJECTED))
    app.add_url_rule("/page.css", "css", lambda: ("p { top: 9px }", {"Content-Type": "text/css"}))
    for name in ("page", "added", "injected"):
        source = f"window.{name}_loaded = true"
        view = lambda source=source: (source, {"Content-Type": "text/javascript"})  # noqa: E731
        app.add_url_rule(f"/{name}.js", f"{name}_js", view)

    @app.get("/cookie")
    def cookie():
        response = make_response("x")
        response.set_cookie("__Host-a", "1", secure=True, httponly=False)
        return response


@pytest.fixture(scope="module")
def served():
    with Site() as site:
        yield site


@pytest.fixture
def site(served, driver):
    driver.get(served.url)
    return served


def value(driver, name):
    return driver.execute_script("return window[arguments[0]]", name)


@pytest.mark.parametrize("name", ["inline", "page_loaded", "added_loaded"])
def test_scripts_of_the_template_run(driver, site, name):
    assert value(driver, name) is True


@pytest.mark.parametrize(
    ("name", "expected"), [("color", "rgba(1, 2, 3, 1)"), ("top", "9px"), ("margin-left", "7px")]
)
def test_styles_of_the_template_are_seen(driver, site, name, expected):
    assert driver.find_element("css selector", "p").value_of_css_property(name) == expected


def test_what_was_injected_does_not_run(driver, site):
    driver.execute_script("document.querySelector('a').click()")
    driver.execute_async_script("const [go] = arguments; setTimeout(go, 200)")
    assert value(driver, "injected") is None
    assert value(driver, "injected_loaded") is None
    assert driver.execute_script("return document.baseURI") == f"{site.url}/"


def test_it_would_run_without_the_policy(driver):
    with Site(CONTENT_SECURITY_POLICY=None) as site:
        driver.get(site.url)
        driver.execute_async_script("const [go] = arguments; setTimeout(go, 200)")
        assert value(driver, "injected") is True


def test_t109_a_host_cookie_is_kept_on_this_machine_without_https(driver, site):
    # So no switch is needed to develop.
    driver.get(f"{site.url}/cookie")
    assert driver.execute_script("return document.cookie").count("__Host-a=1") == 1


def wait_for_lines(driver, site, count):
    """Give the lines about the policy on the console."""
    for _ in range(100):
        lines = [
            line
            for line in site.console.getvalue().splitlines()
            if line.startswith("Content-Security-Policy: ")
        ]
        if len(lines) >= count:
            break
        driver.execute_async_script("const [go] = arguments; setTimeout(go, 50)")
    return lines


def test_in_debug_mode_the_console_says_what_was_stopped(driver):
    with Site(DEBUG=True) as site:
        driver.get(site.url)
        driver.execute_script("document.querySelector('p').click()")
        lines = wait_for_lines(driver, site, 5)
    stopped = {line.split('"')[1] for line in lines}
    assert stopped >= {"script-src-elem", "script-src-attr", "base-uri", "object-src"}
    assert any('"script-src-attr" stopped "inline"' in line for line in lines)
    assert all(line.isascii() and line.isprintable() for line in lines)


def test_in_production_it_says_nothing(driver, site):
    driver.execute_async_script("const [go] = arguments; setTimeout(go, 300)")
    assert "Content-Security-Policy" not in site.console.getvalue()
