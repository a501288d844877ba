"""The laws of `fastrank.kernels.vectors`: what each operation does, in NumPy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from fastrank.kernels.random_streams import POISSON_THRESHOLDS, philox_definition

LANES = 16
MEMBERS = 5  # how many values a lane is compared with at once: grades 0 to 4
_PLACES = np.arange(LANES)


def pointer(array: Any, at: int) -> Any:
    return array.reshape(-1)[at:]


def bare(arrays: Any) -> Any:
    return type(arrays)(*(bare(field) if isinstance(field, tuple) else field.reshape(-1) for field in arrays))


def aligned(array: Any) -> Any:
    return array


def word(array: Any, at: int) -> Any:
    return np.uint64(int.from_bytes(array[at : at + 8].tobytes(), "little"))


def put_word(number: Any, array: Any, at: int) -> None:
    array[at : at + 8] = np.frombuffer(int(number).to_bytes(8, "little"), np.uint8)


def load(array: Any, at: int) -> Any:
    return array[at : at + LANES].copy()


def gather(values: Any, items: Any, at: int) -> Any:
    return values[items[at : at + LANES]]


def load_apart(values: Any, at: int, step: int) -> Any:
    return values[at + step * _PLACES]


def store(lanes: Any, array: Any, at: int) -> None:
    array[at : at + LANES] = lanes


def store_chosen(bits: int, start: int, array: Any, at: int) -> None:
    chosen = [start + lane for lane in range(LANES) if int(bits) >> lane & 1]
    array[at : at + len(chosen)] = chosen


def count_bits(bits: int) -> int:
    return int(bits).bit_count()


def no_counts() -> Any:
    return np.zeros(LANES, np.int32)


def larger(a: Any, b: Any) -> Any:
    return np.maximum(a, b)


def largest(lanes: Any) -> Any:
    return lanes.max()


def keep_smaller(lanes: Any, value: Any) -> Any:
    return np.where(lanes < value, lanes, _extreme(lanes.dtype, -1)).astype(lanes.dtype)


def count_nan(counts: Any, lanes: Any) -> Any:
    return counts + (lanes != lanes).astype(np.int32)


def keep_from(lanes: Any, lane: int) -> Any:
    return np.where(lane <= _PLACES, lanes, _extreme(lanes.dtype, -1)).astype(lanes.dtype)


def keep_before(lanes: Any, lane: int) -> Any:
    return np.where(lane > _PLACES, lanes, _extreme(lanes.dtype, -1)).astype(lanes.dtype)


def bits_larger(lanes: Any, value: Any) -> int:
    return sum(1 << lane for lane in range(LANES) if lanes[lane] > value)


def bits_at_least(lanes: Any, value: Any) -> int:
    return sum(1 << lane for lane in range(LANES) if lanes[lane] >= value)


def count_larger(counts: Any, others: Any, lanes: Any) -> Any:
    return counts + (others[:, None] > lanes).sum(0, dtype=np.int32)


def count_no_less(counts: Any, lanes: Any, value: Any) -> Any:
    return counts + (lanes >= value).astype(np.int32)


def count_members(counts: Any, lanes: Any, values: Any) -> Any:
    return counts + np.isin(lanes, values[:MEMBERS]).astype(np.int32)


def total(counts: Any) -> int:
    return int(counts.sum())


def fill(array: Any, at: int, value: Any) -> None:
    array[at : at + LANES] = value


def smallest_counted_below(lanes: Any, counts: Any, k: int) -> Any:
    return min(lanes[counts < k], default=_extreme(lanes.dtype, 1))


def _extreme(dtype: Any, sign: int) -> Any:
    if dtype.kind == "f":
        return dtype.type(sign * np.inf)
    return np.iinfo(dtype).max if sign > 0 else np.iinfo(dtype).min


def each(value: int) -> Any:
    return np.full(LANES, value, np.int32)


def how_many_follow(n: int) -> Any:
    return np.maximum(n - 1 - _PLACES, 0).astype(np.int32)


def plus(a: Any, b: Any) -> Any:
    return a + b


def minus(a: Any, b: Any) -> Any:
    return a - b


def times(a: Any, b: Any) -> Any:
    return a * b


def count_equal(counts: Any, a: Any, b: Any) -> Any:
    return counts + (a == b).astype(np.int32)


def count_unequal(counts: Any, a: Any, b: Any) -> Any:
    return counts + _differ(a, b).astype(np.int32)


def count_untied(counts: Any, xa: Any, xb: Any, ya: Any, yb: Any) -> Any:
    return counts + (_differ(xa, xb) & _differ(ya, yb)).astype(np.int32)


def count_discordant(counts: Any, xa: Any, xb: Any, ya: Any, yb: Any) -> Any:
    return counts + (((xa > xb) & (ya < yb)) | ((xa < xb) & (ya > yb))).astype(np.int32)


def _differ(a: Any, b: Any) -> Any:
    return (a < b) | (a > b)


def bits_set(lanes: Any, bit: int) -> int:
    return sum(1 << lane for lane in range(LANES) if int(lanes[lane]) >> int(bit) & 1)


def store_kept(lanes: Any, bits: int, array: Any, at: int) -> None:
    kept = [lanes[lane] for lane in range(LANES) if int(bits) >> lane & 1]
    array[at : at + len(kept)] = kept


def count_kept(counts: Any, bits: int) -> Any:
    return counts + ((int(bits) >> _PLACES) & 1).astype(np.int32)


def total_places(counts: Any) -> int:
    return int((counts.astype(np.int64) * _PLACES).sum())


def count_inverted(counts: Any, lanes: Any) -> Any:
    return counts + np.array([(lanes[:lane] > lanes[lane]).sum() for lane in range(LANES)], np.int32)


def no_products(array: Any) -> Any:
    return np.zeros(LANES, array.dtype)


def add_product(sums: Any, lanes: Any, factor: Any) -> Any:
    return np.array([fused(lane, factor, total) for lane, total in zip(lanes, sums, strict=True)])


def fused(a: Any, b: Any, c: Any) -> Any:
    if not np.isfinite([a, b, c]).all():
        return a * b + c
    exact = Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c))
    return type(c)(float(exact))  # of float32 rounded twice, which can differ in the last bit


def count_above(counts: Any, lanes: Any, value: Any) -> Any:
    return counts + (lanes > value).astype(np.int32)


def no_sums() -> Any:
    return np.zeros(LANES)


def count_below(counts: Any, lane: int) -> Any:
    return counts + (lane > _PLACES).astype(np.int32)


def add_below(sums: Any, lane: int, value: float) -> Any:
    return np.where(lane > _PLACES, sums + value, sums)


def lane_of(lanes: Any, lane: int) -> Any:
    return lanes[lane]


def repeat_at(values: Any, at: int) -> Any:
    return np.repeat(values[at], LANES)


def four_zeros() -> Any:
    return (no_counts(),) * 4


def load_four(values: Any, at: int) -> Any:
    return tuple(load(values, at + LANES * i) for i in range(4))


def add_four(four: Any, values: Any, at: int) -> None:
    values[at : at + 4 * LANES] += np.concatenate(four)


def add_byte_products(sums: Any, unsigned: Any, signed: Any) -> Any:
    return tuple(
        total
        + (one.view(np.uint8).astype(np.int32) * signed.view(np.int8)).reshape(-1, 4).sum(1, dtype=np.int32)
        for total, one in zip(sums, unsigned, strict=True)
    )


def store_four(four: Any, values: Any, at: int) -> None:
    values[at : at + 4 * LANES] = np.concatenate(four)


def poisson_weights(lanes: Any) -> Any:
    u = lanes.view(np.uint8)[:, None]
    return (u >= np.array(POISSON_THRESHOLDS)).sum(1).astype(np.uint8).view(np.int32)


def turn_bytes(*words: Any) -> Any:
    """Lane ``4 * i + byte`` of result `k` is that byte of word ``4 * i + k`` of each."""
    turned = np.stack([word.view(np.uint8).reshape(4, 4, 4) for word in words], axis=3)
    return tuple(turned[:, k].reshape(-1).view(np.int32).copy() for k in range(4))


def spread_bits(*numbers: int) -> Any:
    bits = np.array([[int(number) >> lane & 1 for number in numbers] for lane in range(LANES)], np.uint8)
    return bits.reshape(-1).view(np.int32)


def philox_blocks(keys: Any, at: int, block: int, domain: int, seed: int) -> Any:
    four = [
        np.stack(_philox([(int(key), int(block) + more) for more in range(8)], domain, seed), axis=1)
        for key in keys[at : at + 4]
    ]
    return tuple(tuple(words[:, two].reshape(-1) for words in four) for two in ([1, 0], [3, 2]))


def philox_queries(keys: Any, at: int, block: int, domain: int, seed: int) -> Any:
    return _philox([(int(key), int(block)) for key in keys[at : at + LANES]], domain, seed)


def _philox(counters: list[tuple[int, int]], domain: int, seed: int) -> Any:
    split = (int(seed) & 0xFFFFFFFF, int(seed) >> 32)
    words = [
        philox_definition((key & 0xFFFFFFFF, key >> 32, block, int(domain)), split) for key, block in counters
    ]
    return tuple(np.array(words, np.uint32).view(np.int32).T.copy())
