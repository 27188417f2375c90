"""Runs one notebook and says by its exit code whether it still works.

The main container of a pod made by nvj runs this. It needs Python 3.8, nbformat, nbclient and a kernel, as every
Jupyter image has; it installs and downloads nothing. Settings: NVJ_NOTEBOOK and NVJ_GOLDEN (paths), NVJ_COMPARISON
and NVJ_VALIDATION (spec.comparisonConfig and validationConfig as JSON; without the latter no check is run),
NVJ_OUTPUT_DIR (for output.ipynb and results.json; default /workspace), NVJ_TERMINATION_LOG (for the verdict;
default /dev/termination-log). Cells are numbered from 0 among all cells. Exit codes: see VERDICTS.
"""
import ast, base64, contextlib, decimal, difflib, json, logging, os, re, signal, sys, time, warnings, zlib  # noqa: E401

try:
    import nbformat
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    MISSING = None
except ImportError as fault:
    MISSING = str(fault)

PASSED, CELL_FAILED, DIFFERS, CHECK_FAILED, CANNOT_RUN, TERMINATED = 0, 1, 2, 3, 4, 143
VERDICTS = {PASSED: "passed", CELL_FAILED: "cell failed", DIFFERS: "differs from the golden notebook",
            CHECK_FAILED: "check failed", CANNOT_RUN: "cannot run", TERMINATED: "terminated"}

# The checks of validationConfig, each with what educationalMode adds when it fails.
CHECKS = {
    "detectSilentFailures": "raise an exception where a value cannot be computed, instead of returning None or NaN",
    "checkOutputTypes": "convert the value on the cell's last line, or correct expectedOutputs",
    "failOnStderr": "log to standard output, or end the cell with an exception when it is a fault",
    "failOnWarnings": "mend what the warning names, or silence that category with warnings.filterwarnings",
    "verifyAssertions": "assert what must hold of the results, for instance: assert len(df) > 0",
    "requireExplicitExitCodes": "end the last cell with an assert, or with sys.exit(0 if ok else 1)",
    "expectedOutputs": "show the value on the cell's last line, or correct expectedOutputs",
}
# A level is a set of checks; strictMode is the set of production. A field that is set wins
# over both. At the learning level every check is run, and warns instead of failing.
DEVELOPMENT = {"expectedOutputs", "checkOutputTypes", "detectSilentFailures"}
PYTHON_ONLY = ("detectSilentFailures", "verifyAssertions", "requireExplicitExitCodes")
LEVELS = {"learning": set(CHECKS), "development": DEVELOPMENT,
          "staging": DEVELOPMENT | {"failOnStderr"}, "production": set(CHECKS)}

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# A warning as Python prints it, with the source line below.
WARNING = re.compile(r"^.*:\d+: \w*Warning: .*\n?(?:  .*\n?)?", re.M)
NUMBER = re.compile(r"(?<![\w.])([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?!\.?\d)")
TIMESTAMPS = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[-+]\d\d:?\d\d))?"
                        r"|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [-+]\d{4})?"
                        r"|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: [A-Z]{3,4})?(?: \d{4})?"
                        r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b")
# Object addresses and the kernel's temporary files change with every run.
VOLATILE = re.compile(r"\bat 0x[0-9a-fA-F]+|/\S*ipykernel_\d+/\d+\.py")

