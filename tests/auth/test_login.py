"""Logging in and out, and what a session is bound to."""

import pytest

from microweb import App, render_template_string, session
from microweb.auth import (
    AnonymousUser,
    Auth,
    UserMixin,
    by_user,
    current_user,
    login_fresh,
    login_user,
)
from microweb.exceptions import RegistrationError
from microweb.rate_limits import rate_limit
from microweb.security import generate_password_hash
from microweb.stores import MemoryStore
from tests.auth.site import CHEAP, Site


def session_cookie(browser):
    return browser.get_cookie("session").value


def test_nobody_is_logged_in_at_first(site):
    assert site.who(site.browser()) == "nobody"


def test_the_anonymous_user_is_nobody(site):
    with site.app.test_request_context():
        assert not current_user.is_authenticated
        assert current_user.is_anonymous
        assert not current_user.is_active
        assert current_user.get_id() is None
        assert isinstance(current_user, AnonymousUser)
        assert site.auth.user is None


def test_a_login_lasts(site):
    browser = site.log_in()
    assert site.who(browser) == "ada"
    assert site.who(browser) == "ada"
    assert site.who(site.browser()) == "nobody"


def test_a_wrong_password_is_no_login(site):
    assert site.who(site.log_in(password="wrong")) == "nobody"


def test_the_user_is_found_once_in_a_request(site):
    browser = site.log_in()
    calls = []

    @site.auth.user_loader
    def load(user_id):
        calls.append(user_id)
        return site.users[int(user_id)]

    assert site.who(browser) == "ada"
    assert calls == ["1"]


def test_default_08_t37_a_login_changes_the_id(server_site):
    site = server_site
    browser = site.browser()
    browser.get("/touch")
    before = session_cookie(browser)
    site.log_in(browser=browser)
    after = session_cookie(browser)
    assert before != after
    stale = site.browser()
    stale.set_cookie("session", before)
    assert site.who(stale) == "nobody"


def test_default_08_a_second_login_of_the_same_user_changes_the_id(server_site):
    browser = server_site.log_in()
    before = session_cookie(browser)
    server_site.log_in(browser=browser)
    assert session_cookie(browser) != before


def test_default_08_a_confirmation_changes_the_id(server_site):
    browser = server_site.log_in()
    before = session_cookie(browser)
    browser.post("/confirm")
    assert session_cookie(browser) != before


def test_what_a_visitor_had_stays(site):
    browser = site.browser()
    browser.get("/touch")
    site.log_in(browser=browser)
    assert browser.get("/cart").text == "full"


def test_t37_what_another_user_had_is_gone(site):
    browser = site.log_in()
    browser.get("/touch")
    site.log_in("bob", "builder", browser=browser)
    assert browser.get("/cart").text == "empty"
    assert site.who(browser) == "bob"


def test_a_logout_forgets_everything(site):
    browser = site.log_in()
    browser.get("/touch")
    assert browser.post("/logout").status_code == 303
    assert site.who(browser) == "nobody"
    assert browser.get("/cart").text == "empty"


def test_default_09_a_copy_of_a_session_that_was_logged_out_is_refused(server_site):
    browser = server_site.log_in()
    copied = session_cookie(browser)
    browser.post("/logout")
    thief = server_site.browser()
    thief.set_cookie("session", copied)
    assert server_site.who(thief) == "nobody"


def test_default_29_logout_is_a_post(site):
    browser = site.log_in()
    assert browser.get("/logout").status_code == 405
    assert site.who(browser) == "ada"


def test_default_10_a_new_password_ends_the_other_sessions(site, events):
    mine, other = site.log_in(), site.log_in()
    assert mine.post("/password").text == "changed"
    assert site.who(mine) == "ada"
    assert site.who(other) == "nobody"
    assert events("password_changed")[-1]["user"] == "1"


