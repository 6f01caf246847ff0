#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""For tests/coverage: coverage_report.py ROOT PROFILES REPORT PERCENT PROGRAM...

Writes the reports, prints rooms.md and fails below PERCENT. What the compiler alone has run (a constexpr function that
no program has code for) is no line of a program: it is counted apart and listed in compile_time.txt.
"""
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys

root, profiles, report, least, *programs = sys.argv[1:]
include = os.path.join(os.path.realpath(root), "include", "entente", "")


def tool(name):
    found = shutil.which(name + "-19") or shutil.which(name)
    return found or sys.exit(f"coverage: there is no {name}")


merged = os.path.join(report, "merged.profdata")
subprocess.run([tool("llvm-profdata"), "merge", "-sparse", "-o", merged, *glob.glob(profiles + "/*.profraw")], check=True)
objects = [programs[0], *(part for program in programs[1:] for part in ("-object", program))]
export = subprocess.run(
    [tool("llvm-cov"), "export", "-instr-profile=" + merged, "-skip-expansions", *objects],
    check=True, stdout=subprocess.PIPE).stdout
data = json.loads(export)["data"][0]

# A line ran if any instantiation of any function ran it. Regions nest: the innermost that begins before a line tells.
runs = collections.defaultdict(dict)  # file -> line -> count
for function in data["functions"]:
    path = os.path.realpath(function["filenames"][0])
    if not path.startswith(include):
        continue
    regions = [r for r in function["regions"] if r[5] == 0 and r[7] in (0, 3)]  # code and gaps, not macros
    lines = {}
    for first, _, last, _, count, _, _, kind in sorted(regions, key=lambda r: (r[0], r[1], -r[2], -r[3])):
        if kind == 3:
            continue
        for line in range(first, last + 1):
            lines[line] = count if line > first else max(count, lines.get(line, 0))
    for line, count in lines.items():
        runs[path][line] = max(count, runs[path].get(line, 0))

sources = {path: open(path, encoding="utf-8").read().split("\n") for path in runs}

# Functions that never ran and have one region only: those without code, if they are constexpr.
ran = {(f["filenames"][0], f["regions"][0][0]) for f in data["functions"] if f["count"]}
compile_time = collections.defaultdict(set)
for function in data["functions"]:
    path, (first, _, last, *_) = function["filenames"][0], function["regions"][0]
    if path not in runs or (path, first) in ran or len(function["regions"]) > 1:
        continue
    head = " ".join(sources[path][max(0, first - 6):first])
    head = re.split(r"[;}](?=[^;}]*$)", head)[-1]
    if re.search(r"\b(constexpr|consteval)\b", head):
        compile_time[path].update(range(first, last + 1))

rooms = collections.defaultdict(lambda: [0, 0, 0])
with open(os.path.join(report, "uncovered.txt"), "w", encoding="utf-8") as uncovered, \
     open(os.path.join(report, "compile_time.txt"), "w", encoding="utf-8") as apart, \
     open(os.path.join(report, "files.txt"), "w", encoding="utf-8") as files:
    for path in sorted(runs):
        name = path[len(include):]
        room = rooms[name.split("/")[0] if "/" in name else "(umbrellas)"]
        here = [0, 0]
        for out in (uncovered, apart):
            print(name, file=out)
        for line, count in sorted(runs[path].items()):
            text = sources[path][line - 1]
            if not re.search(r"\w", text):
                continue  # a brace
            if not count and line in compile_time[path]:
                room[2] += 1
                print(f"{line:6}  {text}", file=apart)
                continue
            here[0] += 1
            if count:
                here[1] += 1
            else:
                print(f"{line:6}  {text}", file=uncovered)
        room[0] += here[0]
        room[1] += here[1]
        print(f"{here[1]:5} of {here[0]:5}  {name}", file=files)

lines, hit, only = (sum(room[i] for room in rooms.values()) for i in range(3))
percent = 100 * hit / lines
table = "| room | lines | run | % | at compile time only |\n|---|--:|--:|--:|--:|\n"
for room, (all_of_it, some, not_run) in sorted(rooms.items()):
    table += f"| {room} | {all_of_it} | {some} | {100 * some / max(all_of_it, 1):.1f} | {not_run} |\n"
table += f"| **total** | {lines} | {hit} | **{percent:.1f}** | {only} |\n"
with open(os.path.join(report, "rooms.md"), "w", encoding="utf-8") as out:
    out.write(table)
print(table, end="")
print("lines that never ran:", os.path.join(report, "uncovered.txt"))
if percent < float(least):
    sys.exit(f"coverage: below {least} percent")
