"""Runs one notebook and says by its exit code whether it still works.

The main container of a pod made by nvj runs this. It needs Python 3.8, nbformat, nbclient and a kernel, as every
Jupyter image has; it installs and downloads nothing. Settings: NVJ_NOTEBOOK and NVJ_GOLDEN (paths), NVJ_COMPARISON
and NVJ_VALIDATION (spec.comparisonConfig and validationConfig as JSON; without the latter no check is run),
NVJ_OUTPUT_DIR (for output.ipynb and results.json; default /workspace), NVJ_TERMINATION_LOG (for the verdict;
default /dev/termination-log). Cells are numbered from 0 among all cells. Exit codes: see VERDICTS.
"""
import ast, asyncio, base64, contextlib, decimal, difflib, json, logging, os, re, signal, sys, time, warnings, zlib  # noqa: E401

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
# As Python prints one: the message, perhaps of several lines, and mostly the source line behind two spaces.
WARNING = re.compile(r"^.*:\d+: \w*Warning: .*\n?(?:(?:(?!  \S|Traceback |.*:\d+: \w*Warning: ).*\n){0,30}?  \S.*\n?)?", re.M)
# Outputs have megabytes in a line: no expression below may look at one place more than a bounded number of times.
NUMBER = re.compile(r"(?<![\w.])([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?!\.?\d)")
TIMESTAMPS = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[-+]\d\d:?\d\d))?"
                        r"|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [-+]\d{4})?"
                        r"|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: [A-Z]{3,4})?(?: \d{4})?"
                        r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b")
# An object's address, the kernel's temporary file.
VOLATILE = re.compile(r"\bat 0x[0-9a-fA-F]+|(?:/[^\s/]{1,80}){0,9}/ipykernel_\d+/\d+\.py")