def test_default_10_a_password_that_changed_elsewhere_ends_them_too(site, events):
    browser = site.log_in()
    site.change(1, password_hash=generate_password_hash("other", CHEAP))
    assert site.who(browser) == "nobody"
    assert events("session_refused")[-1]["reason"] == "password changed"
    site.change(1, password_hash=site.users[2].password_hash)
    assert site.who(browser) == "nobody"


def test_default_10_a_user_that_is_switched_off_is_out_at_once(site, events):
    browser = site.log_in()
    site.change(1, is_active=False)
    assert browser.get("/private").status_code == 303
    assert events("session_refused")[-1]["reason"] == "no active user"


def test_a_user_that_is_deleted_is_out_at_once(site):
    browser = site.log_in()
    del site.users[1]
    assert site.who(browser) == "nobody"


def test_a_user_that_is_switched_off_cannot_log_in(site, events):
    site.change(1, is_active=False)
    assert site.who(site.log_in()) == "nobody"
    assert events("login_failed")[-1]["reason"] == "inactive"
    with site.app.test_request_context():
        assert login_user(site.users[1]) is False
        assert not session


def test_default_13_the_users_sessions_can_be_listed_and_ended(server_site):
    site = server_site
    mine, other = site.log_in(), site.log_in()
    interface = site.app.session_interface
    infos = interface.list_sessions(site.app, "1")
    assert len(infos) == 2
    assert mine.post("/end").text == "1"
    assert (site.who(mine), site.who(other)) == ("ada", "nobody")


def test_sessions_in_cookies_cannot_be_ended_one_by_one():
    site = Site()
    browser = site.log_in()
    assert browser.post("/end").text == "0"


def test_default_28_the_token_of_forms_is_new_after_a_login():
    site = Site(CSRF_TOKENS=True)
    browser = site.browser()
    token = browser.get("/token").text
    form = {"name": "ada", "password": "engine", "csrf_token": token}
    assert browser.post("/login", data=form).status_code == 303
    assert browser.post("/logout", data={"csrf_token": token}).status_code == 403
    token = browser.get("/token").text
    assert browser.post("/logout", data={"csrf_token": token}).status_code == 303


