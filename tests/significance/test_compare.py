"""compare: its defaults, its rules for missing cells and wrong input, and what its result carries."""

import numpy as np
import pytest
from real_scores import random_scores

import fastrank as fr


def same(one, other):
    for name, column in one.columns().items():
        expected = other.columns()[name]
        if isinstance(column, np.ndarray):
            assert column.tobytes() == expected.tobytes(), name
        else:
            assert column == expected


def test_defaults():
    scores = random_scores(4, 60)
    pairs, baseline = fr.compare(scores, rng=0), fr.compare(scores, "s2", rng=0)
    assert (pairs.test, pairs.correction, pairs.family_size) == ("randomization", "maxt", 6)
    assert (baseline.test, baseline.correction, baseline.family_size) == ("t", "holm", 3)
    assert baseline.a == ("s0", "s1", "s3")
    assert set(baseline.b) == {"s2"}
    assert pairs.n_resamples == 9999
    assert pairs.generator.startswith("Philox4x32-10")


def test_columns_agree_with_the_scores():
    scores = random_scores(3, 60, decimals=1)
    result = fr.compare(scores, rng=0)
    x, y = scores.values[0, 0], scores.values[0, 2]
    assert (result.a[1], result.b[1]) == ("s0", "s2")
    assert result.mean_a[1] == pytest.approx(x.mean())
    assert result.difference[1] == pytest.approx((x - y).mean())
    assert (result.wins[1], result.ties[1], result.losses[1]) == (
        (x > y).sum(),
        (x == y).sum(),
        (x < y).sum(),
    )
    assert result.low[1] < result.difference[1] < result.high[1]
    assert result.pvalue_se == pytest.approx(np.sqrt(result.pvalue * (1 - result.pvalue) / 9999))
    assert (result.significant == (result.pvalue_adjusted <= 0.05)).all()
    assert result.to_arrow().num_rows == 3


def test_direction_reaches_wins():
    scores = random_scores(2, 60)
    lower = fr.Scores(
        scores.values[0],
        systems=scores.systems,
        queries=scores.queries,
        measure="gain",
        higher_is_better=False,
    )
    up, down = fr.compare(scores, rng=0), fr.compare(lower, rng=0)
    assert (up.wins[0], up.losses[0]) == (down.losses[0], down.wins[0])
    assert up.difference[0] == down.difference[0]


@pytest.mark.parametrize("test", ["t", "randomization", "bootstrap", "bootstrap_shift"])
@pytest.mark.parametrize("missing", [False, True])
def test_bits_do_not_depend_on_threads_or_query_order(test, missing):
    scores = random_scores(5, 90)
    if missing:
        values = scores.values[0].copy()
        values[0, :7] = values[3, 5:9] = np.nan
        scores = fr.Scores(
            values, systems=scores.systems, queries=scores.queries, measure="gain", bounds=(0, 1)
        )
    options = {"test": test, "missing": "pairwise", "rng": 4, "n_resamples": 5000}
    expected = fr.compare(scores, **options)
    shuffled = scores.sel(queries=np.random.default_rng(0).permutation(scores.queries).tolist())
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            same(fr.compare(shuffled, **options), expected)
        finally:
            fr.set_num_threads(None)


def test_the_recorded_seed_repeats_the_result():
    scores = random_scores(3, 40)
    for rng in (None, 12, np.random.SeedSequence(5), np.random.default_rng(5)):
        first = fr.compare(scores, rng=rng)
        same(fr.compare(scores, rng=first.seed), first)
    assert fr.compare(scores).seed != fr.compare(scores).seed


@pytest.mark.parametrize(
    ("rng", "error", "says"),
    [
        (-1, ValueError, "from 0 to"),
        (2**64, ValueError, "from 0 to"),
        ("7", TypeError, "SeedSequence"),
        (True, TypeError, "int"),
    ],
)
def test_wrong_seeds(rng, error, says):
    with pytest.raises(error, match=says):
        fr.compare(random_scores(2, 20), rng=rng)


def with_gaps():
    scores = random_scores(3, 40)
    values = scores.values[0].copy()
    values[1, 5] = values[2, [7, 8]] = np.nan
    return fr.Scores(
        values, systems=scores.systems, queries=scores.queries, measure="gain", bounds=(0.0, 1.0)
    )


def test_missing_error_names_system_and_query():
    with pytest.raises(ValueError, match=r"gain of system 's1' on query 'q5' is missing \(3 such cells\)"):
        fr.compare(with_gaps())


def test_missing_complete():
    result = fr.compare(with_gaps(), missing="complete", rng=0)
    keep = [q for q in with_gaps().queries if q not in ("q5", "q7", "q8")]
    same(result, fr.compare(with_gaps().sel(queries=keep), rng=0))
    assert result.notes[0] == 'missing="complete": 3 of 40 queries left out'


