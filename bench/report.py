"""One JSON document a benchmark: figures, ratios, machine. Machines are noisy, so ratios of one run count."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any


def machine(*packages: str) -> dict[str, Any]:
    """What the figures were measured on: processor count, Python, and the versions of what was measured."""
    found: dict[str, Any] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "missing"
    return found


def cpu_seconds(work: Callable[[], object]) -> float:
    """How much processor time one call took, in seconds, children included."""
    before, children = time.process_time(), sum(os.times()[2:4])
    work()
    return time.process_time() - before + sum(os.times()[2:4]) - children


def in_turn(rounds: int, *contestants: Callable[[], object]) -> list[float]:
    """Median processor seconds of each, run in turn A B A B …, so that a drifting machine is fair to all."""
    taken: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for seconds, contestant in zip(taken, contestants, strict=True):
            seconds.append(cpu_seconds(contestant))
    return [median(seconds) for seconds in taken]


def tell(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


def main(name: str, measure: Callable[[argparse.Namespace], dict[str, Any]], *options: tuple[str, int, str]) -> None:
    """Runs one benchmark from the command line.

    Args:
        name: what is measured, for `--help`.
        measure: gives `{"figures", "ratios", "machine"}`, with `"missing"` naming peers that are not installed.
        options: numbers that can be set: name, default, help.
    """
    parser = argparse.ArgumentParser(description=name)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    for option, default, text in options:
        parser.add_argument(f"--{option}", type=int, default=default, help=f"{text} (default {default})")
    arguments = parser.parse_args()
    started = time.monotonic()
    result = measure(arguments)
    result["seconds"] = round(time.monotonic() - started, 1)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for part in ("figures", "ratios"):
        for key, value in result[part].items():
            print(
                f"{part[:-1]:>8}  {key:<40} {value:.4g}"
                if isinstance(value, float)
                else f"{part[:-1]:>8}  {key:<40} {value}"
            )
    for peer in result.get("missing", []):
        print(f" missing  {peer}")
