"""microweb: a WSGI micro-framework in pure Python."""
