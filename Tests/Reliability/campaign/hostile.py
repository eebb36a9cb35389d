"""Hostile text wherever a user can supply some: it is shown as text, or refused with its place."""

import ast
import csv
import html.parser
import itertools
import json
import os
import shutil
import xml.etree.ElementTree

from .program import qscreen
from .trial import Trial
from .workspace import MINI, Workspace, small_table

TEXTS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</script></td></table>",
    "<!-- a --> ]]> <![CDATA[b", "&lt;b&gt; &amp; &#60; &nosuch;", "<svg onload=alert(1)>",
    "javascript:alert(1)", "\\input{/etc/passwd}", "\\immediate\\write18{id} $x^_{}%&#~",
    "[a](http://example.org) | b | `c` **d**", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3",
    "\x1b[2J\x1b]0;owned\x07", "\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\",
    "a\u009b31mb\u0085c", "a\rb", "a\u202eb\u2066c", "a\u200bb\ufeffc", "../../outside",
    "/etc/passwd", "..", "x" * 300, "caf\u00e9", "cafe\u0301", "\"\"\"\nimport os\n\"\"\"",
    "'); import os; os.system('x')  #", "a\nb", "{{x}} ${y} %s %n", "\u0130\u0131 \U0001f4a5",
    "a,b;c\td", "'\"`$(id)`", "nan", "1e999", "true", "*", "~", "!!python/object:os.system [id]",
)

#: Characters that would steer a terminal; the line end and the tabulator do no harm.
STEERING = {chr(code) for code in [*range(0x20), *range(0x7f, 0xa0)]} - set("\n\t")