# Runs in a Python kernel, in a namespace of its own.
PROBE = r'''
import ast, decimal, json, math, numbers, types
from IPython import get_ipython
def called(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))
def asserts(node):
    return isinstance(node, ast.Assert) or called(node).startswith("assert")
def facts(source):
    """Whether a cell asserts, ends in a verdict, and shows something that may not be None.
    A call may be None: print() and plt.show() return nothing."""
    try:
        body = ast.parse(get_ipython().transform_cell(source)).body or [ast.Pass()]
    except SyntaxError:  # running it will tell
        body = [ast.Pass()]
    last = [] if isinstance(body[-1], (ast.FunctionDef, ast.ClassDef)) else list(ast.walk(body[-1]))
    return {"asserts": any(asserts(node) for statement in body for node in ast.walk(statement)),
            "verdict": any(asserts(n) or isinstance(n, ast.Raise) or called(n) in ("exit", "_exit", "quit") for n in last),
            "shows": isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")
            and not isinstance(body[-1].value, (ast.Call, ast.Await, ast.Constant))}
def unmet(value, want, types_too):
    if types_too and want.get("type"):
        head, dot, rest = want["type"].partition(".")
        module = get_ipython().user_ns.get(head)  # np.ndarray, where np is numpy
        name = module.__name__ + dot + rest if isinstance(module, types.ModuleType) else want["type"]
        if not any(name in (c.__name__, c.__module__ + "." + c.__qualname__,
                            c.__module__.split(".")[0] + "." + c.__name__) for c in type(value).__mro__):
            yield "checkOutputTypes", "type is %s, expected %s" % (type(value).__name__, want["type"])
    if value is None and set(want) - {"cell", "type"}:
        yield "expectedOutputs", "no value: the last line is no expression, ends in ; or is None"
        return
    if want.get("shape"):
        shape, sizes = getattr(value, "shape", None), [int(n) for n in want["shape"].split(",")]
        shape = [len(value)] if shape is None else list(shape)
        if len(shape) != len(sizes) or any(s not in (-1, n) for n, s in zip(shape, sizes)):
            yield "expectedOutputs", "shape is %s, expected %s" % (",".join(map(str, shape)), want["shape"])
    for key, pick, holds in (("minValue", min, float.__ge__), ("maxValue", max, float.__le__)):
        if want.get(key):
            found = pick(value) if isinstance(value, (list, tuple, set)) else value
            while getattr(found, "ndim", 0):  # the columns of a table, then their values
                found = getattr(found, pick.__name__)()
            if not holds(float(found), float(want[key])):
                yield "expectedOutputs", "%s is %s, expected %s %s" % (pick.__name__, found, key, want[key])
    if want.get("notEmpty") and not (len(value) if hasattr(value, "__len__") else value):
        yield "expectedOutputs", "the value is empty"
def judge(count, shows, wants, silent, types_too):
    """[check, text] for each thing wrong with the value of the cell that was In[count]."""
    value, found = get_ipython().user_ns.get("_oh", {}).get(count), []  # every value but None is kept there
    bad = type(value).__name__ in ("NaTType", "NAType") or value is None and shows
    try:
        single = isinstance(value, (numbers.Real, decimal.Decimal)) or getattr(value, "ndim", 1) == 0
        bad = bad or single and not math.isfinite(value)
    except (TypeError, ValueError, OverflowError):
        pass  # an array of one text, or an integer beyond float
    if silent and bad:
        found.append(("detectSilentFailures", "the result is %s" % value))
    for want in wants:
        try:
            found += unmet(value, want, types_too)
        except Exception as fault:
            found.append(("expectedOutputs", "cannot be evaluated: %s: %s" % (type(fault).__name__, fault)))
    return found
'''


class CannotRun(Exception):
    """The notebook cannot be run at all; the text says why."""


def log(text):
    print("nvj: " + ESCAPES.sub("", text), flush=True)


def first_line(text, limit=72):
    line = next((part.strip() for part in ESCAPES.sub("", text).splitlines() if part.strip()), "")
    return line if len(line) <= limit else line[:limit - 1] + "\u2026"


def read_notebook(path, what):
    try:
        with open(path, encoding="utf-8-sig") as file:
            return nbformat.read(file, as_version=4)
    except Exception as fault:  # nbformat has many kinds for what is not a notebook
        reason = "cannot be read" if isinstance(fault, OSError) else "is not a Jupyter notebook"
        raise CannotRun("%s %s: %s: %s" % (what, reason, path, first_line(str(fault), 200)))


