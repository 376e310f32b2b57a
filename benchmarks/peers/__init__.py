"""One application in each framework, all with the same routes, for `dispatch.py` and `forms.py`.

Each module has `PACKAGE`, the distribution whose version is shown, and `build(extra_routes)`:

| request | answer |
|---|---|
| GET / | Hello, World! |
| GET /user/ada | Hello, ada! |
| GET /json | {"message": "Hello, World!"} |
| GET /abort | 404, in the way of the framework |
| GET /api/resource7/ada | Hello, ada! for each number below `extra_routes` |
| POST /form | the values of the form's `FIELDS`, with a bar between them |
| GET /query | the same of the query string |
| GET /cookies | the same of the cookies |
"""

FIELDS = tuple(f"field{number}" for number in range(10))
