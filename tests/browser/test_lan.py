"""A site on a plain-http network, and a form that is offered again: in Chromium."""

import io
import socket
import time

import pytest

from microweb import App, Response, render_template_string, request, session
from microweb.server import Server

MAX_WAIT = 20  # seconds
FORM = """<!doctype html>
<title>Note</title>
<form id="good" method="post" action="/note?id=7">{{ csrf_field() }}<textarea name="text">
{{ text }}</textarea></form>
<form id="bare" method="post" action="/note?id=7">
<input name="title" value='<script>document.title="run"</script>"&gt;'>
<textarea name="text">
one
two</textarea>
<input name="password" value="hunter2"><button name="action" value="save">Save</button></form>
"""


def find_lan_address():
    """Give an address of this machine that others reach; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


class Site:
    """A site that notes how its forms arrive."""

    def __init__(self, host, **config):
        self.arrived = []
        self.taken = []
        app = App("site", static_folder=None)
        app.secret_key = "of the site" * 4
        app.config.update(SESSION_COOKIE_NAME=f"lan_{host.replace('.', '_')}", **config)
        app.add_url_rule("/", "index", lambda: render_template_string(FORM, text="kept"))

        @app.post("/note")
        def note():
            session["seen"] = True
            pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
            self.taken.append((request.query_string, pairs))
            return Response("<title>Taken</title>")

        def answer(environ, start_response):
            if environ["REQUEST_METHOD"] == "POST":
                self.arrived.append(
                    (environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE"))
                )
            return app(environ, start_response)

        self.server = Server(answer, host=host, port=0, log=io.StringIO(), access_log=False)
        self.url = self.server.url

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *exc_info):
        self.server.stop()


@pytest.fixture
def address():
    address = find_lan_address()
    if address is None:
        pytest.skip("this machine has no address but its loopback's")
    return address


def wait_for(condition):
    """Wait until something is so; whether it came to be is for the test to say."""
    end = time.monotonic() + MAX_WAIT
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


def submit(driver, form):
    driver.execute_script(f"document.querySelector('#{form}').requestSubmit()")


@pytest.mark.parametrize("config", [{}, {"CSRF_TOKENS": True}], ids=["origin", "tokens"])
def test_on_a_lan_a_form_of_the_site_is_taken(driver, address, config):
    with Site(address, **config) as site:
        driver.get(f"{site.url}/")
        submit(driver, "good")
        wait_for(lambda: site.taken)
        assert site.taken == [(b"id=7", [("text", "kept")])]
        # Chromium sends Sec-Fetch-Site to trustworthy addresses alone.
        assert site.arrived == [(site.url, None)]


def test_on_a_lan_a_form_of_another_site_is_refused(driver, address):
    with Site(address) as site, Site(address) as other:
        driver.get(f"{other.url}/")
        driver.execute_script(f"document.querySelector('#good').action = '{site.url}/note'")
        submit(driver, "good")
        wait_for(lambda: driver.title == "403 Forbidden")
        assert site.arrived == [(other.url, None)]
        assert site.taken == []
        assert other.url in driver.page_source
        assert "ProxyFix" in driver.page_source
        assert not driver.find_elements("css selector", "form")


@pytest.mark.parametrize("where", ["loopback", "lan"])
def test_a_form_without_its_token_is_sent_again_by_a_click(driver, request, where):
    host = "127.0.0.1" if where == "loopback" else request.getfixturevalue("address")
    with Site(host, CSRF_TOKENS=True) as site:
        driver.get(f"{site.url}/")
        driver.execute_script("document.querySelector('#bare button').click()")
        wait_for(lambda: driver.title == "403 Forbidden")
        assert site.taken == []
        assert "hunter2" not in driver.page_source
        labels = [label.text.split()[0] for label in driver.find_elements("css selector", "label")]
        assert labels == ["title", "text", "password", "action"]
        driver.find_element("css selector", "input[name=password]").send_keys("hunter3")
        driver.find_element("css selector", "form button").click()
        wait_for(lambda: site.taken)
        assert site.taken == [
            (
                b"id=7",
                [
                    ("title", '<script>document.title="run"</script>">'),
                    ("text", "one\r\ntwo"),
                    ("password", "hunter3"),
                    ("action", "save"),
                ],
            )
        ]
        wait_for(lambda: driver.title == "Taken")
        assert driver.title == "Taken"
