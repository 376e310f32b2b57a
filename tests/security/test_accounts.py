"""Accounts: which passwords are refused, and which names are the same."""

import time
import unicodedata

import pytest

from microweb.security import check_password_hash, generate_password_hash
from microweb.security.accounts import find_password_problem, normalize_account_name
from microweb.security.common import is_common


@pytest.mark.parametrize("password", ["", "x7 kP", "sieben7", "ordinä7", "\U0001f40e" * 7])
def test_default_19_fewer_than_eight_characters_are_refused(password):
    assert find_password_problem(password) == "A password has at least 8 characters."


@pytest.mark.parametrize(
    "password", ["ordinär7", "zq7wpl2m", "\U0001f40e\U0001f980\u732b\u72acqu7\u00eb"]
)
def test_default_19_eight_characters_are_enough_whatever_their_bytes(password):
    assert len(password) == 8
    assert find_password_problem(password) is None


def test_default_19_a_character_is_a_code_point_whether_it_combines_or_not():
    assert find_password_problem("zoe\u0308 qxw") is None  # seven to the eye, eight code points
    assert "at least 8" in find_password_problem("zo\u00eb qxw")


def test_default_19_the_least_can_be_set():
    assert "at least 15 characters" in find_password_problem("otterlampmusta", min_length=15)
    assert find_password_problem("otterlampmustar", min_length=15) is None


def test_default_19_no_kind_of_character_is_asked_for():
    assert find_password_problem("otter lamp window mustard") is None
    assert find_password_problem("ottermustardlamps") is None


@pytest.mark.parametrize("letter", ["x", "\u00eb", "\u732b", "\U0001f40e"])
def test_default_19_1024_bytes_are_the_most_and_fit_the_hash(letter):
    longest = "otter lamp " + letter * (1013 // len(letter.encode()))
    longest += "m" * (1024 - len(longest.encode()))
    assert find_password_problem(longest) is None
    assert check_password_hash(generate_password_hash(longest, "pbkdf2:sha256:1"), longest)
    problem = find_password_problem(longest + "m")
    assert problem.startswith("A password has at most 1024 bytes, and this one has 1025.")
    with pytest.raises(ValueError, match="at most 1024 bytes"):
        generate_password_hash(longest + "m", "pbkdf2:sha256:1")


def test_what_is_no_text_is_refused_here_rather_than_by_the_hash():
    assert "half of a character" in find_password_problem("four odd words \ud800")


COMMON = """
    password Password1 P@ssw0rd pa55word passw0rd! password2026 12345678 123456789 87654321
    qwertyui qwerty123 1q2w3e4r 1qaz2wsx zaq12wsx asdfghjkl zxcvbnm1 11111111 aaaaaaaa 12341234
    abcabcabc abcd1234 a1b2c3d4 iloveyou sunshine1 football dragon123 superman letmein123
    welcome1 monkey12 trustno1 liverpool1 footballfootball 01012011 19851224 112233445566
    ab12ab12 hellohellohello 0987654321 qwertyqwerty test1234 admin123 michael1
    summer2026 \uff50assword
"""


@pytest.mark.parametrize("password", COMMON.split())
def test_default_20_what_anybody_would_try_is_refused(password):
    assert "first that anybody" in find_password_problem(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "four odd words here",
        "Tr0ub4dor&3xyz",
        "kX9#mQ2$vL",
        "mustard-otter-lamp",
        "J7nqpwz8",
        "michael lives in boston",
        "314159265358979",
        "qwfpgjluy-arst",
        "dragonfly over the pond",
    ],
)
def test_default_20_what_takes_thought_is_not(password):
    assert find_password_problem(password) is None


def test_default_20_a_list_of_ones_own_counts_too():
    assert find_password_problem("Kf82-Xy01", blocklist={"kf82-xy01"})
    assert find_password_problem("Kf82-Xy02", blocklist={"kf82-xy01"}) is None


@pytest.mark.parametrize(
    "password", ["zebulon-9x", "Zebulon-9X", "xzebulon-9x1", "zq@acorp.example", "acorp.example1"]
)
def test_a_password_is_not_a_name_or_an_address(password):
    personal = ["zebulon-9x", "zq@acorp.example"]
    assert "name or address" in find_password_problem(password, personal=personal)


def test_a_short_name_may_be_in_a_password():
    assert find_password_problem("Bo likes rain", personal=["bo"]) is None


@pytest.mark.parametrize("text", ["a" * 64, "password" * 8, "abcdefgh" * 8, "1" * 64, "qw" * 32])
def test_the_longest_text_that_is_looked_at_takes_no_time(text):
    start = time.process_time()
    is_common(text)
    is_common(text + "x" * 1_000_000)
    assert time.process_time() - start < 0.25


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mike", "mIKE"),
        ("Zo\u00eb", "ZOE\u0308"),
        ("Straße", "STRASSE"),
        ("\u03b1\u0345\u0301", "\u03b1\u0301\u0345"),
        ("\N{KELVIN SIGN}", "k"),
    ],
)
def test_t94_names_that_differ_in_case_or_composition_are_the_same(one, other):
    assert normalize_account_name(one) == normalize_account_name(other)


def test_t94_a_dotless_i_is_another_letter():
    dotless = "m\N{LATIN SMALL LETTER DOTLESS I}ke@example.com"
    assert normalize_account_name(dotless) != normalize_account_name("mike@example.com")


def test_t94_the_form_of_a_form_is_itself():
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000 and unicodedata.category(chr(code)) != "Cn":
            once = normalize_account_name(chr(code))
            if once != normalize_account_name(once):
                pytest.fail(f"U+{code:04X}")


def test_t57_a_huge_name_is_refused_before_it_is_looked_at():
    start = time.process_time()
    with pytest.raises(ValueError, match="at most 255"):
        normalize_account_name("\ufdfa" * 1_000_000)
    assert time.process_time() - start < 0.02
