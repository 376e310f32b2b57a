"""How a parameter comes to its value."""

import pytest

from microweb.commands import (
    BadParameter,
    Choice,
    MissingParameter,
    argument,
    command,
    option,
    pass_context,
)
from microweb.testing.runner import CliRunner


def run(function, *words, **options):
    return CliRunner().invoke(function, words, **options)


def value_of(function, *words, **options):
    result = run(function, *words, catch_exceptions=False, **options)
    assert result.exit_code == 0, result.output
    return result.return_value


@command
@option("--port", default=80, envvar=["SHOP_PORT", "PORT"])
def serve(port):
    return port


def test_the_command_line_wins_over_the_environment_and_that_over_the_default():
    assert value_of(serve) == 80
    assert value_of(serve, env={"PORT": "81"}) == 81
    assert value_of(serve, env={"PORT": "81", "SHOP_PORT": "82"}) == 82
    assert value_of(serve, "--port", "83", env={"PORT": "81"}) == 83


def test_a_bad_value_in_the_environment_is_refused_and_its_variable_named():
    result = run(serve, env={"PORT": "many"})
    assert "for '--port' (from PORT): 'many' is not a valid integer." in result.stderr
    assert result.exit_code == 2
    result = run(serve, "--port", "some", env={"PORT": "80"})
    assert "for '--port': 'some' is not a valid integer." in result.stderr


def test_the_default_tells_the_type():
    @command
    @option("--size", default=1.5)
    @option("--level", multiple=True, default=[1])
    def show(size, level):
        return size, level

    assert value_of(show, "--size", "2", "--level", "3") == (2.0, (3,))


def test_a_default_may_be_a_function():
    @command
    @option("--name", default=lambda: "made")
    def show(name):
        return name

    assert value_of(show) == "made"


def test_what_is_required_and_missing_is_named_with_its_choices():
    @command
    @option("--kind", type=Choice(["a", "b"]), required=True)
    def show(kind):
        return kind

    with pytest.raises(MissingParameter, match=r"Missing option '--kind'. Choose from a, b"):
        show.main([], standalone_mode=False)


def test_an_argument_is_required_unless_it_has_a_default():
    @command
    @argument("first")
    @argument("second", default="2")
    def show(first, second):
        return first, second

    assert value_of(show, "1") == ("1", "2")
    assert "Missing argument 'FIRST'." in run(show).stderr


def test_a_switch_is_false_unless_given():
    @command
    @option("--force", is_flag=True)
    @option("--upper", "form", flag_value="up")
    @option("--lower", "form", flag_value="low")
    def show(force, form):
        return force, form

    assert value_of(show) == (False, None)
    assert value_of(show, "--force", "--lower") == (True, "low")
    assert value_of(show, "--upper") == (False, "up")


def test_a_callback_sees_the_value_and_may_refuse_it():
    def check(ctx, param, value):
        if value == "root":
            raise BadParameter("not this one")
        return value.upper()

    @command
    @option("--user", callback=check)
    def show(user):
        return user

    assert value_of(show, "--user", "ann") == "ANN"
    assert "Invalid value for '--user': not this one" in run(show, "--user", "root").stderr


def test_a_missing_option_is_asked_for():
    @command
    @option("--name", prompt=True)
    @option("--age", prompt="How old", type=int)
    def show(name, age):
        return name, age

    result = run(show, input="Ann\nold\n42\n")
    assert result.return_value == ("Ann", 42)
    assert result.output == (
        "Name: Ann\nHow old: old\nError: 'old' is not a valid integer.\nHow old: 42\n"
    )
    assert value_of(show, "--name", "Bob", "--age", "1") == ("Bob", 1)


def test_a_password_is_asked_for_twice_and_never_shown():
    @command
    @option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
    def show(password):
        return password

    result = run(show, input="secret\nsecrte\nsecret\nsecret\n")
    assert result.return_value == "secret"
    assert "do not match" in result.output
    assert "secr" not in result.output


def test_the_name_is_the_longest_spelling_unless_it_is_given():
    @command
    @option("-h", "--host-name")
    @option("-p", "--port", "number", type=int)
    @pass_context
    def show(ctx, host_name, number):
        return ctx.params

    assert value_of(show, "-h", "x", "-p", "1") == {"host_name": "x", "number": 1}


def test_an_option_without_dashes_is_refused_when_it_is_declared():
    with pytest.raises(TypeError, match="an option is declared as '--name'"):
        option("name")(lambda: None)
