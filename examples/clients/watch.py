"""Submits a goal and prints its events until it ends.

usage: python watch.py GOAL [WORKSPACE]      needs httpx; LOOM_URL names another engine
"""

import json
import os
import sys

import httpx

if len(sys.argv) < 2:
    sys.exit("usage: python watch.py GOAL [WORKSPACE]")
url = os.environ.get("LOOM_URL", "http://localhost:9000")
goal = sys.argv[1]
workspace = sys.argv[2] if len(sys.argv) > 2 else os.getcwd()

task = httpx.post(f"{url}/tasks", json={"goal": goal, "workspace": workspace})
if task.is_error:
    sys.exit(f"watch.py: {task.json()['detail']}")
task_id = task.json()["task_id"]

with httpx.stream("GET", f"{url}/tasks/{task_id}/stream", timeout=None) as stream:
    for line in stream.iter_lines():
        if not line.startswith("data: "):
            continue
        event = json.loads(line.removeprefix("data: "))
        if event["event_type"] == "token_streamed":
            print(event["data"]["token"], end="", flush=True)
        else:
            print(f"\n[{event['event_type']}] {event['data'].get('subtask_id', '')}")

end = httpx.get(f"{url}/tasks/{task_id}").json()
print(end["summary"] or end["errors"])
sys.exit({"completed": 0, "failed": 1, "cancelled": 2}[end["status"]])
