import io

import pytest

from microweb.server.log import AccessEntry, Log, escape_line, escape_lines


class Terminal(io.StringIO):
    def isatty(self):
        return True


def entry(request="GET /", status=200, **values):
    return AccessEntry(
        client="127.0.0.1", request=request, status=status, size=5, seconds=0.0123, **values
    )


def line_of(stream=None, **values):
    stream = stream or io.StringIO()
    Log(stream).access(entry(**values))
    return stream.getvalue()


def test_a_line_has_client_request_status_size_and_time():
    assert line_of().endswith(' 127.0.0.1 "GET /" 200 5 B 12.3 ms\n')


def test_a_note_follows_in_brackets():
    assert line_of(note="why").endswith(" ms (why)\n")


def test_a_request_that_was_not_answered_has_no_status():
    assert ' "GET /" - 5 B ' in line_of(status=0)


@pytest.mark.parametrize("char", [*map(chr, range(32)), "\x7f", "\x9b", "\x85", "\u2028", "ë"])
def test_t52_a_line_stays_one_line_of_printable_ascii(char):
    line = line_of(request=f"GET /a{char}b", note=f"a{char}b")
    assert line.isascii()
    assert line.count("\n") == 1
    assert line[:-1].isprintable()


def test_an_escape_cannot_be_forged():
    assert escape_line("\\x1b") != escape_line("\x1b")


def test_a_long_target_is_cut():
    assert len(line_of(request="GET /" + "a" * 8000)) < 1100


def test_several_lines_keep_newlines_and_letters_but_no_control_characters():
    assert escape_lines("a\tb\nzoë \u2713\x1b\x9b\r\u2028\ud800") == (
        "a\tb\nzoë \u2713\\x1b\\x9b\\r\\u2028\\ud800"
    )


def test_a_terminal_gets_colour(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[32m200\x1b[0m" in line_of(Terminal())
    assert "\x1b[31m500\x1b[0m" in line_of(Terminal(), status=500)


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in line_of(Terminal())


def test_a_file_gets_no_colour(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in line_of()


def test_a_closed_log_stops_nobody():
    stream = io.StringIO()
    log = Log(stream)
    stream.close()
    log.access(entry())


def test_a_message_is_written_at_once():
    class Counting(io.StringIO):
        writes = 0

        def write(self, text):
            self.writes += 1
            return super().write(text)

    stream = Counting()
    Log(stream).access(entry())
    assert stream.writes == 1
