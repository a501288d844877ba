"""Correlations over real tables, against values that SciPy 1.17.1 gave for them (`expected*.json`)."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import tarfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from meta_evaluation_cases import mqm_scores
from real_scores import alpaca_scores, expected_matrix, expected_table, score_matrix

import fastrank as fr

OPEN = {".gz": gzip.open, ".xz": lzma.open}


def records(path: Path) -> list[dict[str, str]]:
    with OPEN.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([row[name] or "nan" for row in rows], dtype=float)


def check(x: np.ndarray, y: np.ndarray, expected: dict[str, float], near: float = 1e-9) -> None:
    """Every value of `expected` that is about two columns; pairs with NaN are dropped."""
    options = {"nan_policy": "omit"}
    whole = ~(np.isnan(x) | np.isnan(y))
    tau, p = fr.kendalltau(x, y, **options)
    weighted = fr.weightedtau(x, y, **options).statistic
    got = {
        "n": np.count_nonzero(whole),
        "kendall_tau_b": tau,
        "kendall_p": p,
        "kendall_tau_c": fr.kendalltau(x, y, variant="c", **options).statistic,
        "spearman": fr.spearmanr(x, y, **options).statistic,
        "pearson": fr.correlation_matrix([x], [y], statistic="pearsonr").statistic[0, 0],
        "weightedtau": weighted,
        "weightedtau_hyperbolic": weighted,
        "ties_x": np.count_nonzero(whole) - len(np.unique(x[whole])),
        "ties_y": np.count_nonzero(whole) - len(np.unique(y[whole])),
    }
    if not np.isnan(x).any():
        got["somersd"] = fr.somersd(x, y).statistic
    known = set(expected) & set(got)
    assert {"kendall_tau_b", "kendall_tau_c", "spearman"} <= known
    for name in known:
        np.testing.assert_allclose(got[name], expected[name], rtol=near, atol=1e-280, err_msg=name)


def check_all(rows: list[dict[str, str]], expected: dict[str, dict[str, float]]) -> int:
    """Check what is called "first vs second", a note in parentheses aside; return how many there were."""
    named = [key for key in expected if " vs " in key]
    for key in named:
        first, second = key.split(" (")[0].split(" vs ")
        check(column(rows, first), column(rows, second), expected[key])
    return len(named)


@pytest.mark.parametrize(
    ("name", "n_pairs"),
    [
        ("nasbench201_cifar10_proxies.csv.xz", 13),
        ("open_llm_leaderboard_v1.csv.xz", 21),
        ("lmarena_text_2025-08.csv", 2),
        ("alpaca_alpaca_eval_gpt4_leaderboard.csv", 21),
    ],
)
def test_tables(data: Path, name: str, n_pairs: int) -> None:
    expected = expected_table(data, f"tables/{name}")
    assert check_all(records(data / "tables" / name), expected) == n_pairs


@pytest.mark.parametrize("name", ["timm-results-imagenet.csv.gz", "timm-results-imagenet-real.csv.gz"])
def test_image_models(data: Path, name: str) -> None:
    expected = expected_table(data, f"tables/{name}")
    rows, base = records(data / "tables" / name), records(data / "tables" / "timm-results-imagenet.csv.gz")
    check(column(rows, "top1"), column(rows, "top5"), expected["top1 vs top5 within the file"])
    base_top1 = {(row["model"], row["img_size"]): float(row["top1"]) for row in base}
    joined = np.array([base_top1[row["model"], row["img_size"]] for row in rows])
    key = "top1 on imagenet vs top1 here (joined on model,img_size)"
    check(joined, column(rows, "top1"), expected[key])


def mteb(data: Path, metric: str) -> tuple[list[str], np.ndarray]:
    """Tasks, and models × tasks with NaN where a model has not been run."""
    rows = records(data / "tables" / "mteb_beir15_retrieval_metrics.csv.xz")
    models, tasks = (sorted({row[name] for row in rows}) for name in ("model", "task"))
    values = np.full((len(models), len(tasks)), np.nan)
    for row in rows:
        values[models.index(row["model"]), tasks.index(row["task"])] = float(row[metric] or "nan")
    return tasks, values


def test_embedding_models_between_tasks(data: Path) -> None:
    """Every pair of tasks over the models that have both, in one matrix."""
    expected = expected_table(data, "tables/mteb_beir15_retrieval_metrics.csv.xz")
    between = next(values for key, values in expected.items() if "between tasks" in key)
    tasks, values = mteb(data, "ndcg_at_10")
    matrix = fr.correlation_matrix(values, rowvar=False).statistic
    known = (~np.isnan(values)).astype(int)
    n_both = known.T @ known
    assert len(between) == 105
    for key, (n, tau) in between.items():
        at = tuple(tasks.index(task) for task in key.split("~"))
        assert n_both[at] == n
        # The table's five digits tie models of two tasks that the reference told apart.
        digits = not {"ClimateFEVER", "QuoraRetrieval"}.isdisjoint(key.split("~"))
        assert matrix[at] == pytest.approx(tau, abs=2e-4 if digits else 1e-14), key


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_embedding_models_between_metrics(data: Path) -> None:
    """Means of what there is, of models with nDCG@10 of all tasks."""
    expected = expected_table(data, "tables/mteb_beir15_retrieval_metrics.csv.xz")
    named = [key for key in expected if key.startswith("avg over 15 tasks: ")]
    assert len(named) == 4
    whole = ~np.isnan(mteb(data, "ndcg_at_10")[1]).any(1)
    for key in named:
        metrics = key.split(": ")[1].split(" vs ")
        means = [np.nanmean(mteb(data, metric)[1][whole], 1) for metric in metrics]
        compared = {
            name: value for name, value in expected[key].items() if name not in ("kendall_p", "ties_y")
        }
        # Five digits once more: one pair of models, and the ninth digit of sums.
        check(*means, compared, near=1e-4 if "map_at_100" in metrics else 1e-7)


def split_half_tau(scores: np.ndarray) -> float:
    """Systems by their means over every other query, and over the rest.

    Means as NumPy adds up rows: the order of adding decides whether those of P@10 tie, here as in the reference.
    """
    halves = (np.ascontiguousarray(scores)[:, first::2].mean(1) for first in (0, 1))
    return float(fr.kendalltau(*halves).statistic)


@pytest.mark.parametrize(
    ("collection", "measures"),
    [
        ("adhoc5", ["ap", "p10", "rr"]),
        ("adhoc6", ["ap", "p10", "rr"]),
        ("web2010", ["ndcg20", "err20"]),
        ("web2011", ["ndcg20", "err20"]),
    ],
)
def test_score_matrices(data: Path, collection: str, measures: list[str]) -> None:
    scores = {measure: score_matrix(data, collection, measure).values[0] for measure in measures}
    for measure, values in scores.items():
        expected = expected_matrix(data, collection, measure)["split_half_tau"]
        assert split_half_tau(values) == pytest.approx(expected, rel=1e-12)
    between = json.loads((data / "score_matrices" / "expected.json").read_text())["collections"][collection]
    for first, second in combinations(measures, 2):
        means = [np.ascontiguousarray(scores[measure]).mean(1) for measure in (first, second)]
        check(*means, between["between_measures"][f"{first} vs {second}"])


def test_translation_systems_on_two_halves_of_the_segments(data: Path) -> None:
    for languages in ("ende", "zhen"):
        expected = expected_table(data, f"wmt_mqm/mqm_newstest2020_{languages}.avg_seg_scores.tsv.gz")
        scores = mqm_scores(data, languages)[1]
        as_text = sorted(range(scores.shape[1]), key=lambda segment: str(segment + 1))
        tau = split_half_tau(scores[:, as_text])
        assert tau == pytest.approx(expected["split_half_tau"], rel=1e-12)


def test_language_models_on_two_halves_of_the_prompts(data: Path) -> None:
    name = "tables/alpaca_eval1_gpt4_preference.csv.gz"
    scores = alpaca_scores(data, name).values[0]
    whole = ~np.isnan(scores).any(1)
    assert np.count_nonzero(whole) == 23
    tau = split_half_tau(scores[whole])
    assert tau == pytest.approx(expected_table(data, name)["split_half_tau"], rel=1e-12)


@pytest.mark.parametrize("task", ["abstract", "document"])
def test_clef_systems(data: Path, task: str) -> None:
    folder = data / "clef_tar2017"
    runs = json.loads((folder / "expected.json").read_text())["runs"]
    rows = records(folder / f"official_results_{task}.csv.gz")
    whole = [row for row in rows if row["topic"] == "ALL"]
    assert check_all(whole, runs[f"official_{task}"]["system_level"]) == 5


def covid_means(folder: Path, unpacked: Path) -> dict[str, np.ndarray]:
    """Means over topics of all 143 runs: of ten digits, but where those tie what the reference told apart.

    P@5 and RR are taken from the runs, and their means as NumPy adds the topics in the order of the judgements. RR of
    runs with a first relevant document beyond the cut at 100 stays that of the table.
    """
    with tarfile.open(folder / "runs_top100.tar.xz") as tar:
        tar.extractall(unpacked, filter="data")
    runs = {path.name: path for path in unpacked.glob("**/*") if path.is_file()}
    scores = fr.evaluate(folder / "qrels.txt.gz", runs, ["P@5", "RR"], compat="trec_eval-9.0.8")
    with gzip.open(folder / "qrels.txt.gz", "rt") as lines:
        topics = list(dict.fromkeys(line.split()[0] for line in lines))
    at = [list(map(str, scores.queries)).index(topic) for topic in topics]
    rows = records(folder / "expected_full_depth.csv")
    systems = [list(scores.systems).index(row["run"]) for row in rows]
    means = {name: column(rows, name) for name in rows[0] if name != "run"}
    for name, measure in (("P_5", "P@5"), ("recip_rank", "RR")):
        values = np.array([[row[topic] for topic in at] for row in scores[measure].values[0]])
        exact = values.mean(1)[systems]
        means[name] = np.where(np.abs(exact - means[name]) < 1e-9, exact, means[name])
    return means


def test_trec_covid_systems(data: Path, tmp_path: Path) -> None:
    folder = data / "trec_covid_r1"
    expected = json.loads((folder / "expected_correlations.json").read_text())
    between = expected["system_correlations_full_depth"]
    means = covid_means(folder, tmp_path)
    assert len(between) == 15
    for key, values in between.items():
        first, second = key.split(" vs ")
        check(means[first], means[second], values)