class Checks:
    """The checks of validationConfig: which are on, and what they found."""

    def __init__(self, settings):
        self.level, self.wanted = settings.get("level") or "development", settings.get("expectedOutputs") or []
        self.explicit = {name for name in CHECKS if settings.get(name)}
        self.on = LEVELS["production" if settings.get("strictMode") else self.level] | self.explicit
        self.on -= {name for name in CHECKS if settings.get(name) is False}
        self.explain = settings.get("educationalMode", self.level == "learning")
        self.facts, self.findings = None, []

    def add(self, check, cell, text, warn=False):
        warn = warn or self.level == "learning"
        text = "%s%s [%s]" % ("" if cell is None else "cell %d: " % cell, text, check)
        hint = {"suggestion": CHECKS[check]} if self.explain else {}
        self.findings.append(dict(hint, check=check, cell=cell, outcome="warned" if warn else "failed", message=text))
        log(": ".join(["warning" if warn else "failed", text, *hint.values()]))

    def ask(self, client, expression, checks, cell=None):
        """Evaluates an expression with PROBE's functions in the kernel; the notebook's names stay as they are."""
        code = "(lambda n: (exec(%r, n), eval(%r, n))[1])({})" % (PROBE, "json.dumps(%s)" % expression)
        try:
            request = client.kc.execute("", silent=True, store_history=False, user_expressions={"nvj": code})
            reply = client.wait_for_reply(request)["content"].get("user_expressions", {}).get("nvj", {})
            if "data" in reply:
                return json.loads(ast.literal_eval(reply["data"]["text/plain"]))
            fault = "%s %s" % (reply.get("ename", "this needs a Python kernel with"), reply.get("evalue", "IPython"))
        except (ValueError, RuntimeError) as error:
            fault = error
        for check in sorted(self.on.intersection(checks)):  # what only the level asks for may be missing
            self.add(check, cell, "cannot be evaluated: %s" % fault, check not in self.explicit)
        return None

    def start(self, client, cells):
        """Reads the cells' text, in the kernel: its Python may be newer than this one."""
        sources = [cell.source if cell.cell_type == "code" else "" for cell in cells]
        self.facts = self.ask(client, "[facts(source) for source in %r]" % sources, PYTHON_ONLY)

    def after_cell(self, client, index, cell):
        stderr = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        for check, text in (("failOnWarnings", "".join(WARNING.findall(stderr))), ("failOnStderr", WARNING.sub("", stderr))):
            if text.strip() and check in self.on:
                self.add(check, index, "standard error: " + first_line(text, 200))
        wants, silent = [w for w in self.wanted if w["cell"] == index], bool(self.facts) and "detectSilentFailures" in self.on
        if wants or silent:
            call = cell.execution_count, silent and self.facts[index]["shows"], wants, silent, "checkOutputTypes" in self.on
            for check, text in self.ask(client, "judge%r" % (call,), ["expectedOutputs" if wants else PYTHON_ONLY[0]], index) or []:
                self.add(check, index, text)

    def at_end(self, records):
        ran = [r["index"] for r in records if r["status"] in ("ok", "raised", "exited")]
        for index in sorted({want["cell"] for want in self.wanted}.difference(ran)):
            self.add("expectedOutputs", index, "is no code cell of this notebook, or was not run")
        if self.facts is not None and "verifyAssertions" in self.on and not any(self.facts[i]["asserts"] for i in ran):
            self.add("verifyAssertions", None, "the notebook asserts nothing")
        if self.facts is not None and "requireExplicitExitCodes" in self.on and not (ran and self.facts[ran[-1]]["verdict"]):
            self.add("requireExplicitExitCodes", None, "the last cell neither asserts nor raises nor exits")


