"""p-values as other tools make them: the tools themselves, and figures that they published."""

import numpy as np
import pytest
from real_scores import random_scores, sakai_scores
from scipy import stats

import fastrank as fr

TENTHS = random_scores(3, 40, decimals=1)
FINE = fr.Scores(
    np.random.default_rng(3).random((3, 40)).round(12), systems="abc", queries=range(40), measure="m"
)
PAIRS = [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("n_queries", [11, 40])
def test_scipys_permutation_test_bit_for_bit(n_queries, alternative):
    scores = FINE.sel(queries=FINE.queries[:n_queries])
    options = {"n_resamples": 4000, "alternative": alternative}
    result = fr.compare(scores, test="randomization", compat="scipy-1.17.1", rng=7, **options)
    assert result.exact == (n_queries == 11)
    for i, (a, b) in enumerate(PAIRS):
        d = scores.values[0, a] - scores.values[0, b]
        law = stats.permutation_test((d,), np.mean, permutation_type="samples", rng=7, **options)
        assert result.pvalue[i] == law.pvalue


@pytest.mark.parametrize("scores", [TENTHS, FINE])
def test_sacrebleu_written_out(scores):
    """`_paired_ar_test` and `_paired_bs_test` for means, with its default seed and numbers of resamples."""
    n = len(scores.queries)
    rng = np.random.default_rng(12345)
    mask = rng.integers(2, size=(10_000, n), dtype=bool)
    drawn = np.random.default_rng(12345).choice(n, size=(1000, n), replace=True)
    ar = fr.compare(scores, test="randomization", compat="sacrebleu-2.6.0", rng=12345)
    bs = fr.compare(scores, test="bootstrap_shift", compat="sacrebleu-2.6.0", rng=12345)
    for i, (a, b) in enumerate(PAIRS):
        x, y = np.rint(scores.values[0, [a, b]] * 10**12).astype(
            int
        )  # whole numbers: no rounding, as BLEU's counts
        observed = abs(x.sum() - y.sum())
        swapped = np.abs((mask @ x + ~mask @ y) - (~mask @ x + mask @ y))
        sizes = np.abs(x[drawn].sum(axis=1) - y[drawn].sum(axis=1)) / 1e12
        law = ((sizes - sizes.mean() > observed / 1e12).sum() + 1) / 1001
        assert bs.pvalue[i] == law
        if scores is FINE:
            assert ar.pvalue[i] == ((swapped > observed).sum() + 1) / 10_001
    assert "one tail is hardly counted" in bs.notes[0]
    assert bs.generator.startswith("NumPy")


def test_urbano_written_out():
    n = len(FINE.queries)
    mask = np.random.default_rng(3).integers(2, size=(2000, n), dtype=bool)
    drawn = np.random.default_rng(3).integers(0, n, (2000, n))
    d = FINE.values[0, 0] - FINE.values[0, 1]
    means = d[drawn].mean(axis=1) - d[drawn].mean()
    flipped = np.where(mask, d, -d).mean(axis=1)
    sides = {
        "two-sided": lambda null: np.abs(null) >= abs(d.mean()),
        "less": lambda null: null <= d.mean(),
        "greater": lambda null: null >= d.mean(),
    }
    for test, null in (("randomization", flipped), ("bootstrap_shift", means)):
        for alternative, side in sides.items():
            options = {"alternative": alternative, "n_resamples": 2000, "rng": 3}
            result = fr.compare(FINE, test=test, compat="urbano-2019", **options)
            assert result.pvalue[0] == side(null).mean()


def test_ranx_misses_ties():
    # Sakai's Table 5.1: exact .0659; ranx's own arithmetic at 4e5 gives .0505, its runs of 1000 .042 to .065.
    scores = sakai_scores().sel(systems=["X", "Y"])
    result = fr.compare(scores, test="randomization", compat="ranx-0.3.21", n_resamples=400_000, rng=1)
    assert result.pvalue[0] == pytest.approx(0.0505, abs=4 * result.pvalue_se[0])
    assert "can be 0" in result.notes[0]
    far = fr.Scores(np.array([[1.0] * 30, [0.0] * 30]), systems="ab", queries=range(30), measure="m")
    assert fr.compare(far, test="randomization", compat="ranx-0.3.21", rng=1).pvalue[0] == 0.0


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("scores", [TENTHS, FINE, random_scores(3, 80)])
def test_wilcoxon_of_r(scores, alternative):
    result = fr.compare(scores, test="wilcoxon", compat="R", alternative=alternative)
    for i, (a, b) in enumerate(PAIRS):
        d = scores.values[0, a] - scores.values[0, b]
        how = {"method": "exact"} if scores is FINE else {"method": "approx", "correction": True}
        assert result.pvalue[i] == pytest.approx(
            stats.wilcoxon(d, alternative=alternative, **how).pvalue, rel=1e-10
        )
    assert any("does not test means" in note for note in result.notes)


URBANO = {
    "t": (0.0006596986, 0.0013193972),
    "wilcoxon": (0.001722594, 0.003445188),
    "sign": (0.004779939, 0.009559879),
    "bootstrap_shift": (0.000424, 0.000586),
    "randomization": (0.000603, 0.001188),
}


@pytest.mark.parametrize("test", URBANO)
def test_the_example_of_urbanos_readme(data, test):
    """Runs 125 and 126 of ad hoc 8: the file adhoc8_ap.csv of julian-urbano/sigir2019-statistical (CC BY-SA 4.0)."""
    path = data / "score_matrices" / "adhoc8_ap.csv"
    if not path.is_file():
        pytest.skip(f"no {path}")
    values = np.loadtxt(path, delimiter=",", skiprows=1).T[124:126]
    scores = fr.Scores(values, systems=["baseline", "run"], queries=range(50), measure="AP")
    options = {"correction": "none"} if test == "t" else {"compat": "urbano-2019"}
    for alternative, law in zip(("greater", "two-sided"), URBANO[test], strict=True):
        found = fr.compare(scores, "baseline", test=test, alternative=alternative, rng=1, **options)
        error = np.hypot(found.pvalue_se[0], np.sqrt(law / 1e6)) if found.pvalue_se[0] else 0.0
        assert found.pvalue[0] == pytest.approx(law, rel=5e-7, abs=4 * error)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"compat": "excel"}, "compat must be one of 'R', 'ranx-0.3.21'"),
        ({"compat": "R"}, "goes with test='wilcoxon', got None"),
        ({"compat": "R", "test": "t"}, "goes with test='wilcoxon', got 't'"),
        ({"compat": "ranx-0.3.21", "test": "randomization", "alternative": "less"}, "the tool has none"),
        ({"compat": "R", "test": "wilcoxon", "margin": 0.1}, "without margin="),
        ({"compat": "scipy-1.17.1", "test": "randomization", "correction": "maxt"}, "p-values only"),
        ({"compat": "R", "test": "wilcoxon", "missing": "complete"}, 'missing="error"'),
    ],
)
def test_refusals(options, says):
    with pytest.raises(ValueError, match=says):
        fr.compare(FINE, **options)
