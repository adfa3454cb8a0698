#!/usr/bin/env python3
"""How soon a killed engine's unfinished tasks go on after the next start.

usage: bench/pickup.py MODEL_SCRIPT [TASKS, default 100] [ROUNDS, default 5]

MODEL_SCRIPT is a script for node: MODEL_SCRIPT PORT SUBTASKS SHAPE TOKENS DELAY_MS, an OpenAI-compatible endpoint on
127.0.0.1. Each round submits the tasks while the model takes its time, kills the engine with SIGKILL, lets the
model answer at once, starts the engine again, and prints the seconds from that start to /health, to the first
progress of any task beyond its recovery (when its event happened, by its own time, and when a client that polls saw
one), and until every task has made progress.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SLOW_MILLIS = "2500"
WAIT_SECONDS_MAX = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(url, body=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def until(what, look):
    end = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
        except OSError:
            pass
        time.sleep(0.01)
    sys.exit(f"bench/pickup.py: {what} did not happen in {WAIT_SECONDS_MAX} s")


def model(script, port, delay_millis):
    process = subprocess.Popen(["node", script, str(port), "3", "parallel", "20", delay_millis], stdout=subprocess.DEVNULL)
    until("the model's start", lambda: ask(f"http://127.0.0.1:{port}/v1/models"))
    return process


def engine(work, port, model_port):
    keys = {
        "models.bench.provider": "openai_compatible",
        "models.bench.base_url": f"http://127.0.0.1:{model_port}/v1",
        "models.bench.model": "fake",
        "models.bench.roles": "planner,executor,verifier,extractor",
    }
    flags = [part for key, value in keys.items() for part in ("--set", f"{key}={value}")]
    return subprocess.Popen(
        [os.path.join(ROOT, "loom"), "serve", "--port", str(port), *flags],
        cwd=work,
        env={**os.environ, "LOOM_HOME": os.path.join(work, "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def events(url, task):
    said = ask(f"{url}/tasks/{task}/events?limit=1000")
    return said if isinstance(said, list) else said["events"]


def progressed(url, task):
    types = [event["event_type"] for event in events(url, task)]
    return "task_recovered" in types[:-1] or "task_completed" in types


def progress_times(url, task):
    """The times, in seconds since 1970, of the events that came after its recovery and not with it."""
    said = events(url, task)
    times = [datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00")).timestamp() for event in said]
    recovered = [at for at, event in zip(times, said) if event["event_type"] == "task_recovered"]
    return [at for at in times if recovered and at > recovered[0]]


def one_round(script, tasks):
    with tempfile.TemporaryDirectory() as work:
        model_port, port = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        slow = model(script, model_port, SLOW_MILLIS)
        running = engine(work, port, model_port)
        until("the engine's start", lambda: ask(url + "/health"))
        workspace = os.path.join(work, "workspace")
        os.mkdir(workspace)
        ids = [ask(url + "/tasks", {"goal": f"goal {i}", "workspace": workspace})["task_id"] for i in range(tasks)]
        until("the planning of all", lambda: len(ask(url + "/tasks?status=executing&limit=1000")) == tasks)
        running.send_signal(signal.SIGKILL)
        running.wait()
        slow.kill()
        slow.wait()
        quick = model(script, model_port, "0")
        start, start_time = time.monotonic(), time.time()
        running = engine(work, port, model_port)
        until("the engine's start", lambda: ask(url + "/health"))
        health = time.monotonic() - start
        until("progress", lambda: progressed(url, ids[0]) or any(progressed(url, each) for each in ids[1:3]))
        seen = time.monotonic() - start
        for each in ids:
            until("progress of all", lambda: progressed(url, each))
        every = time.monotonic() - start
        first = min(at for each in ids for at in progress_times(url, each)) - start_time
        running.terminate()
        running.wait()
        quick.kill()
        quick.wait()
        return health, first, seen, every


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    subprocess.run([os.path.join(ROOT, "loom"), "--version"], check=True, stdout=subprocess.DEVNULL)
    taken = [one_round(sys.argv[1], tasks) for _ in range(rounds)]
    for name, values in zip(("health", "first progress", "first progress seen", "all have progress"), zip(*taken)):
        ordered = sorted(values)
        print(f"{name}: median {ordered[len(ordered) // 2]:.2f} s (from {ordered[0]:.2f} to {ordered[-1]:.2f})")


if __name__ == "__main__":
    main()
