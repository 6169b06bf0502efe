"""Side-by-side measurements against peers, one command each: `uv run python -m bench.NAME --json`."""
