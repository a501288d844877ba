"""The innermost loops: how many item pairs two vectors share, for a tile of vectors held in registers.

A tile is some vectors of x against eight of y, one in each lane: a word of x is repeated in all lanes, so that the
counts of eight pairs add up side by side. Tiles of 2 × 2 vectors with eight words of each in the lanes spent as
long on the sums over lanes as on the words of vectors of 50.

Counts are kept two to a word (`two_counts`): item pairs that differ in both vectors, and above them those of
them that are discordant; with missing values a second word has the pairs that differ in x and are known in y,
and above them the reverse. Sums of one call stay below 2^32.

While words are counted, the same number of words behind them is asked for: planes of 1000 items come from beyond
the second cache, and waiting for them took a fifth of the time.
"""

from __future__ import annotations

from fastrank.kernels.bit_words import (
    add_counts,
    add_ones,
    both,
    either,
    fetch_words,
    load_words,
    no_words,
    repeat_word,
    two_counts,
)
from fastrank.kernels.jit import inlined


@inlined
def untied_tile(x, xi, y, yj, size, counts, at, width):  # type: ignore[no-untyped-def]
    """Count discordant pairs of 8 × 8 vectors without ties."""
    a = no_words()
    b = no_words()
    c = no_words()
    d = no_words()
    e = no_words()
    f = no_words()
    g = no_words()
    h = no_words()
    for w in range(0, size, 8):
        fetch_words(x, xi + size + w)
        fetch_words(y, yj + size + w)
        signs = load_words(y, yj + w)
        a = add_ones(a, either(signs, repeat_word(x, xi + w)))
        b = add_ones(b, either(signs, repeat_word(x, xi + w + 1)))
        c = add_ones(c, either(signs, repeat_word(x, xi + w + 2)))
        d = add_ones(d, either(signs, repeat_word(x, xi + w + 3)))
        e = add_ones(e, either(signs, repeat_word(x, xi + w + 4)))
        f = add_ones(f, either(signs, repeat_word(x, xi + w + 5)))
        g = add_ones(g, either(signs, repeat_word(x, xi + w + 6)))
        h = add_ones(h, either(signs, repeat_word(x, xi + w + 7)))
    add_counts(a, counts, at)
    add_counts(b, counts, at + width)
    add_counts(c, counts, at + 2 * width)
    add_counts(d, counts, at + 3 * width)
    add_counts(e, counts, at + 4 * width)
    add_counts(f, counts, at + 5 * width)
    add_counts(g, counts, at + 6 * width)
    add_counts(h, counts, at + 7 * width)


@inlined
def tied_tile(x, xi, y, yj, size, counts, at, width):  # type: ignore[no-untyped-def]
    """Count pairs of 4 × 8 vectors with ties: a sign counts where both differ."""
    a = no_words()
    b = no_words()
    c = no_words()
    d = no_words()
    p = no_words()
    q = no_words()
    r = no_words()
    s = no_words()
    for w in range(0, size, 16):
        fetch_words(x, xi + size + w)
        fetch_words(x, xi + size + w + 8)
        fetch_words(y, yj + size + w)
        fetch_words(y, yj + size + w + 8)
        signs = load_words(y, yj + w)
        unlike = load_words(y, yj + w + 8)
        u = both(unlike, repeat_word(x, xi + w + 8))
        a = add_ones(a, u)
        p = add_ones(p, both(u, either(signs, repeat_word(x, xi + w))))
        u = both(unlike, repeat_word(x, xi + w + 9))
        b = add_ones(b, u)
        q = add_ones(q, both(u, either(signs, repeat_word(x, xi + w + 1))))
        u = both(unlike, repeat_word(x, xi + w + 10))
        c = add_ones(c, u)
        r = add_ones(r, both(u, either(signs, repeat_word(x, xi + w + 2))))
        u = both(unlike, repeat_word(x, xi + w + 11))
        d = add_ones(d, u)
        s = add_ones(s, both(u, either(signs, repeat_word(x, xi + w + 3))))
    add_counts(two_counts(a, p), counts, at)
    add_counts(two_counts(b, q), counts, at + width)
    add_counts(two_counts(c, r), counts, at + 2 * width)
    add_counts(two_counts(d, s), counts, at + 3 * width)


@inlined
def known_tile(x, xi, y, yj, size, counts, more, at, width):  # type: ignore[no-untyped-def]
    """Count pairs of 4 × 8 vectors with missing values."""
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
    for w in range(0, size, 24):
        fetch_words(x, xi + size + w)
        fetch_words(x, xi + size + w + 8)
        fetch_words(x, xi + size + w + 16)
        fetch_words(y, yj + size + w)
        fetch_words(y, yj + size + w + 8)
        fetch_words(y, yj + size + w + 16)
        signs = load_words(y, yj + w)
        unlike = load_words(y, yj + w + 8)
        known = load_words(y, yj + w + 16)
        m = repeat_word(x, xi + w + 8)
        u = both(unlike, m)
        a = add_ones(a, u)
        p = add_ones(p, both(u, either(signs, repeat_word(x, xi + w))))
        e = add_ones(e, both(known, m))
        i = add_ones(i, both(unlike, repeat_word(x, xi + w + 16)))
        m = repeat_word(x, xi + w + 9)
        u = both(unlike, m)
        b = add_ones(b, u)
        q = add_ones(q, both(u, either(signs, repeat_word(x, xi + w + 1))))
        f = add_ones(f, both(known, m))
        j = add_ones(j, both(unlike, repeat_word(x, xi + w + 17)))
        m = repeat_word(x, xi + w + 10)
        u = both(unlike, m)
        c = add_ones(c, u)
        r = add_ones(r, both(u, either(signs, repeat_word(x, xi + w + 2))))
        g = add_ones(g, both(known, m))
        k = add_ones(k, both(unlike, repeat_word(x, xi + w + 18)))
        m = repeat_word(x, xi + w + 11)
        u = both(unlike, m)
        d = add_ones(d, u)
        s = add_ones(s, both(u, either(signs, repeat_word(x, xi + w + 3))))
        h = add_ones(h, both(known, m))
        l = add_ones(l, both(unlike, repeat_word(x, xi + w + 19)))  # noqa: E741
    add_counts(two_counts(a, p), counts, at)
    add_counts(two_counts(b, q), counts, at + width)
    add_counts(two_counts(c, r), counts, at + 2 * width)
    add_counts(two_counts(d, s), counts, at + 3 * width)
    add_counts(two_counts(e, i), more, at)
    add_counts(two_counts(f, j), more, at + width)
    add_counts(two_counts(g, k), more, at + 2 * width)
    add_counts(two_counts(h, l), more, at + 3 * width)
