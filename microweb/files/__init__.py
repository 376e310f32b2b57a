"""Files as responses: found below a root, opened safely, kept in memory where they are small."""

from microweb.files.sending import send_file, send_from_directory

__all__ = ["send_file", "send_from_directory"]
