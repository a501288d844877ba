"""Build the demo collection that ships in ``fastrank/demo``.

Run from the top of the checkout::

    pip install numpy==2.4.6 scipy==1.17.1 numpydoc==1.11.0 scikit-learn==1.9.1 pyarrow==26.0.1
    python -m tools.make_demo

The shipped files were made with these versions, by CPython 3.11 on Linux x86-64. Same versions, same
tables; another NumPy or SciPy has other docstrings, and so gives another collection.

The documents are the public docstrings of NumPy and SciPy, the queries are their one-line summaries, and
the judgements come from the docstrings themselves: see `topics`. The runs come from the retrieval systems
listed in `systems`.
"""
