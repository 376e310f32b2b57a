"""Sorting a command line into options and arguments."""

import pytest

from microweb.commands import NoSuchOption, UsageError, argument, command, option


def values(function, *words):
    return function.main(list(words), standalone_mode=False)


@command
@option("-n", "--number", default=1)
@option("-v", "--verbose", count=True)
@option("--color/--no-color", default=True)
@option("-t", "--tag", multiple=True)
@option("--point", nargs=2, type=int)
@argument("names", nargs=-1)
def show(**given):
    return given


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-n", "5"], {"number": 5}),
        (["-n5"], {"number": 5}),
        (["--number=5"], {"number": 5}),
        (["--number", "5"], {"number": 5}),
        (["-vvn5"], {"verbose": 2, "number": 5}),
        (["--no-color"], {"color": False}),
        (["-t", "a", "--tag=b"], {"tag": ("a", "b")}),
        (["--point", "1", "2"], {"point": (1, 2)}),
        (["a", "-v", "b"], {"names": ("a", "b"), "verbose": 1}),
        (["--", "-v"], {"names": ("-v",), "verbose": 0}),
        (["-"], {"names": ("-",)}),
        (["--number=5", "-n6"], {"number": 6}),
    ],
)
def test_options_are_read_in_all_their_forms(words, expected):
    assert expected.items() <= values(show, *words).items()


def test_what_is_not_given_has_its_default():
    assert values(show) == {
        "number": 1, "verbose": 0, "color": True, "tag": (), "point": None, "names": (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-n"], "Option '-n' requires an argument."),
        (["--point", "1"], "Option '--point' requires 2 arguments."),
        (["--color=yes"], "Option '--color' does not take a value."),
    ],
)
def test_a_wrong_use_of_an_option_is_named(words, message):
    with pytest.raises(UsageError, match=message):
        values(show, *words)


def test_an_unknown_option_suggests_the_nearest():
    with pytest.raises(NoSuchOption, match=r"No such option '--numbr'. Did you mean '--number'"):
        values(show, "--numbr", "5")


def test_the_beginning_of_an_option_is_no_option_but_a_suggestion():
    with pytest.raises(NoSuchOption, match="Did you mean '--verbose'"):
        values(show, "--ver")


def test_an_unknown_letter_is_shown_as_typed():
    with pytest.raises(NoSuchOption, match="'-x'"):
        values(show, "-x")


def test_an_argument_of_any_number_leaves_the_others_theirs():
    @command
    @argument("first")
    @argument("middle", nargs=-1)
    @argument("last")
    def copy(**given):
        return given

    assert values(copy, *"abcd") == {"first": "a", "middle": ("b", "c"), "last": "d"}
    assert values(copy, "a", "b") == {"first": "a", "middle": (), "last": "b"}


def test_an_argument_of_two_words_needs_both():
    @command
    @argument("pair", nargs=2)
    def show(pair):
        return pair

    assert values(show, "a", "b") == ("a", "b")
    with pytest.raises(UsageError, match="Argument 'PAIR' takes 2 values, not 1"):
        values(show, "a")


def test_words_too_many_are_refused():
    @command
    @argument("name")
    def greet(name):
        return name

    with pytest.raises(UsageError, match=r"Got unexpected extra arguments \(b c\)"):
        values(greet, "a", "b", "c")


def test_unknown_options_can_be_passed_on():
    from microweb.commands import pass_context

    @command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    @pass_context
    def wrap(ctx):
        return ctx.args

    assert values(wrap, "--cov", "-x=1", "tests") == ["--cov", "-x=1", "tests"]
