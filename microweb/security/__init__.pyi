from microweb.security.csrf import csrf_exempt
from microweb.security.passwords import (
    check_password_hash,
    generate_password_hash,
    password_needs_rehash,
    verify_login,
)

__all__ = [
    "check_password_hash",
    "csrf_exempt",
    "generate_password_hash",
    "password_needs_rehash",
    "verify_login",
]
