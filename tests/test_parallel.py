"""Threads: how work is cut, progress, errors, Ctrl-C, calls from inside a worker, forks."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

import fastrank as fr
from fastrank import parallel


@pytest.fixture(autouse=True)
def threads():
    fr.set_num_threads(2)
    yield
    fr.set_num_threads(None)


def count_calls(seen, values, lo, hi, out):
    """A kernel in plain Python that records its ranges."""
    seen.append((lo, hi, threading.current_thread().name))
    out[lo:hi] += values[lo:hi] + 1


def run(n, **options):
    seen, values, out = [], np.arange(n), np.zeros(n, dtype=np.int64)
    parallel.run(lambda *arguments: count_calls(seen, *arguments), (values,), (out,), n, **options)
    assert out.tolist() == list(range(1, n + 1))  # every item once
    return [call for call in seen if call[0] < call[1]]


def test_little_work_runs_at_once_in_the_calling_thread():
    assert [call[:2] for call in run(100)] == [(0, 100)]
    assert run(100)[0][2] == threading.current_thread().name


def test_much_work_is_cut_into_chunks_that_the_caller_and_the_pool_share():
    calls = run(10, cost=1_000_000)
    assert sorted(call[:2] for call in calls) == [(i, i + 1) for i in range(10)]
    caller = threading.current_thread().name
    assert all(call[2] == caller or call[2].startswith("fastrank") for call in calls)


def test_two_threads_work_at_the_same_time():
    both = threading.Barrier(2, timeout=10)
    parallel.map_tasks(lambda _: both.wait(), range(2))
    assert len(run(100_000)) == 2 * parallel.CHUNKS_PER_THREAD


def test_chunks_are_balanced_by_cost():
    lengths = np.full(1000, 10)
    lengths[0] = 1_000_000
    calls = sorted(run(1000, cost=np.concatenate([[0], np.cumsum(lengths)])))
    assert calls[0][:2] == (0, 1)


def test_no_chunk_keeps_ctrl_c_waiting():
    fr.set_num_threads(1)
    work = 100 * parallel.CHUNK_ELEMENTS
    calls = sorted(run(1000, cost=work // 1000))
    assert len(calls) == 100
    assert max(hi - lo for lo, hi, *_ in calls) == 10


def test_empty_work_calls_nothing():
    assert run(0) == []


@pytest.mark.parametrize("n_threads", [1, 2, 7])
def test_progress_rises_to_the_total_in_the_calling_thread(n_threads):
    fr.set_num_threads(n_threads)
    steps = []
    run(100_000, progress=lambda done, total: steps.append((done, total, threading.current_thread().name)))
    done = [step[0] for step in steps]
    assert done == sorted(done)
    assert len(done) > 1
    assert done[-1] == 100_000
    assert {step[1] for step in steps} == {100_000}
    assert {step[2] for step in steps} == {threading.current_thread().name}


def test_an_error_in_a_worker_reaches_the_caller_and_the_pool_stays_usable():
    def failing(lo, hi, out):
        if lo > 50_000:
            raise ZeroDivisionError("in a worker")

    with pytest.raises(ZeroDivisionError, match="in a worker"):
        parallel.run(failing, (), (np.zeros(100_000),), 100_000)
    run(100_000)


def test_ctrl_c_stops_started_work_and_leaves_the_pool_usable():
    started = []

    def slow(lo, hi, out):
        started.append(lo)

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parallel.run(slow, (), (np.zeros(1_000_000),), 1_000_000, progress=interrupt)
    after = len(started)
    run(100_000)
    assert len(started) == after  # nothing goes on behind the caller's back


def test_ctrl_c_in_evaluate():
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fr.evaluate({"q": {"a": 1}}, {"q": {"a": 1.0}}, "AP", progress=interrupt)
    assert fr.evaluate({"q": {"a": 1}}, {"q": {"a": 1.0}}, "AP").values.item() == 1.0


def test_calls_from_inside_a_worker_run_inline():
    names = parallel.map_tasks(
        lambda _: {call[2] for call in run(100_000)} | {threading.current_thread().name}, range(8)
    )
    assert all(len(name) == 1 for name in names)


def test_map_tasks_keeps_order():
    assert parallel.map_tasks(lambda x: x * x, range(50)) == [x * x for x in range(50)]


def test_inputs_are_handed_over_read_only():
    def kernel(values, lo, hi, out):
        assert not values.flags.writeable

    values = np.zeros(3)
    parallel.run(kernel, (values,), (np.zeros(3),), 3)
    assert values.flags.writeable


@pytest.mark.parametrize("n", [0, -1, 1.5, "2", True])
def test_number_of_threads_is_checked(n):
    with pytest.raises(ValueError, match="set_num_threads: n must be a positive integer or None"):
        fr.set_num_threads(n)
    assert fr.get_num_threads() == 2


def test_number_of_threads_from_the_environment(monkeypatch):
    fr.set_num_threads(None)
    monkeypatch.setenv("FASTRANK_NUM_THREADS", "5")
    assert fr.get_num_threads() == 5
    monkeypatch.setenv("FASTRANK_NUM_THREADS", "many")
    with pytest.raises(ValueError, match="FASTRANK_NUM_THREADS must be a positive integer, got 'many'"):
        fr.get_num_threads()
    monkeypatch.delenv("FASTRANK_NUM_THREADS")
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    assert 1 <= fr.get_num_threads() <= os.cpu_count()


def test_threads_of_the_user_may_call_at_once():
    grades = np.random.default_rng(0).integers(0, 3, (3000, 20))
    wanted, found = fr.ndcg(grades), []
    workers = [threading.Thread(target=lambda: found.append(fr.ndcg(grades))) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 6
    assert all(values.tobytes() == wanted.tobytes() for values in found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_makes_its_own_pool():
    run(100_000)  # the parent's pool exists
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # Python warns of fork with threads: that is the case here
        child = multiprocessing.get_context("fork").Process(target=run, args=(100_000,))
        child.start()
    child.join(60)
    alive = child.is_alive()
    child.kill()
    assert not alive
    assert child.exitcode == 0


def test_a_real_interrupt_ends_a_process_at_once():
    """SIGINT during a long pool call: KeyboardInterrupt, not a hang (a process of its own: signals are global)."""
    code = (
        "import signal, threading, time, numpy as np\n"
        "from fastrank import parallel\n"
        "parallel.set_num_threads(2)\n"
        "def slow(lo, hi, out):\n"
        "    if hi > lo: time.sleep(0.5)\n"
        "threading.Timer(0.3, lambda: signal.raise_signal(signal.SIGINT)).start()\n"
        "start = time.time()\n"
        "try: parallel.run(slow, (), (np.zeros(10**6),), 10**6)\n"
        "except KeyboardInterrupt: print('interrupted', time.time() - start < 3)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "interrupted True", done.stderr


# --- streams ------------------------------------------------------------------------------------------------------


def numbers_of(stream):
    yield from range(10 * stream, 10 * stream + stream)


@pytest.mark.parametrize("n_threads", [1, 2, 7])
@pytest.mark.parametrize("n_elements", [1, 10**6])
def test_every_item_of_every_stream_once(n_threads, n_elements):
    fr.set_num_threads(n_threads)
    done = parallel.map_streams(numbers_of, range(6), lambda item: 2 * item, n_elements)
    assert sorted(done) == sorted(2 * item for stream in range(6) for item in numbers_of(stream))


def test_a_thread_without_a_stream_helps_the_reader():
    met = threading.Barrier(2, timeout=10)

    def work(item):
        return met.wait()  # two items at once, though there is one stream

    def slowly(stream):
        for item in range(4):
            time.sleep(0.05)  # the other thread is idle by then
            yield item

    assert len(parallel.map_streams(slowly, [0], work, 10**6)) == 4


@pytest.mark.parametrize("in_reader", [False, True])
def test_an_error_in_a_stream_ends_the_others(in_reader):
    def read(stream):
        yield stream
        if in_reader and stream == 1:
            raise ValueError("broken stream")

    def work(item):
        if item == 1 and not in_reader:
            raise ValueError("broken item")
        return item

    with pytest.raises(ValueError, match="broken"):
        parallel.map_streams(read, range(1000), work, 10**6)
    assert sorted(parallel.map_streams(numbers_of, [3], str, 10**6)) == ["30", "31", "32"]
