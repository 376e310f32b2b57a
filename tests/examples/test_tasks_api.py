"""The JSON of the task manager, as a program uses it."""

import pytest

TASK = {"title": "Water the plants", "due": "2026-11-30", "done": False}


def test_there_is_an_empty_list_at_first(client):
    assert client.get("/api/tasks").json == []


def test_post_gives_201_the_task_and_where_it_is(client):
    response = client.post("/api/tasks", json=TASK)
    assert response.status_code == 201
    assert response.headers["Location"] == "/api/tasks/1"
    assert response.json == {"id": 1, **TASK}
    assert client.get(response.headers["Location"]).json == response.json


def test_a_title_is_enough(client):
    assert client.post("/api/tasks", json={"title": "x"}).json == {
        "id": 1,
        "title": "x",
        "due": None,
        "done": False,
    }


def test_get_lists_the_tasks(client):
    for title in "ab":
        client.post("/api/tasks", json={"title": title})
    assert [task["title"] for task in client.get("/api/tasks").json] == ["a", "b"]


def test_put_replaces_a_task(client):
    client.post("/api/tasks", json=TASK)
    response = client.put("/api/tasks/1", json={"title": "x", "done": True})
    assert response.status_code == 200
    assert response.json == {"id": 1, "title": "x", "due": None, "done": True}
    assert client.get("/api/tasks/1").json == response.json


def test_delete_removes_a_task(client):
    client.post("/api/tasks", json=TASK)
    response = client.delete("/api/tasks/1")
    assert (response.status_code, response.data) == (204, b"")
    assert client.get("/api/tasks/1").status_code == 404


def test_a_number_is_not_given_twice(client):
    client.post("/api/tasks", json=TASK)
    client.delete("/api/tasks/1")
    assert client.post("/api/tasks", json=TASK).json["id"] == 2


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("accept", [None, "text/html", "*/*"])
def test_a_task_that_is_not_there_is_a_problem_in_json(client, method, accept):
    headers = {"Accept": accept} if accept else {}
    options = {"json": TASK} if method == "put" else {}
    response = getattr(client, method)("/api/tasks/7", headers=headers, **options)
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.json == {
        "title": "Not Found",
        "status": 404,
        "detail": "There is no task 7.",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due": "soon"}, "due"),
        ({"due": 20261130}, "due"),
        ({"due": []}, "due"),
        ({"done": "yes"}, "done"),
        ({"done": 1}, "done"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.parametrize("method", ["post", "put"])
def test_a_bad_field_is_a_400_that_names_it(client, method, change, field):
    client.post("/api/tasks", json=TASK)
    path = "/api/tasks" if method == "post" else "/api/tasks/1"
    response = getattr(client, method)(path, json={**TASK, **change})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert list(response.json["errors"]) == [field]
    assert [task["title"] for task in client.get("/api/tasks").json] == [TASK["title"]]


@pytest.mark.parametrize(
    ("data", "status"), [(b"[1]", 400), (b'"x"', 400), (b"{", 400), (b"", 400), (b"\xff", 400)]
)
def test_a_body_that_is_no_object_is_a_problem(client, data, status):
    response = client.post("/api/tasks", data=data, content_type="application/json")
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_a_form_is_no_json(client):
    response = client.post("/api/tasks", data={"title": "x"})
    assert response.status_code == 415
    assert response.mimetype == "application/problem+json"


def test_pages_and_api_show_the_same_tasks(client):
    client.post("/", data={"title": "from the page"})
    assert client.get("/api/tasks").json[0]["title"] == "from the page"