def test_missing_worst():
    filled = np.nan_to_num(with_gaps().values[0], nan=0.0)
    scores = fr.Scores(
        filled, systems=["s0", "s1", "s2"], queries=with_gaps().queries, measure="gain", bounds=(0, 1)
    )
    same(fr.compare(with_gaps(), missing="worst", rng=0), fr.compare(scores, rng=0))
    unbounded = fr.Scores(
        with_gaps().values[0], systems=["s0", "s1", "s2"], queries=range(40), measure="gain"
    )
    with pytest.raises(ValueError, match="gain has no worst value"):
        fr.compare(unbounded, missing="worst")


@pytest.mark.parametrize("test", ["t", "randomization", "bootstrap", "bootstrap_shift"])
def test_missing_pairwise(test):
    result = fr.compare(with_gaps(), test=test, missing="pairwise", rng=0, n_resamples=9999)
    assert result.correction == "holm"
    assert result.n.tolist() == [39, 38, 37]
    both = [q for q in with_gaps().queries if q not in ("q7", "q8")]
    alone = fr.compare(with_gaps().sel(systems=["s0", "s2"], queries=both), test=test, rng=0)
    assert result.pvalue[1] == pytest.approx(alone.pvalue[0], abs=1e-4)
    assert (result.mean_a[1], result.difference[1]) == pytest.approx((alone.mean_a[0], alone.difference[0]))
    assert (result.low[1], result.high[1]) == pytest.approx((alone.low[0], alone.high[0]), abs=1e-6)


def test_infinite_scores():
    values = random_scores(2, 20).values[0].copy()
    values[1, 3] = np.inf
    with pytest.raises(ValueError, match="gain of system 'b' on query '3' is infinite"):
        fr.compare(fr.Scores(values, systems=["a", "b"], queries=range(20), measure="gain"))


def test_few_queries():
    with pytest.raises(ValueError, match="gain: 9 queries, and inference asks for at least 10"):
        fr.compare(random_scores(2, 9))
    assert fr.compare(random_scores(2, 9), min_queries=5, rng=0).exact
    gaps = random_scores(2, 12).values[0].copy()
    gaps[0, :6] = np.nan
    scores = fr.Scores(gaps, systems=["a", "b"], queries=range(12), measure="gain")
    with pytest.raises(ValueError, match="gain: 6 queries are left of 12"):
        fr.compare(scores, missing="complete")
    with pytest.raises(ValueError, match="'a' and 'b' share 6 queries"):
        fr.compare(scores, missing="pairwise")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"test": "anova"}, "test must be one of 't'"),
        ({"correction": "sidak"}, "correction must be one of 'holm'"),
        ({"test": "t", "correction": "tukey"}, 'use test="tukey" or "tukey_randomization"'),
        ({"test": "t", "correction": "maxt"}, 'use test="randomization"'),
        ({"test": "bootstrap_shift", "correction": "maxt"}, 'use test="randomization"'),
        ({"correction": "maxt", "missing": "pairwise"}, 'use missing="complete"'),
        ({"test": "randomization", "correction": "holm", "n_resamples": 500}, "use at least 1200"),
        ({"n_resamples": 10}, "never fewer than 19"),
        ({"alpha": 0.0}, "alpha must be between 0 and 1"),
        ({"confidence_level": 95}, "confidence_level must be between 0 and 1"),
        ({"missing": "skip"}, "missing must be one of"),
        ({"baseline": "bm25"}, "baseline 'bm25' is no system here; there are: s0, s1, s2"),
    ],
)
def test_wrong_choices_name_the_way_out(options, says):
    scores = with_gaps() if options.get("missing") == "pairwise" else random_scores(3, 40)
    with pytest.raises(ValueError, match=says):
        fr.compare(scores, **options)


def test_wrong_scores():
    with pytest.raises(TypeError, match="compare takes Scores, got ndarray"):
        fr.compare(np.zeros((2, 20)))
    two = fr.Scores(np.zeros((2, 2, 20)), systems="ab", queries=range(20), measure=["AP", "RR"])
    with pytest.raises(ValueError, match=r"choose one: compare\(scores\['AP'\]\)"):
        fr.compare(two)
    with pytest.raises(ValueError, match="needs two systems"):
        fr.compare(random_scores(1, 20))
    with pytest.raises(TypeError, match="n_resamples must be an integer"):
        fr.compare(random_scores(2, 20), n_resamples=1e4)


def test_stepwise_corrections_choose_enough_resamples():
    scores = random_scores(30, 20)
    result = fr.compare(scores, test="randomization", correction="bh", rng=0)
    assert result.n_resamples == 20 * 435 / 0.05


def test_progress():
    seen = []
    fr.compare(random_scores(4, 300), rng=0, progress=lambda done, total: seen.append(done / total))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_repr_is_short():
    text = repr(fr.compare(random_scores(12, 40), rng=0))
    assert "... 46 more pairs" in text
    assert len(text.splitlines()) < 30
