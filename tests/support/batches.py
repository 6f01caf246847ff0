#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""batches.py MOST SOURCE... prints `batch|source` per line: which sources of one test program may be compiled together.

Most of the time to compile a test goes into the library's headers and templates, which sources of one batch share. Each
source was written to be compiled alone, so those that define the same name, or one that another's headers or `using` lines
bring along, stay apart, and so does a source that says "// Compiled alone". A name too many costs time only; names are therefore taken by their looks.
"""
import os
import re
import sys

# At the beginning of a line, which in this tree means: at namespace scope.
TYPE = re.compile(r"^(?:struct|class|enum class|enum|using|concept) (\w+)(?!\w|::)", re.M)
TRAITS = re.compile(r"^struct entente::\w+<(?:\w+::)*(\w+)", re.M)
MACRO = re.compile(r"^#define (\w+)", re.M)
OTHER = re.compile(
    r"^(?!namespace|using|struct|class|template <>|#|//|\}|TEST_CASE|static_assert|return| )"
    r"[\w:<>,&* \[\]]*?\b(\w+)(?:\(|\{| =|;|\[)", re.M)
USED = re.compile(r"^using ([\w:]+);", re.M)
ALIAS = re.compile(r"^namespace (\w+) = ([\w:]+);", re.M)
OPENED = re.compile(r"^using namespace .*", re.M)
HEADER = re.compile(r'^#include "(.*)"', re.M)
tests = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def defined(text):
    names = {name for form in (TYPE, TRAITS, MACRO, OTHER) for name in form.findall(text)}
    return {name for name in names if name != "namespace" and not name.startswith("SUPPORT_")}


def brought(path, text, known=None):
    """What the headers of the tests define: name -> header."""
    names = {} if known is None else known
    for header in HEADER.findall(text):
        for folder in (os.path.dirname(path), tests):
            place = os.path.normpath(os.path.join(folder, header))
            if os.path.exists(place) and place not in names.values():
                content = read(place)
                for name in defined(content):
                    names.setdefault(name, place)
                brought(place, content, names)
                break
    return names


def same_where_common(one, other):
    return all(one[name] == other[name] for name in one.keys() & other.keys())


class Batch:
    def __init__(self):
        self.sources, self.defined, self.brought, self.used, self.opened = [], set(), {}, {}, None

    def takes(self, path):
        text = read(path)
        if self.sources and ("// Compiled alone" in text or "// Compiled alone" in read(self.sources[0])):
            return False
        names, headers = defined(text), brought(path, text)
        used = {line.split("::")[-1]: line for line in USED.findall(text)} | dict(ALIAS.findall(text))
        opened = sorted(set(OPENED.findall(text)))
        if self.sources and (
                opened != self.opened or names & self.defined or names & self.brought.keys()
                or headers.keys() & self.defined or used.keys() & self.defined or names & self.used.keys()
                or not same_where_common(headers, self.brought) or not same_where_common(used, self.used)):
            return False
        self.sources.append(path)
        self.defined |= names
        self.brought.update(headers)
        self.used.update(used)
        self.opened = opened
        return True


most, batches = int(sys.argv[1]), []
for source in sorted(sys.argv[2:], key=lambda path: (-os.path.getsize(path), path)):
    if not any(len(batch.sources) < most and batch.takes(source) for batch in batches):
        batches.append(Batch())
        batches[-1].takes(source)
for number, batch in enumerate(batches):
    for source in sorted(batch.sources):
        print(f"{number}|{source}")
