#!/usr/bin/env python3
"""Measures how soon unfinished tasks resume after a killed engine is restarted.

usage: bench/recovery.py MODEL_SCRIPT [TASKS, default 100] [ROUNDS, default 5]

MODEL_SCRIPT is a Node.js script with the arguments PORT SUBTASKS SHAPE TOKENS DELAY_MS that serves an
OpenAI-compatible endpoint on 127.0.0.1. Each round submits the tasks with a slow model, kills the engine with
SIGKILL, restarts it with a fast model, and prints the seconds from that start to the first /health response, to the
first progress of any task after its recovery (by the timestamp of its event, and as seen by a polling client), and
until every task has made progress.
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


def fetch(url, body=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def until(what, poll):
    end = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < end:
        try:
            found = poll()
            if found:
                return found
        except OSError:
            pass
        time.sleep(0.01)
    sys.exit(f"bench/recovery.py: {what} did not happen within {WAIT_SECONDS_MAX} s")


def model(script, port, delay_millis):
    process = subprocess.Popen(["node", script, str(port), "3", "parallel", "20", delay_millis], stdout=subprocess.DEVNULL)
    until("the model's start", lambda: fetch(f"http://127.0.0.1:{port}/v1/models"))
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
    page = fetch(f"{url}/tasks/{task}/events?limit=1000")
    return page if isinstance(page, list) else page["events"]


def progressed(url, task):
    types = [event["event_type"] for event in events(url, task)]
    return "task_recovered" in types[:-1] or "task_completed" in types


def progress_times(url, task):
    """Returns the timestamps, in epoch seconds, of the events after the recovery."""
    recorded = events(url, task)
    times = [datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00")).timestamp() for event in recorded]
    recovered = [at for at, event in zip(times, recorded) if event["event_type"] == "task_recovered"]
    return [at for at in times if recovered and at > recovered[0]]


def one_round(script, tasks):
    with tempfile.TemporaryDirectory() as work:
        model_port, port = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        slow = model(script, model_port, SLOW_MILLIS)
        running = engine(work, port, model_port)
        until("the engine's start", lambda: fetch(url + "/health"))
        workspace = os.path.join(work, "workspace")
        os.mkdir(workspace)
        ids = [fetch(url + "/tasks", {"goal": f"goal {i}", "workspace": workspace})["task_id"] for i in range(tasks)]
        until("the planning of all", lambda: len(fetch(url + "/tasks?status=executing&limit=1000")) == tasks)
        running.send_signal(signal.SIGKILL)
        running.wait()
        slow.kill()
        slow.wait()
        quick = model(script, model_port, "0")
        start, start_time = time.monotonic(), time.time()
        running = engine(work, port, model_port)
        until("the engine's start", lambda: fetch(url + "/health"))
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
