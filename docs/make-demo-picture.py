#!/usr/bin/env python3
"""Runs `loom demo` in a terminal of its own and writes the final screen as docs/demo.svg.

usage: docs/make-demo-picture.py [COMMAND]      default: ./loom demo, of this checkout
Needs Python 3.9 or newer and nothing else. Review the new picture like any other change.
"""

import html
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 104
FONT_SIZE = 14
CELL_WIDTH = 8.43
LINE_HEIGHT = 20
MARGIN = 22
TITLE_HEIGHT = 38

# Colours of a dark terminal window, which stands on a light page as well as on a dark one.
BACKGROUND, BAR, BORDER = "#0d1117", "#161b22", "#3d444d"
STYLES = {
    "": "#d7dee6",
    "dim": "#8b949e",
    "green": "#4ac26b",
    "red": "#ff7b72",
    "prompt": "#79c0ff",
    "warn": "#e3b341",
}
SGR = {"0": "", "2": "dim", "31": "red", "32": "green"}
TOKEN = re.compile(r"\x1b\[(\d*(?:;\d*)*)([A-Za-z])|\x1b[=>()][A-Z0-9]?|(\r)|(\n)|([^\x1b\r\n]+)")


def run(command):
    """Returns everything the command writes to its terminal."""
    chunks = []

    def read(descriptor):
        data = os.read(descriptor, 65536)
        chunks.append(data)
        return data

    home = tempfile.mkdtemp(prefix="loom-picture-")
    saved = dict(os.environ)
    os.environ.update(COLUMNS=str(COLUMNS), TERM="xterm-256color", LOOM_HOME=home, LANG="C.UTF-8")
    os.environ.pop("NO_COLOR", None)
    sys.stdout.flush()
    screen = os.dup(1)
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            status = pty.spawn(command, read, lambda descriptor: os.read(descriptor, 1024))
    finally:
        os.dup2(screen, 1)
        os.environ.clear()
        os.environ.update(saved)
    text = b"".join(chunks).decode("utf-8", "replace")
    if status != 0:
        sys.exit(f"make-demo-picture: {shlex.join(command)} failed:\n{text}")
    return text


def final_screen(text):
    """Plays the output and returns the lines that remain, each a list of (style, text)."""
    lines, row, style = [[]], 0, ""
    for sequence in TOKEN.finditer(text):
        parameter, letter, carriage_return, newline, plain = sequence.groups()
        if letter == "m":
            for code in (parameter or "0").split(";"):
                style = SGR.get(code or "0", style)
        elif letter == "A":
            row = max(0, row - int(parameter or 1))
        elif letter == "J":
            del lines[row:]
            lines.append([])
        elif newline:
            row += 1
            while len(lines) <= row:
                lines.append([])
        elif plain:
            lines[row].append((style, plain))
        elif carriage_return or letter:
            continue  # a line always begins anew after a newline here
    # The list of changed files ends the run; the closing remarks after it are not in the picture.
    changes = [i for i, line in enumerate(lines) if re.match(r"\s+[+~-] \S+$", plain_text(line))]
    if changes:
        del lines[changes[-1] + 1 :]
    return [tidy(line) for line in lines]


def plain_text(line):
    return "".join(text for _, text in line)


def tidy(line):
    """Removes what differs from run to run, and colours the marks of the task view."""
    spans = []
    for style, text in line:
        text = re.sub(r"/\S*/loom-demo-\d+", "/tmp/loom-demo", text)
        spans.append((style, text))
    plain = plain_text(spans)
    if all(style == "" for style, _ in spans):
        marks = {"☑": "green", "☒": "red", "↻": "warn", "?": "warn"}
        match = re.match(r"(\s*)([☑☒↻?])(\s.*)$", plain)
        if match:
            return [("", match[1]), (marks[match[2]], match[2]), ("", match[3])]
        if re.match(r"\s+\+ \S+$", plain):
            return [("green", plain)]
        if re.match(r"\s+- \S+$", plain):
            return [("red", plain)]
        if re.search(r" asks \(\w+ risk\)", plain) or re.search(r"approval (needed|required)", plain, re.I):
            return [("warn", plain)]
    return spans


def wrap(line):
    """Breaks a line that is wider than the window at a space, and keeps its indentation."""
    rows, current, width = [], [], 0
    indentation = re.match(r" *", plain_text(line))[0]
    for style, text in line:
        for word in re.findall(r"\s+|\S+", text):
            length = cells(word)
            if width + length > COLUMNS and current:
                rows.append(current)
                current, width = [("", indentation)], len(indentation)
                if word.isspace():
                    continue
            current.append((style, word))
            width += length
    return rows + [current]


def cells(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def svg(lines):
    rows = [row for line in lines for row in wrap(line)]
    width = round(2 * MARGIN + COLUMNS * CELL_WIDTH)
    height = TITLE_HEIGHT + 2 * MARGIN + (len(rows) - 1) * LINE_HEIGHT + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="A terminal in which loom demo ran">',
        "<style>text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
        "monospace;white-space:pre}%s</style>"
        % (FONT_SIZE, "".join(f".{name or 'text'}{{fill:{color}}}" for name, color in STYLES.items())),
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="9" fill="{BACKGROUND}" '
        f'stroke="{BORDER}" stroke-width="1.5"/>',
        f'<path d="M1.75 {TITLE_HEIGHT}V10a8.25 8.25 0 0 1 8.25-8.25H{width - 10}a8.25 8.25 0 0 1 '
        f'8.25 8.25V{TITLE_HEIGHT}z" fill="{BAR}"/>',
    ]
    for index, color in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        out.append(f'<circle cx="{22 + 20 * index}" cy="{TITLE_HEIGHT / 2 + 1}" r="6" fill="{color}"/>')
    out.append(
        f'<text x="{width / 2}" y="{TITLE_HEIGHT / 2 + 6}" text-anchor="middle" class="dim">loom demo</text>'
    )
    for index, row in enumerate(rows):
        y = TITLE_HEIGHT + MARGIN + index * LINE_HEIGHT + 8
        column = 0
        for style, text in merged(row):
            stripped = text.lstrip()
            column += cells(text[: len(text) - len(stripped)])
            if stripped.strip():
                x = MARGIN + column * CELL_WIDTH
                length = cells(stripped.rstrip()) * CELL_WIDTH
                out.append(
                    f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs" '
                    f'class="{style or "text"}">{html.escape(stripped.rstrip(), quote=False)}</text>'
                )
            column += cells(stripped)
    return "\n".join(out) + "\n</svg>\n"


def merged(row):
    spans = []
    for style, text in row:
        if spans and spans[-1][0] == style:
            spans[-1] = (style, spans[-1][1] + text)
        else:
            spans.append((style, text))
    return spans


def main():
    command = sys.argv[1:] or [str(ROOT / "loom"), "demo"]
    subprocess.run([command[0], "--version"], check=True, stdout=subprocess.DEVNULL)  # builds, if needed
    lines = [[("prompt", "$ "), ("", "loom demo")]] + final_screen(run(command))
    target = ROOT / "docs" / "demo.svg"
    target.write_text(svg(lines), encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {len(lines)} lines")


if __name__ == "__main__":
    main()