def test_default_28_t38_no_two_pages_show_the_same_token():
    site = Site(CSRF_TOKENS=True)
    browser = site.browser()
    tokens = [browser.get("/token").text for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        form = {"name": "ada", "password": "wrong", "csrf_token": token}
        assert browser.post("/login", data=form).status_code == 401
    form = {"name": "ada", "password": "wrong", "csrf_token": tokens[0]}
    assert site.browser().post("/login", data=form).status_code == 403


def test_a_session_survives_the_rotation_of_the_key_and_ends_with_it(site):
    browser = site.log_in()
    site.app.config.update(SECRET_KEY="y" * 32, SECRET_KEY_FALLBACKS=["x" * 32])
    assert site.who(browser) == "ada"
    site.app.config.update(SECRET_KEY_FALLBACKS=[])
    assert site.who(browser) == "nobody"


def test_a_login_is_fresh(site):
    with site.app.test_request_context():
        assert not login_fresh()
        login_user(site.users[1])
        assert login_fresh()
        login_user(site.users[1], fresh=False)
        assert not login_fresh()


def test_default_49_logins_failures_and_logouts_are_events(site, events):
    browser = site.log_in(password="wrong")
    site.log_in("nobody", "wrong", browser=browser)
    site.log_in(browser=browser)
    browser.post("/logout")
    told = [(event["event"], event.get("user"), event.get("reason")) for event in events()]
    assert told == [
        ("login_failed", "1", "password"),
        ("login_failed", None, "unknown"),
        ("login", "1", None),
        ("logout", "1", None),
    ]
    assert all(event["address"] == "127.0.0.1" for event in events())


def test_default_49_neither_passwords_nor_ids_are_in_the_events(server_site, events, caplog):
    browser = server_site.log_in(password="wrong horse")
    server_site.log_in(browser=browser, remember="1")
    browser.post("/password")
    sid, remember = session_cookie(browser), browser.get_cookie("remember_token").value
    browser.post("/logout")
    for secret in ("wrong horse", "engine", sid, remember, server_site.users[1].password_hash):
        assert secret not in caplog.text
    assert events()


def test_default_22_t93_failures_cannot_be_told_apart(site):
    site.change(2, is_active=False)
    forms = [("ada", "wrong"), ("nobody", "wrong"), ("bob", "builder")]
    answers = [
        site.browser().post("/login", data={"name": name, "password": password})
        for name, password in forms
    ]
    assert len({(answer.status_code, answer.data, str(answer.headers)) for answer in answers}) == 1


def test_t97_an_old_hash_is_replaced_at_login_unless_the_user_is_switched_off(site):
    site.auth.password_method = "pbkdf2:sha256:2"
    kept = []
    with site.app.test_request_context():
        assert site.auth.verify_password(site.users[1], "engine", save=kept.append)
        assert not site.auth.verify_password(site.users[1], "wrong", save=kept.append)
        user = site.change(1, is_active=False)
        assert not site.auth.verify_password(user, "engine", save=kept.append)
    assert [pwhash.partition("$")[0] for pwhash in kept] == ["pbkdf2:sha256:2"]


def test_an_app_without_auth_says_so():
    app = App("demo", static_folder=None)
    with app.test_request_context(), pytest.raises(RuntimeError, match="Auth\\(app\\)"):
        login_user(object())


def test_an_app_has_one_auth():
    app = App("demo", static_folder=None)
    Auth(app)
    with pytest.raises(RegistrationError, match="takes one"):
        Auth(app)


def test_a_missing_user_loader_is_named():
    app = App("demo", static_folder=None)
    app.secret_key = "x" * 32
    auth = Auth(app)
    with app.test_request_context(), pytest.raises(RegistrationError, match="user_loader"):
        auth.load("1")


@pytest.mark.parametrize("user", [object(), UserMixin()])
def test_what_is_no_user_cannot_log_in(site, user):
    with site.app.test_request_context(), pytest.raises(TypeError):
        login_user(user)


def test_templates_get_the_user(site):
    source = "{{ current_user.name if current_user.is_authenticated else 'nobody' }}"

    @site.app.get("/page")
    def page():
        return render_template_string(source)

    assert site.browser().get("/page").text == "nobody"
    assert site.log_in().get("/page").text == "ada"


def test_a_request_may_tell_the_user_in_another_way(site):
    @site.auth.request_loader
    def load(request):
        return site.users[2] if request.headers.get("X-Key") == "bob" else None

    assert site.browser().get("/", headers={"X-Key": "bob"}).text == "bob"
    assert site.log_in().get("/", headers={"X-Key": "bob"}).text == "ada"


def test_a_user_who_is_switched_off_is_not_let_in_in_another_way(site):
    @site.auth.request_loader
    def load(request):
        return site.users[2]

    assert site.browser().get("/").text == "bob"
    site.change(2, is_active=False)
    assert site.browser().get("/").text != "bob"


def test_outside_of_a_request_nobody_is_there(site):
    with site.app.app_context():
        assert not current_user.is_authenticated


def test_a_session_may_be_bound_to_something_else():
    site = Site(store=MemoryStore())
    site.auth.secret_of = lambda user: user.role
    browser = site.log_in()
    site.change(1, password_hash="new")
    assert site.who(browser) == "ada"
    site.change(1, role="user")
    assert site.who(browser) == "nobody"


def test_default_24_requests_can_be_counted_by_user(site):
    app, store = site.app, MemoryStore()
    app.get("/few")(rate_limit("1/minute", key=by_user, store=store)(lambda: "few"))
    browsers = [site.log_in(), site.log_in(), site.log_in("bob", "builder"), site.browser()]
    assert [browser.get("/few").status_code for browser in browsers] == [200, 429, 200, 200]
    assert site.browser().get("/few").status_code == 429


def test_default_12_a_second_login_begins_a_new_life(server_site, clock):
    browser = server_site.log_in()
    clock.now += 3600
    server_site.log_in(browser=browser)
    with browser.session_transaction() as session:
        assert session.created == int(clock.now)