# Runs in a Python kernel, in a namespace of its own.
PROBE = r'''
import ast, json, math, re, sys, types
from IPython import get_ipython
def called(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))
def asserts(node):
    return isinstance(node, ast.Assert) or called(node).startswith("assert")
def facts(source):
    """Whether a cell asserts, ends in a verdict, and shows something that may not be None.
    A call may be None: print() and plt.show() return nothing."""
    code = re.sub(r"\A\s*(%%(time|timeit|capture|prun)\b.*\n\s*)+", "", source)  # these run what follows as Python
    try:
        body = ast.parse(get_ipython().transform_cell(code)).body or [ast.Pass()]
    except SyntaxError:  # running it will tell
        body = [ast.Pass()]
    last = [] if isinstance(body[-1], (ast.FunctionDef, ast.ClassDef)) else list(ast.walk(body[-1]))
    return {"asserts": any(asserts(node) for statement in body for node in ast.walk(statement)),
            "verdict": any(asserts(n) or isinstance(n, ast.Raise) or called(n) in ("exit", "_exit", "quit") for n in last),
            "shows": code == source and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")
            and not isinstance(body[-1].value, (ast.Call, ast.Await, ast.Constant))}
def unmet(value, want, types_too):
    if types_too and want.get("type"):
        head, dot, rest = want["type"].partition(".")
        module = get_ipython().user_ns.get(head)  # np.ndarray, where np is numpy
        name = module.__name__ + dot + rest if isinstance(module, types.ModuleType) else want["type"]
        home, _, last = name.rpartition(".")  # where a class is public: concurrent.futures, not concurrent.futures._base
        public = getattr(sys.modules.get(home), last, None)
        if not any(c is public or name in (c.__name__, c.__module__ + "." + c.__qualname__,
                                           c.__module__.split(".")[0] + "." + c.__name__) for c in type(value).__mro__):
            yield "checkOutputTypes", "type is %s, expected %s" % (type(value).__name__, want["type"])
    if value is None and want.get("type") != "NoneType":
        yield "expectedOutputs", "no value: the last line is no expression, ends in ; or is None"
        return
    if want.get("shape"):
        shape, sizes = getattr(value, "shape", None), [int(n) for n in want["shape"].split(",")]
        shape = [len(value)] if shape is None else list(shape)
        if len(shape) != len(sizes) or any(s not in (-1, n) for n, s in zip(shape, sizes)):
            yield "expectedOutputs", "shape is %s, expected %s" % (",".join(map(str, shape)), want["shape"])
    for key, pick, holds in (("minValue", min, float.__ge__), ("maxValue", max, float.__le__)):
        if want.get(key):
            found = value
            if isinstance(value, (list, tuple, set)):  # min() would pass over NaN, which no bound holds for
                found = next((one for one in value if type(one) is float and one != one), pick(value))
            while getattr(found, "ndim", 0):  # the columns of a table, then their values
                found = getattr(found, pick.__name__)()
            if not holds(float(found), float(want[key])):
                yield "expectedOutputs", "%s is %s, expected %s %s" % (pick.__name__, found, key, want[key])
    if want.get("notEmpty") and not (len(value) if hasattr(value, "__len__") else value):
        yield "expectedOutputs", "the value is empty"
def judge(count, shows, wants, silent, types_too):
    """[check, text] for each thing wrong with the value of the cell that was In[count]."""
    value, found = get_ipython().user_ns.get("_oh", {}).get(count), []  # every value but None is kept there
    try:  # NaN is not equal to itself; whether a text is finite is no question
        single = getattr(value, "shape", ()) == ()
        bad = value is None and shows or single and bool(value != value or abs(value) == math.inf)
    except Exception:
        bad = type(value).__name__ == "NAType"
    if silent and bad:
        found.append(("detectSilentFailures", "the result is %s" % value))
    for want in wants:
        try:
            found += unmet(value, want, types_too)
        except Exception as fault:
            found.append(("expectedOutputs", "cannot be evaluated: %s: %s" % (type(fault).__name__, fault)))
    return found
'''
# IPython's exit() and quit() forget the exit code and let the cells after them run. The class is
# changed, so that the bare words remain calls and %reset brings nothing back.
EXIT = "setattr(type(get_ipython().exiter), '__call__', lambda self, code=None, *_, **__: __import__('sys').exit(code))"
# Runs in an IPython kernel before the first cell, in a namespace of its own. Another kernel reports an error, which is ignored.
COMPLETE = r'''
import codecs, contextlib, os, select, sys, threading
from IPython import get_ipython
import zmq
def capture(stream, descriptor):
    """Reads what subprocesses and C libraries write, in place of ipykernel's own thread. That thread may read it
    after the cell has ended, or after a later print(): output is lost, or its order is chance."""
    ours, theirs = os.pipe()
    os.dup2(theirs, descriptor)
    os.close(theirs)
    os.set_blocking(ours, False)
    text, lock, write = codecs.getincrementaldecoder("utf-8")("replace"), threading.Lock(), stream.write
    log, kernel, ready = stream._original_stdstream_copy, os.getpid(), select.poll()
    ready.register(ours, select.POLLIN)
    def drain():
        with lock, contextlib.suppress(BlockingIOError):  # whoever has the lock has also written what was read
            while True:
                data = os.read(ours, 65536)
                if not data:  # the notebook closed it
                    return False
                write(text.decode(data))
                os.write(log, data)
        return True
    def watch():
        while ready.poll() and drain():
            pass
    def written(string):
        if os.getpid() == kernel:  # in a forked process nobody may ever release the lock
            drain()
        return write(string)
    stream.write = written
    get_ipython().events.register("post_run_cell", lambda *_: drain())
    threading.Thread(target=watch, daemon=True).start()
# The kernel drops outputs while more than SNDHWM (1,000) wait to be sent. The socket belongs to the thread that sends.
io = get_ipython().kernel.iopub_thread
io.schedule(lambda: io.socket.setsockopt(zmq.SNDHWM, 0))
for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
    if hasattr(stream, "watch_fd_thread"):  # ipykernel captures since version 6
        capture(stream, descriptor)
'''

# No time limit makes a failure of a slow machine: only the pod's deadline ends a run. In seconds:
UNLIMITED = 10**8  # three years, because nbclient's settings take no None
LIVENESS = 1  # how often nbclient looks whether the kernel's process still runs while it waits for a value
LATE = 10  # for a reply that comes after that to a later request, which the protocol does not allow; see Delivery


def log(text):
    print("nvj: " + ESCAPES.sub("", text), flush=True)


