"""The task manager with a database of the test's own."""

import pytest

from examples.tasks import create_app


@pytest.fixture
def app(tmp_path):
    return create_app(TESTING=True, DATABASE=str(tmp_path / "new" / "tasks.db"))


@pytest.fixture
def client(app):
    return app.test_client()
