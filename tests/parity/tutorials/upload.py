"""Files sent, kept and handed out; a streamed download."""

import os
import tempfile

from flask import (
    Flask,
    Response,
    flash,
    redirect,
    request,
    send_from_directory,
    stream_with_context,
    url_for,
)
from werkzeug.utils import secure_filename

UPLOAD_FOLDER = tempfile.mkdtemp()
ALLOWED = {"txt", "png"}
app = Flask(__name__)
app.config["UPLOAD_FOLDER"] = UPLOAD_FOLDER
app.config["MAX_CONTENT_LENGTH"] = 2000
app.secret_key = "k"


def allowed(filename):
    return "." in filename and filename.rsplit(".", 1)[1].lower() in ALLOWED


@app.route("/", methods=["GET", "POST"])
def upload():
    if request.method == "POST":
        if "file" not in request.files:
            flash("No file part")
            return redirect(request.url)
        file = request.files["file"]
        if file.filename == "":
            flash("No selected file")
            return redirect(request.url)
        if file and allowed(file.filename):
            filename = secure_filename(file.filename)
            file.save(os.path.join(app.config["UPLOAD_FOLDER"], filename))
            return redirect(url_for("download", name=filename))
        return "bad type", 400
    return "<form method=post enctype=multipart/form-data><input type=file name=file></form>"


@app.route("/uploads/<name>")
def download(name):
    return send_from_directory(app.config["UPLOAD_FOLDER"], name)


@app.route("/many", methods=["POST"])
def many():
    return ",".join(f.filename + str(len(f.read())) for f in request.files.getlist("files"))


@app.errorhandler(413)
def big(e):
    return "too big", 413


@app.route("/csv")
def csv():
    def generate():
        for i in range(3):
            yield f"{i},{i * i}\n"

    return Response(
        stream_with_context(generate()),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=x.csv"},
    )
