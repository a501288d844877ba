"""Figures of cwl-eval: its README's sample output, its own tests, and what its code gives for its sample files."""

from __future__ import annotations

from math import nan

import pyarrow as pa
import pytest

import fastrank as fr

# Gains by rank; None is not judged. The first is what the sample output in cwl-eval's README tells about its topic
# (totals at 1, 5, 10 and 20 ranks, and where INST, BPM and RBP see them); the others are the topics of its gain_file.
TOPICS = {
    "README": [1, 0, 0.2, 0.6, None, None, 0.2, 0, 1, 0],
    "T1": [1, 0, 1, 1, None, None, 1, 0, 1, 0],
    "T2": [0.2, 0.4, None, None, 1, 0, 0.2, 1, 0.4, 0],
    "T3": [None, None, None, 0, 0, 0.8, 0.2, 0.4, 0, 1],
}

# README.md, expected utility per item, every item at cost 1; three digits.
PRINTED = {
    "RBP(p=0.5, rel=0.1)": 0.566, "RBP(p=0.9, rel=0.1)": 0.214, "SDCG@10": 0.380, "SDCG@5": 0.461, "RR": 1.000, "INST(T=2)": 0.401,
    "INST(T=1)": 0.680, "INSQ(T=2)": 0.316, "INSQ(T=1)": 0.465, "BPM(T=1)": 1.000, "BPM(T=1000)@10": 0.300,
    "BPM(T=1.2)@10": 0.400, "U(L=50)": 0.109, "U(L=10)": 0.338, "TBG(H=22)": 0.083, "IFT_goal(R1=1)": 0.456,
    "IFT_goal(R1=10)": 0.308, "IFT_goal(R1=100)": 0.289, "IFT_rate(R2=1)": 0.463, "IFT_rate(R2=10)": 0.293,
    "IFT_rate(R2=100)": 0.197, "IFT(R1=10, R2=10)": 0.329, "IFT(R1=100, R2=100)": 0.289,
}  # fmt: skip

# The same from cwl-eval 1.0.12 (commit 4c3ea6f) for all topics, in their order above; ten digits.
COMPUTED = {
    "SDCG@10": (0.3799009694, 0.5645441594, 0.2953121442, 0.1687846766),
    "INST(T=1)": (0.6799009819, 0.7933901408, 0.2342158501, 0.0509566961),
    "INST(T=2)": (0.401301831, 0.5993701896, 0.2245923755, 0.077843273),
    "INSQ(T=1)": (0.465302767, 0.5872093743, 0.2200420492, 0.0507104543),
    "INSQ(T=2)": (0.3155465126, 0.4512675118, 0.2021283436, 0.0746022466),
    "BPM(T=1)": (1.0, 1.0, 0.32, 0.1428571429),
    "BPM(T=1.2)@10": (0.4, 0.6666666667, 0.32, 0.175),
    "U(L=50)": (0.1087058824, 0.1811764706, 0.1130980392, 0.0807843137),
    "U(L=10)": (0.3381818182, 0.5636363636, 0.2945454545, 0.1272727273),
    "TBG(H=22)": (0.08301075, 0.1381337495, 0.085221269, 0.0596391055),
    "IFT_goal(R1=1)": (0.4556268469, 0.6900482851, 0.2695720986, 0.1278043987),
    "IFT_goal(R1=10)": (0.3084285746, 0.7121152646, 0.3378643543, 0.2392523321),
    "IFT_goal(R1=100)": (0.2889528611, 0.7121212121, 0.3499999998, 0.24),
    "IFT_rate(R2=1)": (0.4630349522, 0.6234889476, 0.2376066998, 0.0137976253),
    "IFT_rate(R2=10)": (0.2929818236, 0.3361573091, 0.2217903733, 3.17048e-05),
    "IFT_rate(R2=100)": (0.1968554756, 0.202688104, 0.1766147811, 0.0),
    "IFT(R1=10, R2=10)": (0.3287957694, 0.7064793567, 0.2249889584, 3.16998e-05),
    "IFT(R1=100, R2=100)": (0.2888277949, 0.7121212121, 0.1775346525, 0.0),
    "NERR8@10": (1.0, 1.0, 0.3086419753, 0.1526251526),
    "NERR9@10": (1.0, 1.0, 0.2567567568, 0.0621904279),
    "NERR10(p=0.9)": (1.0, 1.0, 0.2894844623, 0.1134954026),
    "NERR11(T=1)": (1.0, 1.0, 0.2463463242, 0.0357370399),
    "NERR11(T=2)": (1.0, 1.0, 0.2621289551, 0.0620778871),
}


def values(measure):
    """Every topic's, through the arrays and through evaluate."""
    parsed = fr.parse(measure)
    if "max_grade" in parsed.metric.defaults:
        parsed = parsed.replace(max_grade=1)
    listed = parsed.metric(pa.array(list(TOPICS.values())), **parsed.parameters).tolist()
    qrels = {t: {f"D{i}": g for i, g in enumerate(gains) if g is not None} for t, gains in TOPICS.items()}
    run = {t: {f"D{i}": 10.0 - i for i in range(10)} for t in TOPICS}
    assert fr.evaluate(qrels, run, parsed).values[0, 0].tolist() == listed
    return listed


@pytest.mark.parametrize("measure", PRINTED)
def test_figures_of_the_readme(measure):
    assert values(measure)[0] == pytest.approx(PRINTED[measure], abs=0.51e-3)


@pytest.mark.parametrize("measure", COMPUTED)
def test_figures_of_the_program(measure):
    assert values(measure) == pytest.approx(COMPUTED[measure], abs=0.51e-10)


@pytest.mark.parametrize(
    ("gains", "k", "wanted"), [([1], 1, 1.0), ([1, 0], 1, 1.0), ([0, 1], 1, 0.0), ([0, 1], 5, 0.2)]
)
def test_precision_in_its_tests(gains, k, wanted):
    assert fr.precision(gains, k=k) == wanted


@pytest.mark.parametrize(
    "gains", [[1, 0, 0.5, 1, 0], [1, nan, 0.5, 1, nan], [1, nan, 0.5, 1, nan, 0, 0, 0, 0, 0]]
)
def test_totals_in_its_tests(gains):
    """Three relevant documents; what is not judged is NaN there, and null here."""
    listed = pa.array([[None if gain != gain else gain for gain in gains]])
    assert fr.num_relevant(listed, rel=0.5).tolist() == [3.0]


def test_a_scale_that_begins_above_zero():
    """A gain_file of grades 1 to 5 is that of shares 0 to 1; not judged is worth as little as the lowest grade."""
    grades = [[None if g is None else 1 + 4 * g for g in gains] for gains in TOPICS.values()]
    for measure in COMPUTED:
        parsed = fr.parse(measure).replace(min_grade=1, max_grade=5)
        assert parsed.metric(pa.array(grades), **parsed.parameters).tolist() == pytest.approx(
            COMPUTED[measure], abs=0.51e-10
        )


def test_a_scale_must_rise():
    with pytest.raises(ValueError, match="INST: min_grade=3 is not below max_grade=2"):
        fr.inst([1, 2], max_grade=2, min_grade=3)
    with pytest.raises(ValueError, match="INST: min_rel=-1 must be a number from 0 up"):
        fr.parse("INST(min_rel=-1)")
    assert str(fr.parse("INST(T=2.0, min_rel=1, max_rel=3)")) == "INST(target=2, max_grade=3, min_grade=1)"