def first_line(text, limit=72):
    line = next((part.strip() for part in ESCAPES.sub("", text).splitlines() if part.strip()), "")
    return line if len(line) <= limit else line[:limit - 1] + "\u2026"


def shortened(text, limit=3000):
    """At most that many bytes, because all containers of a pod share 12 KiB: the beginning and the end, for a traceback
    says there what failed and why."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data
    head, tail = (part.decode("utf-8", "ignore") for part in (data[:limit // 2], data[3 - limit // 2:]))
    head, tail = head.rpartition("\n")[0] or head, tail.partition("\n")[2] or tail
    return (head + "\n\u2026\n" + tail).encode()


def failure(record):
    """What a failed cell says: a line that sums it up, then the traceback if that says more."""
    error = record["error"]
    said = ": ".join(filter(None, (error["name"], error["value"].strip())))
    first, _, rest = said.partition("\n")
    if error["traceback"].strip() not in (said, error["value"].strip()):
        rest = error["traceback"]
    return "cell %d (%s): %.500s" % (record["index"], record["source"], first) + ("\n" + rest if rest else "")


def as_error(name, value, traceback):
    return {"name": name, "value": ESCAPES.sub("", value)[:2000], "traceback": ESCAPES.sub("", traceback)[-20000:]}


def read_notebook(path, what):
    import nbformat
    try:
        with open(path, encoding="utf-8-sig") as file:
            return nbformat.read(file, as_version=4)
    except Exception as fault:  # nbformat has many kinds for what is not a notebook
        sys.exit("%s %s is not readable as a notebook: %s" % (what, path, first_line(str(fault), 200)))


class Checks:
    """The checks of validationConfig: which are on, and what they found."""

    def __init__(self, settings):
        self.level, self.wanted = settings.get("level") or "development", settings.get("expectedOutputs") or []
        self.explicit = {name for name in CHECKS if settings.get(name)}
        self.on = LEVELS["production" if settings.get("strictMode") else self.level] | self.explicit
        self.on -= {name for name in CHECKS if settings.get(name) is False}
        self.explain = settings.get("educationalMode", self.level == "learning")
        self.facts, self.findings = None, []
        self.results = {"level": self.level, "on": sorted(self.on), "findings": self.findings}

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

    def stderr_of(self, index, cell):
        stderr = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        found = "".join(text for text in WARNING.findall(stderr) if "UserWarning: To exit: use" not in text)  # sys.exit() has one
        for check, text in (("failOnWarnings", found), ("failOnStderr", WARNING.sub("", stderr))):
            if text.strip() and check in self.on:
                self.add(check, index, "standard error: " + first_line(text, 200))

    def value_of(self, client, index, cell):
        wants, silent = [w for w in self.wanted if w["cell"] == index], bool(self.facts) and "detectSilentFailures" in self.on
        if wants or silent:
            call = cell.execution_count, silent and self.facts[index]["shows"], wants, silent, "checkOutputTypes" in self.on
            for check, text in self.ask(client, "judge%r" % (call,), ["expectedOutputs" if wants else PYTHON_ONLY[0]], index) or []:
                self.add(check, index, text)

    def at_end(self, records):
        ended = {r["index"] for r in records if r["status"] == "ok"}
        ran = [r["index"] for r in records if r["status"] in ("ok", "raised", "exited")]
        for index in sorted({want["cell"] for want in self.wanted} - ended):
            self.add("expectedOutputs", index, "is no code cell of this notebook, or did not run to its end")
        if self.facts is not None and "verifyAssertions" in self.on and not any(self.facts[i]["asserts"] for i in ran):
            self.add("verifyAssertions", None, "the notebook asserts nothing")
        if self.facts is not None and "requireExplicitExitCodes" in self.on and not (ran and self.facts[ran[-1]]["verdict"]):
            self.add("requireExplicitExitCodes", None, "the last cell neither asserts nor raises nor exits")


class Comparison:
    """Compares the outputs of the executed notebook with those of the golden one."""

    def __init__(self, settings):
        self.exact, self.differences, self.results = settings.get("strategy") == "exact", [], None
        self.tolerance = decimal.Decimal(settings.get("floatingPointTolerance") or "0.0001")
        self.replaced = [re.compile(p, re.M) for p in settings.get("customTimestampPatterns") or []] + [VOLATILE]
        self.replaced += [TIMESTAMPS] if settings.get("ignoreTimestamps", True) else []
        self.counts = not settings.get("ignoreExecutionCount", True)
        self.ignored = set(settings.get("ignoreOutputTypes") or [])
        self.ignored |= set() if self.exact else {"application/vnd.jupyter.widget-view+json"}  # its ID is always new

    def outputs(self, cell):
        """{label: (MIME type, content)}. Streams are joined: in what pieces they arrive is chance."""
        found, position = {"execution count": ("text/plain", str(cell.execution_count))} if self.counts else {}, 0
        for out in (out for out in cell.outputs if not {out.output_type, out.get("name")} & self.ignored):
            content = dict(out.get("data", {}))
            if out.output_type == "stream":
                found[out.name] = ("text/plain", found.get(out.name, ("", ""))[1] + out.text)
            elif out.output_type == "error":  # a traceback names line and cell numbers
                content = {"text/plain": "\n".join([out.ename, out.evalue] + self.exact * out.traceback)}
            content = {mime: content[mime] for mime in content if mime not in self.ignored}
            found.update(("%s %d %s" % (out.output_type, position, mime), (mime, content[mime])) for mime in content)
            position += bool(content)
        return found

    def near(self, one, other):
        """Two numbers as text. Two integers have no relative tolerance: one row more in a million is more."""
        with contextlib.suppress(decimal.DecimalException):
            a, b = decimal.Decimal(one), decimal.Decimal(other)
            return abs(a - b) <= self.tolerance * (max(1, abs(a), abs(b)) if set(one + other) & set(".eE") else 1)

    def same_line(self, one, other):
        if one == other or self.exact:
            return one == other
        a, b = NUMBER.split(one), NUMBER.split(other)  # text, number, text, ..., number, text
        return len(a) == len(b) and all(
            x == y or (self.near(x, y) if i % 2 else x.split() == y.split()) for i, (x, y) in enumerate(zip(a, b)))

    def difference(self, mime, golden, run):
        """A unified diff from the first difference on, or a sentence; empty when both are equal."""
        if golden == run:
            return ""
        if mime == "image/png" and not self.exact:
            return "" if pixels(golden) == pixels(run) else "the pixels differ"
        if mime.endswith("json"):
            golden, run = (json.dumps(value, indent=1, sort_keys=True) for value in (golden, run))
        elif not mime.startswith(("text/", "image/svg", "application/javascript")):
            return "" if golden.split() == run.split() else "the bytes differ"
        for pattern in [] if self.exact else self.replaced:
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
                for label in {**was, **now}:
                    self.add(after, before, label, "missing" if label not in now else "extra" if label not in was else
                             self.difference(*was[label], now[label][1]))
        self.results = {"strategy": "exact" if self.exact else "normalized", "equal": not self.differences,
                        "count": len(self.differences), "differences": self.differences[:100]}

    def add(self, cell, golden, output, text):
        if text:
            where = "golden cell %s" % golden if cell is None else "cell %s" % cell
            message = "%s: %s: %s%s" % (where, output, "\n" if "\n" in text else "", text)
            self.differences.append({"cell": cell, "goldenCell": golden, "output": output, "message": message})


def pixels(image):
    """The header, palette and decompressed rows of a base64 PNG; any other text as it is."""
    try:
        png, parts, packed, at = base64.b64decode(image), [], b"", 8
        while at < len(png):
            size, kind = int.from_bytes(png[at:at + 4], "big"), png[at + 4:at + 8]
            body, at = png[at + 8:at + 8 + size], at + 12 + size
            packed += body if kind == b"IDAT" else b""
            parts += [body] if kind in (b"IHDR", b"PLTE", b"tRNS") else []
        return parts, zlib.decompress(packed)
    except (ValueError, zlib.error):
        return image


class Delivery:
    """Sees to it that every message of the kernel arrives, and notices when one is never sent.

    A cell ends with two messages, which come in any order: the reply, and the status "idle" after the last output.
    After the first of them the kernel is asked for its info. It answers requests in turn: what it has not sent
    before that answer, it will never send. So no clock decides, which a slow machine would make wrong.
    """

    def __init__(self, client):
        self.client, self.request, self.marker, self.idle, self.unanswered = client, None, None, False, False
        connect = client.create_kernel_manager().client

        def connected(**options):
            import zmq
            kernel = connect(**options)
            kernel.context.setsockopt(zmq.RCVHWM, 0)  # ZeroMQ drops messages beyond this mark, 1,000 by default
            return kernel
        client.km.client = connected

    def watch(self):
        """Looks at all requests and answers from now on."""
        kernel = self.client.kc
        self.shell, execute = kernel.shell_channel, kernel.execute
        self.send, self.reply, self.output = self.shell.send, self.shell.get_msg, kernel.iopub_channel.get_msg

        def executed(*args, **options):
            self.marker, self.idle, self.request = None, False, execute(*args, **options)
            return self.request
        kernel.execute, self.shell.send = executed, self.sent
        self.shell.get_msg, kernel.iopub_channel.get_msg = self.replied, self.published

    def sent(self, *args):
        """Sending takes away the signal that an answer has arrived, and asyncio would never look. EVENTS makes it look."""
        import zmq
        self.send(*args)
        with contextlib.suppress(RuntimeError):  # no event loop, so nothing waits for an answer
            asyncio.get_running_loop()
            self.shell.socket.get(zmq.EVENTS)

    def ask(self):
        if self.marker is None:
            self.marker = self.client.kc.kernel_info()

    async def replied(self, *args, **options):
        message = await self.reply(*args, **options)
        answers = message["parent_header"].get("msg_id")
        if answers == self.request:
            self.ask()
        elif answers == self.marker:  # a fault of the kernel's own in a cell ends it without the reply
            asyncio.get_running_loop().call_later(LATE, self.give_up, self.client.task_poll_for_reply)
        return message

    def give_up(self, task):
        self.unanswered = task.cancel() or self.unanswered

    async def published(self, *args, **options):
        message = await self.output(*args, **options)
        answers, content = message["parent_header"].get("msg_id"), message["content"]
        if content.get("execution_state") == "idle" and answers == self.request:
            self.idle = True
            self.ask()
        elif content.get("execution_state") == "idle" and answers == self.marker and not self.idle:
            raise LostOutput("the kernel dropped outputs of this cell: it prints faster than it can send")
        if content.get("target_name") == "jupyter.widget":  # that of ipywidgets 6 has no state, which nbclient needs
            content["data"].setdefault("state", {"_model_module": ""})
        return message


class LostOutput(Exception):
    """The kernel is ready for the next cell, and has not said that it published all outputs of this one."""


class Run:
    """One run from the settings to the verdict; it knows what was done when it is cut short."""

    def __init__(self):
        self.began, self.directory = time.monotonic(), os.environ.get("NVJ_OUTPUT_DIR") or "/workspace"
        self.path, self.golden_path = os.path.abspath(os.environ.get("NVJ_NOTEBOOK", "")), os.environ.get("NVJ_GOLDEN")
        self.notebook = self.golden = self.kernel = self.checks = self.comparison = None
        self.delivery, self.records = None, []

    def prepare(self):
        """Reads all input first, so that a fault in it costs seconds and not a whole run."""
        try:
            needs = "the output directory must be writable, and its files are no input"
            os.makedirs(self.directory, exist_ok=True)
            for name in ("output.ipynb", "results.json"):  # an earlier run on this volume may have left them
                path = os.path.join(self.directory, name)
                if os.path.realpath(path) in (os.path.realpath(self.path), os.path.realpath(self.golden_path or os.devnull)):
                    raise ValueError("%s would be replaced by this run" % path)
                with open(path, "a"):
                    os.remove(path)
            needs = "the image must be one for Jupyter notebooks, or executor.command be set"
            import nbclient
            self.nbclient = nbclient
            needs = "validationConfig (NVJ_VALIDATION) must be valid"
            self.checks = Checks(json.loads(os.environ["NVJ_VALIDATION"])) if os.environ.get("NVJ_VALIDATION") else None
            needs = "comparisonConfig (NVJ_COMPARISON) must be valid"
            self.comparison = Comparison(json.loads(os.environ.get("NVJ_COMPARISON") or "{}")) if self.golden_path else None
        except Exception as fault:
            sys.exit("%s: %s: %s" % (needs, type(fault).__name__, fault))
        self.golden = read_notebook(self.golden_path, "the golden notebook") if self.golden_path else None
        self.notebook = read_notebook(self.path, "the notebook")
        for index, cell in enumerate(self.notebook.cells):
            status = "skipped"
            if not cell.metadata.get("tags", True):  # nbclient cannot look into null
                del cell.metadata["tags"]
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count, status = [], None, "not-run"
            self.records.append({"index": index, "type": cell.cell_type, "source": first_line(cell.source),
                                 "status": status, "seconds": None, "error": None})

    def execute(self):
        """Runs the cells in a kernel of their own."""
        client = self.nbclient.NotebookClient(
            self.notebook, resources={"metadata": {"path": os.path.dirname(self.path)}}, timeout=None, startup_timeout=UNLIMITED,
            iopub_timeout=UNLIMITED, raise_on_iopub_timeout=True, shell_timeout_interval=LIVENESS)
        with contextlib.ExitStack() as stack:
            try:
                self.start(client, stack)
            except Exception as fault:
                kind = "this image lacks the kernel" if type(fault).__name__ == "NoSuchKernel" else "the kernel did not start"
                sys.exit("%s: %s" % (kind, first_line(str(fault), 300)))
            self.kernel = client.km.kernel_name
            try:
                # An expression, because kernels of other languages do nothing but report that they cannot evaluate it.
                client.kc.execute("", silent=True, store_history=False, user_expressions={"exit": EXIT, "complete": "exec(%r, {})" % COMPLETE})
                if self.checks:
                    # The cells are parsed in the kernel: its Python may be newer than this one.
                    sources = [cell.source if cell.cell_type == "code" else "" for cell in self.notebook.cells]
                    self.checks.facts = self.checks.ask(client, "[facts(source) for source in %r]" % sources, PYTHON_ONLY)
                for index, cell in enumerate(self.notebook.cells):
                    if cell.cell_type == "code" and not self.run_cell(client, cell, self.records[index]):
                        break
                client.set_widgets_metadata()
            except SystemExit:  # terminated: the kernel is not asked to finish
                client.shutdown_kernel = "immediate"
                raise

    def start(self, client, stack):
        """Starts the kernel; again when it dies at once, because another process may have taken a port that was chosen for it."""
        for again in (True, True, False):
            try:
                self.delivery = Delivery(client)
                stack.enter_context(client.setup_kernel())
                return self.delivery.watch()
            except RuntimeError as fault:
                if not again:
                    raise
                log("%s; it is started again" % first_line(str(fault)))

    def run_cell(self, client, cell, record):
        """Runs a code cell; false when no more cells are to be run."""
        if not cell.source.strip() or "skip-execution" in cell.metadata.get("tags", []):
            record["status"] = "skipped"
            return True
        began, kinds, record["status"] = time.monotonic(), self.nbclient.exceptions, "interrupted"
        try:
            client.execute_cell(cell, record["index"])
            record["status"] = "ok"
        except kinds.CellExecutionError as fault:  # without an error output, as a UsageError, it stands in standard error
            text = "".join(out.text for out in cell.outputs if out.get("name") == "stderr").strip()
            text = text or "%s: %s" % (fault.ename, fault.evalue)
            record.update(status="failed", error=as_error(fault.ename, fault.evalue, text))
        except LostOutput as fault:
            record.update(status="failed", error=as_error(type(fault).__name__, str(fault), str(fault)))
        except kinds.DeadKernelError as fault:
            text = ("the kernel ended the cell without a reply (input from the keyboard, %pdb, a NUL?): its reason is in the log"
                    if self.delivery.unanswered else "%s (out of memory, a crash, exit()?)" % first_line(str(fault)))
            record.update(status="failed", error=as_error(type(fault).__name__, text, text))
        finally:
            record["seconds"] = round(time.monotonic() - began, 3)
            errors = [out for out in cell.outputs if out.output_type == "error"]
            faults = [out for out in errors if out.ename != "SystemExit" or out.evalue not in ("", "0", "None")]
            for out in (faults or errors)[-1:]:
                record["error"] = as_error(out.ename, out.evalue, "\n".join(out.traceback))
                if record["status"] == "ok" and "raises-exception" in cell.metadata.get("tags", []):
                    record["status"] = "raised"
                elif record["status"] != "interrupted":  # after an error within %time or %run the kernel's reply is ok
                    record["status"] = "failed" if faults else "exited"
            log("cell %(index)d: %(status)s, %(seconds).2fs: %(source)s" % record)
        if record["status"] == "failed":
            print("    " + record["error"]["traceback"].replace("\n", "\n    "), flush=True)
        elif self.checks:
            self.checks.stderr_of(record["index"], cell)
            if record["status"] == "ok":
                self.checks.value_of(client, record["index"], cell)
        return record["status"] in ("ok", "raised")

    def verdict(self):
        """The exit code and its reasons, after the cells were run."""
        for record in (record for record in self.records if record["status"] == "failed"):
            return CELL_FAILED, failure(record)
        if self.checks:
            self.checks.at_end(self.records)
        if self.comparison:
            self.comparison.compare(self.golden, self.notebook)
        differences = [d["message"] for d in self.comparison.differences] if self.comparison else []
        failed = [f["message"] for f in self.checks.findings if f["outcome"] == "failed"] if self.checks else []
        counted = [r for r in self.records if r["seconds"] is not None], differences, failed
        text = "%d cell%s run, %d difference%s, %d failed check%s" % tuple(x for c in counted for x in (len(c), "s" * (len(c) != 1)))
        for difference in differences[:10]:
            log(difference)
        return DIFFERS if differences else CHECK_FAILED if failed else PASSED, "\n".join([text] + differences[:3] + failed)

    def write(self, name, content):
        """Writes a file whole or not at all; a full volume must not change the verdict."""
        path = os.path.join(self.directory, name)
        try:
            with open(path + ".part", "wb") as file:  # in JSON the escape of half a surrogate pair is the same
                file.write(content().encode("utf-8", "backslashreplace"))
            os.replace(path + ".part", path)
        except Exception as fault:
            log("warning: %s is not written: %s" % (name, fault))
            with contextlib.suppress(OSError):
                os.remove(path + ".part")

    def finish(self, code, text):
        """Writes the executed notebook, the results and the verdict."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        statuses = [record["status"] for record in self.records]
        results = {"schemaVersion": 1, "verdict": VERDICTS[code], "exitCode": code, "message": text,
                   "notebook": self.path, "golden": self.golden_path, "kernel": self.kernel,
                   "seconds": round(time.monotonic() - self.began, 3), "cells": self.records,
                   "counts": {status: statuses.count(status) for status in sorted(set(statuses))},
                   "comparison": self.comparison and self.comparison.results, "checks": self.checks and self.checks.results}
        text = "%s: %s" % (VERDICTS[code], text)
        self.write("results.json", lambda: json.dumps(results, indent=1))  # first: it is small, and room may be short
        if self.notebook is not None:
            import nbformat
            self.write("output.ipynb", lambda: nbformat.writes(self.notebook) + "\n")
        with contextlib.suppress(OSError):  # outside a cluster there is no such file
            with open(os.environ.get("NVJ_TERMINATION_LOG") or "/dev/termination-log", "wb") as file:
                file.write(shortened(text))
        log(text.partition("\n")[0])
        return code


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # a SystemExit, which event loops let through
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.disable(logging.CRITICAL)  # every fault is reported here, once
    warnings.simplefilter("ignore")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    run = Run()
    try:
        run.prepare()
        run.execute()
        return run.finish(*run.verdict())
    except SystemExit as end:  # sys.exit() with a text anywhere above: it cannot be run
        if end.code != TERMINATED:
            return run.finish(CANNOT_RUN, str(end.code))
        at = ["in cell %d" % r["index"] for r in run.records if r["status"] == "interrupted"]
        at = at if run.kernel else ["while the kernel started"]
        return run.finish(TERMINATED, " ".join(["SIGTERM"] + at) + ": the pod's deadline, or a deletion")
    except Exception as fault:
        sys.excepthook(*sys.exc_info())
        return run.finish(CANNOT_RUN, "%s: %s" % (type(fault).__name__, fault))


sys.exit(main())
