"""One application in each framework, all with the same routes, for `benchmarks/dispatch.py`.

Each module has `PACKAGE`, the distribution whose version is shown, and `build(extra_routes)`:

| request | answer |
|---|---|
| GET / | Hello, World! |
| GET /user/ada | Hello, ada! |
| GET /json | {"message": "Hello, World!"} |
| GET /abort | 404, in the way of the framework |
| GET /api/resource7/ada | Hello, ada! for each number below `extra_routes` |
"""
