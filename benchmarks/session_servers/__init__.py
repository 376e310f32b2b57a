"""One application in each framework that keeps sessions, for `benchmarks/sessions.py`.

Each module has `PACKAGE`, the distribution whose version is shown, and `build(database)`: with an
empty name sessions are in a signed cookie, else in that SQLite file. One that has no such sessions
of its own raises `NotImplementedError`.

| request | answer |
|---|---|
| GET /login | puts `VALUES` into the session |
| GET /read | the session's `user` |
| GET /write | counts `visits` in the session, and gives the number |
"""

VALUES = {"user": "ada", "theme": "dark", "visits": 1}
SECRET = "a key of thirty-two bytes at least"
