"""Writing to the terminal, and asking."""

import io

import pytest

from microweb.commands import command, confirm, echo, prompt, secho, style, unstyle
from microweb.testing.runner import CliRunner


class Terminal(io.StringIO):
    def isatty(self):
        return True


def ask(function, text):
    return CliRunner().invoke(command("ask")(function), input=text)


def test_style_wraps_text_in_control_sequences():
    assert style("x", fg="red", bold=True) == "\x1b[31m\x1b[1mx\x1b[0m"
    assert style("x", bg="bright_blue", reset=False) == "\x1b[104mx"
    assert unstyle(style("x", fg="green", underline=True)) == "x"


@pytest.mark.parametrize("wrong", [{"fg": "pink"}, {"bg": "bright"}, {"loud": True}])
def test_an_unknown_colour_or_style_is_refused(wrong):
    with pytest.raises(TypeError):
        style("x", **wrong)


def test_colour_goes_to_terminals_alone(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for stream, kept in ((Terminal(), True), (io.StringIO(), False)):
        secho("x", file=stream, fg="red")
        assert ("\x1b" in stream.getvalue()) is kept


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    secho("x", file=stream, fg="red")
    assert stream.getvalue() == "x\n"
    secho("x", file=stream, fg="red", color=True)
    assert "\x1b" in stream.getvalue()


def test_what_the_encoding_lacks_is_escaped():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    echo("naïve ✓", file=stream)
    assert raw.getvalue() == b"na\\xefve \\u2713\n"


def test_anything_can_be_written():
    stream = io.StringIO()
    echo(5, file=stream, nl=False)
    echo(file=stream)
    assert stream.getvalue() == "5\n"


def test_a_question_shows_its_default_and_takes_it():
    result = ask(lambda: prompt("Port", default=80), "\n")
    assert (result.return_value, result.output) == (80, "Port [80]: \n")


def test_a_question_without_default_is_repeated():
    assert ask(lambda: prompt("Name"), "\n\nAnn\n").output == "Name: \nName: \nName: Ann\n"


def test_a_value_is_made_by_a_function():
    assert ask(lambda: prompt("Name", value_proc=str.upper), "ann\n").return_value == "ANN"


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [("y\n", False, True), ("No\n", True, False), ("\n", True, True), ("\nx\ny\n", None, True)],
)
def test_confirm_takes_yes_and_no(text, default, value):
    assert ask(lambda: confirm("Sure?", default=default), text).return_value is value


def test_a_confirmation_can_abort():
    assert ask(lambda: confirm("Sure?", abort=True), "n\n").exit_code == 1


def test_a_hidden_value_that_is_refused_is_not_repeated():
    result = ask(lambda: prompt("Pin", hide_input=True, type=int), "secret\n12\n")
    assert result.return_value == 12
    assert "secret" not in result.output


def test_a_closed_output_gets_nothing_and_stops_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    echo("to nobody")
