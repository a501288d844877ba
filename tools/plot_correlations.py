"""Draws ``docs/correlations.svg`` and prints the table of the page "Which correlation?".

    python tools/plot_correlations.py ../shared/data/tables

The folder must hold ``nasbench201_cifar10_proxies.csv.xz``, which is not part of the project. Correlations come from
SciPy and from the plain definitions below, not from fastrank, so that the page shows what the literature means; what
the ten best lose comes from :func:`fastrank.proxy_agreement`. Needs matplotlib, pandas and scipy.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "correlations.svg"
TABLE = "nasbench201_cifar10_proxies.csv.xz"
ITEMS = 20
P = 0.9
COLOURS = {"tau": "#4c4c4c", "weighted tau": "#0072b2", "tau_AP": "#d55e00", f"RBO, p = {P}": "#009e73"}


def tau(reference: Any, estimate: Any) -> float:
    """Kendall's tau-b."""
    from scipy import stats

    return float(stats.kendalltau(reference, estimate).statistic)


def weighted_tau(reference: Any, estimate: Any) -> float:
    """Vigna's additive hyperbolic weighted tau, the mean over both rankings as weights."""
    from scipy import stats

    return float(stats.weightedtau(reference, estimate).statistic)


def tau_ap(reference: Any, estimate: Any) -> float:
    """Average precision correlation (Yilmaz, Aslam, Robertson 2008) of untied scores."""
    order = np.argsort(-np.asarray(estimate))
    truth = np.asarray(reference)[order]
    shares = [np.mean(truth[:i] > truth[i]) for i in range(1, len(truth))]
    return float(2 * np.mean(shares) - 1)


def rbo_ext(reference: Any, estimate: Any, p: float = P) -> float:
    """Extrapolated rank-biased overlap (Webber, Moffat, Zobel 2010) of untied rankings of the same items."""
    first, second = (np.argsort(-np.asarray(side)) for side in (reference, estimate))
    n = len(first)
    overlap = [len(set(first[:d]) & set(second[:d])) / d for d in range(1, n + 1)]
    weights = (1 - p) * p ** np.arange(n)
    return float(overlap[-1] * p**n + weights @ overlap)


STATISTICS = dict(zip(COLOURS, (tau, weighted_tau, tau_ap, rbo_ext), strict=True))


def swap_costs(statistic: Any) -> list[float]:
    """What swapping ranks i and i + 1 of otherwise equal rankings costs, in units of the swap at the top."""
    scores = np.arange(ITEMS, 0, -1.0)
    costs = []
    for i in range(ITEMS - 1):
        swapped = scores.copy()
        swapped[[i, i + 1]] = swapped[[i + 1, i]]
        costs.append(1 - statistic(scores, swapped))
    return [cost / costs[0] for cost in costs]


def proxy_rows(path: Path) -> list[tuple[str, float, float, float]]:
    """Name, tau-b, weighted tau, and accuracy lost by trying the ten networks that a proxy ranks highest."""
    import pandas as pd

    import fastrank as fr

    table = pd.read_csv(path)
    names = table.columns[1:-1]
    accuracy, proxies = table["val_accs"].to_numpy(), table[names].to_numpy().T
    lost = fr.proxy_agreement(accuracy, proxies, k=10, axis=-1).regret.tolist()
    rows = [
        (name, tau(accuracy, proxy), weighted_tau(accuracy, proxy), regret)
        for name, proxy, regret in zip(names, proxies, lost, strict=True)
    ]
    return sorted(rows, key=lambda row: -row[1])


def draw_swaps(axes: Any) -> None:
    """How the cost of a swap of neighbours falls with depth."""
    for name, statistic in STATISTICS.items():
        axes.plot(range(1, ITEMS), swap_costs(statistic), "o-", ms=3, lw=1.2, color=COLOURS[name], label=name)
    axes.set(
        xlabel="upper of the two swapped ranks", ylabel="cost (swap of ranks 1 and 2 = 1)", ylim=(0, 1.1)
    )
    axes.set_xticks([1, 5, 10, 15, 19])
    axes.set_title(f"swapping neighbours among {ITEMS} items", fontsize=9)
    axes.legend(frameon=False, fontsize=8, loc="center right", bbox_to_anchor=(1, 0.72))


# Where a label stands beside its point, where "right of it" would meet another label.
_ELSEWHERE = {
    "snip": (-5, 2, "right"),
    "grad_norm": (5, -3, "left"),
    "params": (5, 1, "left"),
    "flops": (-5, -2, "right"),
    "synflow": (5, -6, "left"),
    "l2_norm": (-5, -3, "right"),
    "epe_nas": (-5, -6, "right"),
}


def draw_proxies(axes: Any, rows: list[tuple[str, float, float, float]]) -> None:
    """Each proxy by tau and weighted tau, coloured by what its ten best networks lose."""
    names, taus, weighted, lost = zip(*rows, strict=True)
    axes.axline((0, 0), slope=1, color="#cccccc", lw=0.8, zorder=0)
    points = axes.scatter(taus, weighted, c=lost, cmap="plasma", s=26)
    for name, x, y in zip(names, taus, weighted, strict=True):
        right, up, side = _ELSEWHERE.get(name, (5, -2.5, "left"))
        axes.annotate(name, (x, y), (right, up), textcoords="offset points", fontsize=7, ha=side)
    axes.set(xlabel="tau-b with accuracy", ylabel="weighted tau with accuracy", xlim=(-0.35, 0.8))
    axes.set_title("13 zero-cost proxies, 9445 networks", fontsize=9)
    axes.figure.colorbar(points, ax=axes, label="accuracy lost by the ten best (points)")


def draw(rows: list[tuple[str, float, float, float]]) -> None:
    """Write the picture; the same input gives the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "fastrank", "svg.fonttype": "none", "font.size": 8}
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    draw_swaps(left)
    draw_proxies(right, rows)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Print the table and write the picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tables", type=Path, help="folder of the real tables")
    rows = proxy_rows(parser.parse_args().tables / TABLE)
    print("| proxy | tau-b | weighted tau | accuracy lost by its ten best |\n|---|---|---|---|")
    for name, *values in rows:
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in values[:2]) + f" | {values[2]:.2f} |")
    draw(rows)


if __name__ == "__main__":
    main()
