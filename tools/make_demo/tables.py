"""The Arrow tables and the Parquet files."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tools.make_demo.ranking import rank, round_significant


def qrels_table(topics):
    """Return the judgements: query_id, doc_id, relevance."""
    rows = [(topic.name, name, grade) for topic in topics for name, grade in topic.grades.items()]
    queries, documents, grades = zip(*rows, strict=True)
    return pa.table(
        {
            "query_id": pa.array(queries, pa.string()),
            "doc_id": pa.array(documents, pa.string()),
            "relevance": pa.array(grades, pa.int32()),
        }
    )


def run_table(system, scores, queries, documents, depth):
    """Return one system's run: system, query_id, doc_id, score."""
    # Rounded before ranking, so that the order of the rows is that of the stored scores.
    scores = round_significant(scores)
    rows, columns = rank(scores, depth)
    return pa.table(
        {
            "system": pa.array([system] * len(rows), pa.string()),
            "query_id": pa.array(np.array(queries, dtype=object)[rows], pa.string()),
            "doc_id": pa.array(np.array(documents, dtype=object)[columns], pa.string()),
            "score": pa.array(scores[rows, columns]),
        }
    )


def runs_table(scores, queries, documents, depth):
    """Return the runs of all systems, in order of system, query and falling score."""
    return pa.concat_tables(
        run_table(system, scores[system], queries, documents, depth) for system in sorted(scores)
    )


def write(table, path):
    """Write a table as one row group, so that each dictionary of ids is stored once."""
    pq.write_table(
        table.combine_chunks(),
        path,
        row_group_size=len(table),
        compression="zstd",
        compression_level=22,
        use_dictionary=[name for name in table.column_names if name != "score"],
        use_byte_stream_split=["score"] if "score" in table.column_names else False,
        write_statistics=False,
    )
