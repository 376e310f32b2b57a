"""A catalogue: JSON with pages and links, a converter, a class of views, errors as JSON alone."""

from dataclasses import asdict, dataclass, field
from functools import wraps
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    json,
    jsonify,
    make_response,
    request,
    stream_with_context,
    url_for,
)
from flask.json.provider import DefaultJSONProvider
from flask.views import MethodView
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Conflict, HTTPException, NotFound, Unauthorized
from werkzeug.routing import BaseConverter


@dataclass
class Book:
    id: int
    title: str
    tags: list = field(default_factory=list)


class ListConverter(BaseConverter):
    def to_python(self, value):
        return value.split("+")

    def to_url(self, values):
        return "+".join(super(ListConverter, self).to_url(value) for value in values)


class Provider(DefaultJSONProvider):
    def default(self, value):
        return sorted(value) if isinstance(value, set) else super().default(value)


app = Flask(__name__)
app.config.update(TOKEN="s3cret", PAGE_SIZE=3)
app.json = Provider(app)
app.json.sort_keys = False
app.url_map.converters["list"] = ListConverter
app.url_map.strict_slashes = False
api = Blueprint("api", __name__, url_prefix="/api/v1")
BOOKS = {
    number: Book(number, f"Book {number}", ["a", "b"] if number % 2 else ["b"])
    for number in range(1, 11)
}


def token_required(view):
    @wraps(view)
    def checked(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            response = jsonify(message="no token")
            response.status_code = 401
            response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
            return response
        if request.authorization.token != current_app.config["TOKEN"]:
            raise Unauthorized("a bad token")
        return view(*args, **kwargs)

    return checked


@app.errorhandler(HTTPException)
def handle_exception(error):
    response = error.get_response()
    response.data = json.dumps({"code": error.code})
    response.content_type = "application/json"
    return response


@app.errorhandler(404)
def not_found(error):
    return jsonify(error=error.code), 404


@app.errorhandler(405)
def method_not_allowed(error):
    return jsonify(allowed=sorted(error.valid_methods)), 405


@app.errorhandler(500)
def server_error(error):
    return jsonify(original=str(error.original_exception)), 500


@app.errorhandler(ValueError)
def value_error(error):
    return {"detail": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY


@api.before_request
def start():
    g.request_id = request.headers.get("X-Request-Id", "none")


@api.after_request
def finish(response):
    response.headers.add("Vary", "Accept")
    response.headers.extend({"X-Request-Id": g.request_id})
    response.headers.set("Content-Disposition", "inline", filename="answer.json")
    return response


@api.route("/books/", methods=["GET"])
def list_books():
    page = int(request.args.get("page", 1))
    size = min(request.args.get("per_page", current_app.config["PAGE_SIZE"], type=int), 100)
    tags = request.args.getlist("tag")
    books = [book for book in BOOKS.values() if all(tag in book.tags for tag in tags)]
    chunk = books[(page - 1) * size : page * size]
    if not chunk and page != 1:
        abort(404, description="no such page")
    query = MultiDict(request.args)
    query["page"] = page + 1
    response = jsonify(items=chunk, args=request.args.to_dict(flat=False))
    if page * size < len(books):
        address = url_for(".list_books", _external=True, **query.to_dict(flat=False))
        response.headers["Link"] = f'<{address}>; rel="next"'
    response.headers["X-Total-Count"] = len(books)
    return response


@api.route("/books/", methods=["POST"])
@token_required
def create_book():
    data = request.get_json()
    if not data or "title" not in data:
        abort(make_response(jsonify(errors={"title": ["required"]}), 400))
    if any(book.title == data["title"] for book in BOOKS.values()):
        raise Conflict(f"{data['title']} is here")
    book = BOOKS[11] = Book(11, data["title"], data.get("tags", []))
    return jsonify(book), 201, {"Location": url_for("api.book", book_id=book.id)}


class BookAPI(MethodView):
    init_every_request = False

    def get(self, book_id):
        return jsonify(asdict(self._find(book_id)))

    def patch(self, book_id):
        book = self._find(book_id)
        data = request.get_json(silent=True) or {}
        book.title = data.get("title", book.title)
        return asdict(book)

    def put(self, book_id):
        book = self._find(book_id)
        book.title = request.get_json(force=True)["title"]
        return asdict(book), 200

    def delete(self, book_id):
        del BOOKS[self._find(book_id).id]
        return jsonify(None)

    def _find(self, book_id):
        try:
            return BOOKS[book_id]
        except KeyError:
            raise NotFound(description=f"no book {book_id}") from None


api.add_url_rule("/books/<int:book_id>", view_func=BookAPI.as_view("book"))


@api.route("/search/<list:terms>")
def search(terms):
    return jsonify(terms=terms, again=url_for("api.search", terms=["x", "y"]), kinds={"b", "a"})


@api.route("/ids/<uuid:number>/<any(a, b):kind>/<float:share>")
def ids(number, kind, share):
    return [str(number), kind, share]


@api.route("/stream")
def stream():
    @stream_with_context
    def generate():
        for book in BOOKS.values():
            yield f"{book.id} {request.path}\n"

    return Response(generate(), mimetype="text/plain", direct_passthrough=False)


@api.route("/whole", methods=["GET", "POST"])
def whole():
    both = request.form.copy()
    both.update(request.args)
    return jsonify(
        both=both.to_dict(flat=False),
        popped=both.poplist("a"),
        seen=request.cookies.get("seen", 0, type=int),
        known={request.args: "yes"}[request.args],
        languages=[language for language, weight in request.accept_languages],
        first=request.accept_languages[0] if request.accept_languages else None,
    )


@api.route("/own")
def own():
    abort(Response("mine", 409, {"X-Own": "1"}, "text/plain"))


@api.route("/crash")
def crash():
    raise RuntimeError("no")


app.register_blueprint(api)
