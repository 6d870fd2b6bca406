"""The project's figures, each measured against what it is compared with in one run: `python -m benchmarks`."""
