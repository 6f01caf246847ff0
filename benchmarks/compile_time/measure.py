# SPDX-License-Identifier: BSL-1.0
"""What compiling costs. Started by ./run, which describes its output; the compiler's flags follow "--"."""
import os
import pathlib
import subprocess
import sys
import tempfile

from program import program

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BASELINE = HERE / "baseline.txt"
SLACK = 0.03
GCC, CLANG = "g++", "clang++-19"
# What is counted, by the name of the event in Clang's trace.
EVENTS = {"functions": b"InstantiateFunction", "classes": b"InstantiateClass", "code": b"CodeGen Function"}


def compile_once(command):
    """CPU seconds and peak megabytes of one compilation."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("compile_time: failed: " + " ".join(map(str, command)))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def count_events(trace):
    """Piece by piece: what this program once held counts as memory of the compilers that it starts."""
    found = dict.fromkeys(EVENTS, 0)
    before = b""
    with open(trace, "rb") as text:
        while piece := text.read(1 << 20):
            piece = before + piece
            for kind, event in EVENTS.items():
                name = b'"name":"' + event + b'"'
                found[kind] += piece.count(name) - before.count(name)
            before = piece[-64:]
    return found


def code_size(path):
    """Kilobytes of machine code and constants in an object file."""
    listed = subprocess.run(["size", path], check=True, capture_output=True, text=True).stdout
    text, data = listed.splitlines()[1].split()[:2]
    return (int(text) + int(data)) / 1024


class bench:
    def __init__(self, folder, flags):
        self.folder = folder
        self.flags = ["-std=c++20", "-O0", *flags]
        self.lines = []

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def compile(self, source, repetitions=3):
        """The cheapest of several: what others do on the machine only adds."""
        command = [GCC, *self.flags, "-c", source, "-o", self.folder / "object.o"]
        runs = [compile_once(command) for _ in range(repetitions)]
        return min(each[0] for each in runs), min(each[1] for each in runs)

    def write(self, text):
        path = self.folder / "program.cpp"
        path.write_text(text)
        return path

    def headers(self):
        self.say("| including | CPU s | MB |\n|---|---|---|")
        found = sorted((ROOT / "include/entente").glob("*.hpp"))
        found += sorted((ROOT / "include/entente/remote").glob("*.hpp"))
        for header in found:
            name = header.relative_to(ROOT / "include")
            seconds, memory = self.compile(self.write(f"#include <{name}>\n"))
            self.say(f"| `<{name}>` | {seconds:.2f} | {memory:.0f} |")
        self.say()

    def programs(self):
        self.say("| entities | CPU s | MB | object KB | code KB | each further: CPU s | MB | object KB | code KB |\n"
                 "|---|---|---|---|---|---|---|---|---|")
        before = None
        for entities in (1, 10, 50):
            seconds, memory = self.compile(self.write(program(entities)), 3 if entities == 1 else 1)
            made = self.folder / "object.o"
            here = (seconds, memory, made.stat().st_size / 1024, code_size(made))
            line = f"| {entities} | {here[0]:.2f} | " + " | ".join(f"{each:.0f}" for each in here[1:])
            if before is None:
                line += " | | | | |"
            else:
                further = [(a - b) / (entities - before[0]) for a, b in zip(here, before[1])]
                line += f" | {further[0]:.2f} | " + " | ".join(f"{each:.0f}" for each in further[1:]) + " |"
            self.say(line)
            before = (entities, here)
        self.say()

    def counts(self):
        """By entities and kind of event."""
        found = {}
        for entities in (1, 2):
            trace = self.folder / "trace.json"
            compile_once([CLANG, *self.flags, f"-ftime-trace={trace}", "-ftime-trace-granularity=0", "-c",
                          self.write(program(entities)), "-o", self.folder / "object.o"])
            for kind, count in count_events(trace).items():
                found[f"{kind} {entities}"] = count
        return found

    def check(self, update):
        """Whether no count is beyond the baseline."""
        found = self.counts()
        if update:
            BASELINE.write_text("".join(f"{name} {count}\n" for name, count in found.items()))
        held = {name: int(count) for name, count in
                (line.rsplit(" ", 1) for line in BASELINE.read_text().splitlines())}
        good = True
        self.say("| instantiated by Clang | one entity | baseline | a second | baseline |\n|---|---|---|---|---|")
        for kind in EVENTS:
            one, two = (f"{kind} {entities}" for entities in (1, 2))
            self.say(f"| {kind} | {found[one]} | {held[one]} | {found[two] - found[one]} | {held[two] - held[one]} |")
            further = (found[two] - found[one], held[two] - held[one])
            for what, (is_now, was) in {"one entity": (found[one], held[one]), "a second": further}.items():
                if is_now > was * (1 + SLACK):
                    good = False
                    print(f"compile_time: {kind} of {what}: {is_now}, more than {was} and 3 %. Where that is the price "
                          "of something wanted: benchmarks/compile_time/run --update", file=sys.stderr)
        self.say()
        return good


def main():
    split = sys.argv.index("--")
    wanted, flags = sys.argv[1:split], sys.argv[split + 1:]
    with tempfile.TemporaryDirectory() as folder:
        work = bench(pathlib.Path(folder), flags)
        good = work.check("--update" in wanted)
        if not wanted:
            work.headers()
            work.programs()
    report = ROOT / "build/benchmarks/compile_time.md"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("\n".join(["# What compiling costs", "", *work.lines]))
    return 0 if good else 1


sys.exit(main())
