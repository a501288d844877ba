"""Every form of battles that people have, and every row that is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from battle_cases import random_battles

import fastrank as fr

SPELLINGS = {
    "arena": {"model_a": "model_a", "tie": "tie (bothbad)", "model_b": "model_b"},
    "newer arena": {"model_a": "model_a", "tie": "both_bad", "model_b": "model_b"},
    "capitals": {"model_a": "MODEL_A", "tie": " Draw ", "model_b": "Model_B"},
    "floats": {"model_a": 1.0, "tie": 0.5, "model_b": 0.0},
    "text": {"model_a": "1", "tie": "0.5", "model_b": "0"},
}


def expected() -> fr.WinRates:
    return fr.win_rates(random_battles(60, 4))


def agree(result: fr.WinRates) -> None:
    assert result.models == expected().models
    np.testing.assert_array_equal(result.wins, expected().wins)
    np.testing.assert_array_equal(result.ties, expected().ties)


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_of_the_winner(spelling):
    battles = random_battles(60, 4)
    agree(fr.win_rates(battles | {"winner": [spelling[w] for w in battles["winner"]]}))


def test_names_of_winners_and_whole_numbers():
    battles = random_battles(60, 4)
    named = [battles[w][i] if w != "tie" else "tie" for i, w in enumerate(battles["winner"])]
    agree(fr.win_rates(battles | {"winner": named}))
    decisive = random_battles(60, 4, ties=0.0)
    won = [w == "model_a" for w in decisive["winner"]]
    for winner in (won, np.array(won), np.array(won, dtype=np.int8), np.array(won, dtype=np.float32)):
        result = fr.win_rates((decisive["model_a"], decisive["model_b"], winner))
        np.testing.assert_array_equal(result.wins, fr.win_rates(decisive).wins)


def test_forms_of_tables(tmp_path):
    battles = random_battles(60, 4)
    table = pa.table(battles)
    pq.write_table(table.append_column("conversation", pa.array(["long"] * 60)), tmp_path / "b.parquet")
    with pa.ipc.new_file(tmp_path / "b.arrow", table.schema) as file:
        file.write_table(table)
    frame = pd.DataFrame(battles)
    frame.to_csv(tmp_path / "b.csv", index=False)
    chunked = pa.concat_tables([table[:7], table[7:]])
    for source in (
        battles, table, chunked, chunked.to_reader(), frame, frame.astype({"model_a": "category"}), pl.DataFrame(battles),
        pl.DataFrame(battles).lazy(), tmp_path / "b.parquet", str(tmp_path / "b.arrow"), tmp_path / "b.csv",
        tuple(battles[name] for name in ("model_a", "model_b", "winner")),
        tuple(table.column(name) for name in ("model_a", "model_b", "winner")),
        (frame["model_a"], pl.Series(battles["model_b"]), np.array(battles["winner"])),
    ):  # fmt: skip
        agree(fr.win_rates(source))


def test_columns_that_are_not_needed_are_not_read(tmp_path):
    battles = random_battles(60, 4)
    frame = pd.DataFrame(battles | {"conversation": [object()] * 60, "n": 1})
    agree(fr.win_rates(frame, counts="n"))
    with pytest.raises(ValueError, match=r"no column 'day' for groups; it has: model_a.*conversation"):
        fr.win_rates(frame, groups="day")


def test_names_of_columns(tmp_path):
    battles = random_battles(60, 4)
    table = pa.table({"left": battles["model_a"], "model_2": battles["model_b"], "vote": battles["winner"]})
    columns = {"model_a": "left", "winner": "vote"}
    agree(fr.win_rates(table, columns=columns))
    pq.write_table(table.append_column("times", pa.array([1] * 60)), tmp_path / "b.parquet")
    agree(fr.win_rates(tmp_path / "b.parquet", columns=columns, counts="times"))
    with pytest.raises(
        ValueError, match=r"no column for model_a \(accepted: model_a, system_a.*it has: left"
    ):
        fr.win_rates(table)
    with pytest.raises(ValueError, match="columns: 'left' is not one of model_a, model_b, winner"):
        fr.win_rates(table, columns={"left": "model_a"})
    with pytest.raises(ValueError, match="no column 'x' for winner; it has: left"):
        fr.win_rates(table, columns={**columns, "winner": "x"})
    with pytest.raises(ValueError, match="no column 'day' for groups"):
        fr.win_rates(table, columns=columns, groups="day")


def test_true_is_no_name():
    assert fr.win_rates((["1", "2"], ["0", "0"], [True, False])).wins.tolist() == [1, 1, 0]
    assert fr.win_rates((["1", "2"], ["0", "0"], [1.0, 0.0])).wins.tolist() == [1, 1, 0]
    with pytest.raises(ValueError, match="winner '1' is the name of a model"):
        fr.win_rates((["1", "2"], ["0", "0"], [1, 0]))


def test_models_and_groups_may_be_numbers():
    result = fr.win_rates(([1, 2, 10], [2, 10, 1], ["model_a"] * 3), groups=[7, 8, 9])
    assert result.models == ("1", "10", "2")
    assert result.n_groups == 3


@pytest.mark.parametrize(
    ("battles", "options", "message"),
    [
        ((["a"], ["a"], [1]), {}, "row 0 is a battle of 'a' with itself"),
        ((["a", "a"], ["b", "b"], [1, 0.7]), {}, "winner is 0.7 in row 1; numbers are"),
        ((["a", "a"], ["b", "b"], [1.0, None]), {}, "winner is nan in row 1"),
        ((["a", "a"], ["b", None], ["a", "a"]), {}, "null model_b in row 1"),
        ((["a", "a"], ["b", "b"], ["a", None]), {}, "null winner in row 1"),
        (
            (["a", "c"], ["b", "b"], ["a", "a"]),
            {},
            "winner 'a' in row 1 is neither 'c' nor 'b', nor one of model_a",
        ),
        ((["tie", "c"], ["b", "b"], ["tie", "b"]), {}, "winner 'tie' is the name of a model, and says"),
        ((["a"], ["b"], [1]), {"counts": [1.5]}, "counts is 1.5 in row 0"),
        ((["a"], ["b"], [1]), {"counts": [-1]}, "counts is -1 in row 0"),
        ((["a"], ["b"], [1]), {"counts": [2.0**31]}, "counts add up to"),
        ((["a"], ["b"], [1]), {"counts": [1, 2]}, "counts has 2 entries for 1 battles"),
        ((["a"], ["b"], [1]), {"counts": [0]}, "no battle is left"),
        ((["a"], ["b"], ["tie"]), {"ties": "drop"}, "no battle is left"),
        (([], [], []), {}, "no battle; a table of battles"),
        ((["a"], ["b"]), {}, r"a tuple is \(model_a, model_b, winner\), got 2"),
        ((["a"], ["b", "c"], [1]), {}, r"have \[1, 2, 1\] entries"),
    ],
)
def test_rows_that_are_refused(battles, options, message):
    with pytest.raises(ValueError, match=message):
        fr.win_rates(battles, **options)


@pytest.mark.parametrize(
    ("battles", "message"),
    [
        ((["a"], [2.5], [1]), "model_b must be text, bytes or integers"),
        ((["a", 1], ["b", "c"], [1, 1]), "model_a are not of one type"),
        (7, "cannot read a int"),
    ],
)
def test_types_that_are_refused(battles, message):
    with pytest.raises(TypeError, match=message):
        fr.win_rates(battles)
