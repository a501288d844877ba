"""Numbers in text: the bits of Python's float wherever the kernel says that it knows them."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastrank.kernels.byte_words import are_digits, eight_digits
from fastrank.kernels.decimals import decimal_number, whole_number
from fastrank.kernels.jit import kernel


@kernel
def read_all(text, starts, stops, whole, lo, hi, values, known):
    for i in range(lo, hi):
        if whole:
            values[i], known[i] = whole_number(text, starts[i], stops[i])
        else:
            values[i], known[i] = decimal_number(text, starts[i], stops[i])


def read(texts, whole=False):
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    starts = ends - [len(text) for text in texts]
    values, known = np.empty(len(texts)), np.empty(len(texts), dtype=bool)
    text = np.frombuffer(" ".join(texts).encode() + b"\n" * 9, dtype=np.uint8)
    read_all(text, starts, ends, whole, 0, len(texts), values, known)
    return values, known


def check(texts, *, all_known=True):
    values, known = read(texts)
    for text, value, told in zip(texts, values.tolist(), known.tolist(), strict=True):
        assert told or not all_known, text
        if told:
            assert struct.pack("d", value) == struct.pack("d", float(text)), text


def ordinary(value):
    """Neither below the normal doubles nor infinite."""
    return value == 0 or 2.3e-308 < abs(value) < 1e308


digits = st.text("0123456789", min_size=1, max_size=25)
signs = st.sampled_from(["", "-", "+"])
exponents = st.just("") | st.builds(
    "{}{}".format, st.sampled_from(["e", "E", "e+", "e-"]), st.integers(0, 330)
)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).filter(ordinary), min_size=1))
def test_what_python_prints(values):
    check([repr(value) for value in values])
    check([f"{value:.17e}" for value in values])
    check([f"{value % 1e12:.6f}" for value in values])


@given(st.lists(st.builds("{}{}.{}{}".format, signs, digits, digits, exponents), min_size=1))
def test_any_digits(texts):
    check(texts, all_known=False)


@given(st.lists(st.integers(1 << 52, (1 << 53) - 1), min_size=1), st.integers(-60, 900))
def test_between_two_doubles(mantissas, power):
    """Half-way numbers go to the even one, and those beside them to their own side."""
    texts = [str((2 * m + 1) << power if power > 0 else 2 * m + 1) for m in mantissas]
    near = [str(int(text) + step) for text in texts for step in (-1, 1)]
    check([text for text in texts + near if len(text) < 400], all_known=False)


@pytest.mark.parametrize("exponent", range(-300, 288, 7))
def test_powers_of_ten(exponent):
    check([f"{m}e{exponent}" for m in (1, 3, 9007199254740993, 9999999999999999999)])


def test_what_is_left_to_python():
    left = [
        "nan",
        "inf",
        "-inf",
        "1_0",
        "",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1.5x",
        "0x10",
        "1e99999",
        "--1",
        "1e400",
        "4e-324",
    ]
    assert not read(left)[1].any()
    check(["1.", ".5", "-.5", "+1", "1e5", "1E-5", "-0", "0.0", "0e999", "00012", "1e0003"])
    assert math.copysign(1, read(["-0"])[0][0]) == -1


@given(st.integers(0, 10**8 - 1), st.integers(0, 7), st.integers(0, 255))
def test_eight_digits(number, place, byte):
    text = f"{number:08}".encode()
    assert are_digits(np.frombuffer(text, np.uint64)[0])
    assert eight_digits(np.frombuffer(text, np.uint64)[0]) == number
    other = text[:place] + bytes([byte]) + text[place + 1 :]
    assert are_digits(np.frombuffer(other, np.uint64)[0]) == other.isdigit()


@given(st.lists(st.integers(-(1 << 53), 1 << 53), min_size=1))
def test_whole_numbers(numbers):
    values, known = read([str(n) for n in numbers], whole=True)
    assert known.all()
    assert values.tolist() == numbers


def test_whole_numbers_that_are_left():
    left = ["+1", "1.0", "1e3", "", "-", "9007199254740993", "99999999999999999999", "x"]
    assert not read(left, whole=True)[1].any()
