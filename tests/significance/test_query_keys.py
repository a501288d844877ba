"""Keys are the same everywhere: known answers that must never change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.scores.sample import sample_of
from fastrank.significance.query_keys import hash_definition, query_keys


def test_known_answers():
    assert query_keys(["1", "2", "", "abcdefgh", "topic-ü"]).tolist() == [
        hash_definition(text.encode()) for text in ("1", "2", "", "abcdefgh", "topic-ü")
    ]
    assert hash_definition(b"1") == 0x1177A34D36BFF88A
    assert hash_definition(b"2") == 0x18BF23E8D4664115


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), unique=True, max_size=20))
def test_kernel_follows_the_definition(ids):
    assert query_keys(ids).tolist() == [hash_definition(text.encode()) for text in ids]


def test_ids_that_hold_zero_bytes():
    ids = ["a\0b", "", "\0", "é"]
    assert query_keys(ids).tolist() == [hash_definition(text.encode()) for text in ids]
    assert query_keys([]).tolist() == []


def test_a_stratum_makes_another_query():
    assert query_keys(["1"], stratum="dl19") != query_keys(["1"])
    assert query_keys(["1"], stratum="dl19") != query_keys(["1"], stratum="dl20")


def test_no_collisions_among_many():
    assert len(set(query_keys([str(i) for i in range(200_000)]).tolist())) == 200_000


def test_the_same_id_twice_is_refused():
    with pytest.raises(ValueError, match="'7' and '7' have the same 64-bit key"):
        query_keys(["7", "8", "7"])


def test_every_query_may_have_a_stratum_of_its_own():
    ids, strata = ["1", "2", "1"], ["nq", "fiqa", "fiqa"]
    wanted = [int(query_keys([i], stratum=s)[0]) for i, s in zip(ids, strata, strict=True)]
    assert query_keys(ids, stratum=strata).tolist() == wanted
    assert len(set(wanted)) == 3


def test_scores_of_data_sets_are_keyed_by_both():
    """One data set's draws are those of its queries under its name, however it is written and ordered."""
    values = np.random.default_rng(0).random((2, 40))
    sets = ["a/b"] * 20 + ["c"] * 20
    scores = fr.Scores(
        values, systems="xy", queries=[*range(20), *range(20)], measure="m", attributes={"dataset": sets}
    )
    sample = sample_of(scores, 0, missing="error", min_queries=10)
    wanted = query_keys([str(i % 20) for i in range(40)], stratum=sets)
    assert sorted(sample.keys.tolist()) == sorted(wanted.tolist())
