"""One file per measure: its definition in plain Python, its loop, its facts."""