class Comparison:
    """Compares the outputs of the executed notebook with those of the golden one."""

    def __init__(self, settings):
        self.exact, self.differences = settings.get("strategy") == "exact", []
        self.tolerance = decimal.Decimal(settings.get("floatingPointTolerance") or "0.0001")
        replaced = [re.compile(p) for p in settings.get("customTimestampPatterns") or []] + [VOLATILE]
        replaced += [TIMESTAMPS] if settings.get("ignoreTimestamps", True) else []
        self.replaced = [] if self.exact else replaced
        self.counts = not settings.get("ignoreExecutionCount", True)
        self.ignored = set(settings.get("ignoreOutputTypes") or [])
        if not self.exact:  # a widget's ID is new in every run
            self.ignored.add("application/vnd.jupyter.widget-view+json")

    def outputs(self, cell):
        """{label: (MIME type, content)}. Streams are joined: in what pieces they arrive is chance."""
        found = {"execution count": ("text/plain", str(cell.execution_count))} if self.counts else {}
        for position, out in enumerate(o for o in cell.outputs if o.output_type != "stream"):
            content = out.get("data", {})
            if out.output_type == "error":  # a traceback names line and cell numbers
                content = {"text/plain": "\n".join([out.ename, out.evalue] + self.exact * out.traceback)}
            for mime in () if out.output_type in self.ignored else content:
                found["%s %d %s" % (out.output_type, position, mime)] = (mime, content[mime])
        for out in cell.outputs:
            if out.output_type == "stream" and not self.ignored & {"stream", out.name}:
                found[out.name] = ("text/plain", found.get(out.name, ("", ""))[1] + out.text)
        return {label: content for label, content in found.items() if content[0] not in self.ignored}

    def near(self, one, other):
        """Two numbers as text. Two integers have no relative tolerance: one row more in a million is more."""
        with contextlib.suppress(decimal.DecimalException):
            a, b = decimal.Decimal(one), decimal.Decimal(other)
            return abs(a - b) <= self.tolerance * (max(1, abs(a), abs(b)) if set(one + other) & set(".eE") else 1)

    def same_line(self, one, other):
        if one == other or self.exact:
            return one == other
        a, b = NUMBER.split(one), NUMBER.split(other)  # text, number, text, ..., number, text
        return len(a) == len(b) and all(x == y or (self.near(x, y) if i % 2 else x.split() == y.split())
                                        for i, (x, y) in enumerate(zip(a, b)))

    def difference(self, mime, golden, run):
        """A unified diff from the first difference on, or a sentence; empty when both are equal."""
        if mime == "image/png" and not self.exact:
            return "" if pixels(golden) == pixels(run) else "the pixels differ"
        if mime.endswith("json"):
            golden, run = (json.dumps(value, indent=1, sort_keys=True) for value in (golden, run))
        elif not mime.startswith(("text/", "image/svg", "application/javascript")):
            return "" if golden.split() == run.split() else "the bytes differ"
        for pattern in self.replaced:
            golden, run = pattern.sub("\u2026", golden), pattern.sub("\u2026", run)
        a, b = (text.split("\n") if self.exact else text.rstrip().split("\n") for text in (golden, run))
        first = next((i for i, (x, y) in enumerate(zip(a, b)) if not self.same_line(x, y)), min(len(a), len(b)))
        if first == len(a) == len(b):
            return ""
        a, b = (side[max(0, first - 3):first + 200] for side in (a, b))
        b = [x if self.same_line(x, y) else y for x, y in zip(a, b)] + b[len(a):]
        return "\n".join(line[:300] for line in list(difflib.unified_diff(a, b, "golden", "run", lineterm=""))[:40])

    def compare(self, golden, run):
        """Pairs the code cells by their source, so that one cell more does not shift all others."""
        sides = [[(i, c) for i, c in enumerate(n.cells) if c.cell_type == "code" and (c.source.strip() or c.outputs)]
                 for n in (golden, run)]
        matcher = difflib.SequenceMatcher(None, *([c.source for _, c in side] for side in sides), autojunk=False)
        for _, a, a_end, b, b_end in matcher.get_opcodes():
            for k in range(max(a_end - a, b_end - b)):
                before, was = sides[0][a + k] if a + k < a_end else (None, None)
                after, now = sides[1][b + k] if b + k < b_end else (None, None)
                if was is None or now is None:
                    self.add(after, before, "the cell", "extra" if was is None else "missing")
                    continue
                was, now = self.outputs(was), self.outputs(now)
                for label in list(was) + [label for label in now if label not in was]:
                    both = label in was and label in now
                    self.add(after, before, label, self.difference(*was[label], now[label][1]) if both else
                             "missing" if label in was else "extra")

    def add(self, cell, golden, output, text):
        if text:
            where = "golden cell %s" % golden if cell is None else "cell %s" % cell
            message = "%s: %s: %s%s" % (where, output, "\n" if "\n" in text else "", text)
            self.differences.append({"cell": cell, "goldenCell": golden, "output": output, "difference": text, "message": message})


def pixels(image):
    """The header, palette and decompressed rows of a base64 PNG; any other text as it is."""
    png, parts, packed, at = base64.b64decode(image), [], b"", 8
    try:
        while at < len(png):
            size, kind = int.from_bytes(png[at:at + 4], "big"), png[at + 4:at + 8]
            body, at = png[at + 8:at + 8 + size], at + 12 + size
            packed += body if kind == b"IDAT" else b""
            parts += [body] if kind in (b"IHDR", b"PLTE", b"tRNS") else []
        return parts, zlib.decompress(packed)
    except zlib.error:
        return image


