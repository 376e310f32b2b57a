from microweb.requests.parameters import Parameters
from microweb.requests.uploads import FileStorage

__all__ = ["FileStorage", "Parameters"]
