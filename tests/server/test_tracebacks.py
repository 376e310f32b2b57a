import json
import linecache
import time

from microweb.server.tracebacks import format_summary, format_text, take_apart


def caught(function):
    try:
        function()
    except Exception as error:  # noqa: BLE001  any will do
        return error
    raise AssertionError("nothing was raised")


def divide():
    numerator, password = 1, "hunter2"
    return numerator / 0, password


def test_an_exception_is_described_with_its_frames():
    (failure,) = take_apart(caught(divide))
    assert (failure.kind, failure.message, failure.link) == (
        "ZeroDivisionError",
        "division by zero",
        "",
    )
    frame = failure.frames[-1]
    assert (frame.function, frame.file, frame.is_library) == ("divide", __file__, False)
    assert [line.text for line in frame.lines if line.is_current] == [
        "    return numerator / 0, password"
    ]
    assert dict(frame.variables) == {"numerator": "1", "password": "********"}


def test_the_cause_follows_its_consequence():
    def wrap():
        try:
            divide()
        except ZeroDivisionError as error:
            raise LookupError("wrapped") from error

    kinds = [(failure.kind, failure.link) for failure in take_apart(caught(wrap))]
    assert kinds == [("LookupError", ""), ("ZeroDivisionError", "Caused by")]


def test_a_context_follows_unless_it_is_suppressed():
    def again(*, suppressed):
        try:
            divide()
        except ZeroDivisionError:
            if suppressed:
                raise LookupError from None
            raise LookupError  # noqa: B904  the context is what is tested

    links = [failure.link for failure in take_apart(caught(lambda: again(suppressed=False)))]
    assert links == ["", "Raised while this was being handled"]
    assert len(take_apart(caught(lambda: again(suppressed=True)))) == 1


def test_a_chain_in_a_ring_ends():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert [failure.message for failure in take_apart(first)] == ["a", "b"]


def test_a_deep_recursion_is_cut():
    def dive():
        dive()

    (failure,) = take_apart(caught(dive))
    assert failure.kind == "RecursionError"
    assert len(failure.frames) == 60


def test_lines_of_a_template_come_from_linecache():
    linecache.cache["page.html"] = (9, None, ["<p>\n", "{{ 1 / 0 }}\n"], "page.html")
    try:
        code = compile("\n1 / 0", "page.html", "exec")
        (failure,) = take_apart(caught(lambda: exec(code, {})))
    finally:
        del linecache.cache["page.html"]
    assert [line.text for line in failure.frames[-1].lines] == ["<p>", "{{ 1 / 0 }}"]


def test_a_frame_without_source_has_no_lines():
    code = compile("1 / 0", "<made>", "exec")
    (failure,) = take_apart(caught(lambda: exec(code, {})))
    assert failure.frames[-1].lines == ()


def test_code_of_the_standard_library_is_told_apart():
    (failure,) = take_apart(caught(lambda: json.loads("x")))
    assert failure.frames[-1].is_library


def test_notes_and_syntax_errors_keep_their_text():
    error = caught(lambda: compile("a b", "x.py", "exec"))
    error.add_note("a note")
    (failure,) = take_apart(error)
    assert failure.kind == "SyntaxError"
    assert "a b" in failure.message
    assert "a note" not in failure.message
    assert failure.notes == ("a note",)


def test_odd_notes_do_no_harm():
    error = ValueError("x")
    error.__notes__ = [3, None]
    assert take_apart(error)[0].notes == ("3", "None")
    assert format_summary(error) == "ValueError: x"


def test_long_messages_notes_lines_and_texts_are_cut():
    source = f"x = '{'a' * 100_000}'; 1 / 0"
    linecache.cache["long.py"] = (9, None, [source], "long.py")
    try:
        error = caught(lambda: exec(compile(source, "long.py", "exec"), {}))
        error.args = ("m" * 1_000_000,)
        error.add_note("n" * 1_000_000)
        (failure,) = take_apart(error)
        text = format_text(error)
    finally:
        del linecache.cache["long.py"]
    assert len(failure.message) < 5_100
    assert len(failure.notes[0]) < 20_100
    assert max(len(line.text) for line in failure.frames[-1].lines) < 500
    assert len(text) < 100_100


def test_the_innermost_call_is_described_first_where_time_is_short():
    class Slow:
        def __repr__(self):
            time.sleep(5)
            return "never"

    def inner():
        cause = "found"
        raise LookupError(cause)

    def outer():
        slow = Slow()
        inner()
        return slow

    began = time.monotonic()
    (failure,) = take_apart(caught(outer))
    assert time.monotonic() - began < 3
    assert dict(failure.frames[-1].variables) == {"cause": "'found'"}
    assert "repr takes too long" in dict(failure.frames[-2].variables)["slow"]


def test_the_text_is_the_one_of_python():
    text = format_text(caught(divide))
    assert text.startswith("Traceback (most recent call last):\n")
    assert text.endswith("ZeroDivisionError: division by zero\n")
