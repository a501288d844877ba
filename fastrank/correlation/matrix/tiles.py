"""The innermost loops: how many item pairs two vectors share, for a tile of vectors held in registers.

Counts are kept two to a word (`two_counts`): item pairs that differ in both vectors, and above them those of
them that are discordant; with missing values a second word has the pairs that differ in x and are known in y,
and above them the reverse. Sums of one call stay below 2^32.
"""

from __future__ import annotations

from fastrank.kernels.bit_words import add_ones, add_sums, both, either, load_words, no_words, two_counts
from fastrank.kernels.jit import inlined


@inlined
def untied_tile(x, xi, y, yj, words, step, counts, at, width):  # type: ignore[no-untyped-def]
    """Count discordant pairs of 4 × 4 vectors without ties."""
    a0 = no_words()
    a1 = no_words()
    a2 = no_words()
    a3 = no_words()
    b0 = no_words()
    b1 = no_words()
    b2 = no_words()
    b3 = no_words()
    c0 = no_words()
    c1 = no_words()
    c2 = no_words()
    c3 = no_words()
    d0 = no_words()
    d1 = no_words()
    d2 = no_words()
    d3 = no_words()
    for w in range(0, words, 8):
        g0 = load_words(y, yj + w)
        g1 = load_words(y, yj + step + w)
        g2 = load_words(y, yj + 2 * step + w)
        g3 = load_words(y, yj + 3 * step + w)
        s = load_words(x, xi + w)
        a0 = add_ones(a0, either(s, g0))
        a1 = add_ones(a1, either(s, g1))
        a2 = add_ones(a2, either(s, g2))
        a3 = add_ones(a3, either(s, g3))
        s = load_words(x, xi + step + w)
        b0 = add_ones(b0, either(s, g0))
        b1 = add_ones(b1, either(s, g1))
        b2 = add_ones(b2, either(s, g2))
        b3 = add_ones(b3, either(s, g3))
        s = load_words(x, xi + 2 * step + w)
        c0 = add_ones(c0, either(s, g0))
        c1 = add_ones(c1, either(s, g1))
        c2 = add_ones(c2, either(s, g2))
        c3 = add_ones(c3, either(s, g3))
        s = load_words(x, xi + 3 * step + w)
        d0 = add_ones(d0, either(s, g0))
        d1 = add_ones(d1, either(s, g1))
        d2 = add_ones(d2, either(s, g2))
        d3 = add_ones(d3, either(s, g3))
    add_sums(a0, a1, a2, a3, counts, at, at + 2)
    add_sums(b0, b1, b2, b3, counts, at + width, at + width + 2)
    add_sums(c0, c1, c2, c3, counts, at + 2 * width, at + 2 * width + 2)
    add_sums(d0, d1, d2, d3, counts, at + 3 * width, at + 3 * width + 2)


@inlined
def tied_tile(x, xi, y, yj, words, plane, step, counts, at, width):  # type: ignore[no-untyped-def]
    """Count pairs of 2 × 2 vectors with ties: a sign counts where both differ."""
    a = no_words()
    b = no_words()
    c = no_words()
    d = no_words()
    p = no_words()
    q = no_words()
    r = no_words()
    s = no_words()
    for w in range(0, words, 8):
        g0 = load_words(x, xi + w)
        m0 = load_words(x, xi + plane + w)
        g1 = load_words(x, xi + step + w)
        m1 = load_words(x, xi + step + plane + w)
        h0 = load_words(y, yj + w)
        k0 = load_words(y, yj + plane + w)
        h1 = load_words(y, yj + step + w)
        k1 = load_words(y, yj + step + plane + w)
        u = both(m0, k0)
        a = add_ones(a, u)
        p = add_ones(p, both(u, either(g0, h0)))
        u = both(m0, k1)
        b = add_ones(b, u)
        q = add_ones(q, both(u, either(g0, h1)))
        u = both(m1, k0)
        c = add_ones(c, u)
        r = add_ones(r, both(u, either(g1, h0)))
        u = both(m1, k1)
        d = add_ones(d, u)
        s = add_ones(s, both(u, either(g1, h1)))
    add_sums(two_counts(a, p), two_counts(b, q), two_counts(c, r), two_counts(d, s), counts, at, at + width)


@inlined
def known_tile(x, xi, y, yj, words, plane, step, counts, more, at, width):  # type: ignore[no-untyped-def]
    """Count pairs of 2 × 2 vectors with missing values."""
    a = no_words()
    b = no_words()
    c = no_words()
    d = no_words()
    p = no_words()
    q = no_words()
    r = no_words()
    s = no_words()
    e = no_words()
    f = no_words()
    g = no_words()
    h = no_words()
    i = no_words()
    j = no_words()
    k = no_words()
    l = no_words()  # noqa: E741
    for w in range(0, words, 8):
        g0 = load_words(x, xi + w)
        m0 = load_words(x, xi + plane + w)
        v0 = load_words(x, xi + 2 * plane + w)
        g1 = load_words(x, xi + step + w)
        m1 = load_words(x, xi + step + plane + w)
        v1 = load_words(x, xi + step + 2 * plane + w)
        h0 = load_words(y, yj + w)
        k0 = load_words(y, yj + plane + w)
        z0 = load_words(y, yj + 2 * plane + w)
        u = both(m0, k0)
        a = add_ones(a, u)
        p = add_ones(p, both(u, either(g0, h0)))
        e = add_ones(e, both(m0, z0))
        i = add_ones(i, both(v0, k0))
        u = both(m1, k0)
        c = add_ones(c, u)
        r = add_ones(r, both(u, either(g1, h0)))
        g = add_ones(g, both(m1, z0))
        k = add_ones(k, both(v1, k0))
        h0 = load_words(y, yj + step + w)
        k0 = load_words(y, yj + step + plane + w)
        z0 = load_words(y, yj + step + 2 * plane + w)
        u = both(m0, k0)
        b = add_ones(b, u)
        q = add_ones(q, both(u, either(g0, h0)))
        f = add_ones(f, both(m0, z0))
        j = add_ones(j, both(v0, k0))
        u = both(m1, k0)
        d = add_ones(d, u)
        s = add_ones(s, both(u, either(g1, h0)))
        h = add_ones(h, both(m1, z0))
        l = add_ones(l, both(v1, k0))  # noqa: E741
    below = at + width
    add_sums(two_counts(a, p), two_counts(b, q), two_counts(c, r), two_counts(d, s), counts, at, below)
    add_sums(two_counts(e, i), two_counts(f, j), two_counts(g, k), two_counts(h, l), more, at, below)