class Page(html.parser.HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.shape, self.text = set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.shape.update((tag, name) for name, _ in attributes)
        self.shape.add((tag, None))

    def handle_data(self, data):
        self.text.append(data)


def imports(text):
    """The modules that a Python file imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
    return found


def written(folder):
    """The text files of a folder by their paths."""
    for above, _, names in os.walk(folder):
        for name in names:
            if name.rpartition(".")[2] in ("html", "svg", "py", "csv", "json", "tex"):
                path = os.path.join(above, name)
                with open(path, encoding="utf-8", newline="") as file:
                    yield os.path.relpath(path, folder), file.read()


class Judge:
    """Compares what a hostile text has led to with what a harmless one does."""

    def __init__(self, harmless):
        self.shapes, self.imports = set(), set()
        for name, text in written(harmless):
            if name.endswith(".html"):
                self.shapes |= Page(text).shape
            elif name.endswith(".py"):
                self.imports |= imports(text)

    def mistakes(self, folder, text):
        for name, content in written(folder):
            try:
                wrong = self.mistake(name, content, text)
            except (SyntaxError, ValueError, csv.Error, xml.etree.ElementTree.ParseError) as error:
                wrong = f"cannot be read: {error}"
            if wrong:
                yield f"{name}: {wrong}"

    def mistake(self, name, content, text):
        kind = name.rpartition(".")[2]
        steering = STEERING & set(content) - {"\r"}
        if steering:
            return f"holds control characters {sorted(map(ord, steering))}"
        if kind == "html":
            new = Page(content).shape - self.shapes
            new = {(tag, name) for tag, name in new if tag != "sub"}
            return f"elements from the text: {sorted(map(str, new))}" if new else None
        if kind == "svg":
            root = xml.etree.ElementTree.fromstring(content)
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            return "a script" if tags & {"script", "img", "foreignObject"} else None
        if kind == "py":
            new = imports(content) - self.imports
            return f"imports {sorted(new)}" if new else None
        if kind == "csv":
            rows = list(csv.reader(content.splitlines(keepends=True), strict=True))
            if len({len(row) for row in rows}) > 1:
                return "rows of different lengths"
        if kind == "json":
            json.loads(content)
        if kind == "tex":
            for command in ("\\input{", "\\immediate", "\\write18"):
                if command in content and command in text:
                    return f"obeys {command}"
        return None




def quoted(text):
    """A YAML scalar; JSON's quotation marks and escapes are YAML's too."""
    return json.dumps(text)


def field(text):
    return '"' + text.replace('"', '""') + '"'


# Each place writes what the command needs into a folder and returns the command's arguments.

def as_title(folder, text):
    return run_in(folder, MINI.replace("title: Mini", f"title: {quoted(text)}"))


def as_class(folder, text):
    table = small_table().replace(",approximant\n", f",{field(text)}\n")
    return run_in(folder, MINI, table)


def as_target(folder, text):
    table = small_table().replace(",quasicrystal\n", f",{field(text)}\n")
    settings = MINI.replace("  divisions: 10", f"  divisions: 10\n  target: {quoted(text)}")
    return run_in(
        folder, settings.replace("  count: 2", f"  count: 2\n  target: {quoted(text)}"), table)


def as_column(folder, text):
    table = small_table().replace("formula,", f"{field(text)},", 1)
    column = f"dataset:\n  formula_column: {quoted(text)}"
    return run_in(folder, MINI.replace("dataset:", column), table)


def as_reference(folder, text):
    lines = small_table().splitlines()
    rows = [lines[0] + ",reference"] + [f"{line},{field(text)}" for line in lines[1:]]
    return run_in(folder, MINI, "\n".join(rows) + "\n")


def as_table_name(folder, text):
    arguments = run_in(folder, MINI.replace("small.csv", "tables"))
    os.mkdir(os.path.join(folder, "tables"))
    name = text.replace("/", "\u2215")[:80] + ".csv"
    shutil.move(os.path.join(folder, "small.csv"), os.path.join(folder, "tables", name))
    return arguments


def as_group(folder, text):
    return run_in(folder, MINI.replace(
        "systems: [Al-Cu-Fe]",
        f"families: [{quoted('Al-Cu-' + text)}]\n  groups: {{{quoted(text)}: [Fe, Ru]}}"))


def as_map(folder, text):
    return run_in(folder, MINI.replace("top: 1", f"top: 1\n  systems: [{quoted(text)}]"))


def as_formula(folder, text):
    with open(os.path.join(folder, "asked.csv"), "w", encoding="utf-8", newline="") as file:
        file.write(f"formula\n{field(text)}\n")
    return ["predict", "--input", "asked.csv", "--model", "../reference/model/model.h5"]


def as_quantity(folder, text):
    rows = "".join(f"{x / 7},{x * x % 11},{x * 3 % 5}\n" for x in range(1, 30))
    with open(os.path.join(folder, "table.csv"), "w", encoding="utf-8", newline="") as file:
        file.write(f"{field(text)},b,y\n{rows}")
    return ["symbolic", "--input", "table.csv", "--target", "y", "--output", "out"]


def run_in(folder, settings, table=None):
    for name, content in (("mini.yaml", settings), ("small.csv", table or small_table())):
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(content)
    return ["run", "mini.yaml", "--output", "out", "--jobs", "1"]


PLACES = (
    as_title, as_class, as_target, as_column, as_reference, as_table_name, as_group, as_map,
    as_formula, as_quantity)


def around(folder):
    """What lies beside a folder, which no text may change."""
    return sorted(os.listdir(os.path.dirname(folder)))


def hostile(report, count):
    pairs = list(itertools.product(PLACES, TEXTS))
    report.random("order").shuffle(pairs)
    with Workspace(MINI) as workspace:
        judge = Judge(workspace.reference)
        laws = workspace.at("laws")
        os.mkdir(laws)
        outcome = qscreen(*as_quantity(laws, "a"), folder=laws)
        assert outcome.status == 0, outcome
        judge.imports |= Judge(laws).imports
        for index in range(count):
            os.mkdir(workspace.at(f"try-{index}"))
        beside = around(laws)

        def one(index, pair):
            place, text = pair
            where = f"#{index} {place.__name__} {text[:40]!r}"
            folder = workspace.at(f"try-{index}")
            arguments = place(folder, text)
            before = set(os.listdir(folder))
            outcome = qscreen(*arguments, folder=folder, timeout=60)
            report.check(not outcome.died and outcome.status != 70, where, outcome)
            told = outcome.output.decode("utf-8", "replace") + outcome.messages
            steering = STEERING & set(told)
            report.check(not steering, where, f"prints control characters {sorted(steering)}")
            new = set(os.listdir(folder)) - before
            report.check(new <= {"out"}, where, f"wrote {sorted(new)}")
            report.check(around(folder) == beside, where, "wrote beside its folder")
            if outcome.status == 0:
                report.count(f"shown {place.__name__[3:]}")
                for wrong in judge.mistakes(os.path.join(folder, "out"), text):
                    report.fail(where, wrong)
            else:
                report.count(f"refused {place.__name__[3:]}")
                report.check(
                    outcome.status in (64, 65, 66, 73, 78) and "error: " in outcome.messages,
                    where, outcome)

        report.each(pairs[:count], one)


TRIALS = [
    Trial(
        "hostile", "text that is HTML, LaTeX, Python, a spreadsheet formula, terminal escapes or a "
        "path: shown as text everywhere, or refused with a message", len(TEXTS) * len(PLACES), 20,
        hostile),
]
