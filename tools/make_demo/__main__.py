"""Write ``fastrank/demo/qrels.parquet`` and ``runs.parquet``; see the package's docstring."""

from pathlib import Path

from tools.make_demo.docstrings import public_docstrings
from tools.make_demo.documents import parse_all
from tools.make_demo.systems import score_systems
from tools.make_demo.tables import qrels_table, runs_table, write
from tools.make_demo.topics import make_topics, sample

DEMO = Path(__file__).parents[2] / "fastrank" / "demo"
DEPTH = 100
MAX_BYTES = 2_000_000
QUERIES = 965  # as many as fit


def main():
    """Build the collection, write it and say how large it is."""
    docstrings, canonical = public_docstrings()
    documents = parse_all(docstrings)
    topics = make_topics(documents, canonical)
    chosen = sample(topics, QUERIES)

    scores = score_systems(documents, [topic.text for topic in chosen], DEPTH)
    qrels = qrels_table(chosen)
    runs = runs_table(
        scores, [topic.name for topic in chosen], [document.name for document in documents], DEPTH
    )
    write(qrels, DEMO / "qrels.parquet")
    write(runs, DEMO / "runs.parquet")

    size = sum(path.stat().st_size for path in DEMO.glob("*.parquet"))
    print(f"{len(documents)} documents, {len(chosen)} of {len(topics)} queries, {len(scores)} systems")
    print(f"{len(qrels)} judgements, {len(runs)} retrieved documents, {size} bytes")
    if size > MAX_BYTES:
        raise SystemExit(f"too large: the limit is {MAX_BYTES} bytes; take fewer queries")


if __name__ == "__main__":
    main()
