"""One headless Chromium for all tests of this folder, and the sites that it visits."""

from contextlib import ExitStack

import pytest

from microweb import App
from tests.browser.gallery import Gallery
from tests.browser.hostile import hostile_strings
from tests.browser.sites import Attacker, Victim
from tests.chromium import launch, make_options


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    """Give a browser, the same for all tests: they keep out of each other's way by their ports."""
    options = make_options(tmp_path_factory.mktemp("profile"), "--disable-popup-blocking")
    # A dialog that a script opened is gone before it can hold up the next step.
    options.unhandled_prompt_behavior = "accept"
    # Cookies go to frames and fetches of other sites too, as in browsers of some years ago.
    options.add_experimental_option("prefs", {"profile.cookie_controls_mode": 0})
    driver = launch(options)
    driver.set_script_timeout(60)
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


# Session cookies that a browser sends along with requests of any site: the worst case.
SENT_ANYWHERE = {"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": True}
CONFIGS = {
    "default": {},
    "stored": {"SESSION_STORE": "memory:"},
    "tokens": {"CSRF_TOKENS": True},
    "stored_tokens": {"SESSION_STORE": "memory:", "CSRF_TOKENS": True},
    "sent_anywhere": SENT_ANYWHERE,
    "sent_anywhere_tokens": {**SENT_ANYWHERE, "CSRF_TOKENS": True},
}


@pytest.fixture(scope="module")
def sites(driver):
    """Give the sites with a user who is logged in, by the name of their settings.

    `unguarded` is the control: what another site makes a browser send does arrive there, with the
    cookie, so an attack that leaves the others alone has been tried in earnest.
    """
    with ExitStack() as stack:
        victims = {
            name: stack.enter_context(Victim(name, config)) for name, config in CONFIGS.items()
        }
        unguarded = Victim("unguarded", {**SENT_ANYWHERE, "CSRF_PROTECTION": False})
        victims["unguarded"] = stack.enter_context(unguarded)
        for victim in victims.values():
            driver.get(f"{victim.url}/")
            driver.execute_script("document.querySelector('#login').submit()")
            victim.wait_for(lambda victim=victim: "login" in victim.marks("POST"))
        yield victims


@pytest.fixture(scope="module")
def attacker():
    """Give a server of pages that are somebody else's."""
    with Attacker() as attacker:
        yield attacker


@pytest.fixture(scope="module")
def only_gallery():
    """Give the gallery that the tests of a module share."""
    with Gallery() as gallery:
        yield gallery


@pytest.fixture
def gallery(only_gallery):
    """Give a gallery where nothing is shown yet."""
    only_gallery.shown.clear()
    only_gallery.beacons.clear()
    return only_gallery


@pytest.fixture
def strings(gallery):
    """Give the hostile strings, with their beacons at the gallery."""
    return hostile_strings(gallery.url)


@pytest.fixture
def app():
    """Give an app without views."""
    app = App("demo", static_folder=None, template_folder=None)
    app.secret_key = "of the test" * 4
    return app
