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