class Run:
    """One run from the settings to the verdict; it knows what was done when it is cut short."""

    def __init__(self):
        self.began, self.directory = time.monotonic(), os.environ.get("NVJ_OUTPUT_DIR") or "/workspace"
        self.path, self.golden_path = os.environ.get("NVJ_NOTEBOOK", ""), os.environ.get("NVJ_GOLDEN", "")
        self.notebook = self.golden = self.kernel = self.checks = self.comparison = None
        self.records, self.compared = [], False

    def prepare(self):
        """Reads all input first, so that a fault in it costs seconds and not a whole run."""
        try:
            os.makedirs(self.directory, exist_ok=True)
            for name in ("output.ipynb", "results.json"):  # an earlier run on this volume may have left them
                with open(os.path.join(self.directory, name), "a") as file:
                    os.remove(file.name)
        except OSError as fault:
            raise CannotRun("%s is not writable as UID %d: %s" % (self.directory, os.getuid(), fault))
        if MISSING:
            raise CannotRun("%s: use a Jupyter image, or set executor.command" % MISSING)
        try:
            name = "NVJ_VALIDATION"
            self.checks = Checks(json.loads(os.environ[name])) if os.environ.get(name) else None
            name = "NVJ_COMPARISON"
            self.comparison = Comparison(json.loads(os.environ.get(name) or "{}")) if self.golden_path else None
        except (ValueError, TypeError, LookupError, AttributeError, decimal.InvalidOperation, re.error) as fault:
            raise CannotRun("%s: Invalid value: %s: %s" % (name, type(fault).__name__, fault))
        self.golden = read_notebook(self.golden_path, "the golden notebook") if self.golden_path else None
        self.path = os.path.abspath(self.path)
        self.notebook = read_notebook(self.path, "the notebook")
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            status = "not-run" if cell.cell_type == "code" else "skipped"
            self.records.append({"index": index, "type": cell.cell_type, "source": first_line(cell.source),
                                 "status": status, "seconds": None, "error": None})

    def execute(self):
        """Runs the cells in a kernel of their own."""
        # No time limit but the pod's deadline. Late output is waited for, never silently dropped.
        client = NotebookClient(self.notebook, timeout=None, startup_timeout=300, iopub_timeout=120,
                                raise_on_iopub_timeout=True, shell_timeout_interval=1,
                                resources={"metadata": {"path": os.path.dirname(self.path)}})
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(client.setup_kernel())
            except Exception as fault:
                kind = "this image lacks the kernel" if isinstance(fault, NoSuchKernel) else "the kernel did not start"
                raise CannotRun("%s: %s" % (kind, first_line(str(fault), 300)))
            self.kernel = client.km.kernel_name
            try:
                if self.checks:
                    self.checks.start(client, self.notebook.cells)
                for index, cell in enumerate(self.notebook.cells):
                    if cell.cell_type == "code" and not self.run_cell(client, index, cell):
                        break
                client.set_widgets_metadata()
            except SystemExit:
                client.shutdown_kernel = "immediate"
                raise

    def run_cell(self, client, index, cell):
        """Runs a code cell; false when no more cells are to be run."""
        record, began, name, value = self.records[index], time.monotonic(), "", ""
        if not cell.source.strip() or "skip-execution" in cell.metadata.get("tags", []):
            record["status"] = "skipped"
            return True
        record["status"] = "interrupted"
        try:
            client.execute_cell(cell, index)
            record["status"] = "ok"
        except CellExecutionError as fault:
            name, value = fault.ename, fault.evalue
            record["status"] = "exited" if name == "SystemExit" and value in ("", "0", "None") else "failed"
        except (DeadKernelError, CellTimeoutError) as fault:
            name, record["status"] = type(fault).__name__, "failed"
            value = "the kernel died (out of memory, a crash, exit())" if name == "DeadKernelError" else str(fault)
        finally:
            record["seconds"] = round(time.monotonic() - began, 3)
            errors = [o for o in cell.outputs if o.output_type == "error"]
            if errors and record["status"] == "ok":  # the cell is tagged raises-exception
                record["status"], name, value = "raised", errors[-1].ename, errors[-1].evalue
            log("cell %d of %d: %s, %.2fs: %s" % (index, len(self.records), record["status"], record["seconds"], record["source"]))
        if name:
            trace = ESCAPES.sub("", "\n".join(errors[-1].traceback if errors else [value]))
            record["error"] = {"name": name, "value": ESCAPES.sub("", value)[:2000], "traceback": trace[-20000:]}
        if record["status"] == "failed":
            print("    " + record["error"]["traceback"].replace("\n", "\n    "), flush=True)
        elif self.checks and record["status"] == "ok":
            self.checks.after_cell(client, index, cell)
        return record["status"] in ("ok", "raised")

    def verdict(self):
        """The exit code and its reasons, after the cells were run."""
        for record in self.records:
            if record["status"] == "failed":
                where, error = "cell %d (%s)" % (record["index"], record["source"]), record["error"]
                return CELL_FAILED, "%s: %s: %s\n%s" % (where, error["name"], first_line(error["value"], 300), error["traceback"][-2000:])
        if self.checks:
            self.checks.at_end(self.records)
        if self.comparison:
            self.comparison.compare(self.golden, self.notebook)
            self.compared = True
        differences = [d["message"] for d in self.comparison.differences] if self.comparison else []
        failed = [f["message"] for f in self.checks.findings if f["outcome"] == "failed"] if self.checks else []
        for text in differences[:10]:
            log(text)
        texts = ["%d of %d cells were run" % (sum(r["seconds"] is not None for r in self.records), len(self.records))]
        texts += ["%d differences" % len(differences)] * bool(differences) + ["%d failed checks" % len(failed)] * bool(failed)
        code = DIFFERS if differences else CHECK_FAILED if failed else PASSED
        return code, "\n".join([", ".join(texts)] + differences[:3] + failed)

    def finish(self, code, text):
        """Writes the executed notebook, the results and the verdict."""
        statuses = [record["status"] for record in self.records]
        results = {
            "schemaVersion": 1, "notebook": self.path, "golden": self.golden_path or None, "kernel": self.kernel,
            "verdict": VERDICTS[code], "exitCode": code, "message": text, "seconds": round(time.monotonic() - self.began, 3),
            "counts": {status: statuses.count(status) for status in sorted(set(statuses))}, "cells": self.records,
            "comparison": {"strategy": "exact" if self.comparison.exact else "normalized",
                           "equal": not self.comparison.differences,
                           "differences": self.comparison.differences[:100]} if self.compared else None,
            "checks": {"level": self.checks.level, "on": sorted(self.checks.on),
                       "findings": self.checks.findings} if self.checks else None}
        text = "%s: %s" % (VERDICTS[code], text)
        try:
            if self.notebook is not None:
                nbformat.write(self.notebook, os.path.join(self.directory, "output.ipynb"))
            with open(os.path.join(self.directory, "results.json"), "w") as file:
                json.dump(results, file, indent=1)
        except Exception as fault:  # a full volume must not change the verdict
            log("warning: output.ipynb or results.json is not written: %s" % fault)
        with contextlib.suppress(OSError):  # outside a cluster there is no such file
            with open(os.environ.get("NVJ_TERMINATION_LOG") or "/dev/termination-log", "wb") as file:
                file.write(text.encode("utf-8", "replace")[:4000].decode("utf-8", "ignore").encode())
        log(text.partition("\n")[0])
        return code


def main():
    def terminate(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(TERMINATED)  # an event loop lets hardly any other exception out of a callback

    signal.signal(signal.SIGTERM, terminate)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.disable(logging.CRITICAL)  # every fault is reported here, once
    warnings.simplefilter("ignore")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    run = Run()
    try:
        run.prepare()
        run.execute()
        return run.finish(*run.verdict())
    except CannotRun as fault:
        return run.finish(CANNOT_RUN, str(fault))
    except SystemExit:
        at = [r["index"] for r in run.records if r["status"] == "interrupted"]
        return run.finish(TERMINATED, "SIGTERM%s: the pod's deadline, or a deletion" % (" in cell %d" % at[0] if at else ""))


sys.exit(main())
