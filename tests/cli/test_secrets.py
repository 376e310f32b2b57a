"""`microweb secret` and `microweb hash-password`."""

from microweb import check_password_hash


def test_a_secret_is_256_bits_and_new_each_time(microweb):
    first, second = (microweb("secret").output.strip() for _ in range(2))
    assert len(bytes.fromhex(first)) == 32
    assert first != second


def test_a_password_is_read_from_the_input_and_hashed(microweb):
    result = microweb("hash-password", input="correct horse\n")
    assert check_password_hash(result.stdout.strip(), "correct horse")
    assert "horse" not in result.output


def test_an_empty_password_is_refused(microweb):
    assert microweb("hash-password", input="\n").exit_code == 2
