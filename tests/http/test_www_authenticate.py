"""Challenges: several in one header, and changes that are written back."""

import pytest

from microweb.http.www_authenticate import WWWAuthenticate


def test_a_challenge_is_read():
    found = WWWAuthenticate.from_header('Basic realm="simple, quoted", charset="UTF-8"')
    assert found is not None
    assert (found.type, found.realm, found["charset"]) == ("basic", "simple, quoted", "UTF-8")
    assert found.get("x") is None
    assert "charset" in found


def test_several_challenges_in_one_header_are_told_apart():
    value = (
        'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple", Negotiate'
    )
    found = WWWAuthenticate.list_from_header(value)
    assert [challenge.type for challenge in found] == ["newauth", "basic", "negotiate"]
    assert found[0].parameters == {"realm": "apps", "type": "1", "title": 'Login to "apps"'}
    assert found[1].parameters == {"realm": "simple"}


def test_a_token_stands_in_place_of_parameters():
    found = WWWAuthenticate.from_header("Negotiate oYH1MIHyoAMKAQ==")
    assert found is not None
    assert (found.token, found.parameters) == ("oYH1MIHyoAMKAQ==", {})
    assert str(found) == "Negotiate oYH1MIHyoAMKAQ=="


@pytest.mark.parametrize("value", [None, "", ",", 'realm="x"', "@", "=", " = "])
def test_what_is_no_challenge_is_none(value):
    assert WWWAuthenticate.from_header(value) is None


def test_values_may_be_numbers_and_flags():
    challenge = WWWAuthenticate("Digest", values={"realm": "a", "max": 5, "stale": True})
    assert str(challenge) == 'Digest realm="a", max="5", stale=True'
    assert str(WWWAuthenticate("Negotiate", token="abc=")) == "Negotiate abc="


def test_values_are_quoted_but_for_those_that_never_are():
    challenge = WWWAuthenticate(
        "Digest", {"realm": 'a "b"', "nonce": "abc", "algorithm": "SHA-256", "stale": "true"}
    )
    assert challenge.to_header() == (
        'Digest realm="a \\"b\\"", nonce="abc", algorithm=SHA-256, stale=true'
    )
    assert WWWAuthenticate.from_header(challenge.to_header()) == challenge


def test_a_change_is_told():
    seen = []
    challenge = WWWAuthenticate("basic", on_change=lambda it: seen.append(it.to_header()))
    challenge["realm"] = "a"
    challenge.update({"charset": "UTF-8"})
    del challenge["realm"]
    assert seen == ['Basic realm="a"', 'Basic realm="a", charset="UTF-8"', 'Basic charset="UTF-8"']


@pytest.mark.parametrize("piece", ["a ", "a,", "a=b,", '"', 'a="b', " ", "="])
def test_a_long_header_costs_its_length(piece, is_linear):
    assert is_linear(WWWAuthenticate.list_from_header, lambda size: "x " + piece * size, 20_000)


def test_setting_the_parts_of_a_challenge_is_told():
    seen = []
    challenge = WWWAuthenticate("basic", on_change=lambda it: seen.append(it.to_header()))
    challenge.realm = "a"
    challenge.type = "Digest"
    challenge.token = "abc"
    assert seen == ['Basic realm="a"', 'Digest realm="a"', "Digest abc"]
