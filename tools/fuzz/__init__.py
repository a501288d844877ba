"""Damaged and odd input against every reader: no crash, no hang, no wrong silent answer.

    python -m tools.fuzz --cases 100000 --seed 1 --seconds 7200

A case is made from its seed and number alone. It is tried in a child process, so that a crash or a hang is caught and
laid to it; an answer must be that of plain Python (`plain_evaluation`) over what an independent reader
(`plain_readers`) finds in the same bytes, and an error must be one line of ours that names its source (`verdicts`).
"""
