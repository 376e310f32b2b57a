"""The reloader as a person meets it: a program, its files, its messages, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")

PROGRAM = """
import sys, threading, time
import other
from microweb.server import Limits, run

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(30)
    if environ["PATH_INFO"] == "/late":
        import late
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [other.TEXT.encode()]

if __name__ == "__main__":
    run(app, host=HOST, port=0, reload=True, extra_files=["watched", "single.txt"],
        on_start=lambda url: print("started", flush=True))
"""

SECONDS = 30


class Program:
    """A program under the reloader, in a folder of its own."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", other: str = "TEXT = 'one'\n"):
        self.folder = folder
        (folder / "watched").mkdir()
        self.write("other.py", other)
        self.write("program.py", PROGRAM.replace("HOST", repr(host)))
        flags = ["-O"] * sys.flags.optimize
        package = str(Path(__file__).parents[2])
        # Else a second edit of the same size in one second would find the first one's .pyc.
        environ = {**os.environ, "PYTHONPATH": package, "PYTHONDONTWRITEBYTECODE": "1"}
        self.popen = subprocess.Popen(
            [sys.executable, *flags, "program.py"],
            cwd=folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = ""

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def _read(self) -> None:
        for line in self.popen.stdout or ():
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()

    def wait_for(self, text: str, times: int = 1) -> str:
        """Give the line that has the text, when it has come so many times."""

        def has_come() -> bool:
            return sum(text in line for line in self.lines) >= times

        with self._news:
            if not self._news.wait_for(has_come, SECONDS):
                raise TimeoutError(f"no {text!r} in {self.lines}")
        return [line for line in self.lines if text in line][times - 1]

    def begin(self) -> None:
        self.url = self.wait_for("Running on ").split()[2]

    def get(self, path: str = "/") -> str:
        with urlopen(self.url + path, timeout=SECONDS) as response:
            return response.read().decode()

    def find_child(self) -> int:
        """Give the id of the process that serves."""
        children = Path(f"/proc/{self.popen.pid}/task/{self.popen.pid}/children")
        if not children.exists():
            pytest.skip("needs /proc to find the second process")
        return int(children.read_text().split()[0])

    def end(self, number: int = signal.SIGINT, *, group: bool = True) -> int:
        if group:  # as a terminal does
            os.killpg(self.popen.pid, number)
        else:
            self.popen.send_signal(number)
        code = self.popen.wait(SECONDS)
        self._reader.join(SECONDS)
        return code


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(**options):
        program = Program(tmp_path, **options)
        started.append(program)
        return program

    yield begin
    for program in started:
        with suppress(ProcessLookupError):
            os.killpg(program.popen.pid, signal.SIGKILL)
        program.popen.wait()
        program._reader.join(SECONDS)
        program.popen.stdout.close()


def test_a_changed_module_is_served_at_the_same_address_and_announced_in_one_line(start):
    program = start()
    program.begin()
    assert program.get() == "one"
    program.write("other.py", "TEXT = 'another'\n")
    program.wait_for("Running again on")
    assert program.get() == "another"
    assert [line for line in program.lines if '"GET' not in line] == [
        f"Running on {program.url} (press CTRL+C to quit)",
        "started",
        "Reloading: other.py changed",
        f"Running again on {program.url} (press CTRL+C to quit)",
    ]
    assert program.end() == 0


@pytest.mark.parametrize(
    ("mistake", "word"), [("TEXT = 'x\n", "SyntaxError"), ("import missing_module\n", "ModuleNotF")]
)
def test_a_mistake_is_shown_and_survived(start, mistake, word):
    program = start()
    program.begin()
    program.write("other.py", mistake)
    program.wait_for(word)
    program.wait_for("Waiting for a change")
    program.write("other.py", "TEXT = 'mended'\n")
    program.wait_for("Running again on")
    assert program.get() == "mended"
    assert program.end() == 0


def test_a_file_that_was_missing_mends_it_too(start):
    program = start()
    program.begin()
    program.write("other.py", "from extra import TEXT\n")
    program.wait_for("Waiting for a change")
    program.write("extra.py", "TEXT = 'extra'\n")
    program.wait_for("Reloading: extra.py changed")
    program.wait_for("Running again on")
    assert program.get() == "extra"


def test_meanwhile_a_client_is_told_and_not_kept_waiting(start):
    program = start()
    program.begin()
    program.write("other.py", "1 / 0\n")
    program.wait_for("Waiting for a change")
    with socket.create_connection(("127.0.0.1", int(program.url.split(":")[2])), 5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"could not start" in answer
    assert b"Traceback" not in answer
    assert program.end() == 0


def test_no_client_is_turned_away_or_cut_by_a_restart(start):
    program = start()
    program.begin()
    answers, failures, over = [], [], threading.Event()

    def ask():
        while not over.is_set():
            try:
                answers.append(program.get())
            except OSError as error:
                failures.append(error)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        for number in range(3):
            program.write("other.py", f"TEXT = 'edition {'x' * number}'\n")
            program.wait_for("Running again on", number + 1)
    finally:
        over.set()
        for client in clients:
            client.join(SECONDS)
    assert failures == []
    assert {"one", "edition ", "edition xx"} <= set(answers)


def test_a_request_in_flight_is_finished_before_the_restart(start):
    program = start()
    program.begin()
    answers = []
    client = threading.Thread(target=lambda: answers.append(program.get("/slow")))
    client.start()
    time.sleep(0.2)
    program.write("other.py", "TEXT = 'another'\n")
    program.wait_for("Running again on")
    client.join(SECONDS)
    assert answers == ["one"]


def test_extra_files_and_folders_are_watched(start):
    program = start()
    program.begin()
    program.write("watched/page.html", "<p>")
    program.wait_for("Reloading: watched/page.html changed")
    program.wait_for("Running again on")
    program.write("single.txt", "x")
    program.wait_for("Reloading: single.txt changed")


def test_a_module_imported_later_is_watched_and_no_other_file(start):
    program = start()
    program.begin()
    program.write("late.py", "")
    assert program.get("/late") == "one"
    time.sleep(0.8)
    program.write("unused.py", "")
    time.sleep(0.8)
    program.write("late.py", "# changed\n")
    program.wait_for("Reloading: ")
    assert [line for line in program.lines if "Reloading" in line] == ["Reloading: late.py changed"]


def test_a_change_during_the_start_is_not_missed(start):
    slow = "import time\nTEXT = 'old'\nprint('importing', flush=True)\ntime.sleep(0.5)\n"
    program = start(other=slow)
    program.wait_for("importing", 2)
    time.sleep(0.1)
    program.write("other.py", "TEXT = 'new'\n")
    program.begin()
    program.wait_for("Running again on")
    assert program.get() == "new"


def test_a_program_that_writes_its_own_module_does_not_restart_for_ever(start):
    program = start(
        other="import time\nopen('made.py', 'w').write(f'A = {time.time()}')\n"
        "import made\nTEXT = 'x'\n"
    )
    program.begin()
    time.sleep(2)
    assert sum("Reloading" in line for line in program.lines) <= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("group", [True, False])
def test_a_signal_ends_both_processes_with_code_0(start, number, group):
    program = start()
    program.begin()
    child = program.find_child()
    assert program.end(number, group=group) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert not any("Traceback" in line for line in program.lines)


def test_ctrl_c_while_waiting_for_a_change_ends_with_code_0(start):
    program = start()
    program.begin()
    program.write("other.py", "1 / 0\n")
    program.wait_for("Waiting for a change")
    assert program.end() == 0


def test_a_stop_before_the_program_serves_ends_with_code_0(start):
    program = start(other="import time\nprint('importing', flush=True)\ntime.sleep(2)\n")
    program.wait_for("importing", 1)
    program.wait_for("importing", 2)
    assert program.end(signal.SIGTERM, group=False) == 0


def test_ctrl_c_during_a_restart_is_a_first_one(start):
    program = start()
    program.begin()
    answers = []
    client = threading.Thread(target=lambda: answers.append(program.get("/slow")))
    client.start()
    time.sleep(0.2)
    program.write("other.py", "TEXT = 'another'\n")
    program.wait_for("Reloading")
    assert program.end() == 0
    client.join(SECONDS)
    assert answers == ["one"]


def test_a_second_ctrl_c_cuts_the_request_in_flight(start):
    program = start()
    program.begin()

    def ask():
        with suppress(OSError):
            program.get("/stuck")

    threading.Thread(target=ask).start()
    time.sleep(0.3)
    os.killpg(program.popen.pid, signal.SIGINT)
    program.wait_for("Finishing 1 request")
    began = time.monotonic()
    assert program.end() == 130
    assert time.monotonic() - began < 3


def test_the_second_process_ends_when_the_first_is_killed(start):
    program = start()
    program.begin()
    child = program.find_child()
    program.popen.kill()
    program.popen.wait(SECONDS)
    deadline = time.monotonic() + SECONDS
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_a_unix_socket_is_kept_over_a_restart_and_removed_at_the_end(start, tmp_path):
    path = tmp_path / "server.sock"
    program = start(host=f"unix:{path}")
    program.wait_for("Running on unix:")
    program.write("other.py", "TEXT = 'another'\n")
    program.wait_for("Running again on unix:")
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(path))
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"".join(iter(lambda: client.recv(65536), b"")).endswith(b"another")
    assert program.end() == 0
    assert not path.exists()


def test_a_taken_port_ends_with_a_message_and_code_1():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = f"from microweb.server import run; run(None, port={port}, reload=True)"
        result = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=Path(__file__).parents[2],
        )
    assert result.returncode == 1
    assert "in use by another program" in result.stderr


@pytest.mark.parametrize("wait", [0.0, 0.1])
def test_ctrl_c_while_the_second_process_imports_ends_without_a_traceback(start, wait):
    program = start(other="import time\nprint('importing', flush=True)\ntime.sleep(0.8)\n")
    program.wait_for("importing", 2)
    time.sleep(wait)
    assert program.end() == 0
    assert program.lines == ["importing"] * 2


@pytest.mark.parametrize("wait", [0.0, 0.03, 0.1, 0.2])
def test_ctrl_c_at_any_moment_of_a_restart_ends_without_a_traceback(start, wait):
    program = start()
    program.begin()
    program.write("other.py", "import time\ntime.sleep(0.5)\nTEXT = 'another'\n")
    program.wait_for("Reloading")
    time.sleep(wait)
    assert program.end() == 0
    assert not any("Traceback" in line for line in program.lines)
