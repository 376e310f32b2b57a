"""`microweb shell`."""


def test_code_runs_in_the_context_of_the_app(microweb):
    result = microweb("shell", "-c", "g.x = 1; print(app.name, g.x)")
    assert result.output == "demo 1\n"


def test_names_of_the_apps_processors_are_there(microweb, app):
    app.shell_context_processor(lambda: {"answer": 42})
    assert microweb("shell", "-c", "print(answer)").output == "42\n"


def test_the_banner_names_what_is_there(microweb, monkeypatch):
    monkeypatch.delenv("PYTHONSTARTUP", raising=False)
    result = microweb("shell", input="print(app.name)\n")
    assert "App: demo" in result.stderr
    assert "Names: app, g" in result.stderr
    assert "demo" in result.stdout


def test_the_startup_file_is_run(microweb, tmp_path):
    path = tmp_path / "start.py"
    path.write_text("started = 'yes'\n")
    result = microweb("shell", input="print(started)\n", env={"PYTHONSTARTUP": str(path)})
    assert "yes" in result.stdout


def test_an_exception_is_shown_from_the_code_on(microweb):
    result = microweb("shell", "-c", "def f():\n    return ap\nf()")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[:2] == [
        "Traceback (most recent call last):",
        '  File "<command line>", line 3, in <module>',
    ]
    assert "NameError: name 'ap' is not defined" in result.stderr
    assert lines[-1] == "Error: The code raised an exception: see above."


def test_code_that_is_none_is_shown_as_it_is(microweb):
    result = microweb("shell", "-c", "if")
    assert result.exit_code == 1
    assert result.stderr.startswith('  File "<command line>", line 1')
    assert "SyntaxError" in result.stderr
