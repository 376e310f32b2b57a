"""`microweb run`."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = """
import threading
import time

from microweb import App

app = App(__name__)


@app.get("/")
def index():
    return f"debug is {app.debug}"


@app.get("/thread")
def thread():
    time.sleep(0.2)
    return threading.current_thread().name


@app.get("/boom")
def boom():
    raise LookupError("on purpose")
"""


@pytest.fixture
def taken():
    """Two ports that are taken: a server that is to listen there says so and ends."""
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        yield one.getsockname()[1], two.getsockname()[1]


def test_the_port_is_that_of_the_flag_then_that_of_the_environment(microweb, taken):
    one, two = taken
    by_flag = microweb("run", "-p", str(one), env={"PORT": str(two)})
    by_environment = microweb("run", env={"PORT": str(two)})
    assert (by_flag.exit_code, by_environment.exit_code) == (1, 1)
    assert str(one) in by_flag.stderr
    assert str(two) not in by_flag.stderr
    assert str(two) in by_environment.stderr


def test_debug_is_that_of_the_flag_then_the_environment_then_the_config(microweb, app, taken):
    port = str(taken[0])
    app.debug = True
    microweb("run", "-p", port, env={"MICROWEB_DEBUG": None})
    assert app.debug is True
    microweb("run", "-p", port, env={"MICROWEB_DEBUG": "0"})
    assert app.debug is False
    microweb("run", "-p", port, "--debug", "--no-reload", env={"MICROWEB_DEBUG": "0"})
    assert app.debug is True


def test_debug_stays_on_this_machine(microweb):
    result = microweb("run", "--host", "0.0.0.0", "--debug", "--no-reload")
    assert result.exit_code == 1
    assert "can be reached from other machines" in result.stderr


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no unix sockets")
def test_a_socket_takes_the_place_of_the_host(microweb, tmp_path):
    path = tmp_path / "missing" / "socket"
    result = microweb("run", "--unix", str(path))
    assert result.exit_code == 1
    assert str(path) in result.stderr


def test_a_certificate_that_is_none_is_refused(microweb, tmp_path):
    path = tmp_path / "cert.pem"
    path.write_text("")
    result = microweb("run", "-p", "0", "--cert", str(path), "--key", str(path))
    assert result.exit_code == 1
    assert str(path) in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "65536"],
        ["--threads", "0"],
        ["--port", "x"],
        ["--cert", "nowhere.pem"],
        ["--key", __file__],
    ],
)
def test_what_cannot_be_is_a_usage_error(microweb, words):
    assert microweb("run", *words).exit_code == 2


@contextmanager
def serving(folder, *words, stderr=subprocess.DEVNULL):
    """Run `microweb run` in a folder; gives its URL, and sees that it stops cleanly."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "microweb", "run", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("Running on http://127.0.0.1:")
        yield line.split()[2]
    finally:
        process.terminate()
        process.stdout.close()
    assert process.wait(15) == (0 if os.name == "posix" else 1)


def read(url):
    """Read a page, that of an error too."""
    try:
        with urlopen(url, timeout=10) as response:
            return response.read().decode()
    except HTTPError as error:
        with error:
            return error.read().decode()


def wait_for(url, wanted, seconds=20):
    """Read a page until it is what is wanted; a process that ends may cut a connection."""
    deadline = time.monotonic() + seconds
    page = ""
    while page != wanted and time.monotonic() < deadline:
        with suppress(OSError, HTTPException):
            page = read(url)
        time.sleep(0.1)
    return page


def test_debug_mode_explains_errors(tmp_path):
    (tmp_path / "app.py").write_text(SOURCE)
    with serving(tmp_path, "--debug", "--no-reload") as url:
        assert read(url) == "debug is True"
        page = read(f"{url}/boom")
    assert "LookupError: on purpose" in page
    assert "How the request went" in page
    assert "match      /boom -> boom" in page


def test_a_run_at_the_left_margin_is_ignored_and_told(tmp_path):
    (tmp_path / "app.py").write_text(f"{SOURCE}\n\napp.run(port=0)\n")
    line = SOURCE.count("\n") + 3
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    routes = subprocess.run(
        [sys.executable, "-m", "microweb", "routes"],
        capture_output=True,
        text=True,
        timeout=20,
        cwd=tmp_path,
        env=environ,
        check=True,
    )
    assert f"app.py:{line} was ignored" in routes.stderr
    assert "index" in routes.stdout
    with serving(tmp_path) as url:
        assert read(url) == "debug is False"


def test_the_number_of_threads_is_that_of_the_option(tmp_path):
    (tmp_path / "app.py").write_text(SOURCE)
    with serving(tmp_path, "--threads", "2") as url, ThreadPoolExecutor(6) as clients:
        names = set(clients.map(read, [f"{url}/thread"] * 6))
    assert len(names) == 2


def test_a_change_is_served_after_a_moment(tmp_path):
    path = tmp_path / "app.py"
    path.write_text(SOURCE)
    with serving(tmp_path, "--debug") as url:
        assert read(url) == "debug is True"
        path.write_text(SOURCE.replace("debug is", "changed, debug is"))
        page = wait_for(url, "changed, debug is True")
    assert page == "changed, debug is True"


def test_the_app_that_was_found_is_named_once_and_not_after_each_change(tmp_path):
    path = tmp_path / "shop" / "__init__.py"
    path.parent.mkdir()
    path.write_text(SOURCE)
    with (tmp_path / "errors.txt").open("w+") as errors:
        with serving(tmp_path, "--reload", stderr=errors) as url:
            path.write_text(SOURCE.replace("debug is", "changed, debug is"))
            assert wait_for(url, "changed, debug is False") == "changed, debug is False"
        errors.seek(0)
        assert errors.read().count("Using the application of shop") == 1


@pytest.fixture
def wanting(tmp_path):
    """Run `microweb run --reload` until it ends by itself."""

    def start(*words, source=SOURCE):
        (tmp_path / "app.py").write_text(source)
        return subprocess.run(
            [sys.executable, "-m", "microweb", "run", "--port", "0", *words],
            capture_output=True,
            text=True,
            timeout=20,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )

    return start


def test_what_no_change_would_mend_ends_the_program_under_the_reloader_too(wanting, tmp_path):
    (tmp_path / "cert.pem").write_text("")
    debug = wanting("--debug", "--host", "0.0.0.0")
    certificate = wanting("--reload", "--cert", "cert.pem")
    assert (debug.returncode, certificate.returncode) == (1, 1)
    assert "can be reached from other machines" in debug.stderr
    assert "cert.pem" in certificate.stderr
    assert "Waiting for a change" not in debug.stdout + certificate.stdout
    assert "Traceback" not in debug.stderr + certificate.stderr


def test_debug_mode_of_the_apps_own_config_ends_the_reloader_as_well(wanting):
    ended = wanting("--reload", "--host", "0.0.0.0", source=f"{SOURCE}\napp.debug = True\n")
    assert ended.returncode == 1
    assert ended.stderr.count("can be reached from other machines") == 1
    assert "Waiting for a change" not in ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
@pytest.mark.parametrize("words", [["--reload"], ["--no-reload"]])
def test_ctrl_c_while_the_app_is_imported_ends_without_a_traceback(tmp_path, words):
    slow = "import time\nprint('importing', flush=True)\ntime.sleep(20)\n"
    (tmp_path / "app.py").write_text(slow + SOURCE)
    process = subprocess.Popen(
        [sys.executable, "-m", "microweb", "run", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    assert process.stdout.readline() == "importing\n"
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == (0 if words == ["--reload"] else 1)
    assert "Traceback" not in out
