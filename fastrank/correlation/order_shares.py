"""Share of all orders of n items with at most d discordant pairs, without the rest of the distribution.

The numbers of orders by discordant pairs are the coefficients of ``prod((1 - z^j) / (1 - z), j = 2..n)``, and their
running sums those of that over ``1 - z``. A coefficient is the mean of the function times ``z^-d`` over N points of a
circle around 0, but for coefficients d + N, d + 2 N, ... The radius is chosen so that the largest term is of the size
of the result: a share of 1e-300 keeps its digits, and some thirty points do where summing up counts takes n * d steps.
Recurrences for all d: Kendall 1938. Coefficients by circles: Bornemann, Foundations of Computational Mathematics 2011.
"""

from __future__ import annotations

import math

import numpy as np

from fastrank.kernels.jit import inlined, kernel

FEW = 192  # so many discordant pairs or fewer: adding up counts is quicker than a circle that is far from 1
_TINY = 232  # from here on, the share with at most FEW discordant pairs is below the smallest float
_WIDTH = 32  # points at a time; most shares need no more
_FAR = 2.5  # standard deviations that the circle's mean keeps from the distribution's: nearer, 1 / (1 - z) is steep
_NATS = 40.0  # coefficients beyond the first are smaller than it by e^-40
_STEP = 2.0**300


@kernel
def share_of_each(items, discordant, lo, hi, shares):  # type: ignore[no-untyped-def]
    """Fill `shares` for lists of `items` with at most `discordant` pairs, no more than half of all."""
    points, counts = np.empty((8, _WIDTH)), np.empty(FEW + 1)
    for i in range(lo, hi):
        n, d = items[i], discordant[i]
        shares[i] = _add_counts(n, d, counts) if d <= FEW else _mean_over_circle(n, d, points)


@inlined
def _add_counts(n, d, counts):  # type: ignore[no-untyped-def]
    """Counts of orders, one item more at a time; whole numbers below 2^53, and no cancellation of note above."""
    if n > _TINY:
        return 0.0
    counts[0], counts[1 : d + 1] = 1.0, 0.0
    for j in range(2, n + 1):
        for k in range(1, d + 1):
            counts[k] += counts[k - 1]
        for k in range(d, j - 1, -1):
            counts[k] -= counts[k - j]
    share = 0.0
    for k in range(d + 1):
        share += counts[k]
    for j in range(2, n + 1):
        share /= j
    return share


@inlined
def _mean_over_circle(n, d, points):  # type: ignore[no-untyped-def]
    mean, variance = n * (n - 1) / 4, n * (n - 1.0) * (2 * n + 5) / 72
    theta = _log_radius(n, min(float(d), mean - _FAR * math.sqrt(variance)), mean, variance)
    largest, exponent = _largest_term(n, d, theta)
    if exponent < -1100:
        return 0.0
    far = -theta * math.sqrt(variance)
    # Chernoff's bound on all coefficients from d + N on; the variance is largest on the circle of radius 1.
    width = 9 * math.sqrt(variance) if far > 9 else -_NATS / theta - theta * variance / 2
    n_points = 2 * (np.int64(width) // 2) + 1
    share = largest * _sum_of_terms(n, mean - d, theta, n_points, points) / n_points
    return math.ldexp(share, int(exponent))


@inlined
def _log_radius(n, target, mean, variance):  # type: ignore[no-untyped-def]
    """Logarithm of the radius where the distribution, tilted by r^d, has its mean at `target`; Newton's steps."""
    theta = (target - mean) / variance
    for _ in range(64):
        r = math.exp(theta)
        each, squares = -r / math.expm1(theta), r / math.expm1(theta) ** 2
        tilted_mean, tilted_variance = 0.0, 0.0
        for j in range(2, n + 1):
            less = math.expm1(j * theta)
            tilted_mean += each + j * (less + 1) / less
            tilted_variance += squares - float(j) * j * (less + 1) / (less * less)
        step = (tilted_mean - target) / tilted_variance
        theta -= step
        if abs(step) * math.sqrt(tilted_variance) < 0.05:
            break
    return theta


@inlined
def _largest_term(n, d, theta):  # type: ignore[no-untyped-def]
    """The function at the circle's real point over all orders, as a number and a power of two."""
    less = math.expm1(theta)
    product, exponent = -1.0 / less, np.int64(0)
    for j in range(2, n + 1):
        product *= math.expm1(j * theta) / (less * j)
        if product < 1 / _STEP:
            product *= _STEP
            exponent -= 300
    power = -theta * d
    twos = math.floor(power / math.log(2.0))
    return product * math.exp(power - twos * math.log(2.0)), exponent + np.int64(twos)


@inlined
def _sum_of_terms(n, middle, theta, n_points, points):  # type: ignore[no-untyped-def]
    """Sum over the circle as a multiple of the largest term: that one, and pairs of conjugates until they vanish.

    Away from the real point each factor falls about like a normal curve; a block without a term of 1e-17 ends it.
    """
    total, step, last = 1.0, 2 * math.pi / n_points, (n_points - 1) // 2
    for start in range(1, last + 1, _WIDTH):
        _multiply(n, theta, step * start, step, points)
        largest = 0.0
        for i in range(min(_WIDTH, last + 1 - start)):
            angle = step * (start + i)
            term = complex(points[4, i], points[5, i]) * _turned(theta, angle, middle)
            total += 2 * term.real
            largest = max(largest, abs(term))
        if largest < 1e-17:
            break
    return total


@inlined
def _turned(theta, angle, middle):  # type: ignore[no-untyped-def]
    """The factors other than the product: z^-d, the half powers that `_multiply` leaves out, and 1 / (1 - z)."""
    less, r = -math.expm1(theta), math.exp(theta)
    one_less_z = complex(less + 2 * r * math.sin(angle / 2) ** 2, -r * math.sin(angle))
    return complex(math.cos(angle * middle), math.sin(angle * middle)) * less / one_less_z


@inlined
def _multiply(n, theta, first, step, points):  # type: ignore[no-untyped-def]
    """Product over j of v_j(s) / v_j(theta) with v_j(s) = sinh(j s / 2) / sinh(s / 2), s = theta + angle i.

    v_j less j grows by f_j, and f_j by 4 sinh(s / 4)^2 v_j: so small angles keep their digits.
    """
    for i in range(_WIDTH):
        across, along = (first + i * step) / 4, theta / 4
        a, b = math.sinh(along) * math.cos(across), math.cosh(along) * math.sin(across)
        points[6, i], points[7, i] = 4 * (a * a - b * b), 8 * a * b
        points[4, i] = 1.0
    points[:4], points[5] = 0.0, 0.0
    unit = math.sinh(theta / 2)
    for j in range(2, n + 1):
        scale = unit / math.sinh(j * theta / 2)
        for i in range(_WIDTH):
            v, w, p, q = points[0, i] + (j - 1), points[1, i], points[4, i], points[5, i]
            points[2, i] += points[6, i] * v - points[7, i] * w
            points[3, i] += points[6, i] * w + points[7, i] * v
            points[0, i] += points[2, i]
            points[1, i] += points[3, i]
            v, w = (points[0, i] + j) * scale, points[1, i] * scale
            points[4, i], points[5, i] = p * v - q * w, p * w + q * v
