"""Tokens of programs: shown once, kept as a hash, with scopes and an end."""

import base64
from datetime import timedelta

import pytest

from microweb.auth import (
    NoStoreError,
    create_token,
    current_token,
    list_tokens,
    revoke_all_tokens,
    revoke_token,
    token_required,
)
from microweb.stores import MemoryStore
from tests.auth.site import Site


@pytest.fixture
def store(clock):
    return MemoryStore(clock=clock)


@pytest.fixture
def site(store, clock):
    site = Site(store=store)
    site.auth.clock = clock
    return site


def make(site, *scopes, number=1, **options):
    with site.app.test_request_context():
        return create_token(site.users[number], scopes=scopes or ["notes:read"], **options)


def ask(site, token, method="GET", **headers):
    headers = {"Authorization": f"Bearer {token}", **headers}
    return site.browser().open("/api/notes", method=method, headers=headers)


def test_a_token_opens_a_view_as_its_user(site):
    response = ask(site, make(site))
    assert (response.status_code, response.json) == (200, {"user": "ada"})


def test_without_a_token_the_challenge_names_no_error(site):
    response = site.browser().get("/api/notes")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="demo"'


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "Token x", "x" * 5000])
def test_what_is_no_bearer_token_is_none(site, header):
    response = site.browser().get("/api/notes", headers={"Authorization": header})
    assert response.status_code == 401
    assert "error" not in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: "A" + token[1:] if token[0] != "A" else "B" + token[1:],
        lambda token: "x" * 97,
        lambda token: "x" * 100_000,
        lambda token: base64.b64encode(token.encode()).decode(),
    ],
)
def test_a_token_that_is_not_ours_is_invalid(site, change, events):
    response = ask(site, change(make(site)))
    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    assert events("token_refused")


@pytest.mark.parametrize("last", range(64))
def test_t35_one_text_is_one_token(site, last):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = make(site)
    other = token[:-1] + alphabet[last]
    assert ask(site, other).status_code == (200 if other == token else 401)


def test_a_token_with_too_few_scopes_is_refused_by_name(site, events):
    response = ask(site, make(site, "notes:write"))
    assert response.status_code == 403
    challenge = response.headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="demo", error="insufficient_scope", scope="notes:read"'
    assert events("token_refused")[-1]["user"] == "1"


def test_more_scopes_than_needed_are_enough(site):
    assert ask(site, make(site, "notes:read", "notes:write")).status_code == 200


def test_a_token_ends_with_its_lifetime(site, clock):
    token = make(site, lifetime=timedelta(hours=3))
    clock.now += 3 * 3600 - 1
    assert ask(site, token).status_code == 200
    clock.now += 1
    assert ask(site, token).status_code == 401


def test_a_revoked_token_is_refused_at_once(site, events):
    token, other = make(site), make(site)
    with site.app.test_request_context():
        handles = {info.handle for info in list_tokens(site.users[1])}
        assert len(handles) == 2
        handle = list_tokens(site.users[1])[0].handle
        assert not revoke_token(site.users[2], handle)
        assert revoke_token(site.users[1], handle)
        assert not revoke_token(site.users[1], handle)
    assert sorted(ask(site, each).status_code for each in (token, other)) == [200, 401]
    assert events("token_revoked")[-1]["handle"] == handle


def test_all_tokens_of_a_user_can_be_revoked(site):
    tokens = [make(site), make(site), make(site, number=2)]
    with site.app.test_request_context():
        assert revoke_all_tokens(site.users[1]) == 2
    assert [ask(site, token).status_code for token in tokens] == [401, 401, 200]


def test_a_token_of_a_user_who_is_switched_off_is_refused(site):
    token = make(site)
    site.change(1, is_active=False)
    assert ask(site, token).status_code == 401
    del site.users[1]
    assert ask(site, token).status_code == 401


def test_a_token_signed_by_a_key_that_is_gone_is_refused(site):
    token = make(site)
    site.app.config.update(SECRET_KEY="y" * 32, SECRET_KEY_FALLBACKS=["x" * 32])
    assert ask(site, token).status_code == 200
    site.app.config.update(SECRET_KEY_FALLBACKS=[])
    assert ask(site, token).status_code == 401


def test_a_token_in_the_query_or_a_form_is_not_looked_at(site):
    token = make(site)
    browser = site.browser()
    assert browser.get("/api/notes", query_string={"access_token": token}).status_code == 401
    assert browser.post("/api/notes", data={"access_token": token}).status_code == 401


def test_a_session_does_not_open_a_view_for_tokens(site):
    assert site.log_in().get("/api/notes").status_code == 401


def test_a_page_of_another_site_may_send_a_token_it_has(site):
    headers = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
    assert ask(site, make(site), method="POST", **headers).status_code == 200
    assert site.log_in().post("/api/notes", headers=headers).status_code == 401


def test_the_store_knows_a_hash_alone(site, store):
    token = make(site)
    (row,) = store.owned("bearer:1")
    payload = token.split(".")[0]
    secret = base64.urlsafe_b64decode(payload + "=")
    assert len(secret) == 32
    for text in (token, payload, secret.hex()):
        assert text not in str(row)


def test_what_is_known_of_a_token_can_be_shown(site, clock):
    token = make(site, "b", "a", name="laptop", lifetime=timedelta(days=1))
    with site.app.test_request_context():
        (info,) = list_tokens(site.users[1])
    assert (info.user_id, info.name, info.scopes) == ("1", "laptop", {"a", "b"})
    assert (info.created, info.expires) == (clock.now, clock.now + 86400)
    assert info.handle not in token


def test_the_last_use_is_noted_to_an_hour(site, clock):
    token = make(site)
    start = clock.now
    clock.now += 600
    ask(site, token)
    with site.app.test_request_context():
        assert list_tokens(site.users[1])[0].last_used == start
        clock.now += 3601
        ask(site, token)
        info = list_tokens(site.users[1])[0]
        assert (info.last_used, info.expires) == (clock.now, start + 90 * 86400)


def test_the_view_may_look_at_its_token(site):
    @site.app.get("/which")
    @token_required()
    def which():
        return current_token().name

    token = make(site, name="laptop")
    headers = {"Authorization": f"Bearer {token}"}
    assert site.browser().get("/which", headers=headers).text == "laptop"
    with site.app.test_request_context():
        assert current_token() is None


def test_without_a_store_the_error_says_what_to_do():
    site = Site()
    with site.app.test_request_context(), pytest.raises(NoStoreError, match="Auth\\(app, store="):
        create_token(site.users[1])


@pytest.mark.parametrize("scopes", [["a b"], [""], ['a"b'], ["a\\b"], ["é"], ["a\n"]])
def test_a_scope_is_a_word(site, scopes):
    with site.app.test_request_context(), pytest.raises(ValueError, match="is no scope"):
        create_token(site.users[1], scopes=scopes)


def test_one_text_is_no_list_of_scopes(site):
    with site.app.test_request_context(), pytest.raises(TypeError, match="one text"):
        create_token(site.users[1], scopes="read")


def test_the_decorator_is_called(site):
    with pytest.raises(TypeError, match="names of scopes"):
        token_required(lambda: "view")


def test_a_token_lives_for_some_time(site):
    with site.app.test_request_context(), pytest.raises(ValueError, match="lives for some time"):
        create_token(site.users[1], lifetime=timedelta(0))


def test_default_49_no_token_is_in_the_events(site, caplog):
    token = make(site)
    ask(site, token)
    ask(site, token + "x")
    assert caplog.records
    assert token.split(".")[0] not in caplog.text
