#!/usr/bin/env python3
"""Runs everyday commands of development in the sandbox of a Loom engine and without it, and names those that differ.

usage: bench/everyday.py [SECTION...]       e.g. bench/everyday.py python servers

The commands are those of command-risk/src/test/resources/policy/everyday-commands.txt. Each runs in a fresh copy of a
small project of its section: once as `sh -c`, once as a call of shell_execute that a scripted model makes. LOOM_BIN
names the launcher (default: ./loom of this repository). Commands that need the network or install into the machine are
left out, and so are those whose program is missing. A question is answered with yes. Prints each command that was
asked about or whose exit code differs; exits with 1 if more than 1 % of the commands are broken.
"""

import concurrent.futures
import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = os.path.join(ROOT, "command-risk/src/test/resources/policy/everyday-commands.txt")
LOOM = os.environ.get("LOOM_BIN", os.path.join(ROOT, "loom"))
SECONDS_MAX = 120
NEEDS_NETWORK = re.compile(
    r"npm (ci|install|i|outdated)\b(?!.*--offline)|--yes prettier|pip (install|download|wheel|list --outdated)|"
    r"mvn (?!-o|--version|-v\b)(?!.*(--offline))|cargo (check --workspace|update|search|add|install c|audit)(?!.*--offline)|"
    r"MAVEN_OPTS=\S+ mvn (?!-o)|go (get|install|mod download)|-m build|rustup component|yarn|pnpm|npx (?!--no)")
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>demo</groupId>
<artifactId>demo</artifactId>
<version>1</version>
<properties><maven.compiler.release>25</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
</properties></project>
"""
SERVER_JS = ("require('http').createServer((q, r) => r.end('ok\\n'))"
             ".listen(process.env.PORT || 18082, '127.0.0.1');\n")
PROJECTS = {
    "node": {
        "package.json": json.dumps({"name": "demo", "version": "1.0.0", "main": "src/index.js", "scripts": {
            "test": "node --test", "build": "mkdir -p dist && cp src/*.js dist/", "lint": "node --check src/index.js",
            "start": "node src/index.js"}}, indent=2) + "\n",
        "src/sum.js": "'use strict';\nexports.sum = (a, b) => a + b;\n",
        "src/index.js": "'use strict';\nconsole.log(require('./sum').sum(1, 2));\n",
        "src/tool.ts": "const n: number = 3;\nconsole.log(n);\n",
        "test/sum.test.js": "const t = require('node:test'), a = require('node:assert');\n"
                            "t('adds', () => a.equal(require('../src/sum').sum(1, 2), 3));\n"},
    "python": {
        "pyproject.toml": '[project]\nname = "app"\nversion = "1"\n[tool.setuptools]\npackages = ["app"]\n',
        "setup.py": "from setuptools import setup\nsetup(name='app', version='1', packages=['app'])\n",
        "requirements.txt": "", "data.json": '{"name": "x"}\n',
        "app/__init__.py": "", "app/__main__.py": "from app.calc import add\nprint(add(1, 2))\n",
        "app/calc.py": 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n    return a + b\n\n\ndef main():\n    print(add(1, 2))\n',
        "tests/test_calc.py": "import sys\nsys.path.insert(0, '.')\nfrom app.calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n",
        "scripts/report.py": "print('a')\nprint('b')\n"},
    "jvm": {
        "pom.xml": POM,
        "src/main/java/demo/App.java": 'package demo;\n\npublic class App {\n  public static void main(String[] args) {\n    System.out.println("hi");\n  }\n}\n'},
    "rust": {
        "Cargo.toml": '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n',
        "src/lib.rs": "pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n\n#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n",
        "src/main.rs": 'fn main() {\n    println!("{}", demo::add(1, 2));\n}\n'},
    "c": {
        "Makefile": "CFLAGS += -Iinclude\nPREFIX ?= /usr/local\nall: app\napp: src/main.o src/calc.o\n\t$(CC) -o $@ $^\n"
                    "test check: app\n\t./app 1 2\ninstall: app\n\tinstall -D app $(DESTDIR)$(PREFIX)/bin/app\nclean:\n\trm -f app src/*.o\n",
        "CMakeLists.txt": "cmake_minimum_required(VERSION 3.10)\nproject(demo C)\nenable_testing()\ninclude_directories(include)\n"
                          "add_library(calc src/calc.c)\nadd_executable(app src/main.c)\ntarget_link_libraries(app calc)\n"
                          "add_test(NAME calc COMMAND app 1 2)\ninstall(TARGETS app DESTINATION bin)\n",
        "script.cmake": "message(hi)\n", "README.md": "# demo\n",
        "hello.cpp": "#include <iostream>\n#include <thread>\nint main() { std::thread([] { std::cout << 1; }).join(); }\n",
        "include/calc.h": "int add(int a, int b);\n", "src/calc.c": '#include "calc.h"\nint add(int a, int b) { return a + b; }\n',
        "src/main.c": '#include <stdio.h>\n#include <stdlib.h>\n#include "calc.h"\nint main(int c, char **v) {\n'
                      '  printf("%d\\n", c > 2 ? add(atoi(v[1]), atoi(v[2])) : 0);\n  return 0;\n}\n'},
    "text": {
        "README.md": "# demo\n\nalpha beta TODO\n", "notes.txt": "notes\n", "run.sh": "#!/bin/sh\necho run\n",
        "src/a.txt": "alpha\nbeta\ncolour\n", "src/b.txt": "beta\ngamma\n\ndelete me\n",
        "data.csv": "name,n\nx,1\ny,2\n", "data.json": '{"name": "x", "items": [{"id": 1, "name": "y"}]}\n',
        ".env.example": "A=1\n", ".gitignore": "build\n", ".env": "KEY=1\n"},
}
PROJECTS["servers"] = {**PROJECTS["node"], **PROJECTS["text"], "server.js": SERVER_JS}
PROJECTS["editors"] = PROJECTS["text"]
STEP = {"id": "work", "description": "do it", "depends_on": [], "model_tier": 1, "verification_tier": 1,
        "is_critical_path": True, "is_synthesis": False, "acceptance_criteria": "", "deliverables": []}


def commands():
    section = ""
    for line in open(CORPUS, encoding="utf-8").read().splitlines():
        if re.fullmatch("## [a-z]+", line):
            section = line[3:]
        elif line and not line.startswith("##"):
            yield section, re.sub("⟦([0-9a-f]+)⟧", lambda match: chr(int(match[1], 16)), line)


def project(base, section):
    directory = tempfile.mkdtemp(dir=base)
    for name, content in PROJECTS.get(section, PROJECTS["text"]).items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(path, 0o755 if name.endswith(".sh") else 0o644)
    git = ["git", "-C", directory, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "config", "user.name", "a"], check=True)
    subprocess.run([*git, "config", "user.email", "a@example.org"], check=True)
    for message in ("one", "two"):
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", message, "--allow-empty"], check=True)
    return directory


def run_plainly(command, directory):
    process = subprocess.Popen(["/bin/bash" if os.path.exists("/bin/bash") else "sh", "-c", command], cwd=directory, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        code = process.wait(SECONDS_MAX)
    except subprocess.TimeoutExpired:
        code = "time-out"
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return 128 - code if isinstance(code, int) and code < 0 else code


class Model(http.server.BaseHTTPRequestHandler):
    """Plans one step, calls shell_execute with the command that the goal names, and is content with everything."""

    protocol_version = "HTTP/1.1"
    lines = {}

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(json.dumps({"data": [{"id": "m"}, {"id": "m-planner"}, {"id": "m-verifier"}]}), "application/json")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.answer("".join(f"data: {json.dumps(chunk)}\n\n" for chunk in self.chunks(body)) + "data: [DONE]\n\n", "text/event-stream")

    def chunks(self, body):
        if body["model"] == "m-planner":
            delta = {"content": json.dumps({"subtasks": [STEP]})}
        elif body["model"] == "m-verifier":
            delta = {"content": json.dumps({"passed": True, "confidence": 1, "issues": [], "feedback": "", "suggestion": ""})}
        elif any(message["role"] == "tool" for message in body["messages"]):
            delta = {"content": "Done."}
        else:
            command = self.lines[re.search("command-([0-9]+)!", json.dumps(body["messages"]))[1]]
            function = {"name": "shell_execute", "arguments": json.dumps({"command": command})}
            delta = {"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": function}]}
        reason = "tool_calls" if "tool_calls" in delta else "stop"
        yield {"choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}]}
        yield {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}],
               "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}

    def answer(self, text, content_type):
        data = text.encode()
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Engine:
    def __init__(self, base, model_port):
        home = os.path.join(base, "loom-home")
        os.makedirs(home)
        models = [("m", "m", '["executor", "extractor"]'), ("p", "m-planner", '["planner"]'), ("v", "m-verifier", '["verifier"]')]
        with open(os.path.join(home, "loom.toml"), "w", encoding="utf-8") as file:
            file.write('[tools]\nsandbox = "required"\n' + "".join(
                f'[models.{alias}]\nprovider = "openai_compatible"\nbase_url = "http://127.0.0.1:{model_port}/v1"\n'
                f'model = "{model}"\nroles = {roles}\n' for alias, model, roles in models))
        self.port = free_port()
        self.process = subprocess.Popen([LOOM, "serve", "--port", str(self.port)], env={**os.environ, "LOOM_HOME": home},
                                        stdout=sys.stderr, stderr=sys.stderr, start_new_session=True)
        for _ in range(600):
            try:
                self.request("/health")
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("bench/everyday.py: the engine does not start")

    def request(self, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=None if body is None else json.dumps(body).encode(),
                                         headers={"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def run(self, number, workspace):
        """Returns the exit code or error, whether a question was asked, and the output."""
        task = self.request("/tasks", {"goal": f"command-{number}!", "workspace": workspace})["task_id"]
        asked = False
        end = time.time() + SECONDS_MAX + 30
        while time.time() < end:
            events = self.request(f"/tasks/{task}/events")
            for event in events["events"] if isinstance(events, dict) else events:
                data = event["data"]
                if event["event_type"] == "approval_requested" and not asked:
                    asked = True
                    self.request(f"/tasks/{task}/approve", {"subtask_id": data.get("subtask_id", "work"), "approved": True})
                if event["event_type"] == "tool_call_completed":
                    failed = re.search("Exit code: ([0-9]+)", data["error"] or "")
                    late = "time-out" if "timed out" in (data["error"] or "") else data["error"]
                    return 0 if data["success"] else int(failed[1]) if failed else late, asked, data["output"]
            time.sleep(0.05)
        return "no result", asked, ""


def main():
    chosen = [item for item in commands() if not sys.argv[1:] or item[0] in sys.argv[1:]]
    base = tempfile.mkdtemp(prefix="everyday-")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    engine = Engine(base, server.server_port)
    counts = {"compared": 0, "asked": 0, "broken": 0, "succeed": 0, "network": 0, "missing": 0}

    def compare(number, section, command):
        if NEEDS_NETWORK.search(command):
            counts["network"] += 1
            return
        expected = run_plainly(command, project(base, section))
        if expected == 127:
            counts["missing"] += 1
            return
        Model.lines[str(number)] = command
        code, asked, output = engine.run(number, project(base, section))
        counts["compared"] += 1
        counts["succeed"] += code == 0
        counts["asked"] += asked
        if asked:
            print(f"asked   {section}: {command!r}", flush=True)
        if code != expected:
            counts["broken"] += 1
            print(f"broken  {section}: {command!r}\n        {expected} without and {code} in the sandbox: {output[-400:]!r}", flush=True)

    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(compare, number, *item) for number, item in enumerate(chosen)]:
                if done.exception():
                    print(f"failed  {done.exception()!r}", flush=True)
    finally:
        engine.process.terminate()
        engine.process.wait(30)
        shutil.rmtree(base, ignore_errors=True)
    print(f"{len(chosen)} commands: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    sys.exit(counts["broken"] * 100 > counts["compared"])


main()
