"""One application in each framework that serves a folder, for `benchmarks/static.py`.

Each module has `PACKAGE`, the distribution whose version is shown, and `build(folder)`: a WSGI
application that serves the files of the folder below `/static/`, in the way of the framework.
"""
