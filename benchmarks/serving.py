"""Fifty clients at once: neighbors, axis and compose, beside a route that answers a constant.

    python benchmarks/serving.py --seconds 60

Writes ``results/serving.csv``: answers a second, median and 95th percentile of the time to answer
in ms, errors, and the memory of the server after a third of the time and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np

RESULTS = Path(__file__).parent / "results" / "serving.csv"
CONSTANT = """
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/constant")
def constant():
    return {"answer": 42}
uvicorn.run(app, port=%d, log_level="error")
"""
INDUSTRIES = ("naics:31-33", "naics:62", "naics:51", "naics:23", "naics:61", "naics:72")


def questions(rng: random.Random, ids: list[str]) -> tuple[str, dict[str, object]]:
    """Return a question of the mix: half neighbors, a quarter axes, a quarter compositions."""
    kind = rng.choice(("occupation", "skill", "industry"))
    verb = rng.choice(("neighbors", "neighbors", "axis", "compose"))
    if verb == "neighbors":
        return verb, {"q": rng.choice(ids), "kind": kind, "top": 10}
    if verb == "axis":
        low, high = rng.sample(INDUSTRIES, 2)
        return verb, {"negative": low, "positive": high, "kind": "occupation", "top": 10}
    plus, minus = rng.sample(ids, 2)
    return verb, {"plus": plus, "minus": minus, "kind": kind, "top": 10}


def memory(process: subprocess.Popen[str]) -> float:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


async def load(
    url: str, clients: int, seconds: float, ids: list[str] | None, process: subprocess.Popen[str]
) -> tuple[dict[str, list[float]], int, list[float]]:
    """Ask for some seconds; return the times by verb, the number of errors, and the memory."""
    times: dict[str, list[float]] = {}
    errors, held = 0, []
    until = time.monotonic() + seconds

    async def ask(seed: int) -> None:
        nonlocal errors
        rng = random.Random(seed)
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            while time.monotonic() < until:
                path, question = ("constant", {}) if ids is None else questions(rng, ids)
                begun = time.perf_counter()
                route = f"/{path}" if ids is None else f"/api/v1/{path}"
                try:
                    answer = await client.get(route, params=question)
                    errors += answer.status_code != 200
                except httpx.HTTPError:
                    errors += 1
                times.setdefault(path, []).append(1000 * (time.perf_counter() - begun))

    async def watch() -> None:
        await asyncio.sleep(seconds / 3)
        held.append(memory(process))
        await asyncio.sleep(seconds / 3)
        held.append(memory(process))

    await asyncio.gather(watch(), *(ask(seed) for seed in range(clients)))
    held.append(memory(process))
    return times, errors, held


def started(command: list[str], url: str) -> subprocess.Popen[str]:
    """Start a server and wait until it answers."""
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    for _ in range(200):
        try:
            httpx.get(url, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    msg = f"{command} does not answer"
    raise RuntimeError(msg)


def rows_of(
    name: str, seconds: float, times: dict[str, list[float]], errors: int, held: list[float]
) -> list[dict[str, object]]:
    """Return a row for each verb and one for all."""
    every = {**times, "all": [each for verb in times.values() for each in verb]}
    return [
        {
            "server": name,
            "verb": verb,
            "seconds": seconds,
            "answers": len(found),
            "per_second": round(len(found) / seconds, 1),
            "p50_ms": round(float(np.percentile(found, 50)), 1),
            "p95_ms": round(float(np.percentile(found, 95)), 1),
            "errors": errors,
            "memory_third_mb": round(held[0]),
            "memory_end_mb": round(held[-1]),
        }
        for verb, found in sorted(every.items())
    ]


def main() -> None:
    """Measure both servers and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--port", type=int, default=8791)
    options = parser.parse_args()
    from laborspace import load as load_space

    space = load_space()
    ids = [space.ids[row] for kind in ("occupation", "industry") for row in space.rows(kind)]
    ids = [each for each in ids if each.startswith(("onet:", "naics:"))]
    servers = {
        "constant": ([sys.executable, "-c", CONSTANT % options.port], "constant", None),
        "laborspace": (
            [sys.executable, "-m", "laborspace", "serve", "--port", str(options.port)],
            "healthz",
            ids,
        ),
    }
    rows: list[dict[str, object]] = []
    for name, (command, first, asked) in servers.items():
        url = f"http://127.0.0.1:{options.port}"
        process = started(command, f"{url}/{first}")
        try:
            if asked is not None:  # what the first question of a kind reads is not what is measured
                asyncio.run(load(url, 2, 3, asked, process))
            found = asyncio.run(load(url, options.clients, options.seconds, asked, process))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        rows += rows_of(name, options.seconds, *found)
        print(json.dumps(rows[-1] if asked is None else rows, indent=1))
    with RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
