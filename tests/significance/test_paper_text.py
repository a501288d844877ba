"""Text for a paper: every item that was asked for is there, and nothing that is not known is printed."""

import numpy as np
import pytest
from real_scores import random_scores

import fastrank as fr
from fastrank.cli import main

SCORES = random_scores(4, 30)
GAPS = fr.Scores(
    np.where(np.arange(30) < 2, np.nan, SCORES.values[0]), systems="abcd", queries=range(30), measure="gain"
)
CONSTANT = fr.Scores(SCORES.values[0, :1] + [[0.0], [0.25]], systems="ab", queries=range(30), measure="m")
RESULTS = {
    "baseline": lambda: fr.compare(SCORES, "s0"),
    "pairs": lambda: fr.compare(SCORES, interval="t", rng=1),
    "one pair": lambda: fr.compare(SCORES.sel(systems=["s0", "s1"]), margin=0.1, alternative="greater"),
    "many": lambda: fr.compare(random_scores(6, 30), test="t"),
    "constant": lambda: fr.compare(CONSTANT, test="t"),
    "gaps": lambda: fr.compare(GAPS, test="t", missing="complete"),
    "compat": lambda: fr.compare(SCORES, test="wilcoxon", compat="R"),
    "board": lambda: fr.leaderboard(SCORES, rng=1),
    "bootstrap": lambda: fr.bootstrap(SCORES, "mean", rng=1),
    "clusters": lambda: fr.leaderboard(SCORES, groups=np.arange(30) // 3, rng=1),
    "early": lambda: fr.compare(SCORES, test="randomization", resampling_risk=0.01, interval="t", rng=1),
    "metrics": lambda: fr.compare_correlations(
        SCORES, {"x": random_scores(4, 30, seed=1), "y": random_scores(4, 30, seed=2)}, rng=1, n_resamples=199
    ),
    "battles": lambda: fr.bradley_terry(
        (["a", "b", "a"], ["b", "a", "b"], [1, 1, 0.5]), prior=1, n_resamples=99, rng=0
    ),
    "agreement": lambda: fr.agreement(SCORES, random_scores(4, 30, seed=1), rng=1, n_resamples=199, test="t"),
}
SAYS = {
    "clusters": ["Resampling units: 10 clusters"],
    "early": ["Early stopping: at most 1,000,000 resamples, resampling risk 0.01"],
    "metrics": [
        "2 metrics compared by pearsonr with people, of systems, over 4 systems and 30 segments",
        "Test: PERM-BOTH",
        "Resampling: B = 199, seed 1",
        "x (",
    ],
    "battles": [
        "Bradley-Terry strengths of 2 models from 3 battles",
        "Ties: half a win for either side",
        "won 50.0% of 3 battles",
    ],
    "baseline": [
        "4 systems compared by mean gain (higher is better) over 30 queries, each with s0 (the baseline)",
        "Test: paired t test, two-sided",
        "corrected by Holm, family of 3 pairs, alpha = 0.05",
        "Intervals: 95%, t",
        "d_z",
        "Minimum detectable effect (power 80%",
        "Missing scores: none",
        f"Software: fastrank {fr.__version__}",
        "3 pairs significant at 0.05",
    ],
    "pairs": [
        "studentised max-T, family of 6 pairs",
        "B = 9,999, seed 1, Philox4x32-10",
        "Monte Carlo standard error of p",
    ],
    "one pair": ["non-inferiority, one-sided", "margin of 0.1", "one pair"],
    "many": ["of 15 pairs significant", "Largest: "],
    "constant": ["Keep in mind:"],
    "gaps": ['Missing scores: missing="complete": 2 of 30 queries left out'],
    "compat": ["as R makes p", "no correction, family of 6 pairs", "does not test means"],
    "board": ["4 systems ranked", "simultaneous", "no posterior probability"],
    "bootstrap": ["mean of gain over 30 queries", "studentised bootstrap", "poisson weights"],
    "agreement": ["Rankings of 4 systems", "percentile bootstrap over queries", "Maximum drop"],
}


@pytest.mark.parametrize("kind", RESULTS)
def test_items(kind):
    text = RESULTS[kind]().to_text()
    assert text.startswith("Method:\n- ")
    for item in SAYS[kind]:
        assert item in text
    for unknown in ("None", "nan", "n/a", "inf,", "- \n", ", ,"):
        assert unknown not in text


def test_command_line(tmp_path, capsys):
    path = tmp_path / "scores.csv"
    rows = SCORES.values[0].T.tolist()
    table = [",".join(["query", *SCORES.systems])]
    table += [",".join([f"q{i}", *map(repr, row)]) for i, row in enumerate(rows)]
    path.write_text("\n".join(table) + "\n")
    for command, head in (("compare", "4 systems compared"), ("leaderboard", "4 systems ranked")):
        main([command, str(path), "--report", "--seed", "1", "--no-progress"])
        assert capsys.readouterr().out.startswith(f"Method:\n- {head}")
    out = tmp_path / "methods.txt"
    main(["compare", str(path), "--report", "--no-progress", "-o", str(out)])
    assert out.read_text().startswith("Method:")
