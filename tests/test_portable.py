"""Our code asks for nothing that one system alone has: no module of Unix, no encoding or line end of a place."""

import ast
from pathlib import Path

import pytest
from building import ROOT

OURS = sorted((ROOT / "src" / "helpers").rglob("*.py"))
ALL = [*OURS, *(path for name in ("benchmarks", "training") for path in sorted((ROOT / name).rglob("*.py")))]
UNIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "curses", "syslog", "readline"}
UNIX_NAMES = {
    "os": {
        "fork",
        "forkpty",
        "killpg",
        "setsid",
        "getpgid",
        "setpgid",
        "getuid",
        "geteuid",
        "getgid",
        "nice",
        "uname",
        "mkfifo",
        "mknod",
        "statvfs",
        "chown",
        "lchown",
        "chroot",
        "getloadavg",
        "sched_getaffinity",
        "pread",
        "O_NONBLOCK",
        "O_NOFOLLOW",
        "O_DIRECTORY",
        "sysconf",
        "sync",
        "wait3",
        "wait4",
        "WNOHANG",
        "posix_fadvise",
    },
    "signal": {
        "SIGKILL",
        "SIGHUP",
        "SIGQUIT",
        "SIGALRM",
        "SIGUSR1",
        "SIGUSR2",
        "SIGCHLD",
        "alarm",
        "setitimer",
        "pause",
    },
    "time": {"tzset", "clock_gettime"},
}


def list_unix_only(tree):
    """Yield what a module takes that Windows lacks, but for what `hasattr` or the platform is asked for first."""
    asked = {
        (call.args[0].id, call.args[1].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "hasattr"
        and isinstance(call.args[0], ast.Name) and isinstance(call.args[1], ast.Constant)
    }  # fmt: skip
    choices = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "sys.platform" in ast.unparse(node.test)]
    guarded = {id(node) for choice in choices for node in ast.walk(choice)}
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in UNIX_MODULES)
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} & UNIX_NAMES.get(node.module or "", set())
            yield from names | ({node.module} & UNIX_MODULES)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = (node.value.id, node.attr)
            if node.attr in UNIX_NAMES.get(node.value.id, ()) and name not in asked:
                yield ".".join(name)


def list_calls(tree):
    """Yield line, name and arguments of each call of a function or method."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            is_method = isinstance(call.func, ast.Attribute)
            yield call.lineno, call.func.attr if is_method else call.func.id, is_method, call


def find_vague(tree):
    """Yield the lines that read or write text in the encoding of the place."""
    for line, name, is_method, call in list_calls(tree):
        keywords = {keyword.arg for keyword in call.keywords}
        owner = ast.unparse(call.func.value) if is_method else ""
        if name in {"read_text", "write_text"} and is_method:
            at = 1 if name == "write_text" else 0
            is_vague = "encoding" not in keywords and len(call.args) <= at
        elif name == "open" and owner not in {"os", "gzip", "bz2", "lzma", "webbrowser", "Image"}:
            modes = [k.value for k in call.keywords if k.arg == "mode"] + call.args[0 if is_method else 1 :][:1]
            said = modes[0].value if modes and isinstance(modes[0], ast.Constant) else ""
            is_vague = "b" not in str(said) and "encoding" not in keywords and None not in keywords
        else:
            is_vague = False
        if is_vague:
            yield line


@pytest.mark.parametrize(
    "code", ["import fcntl", "from resource import getrusage", "os.fork()", "from signal import alarm"]
)
def test_what_windows_lacks_is_found(code):
    assert 1 == len(list(list_unix_only(ast.parse(code))))


@pytest.mark.parametrize(
    "code", ["os.getuid() if hasattr(os, 'getuid') else 0", "if sys.platform != 'win32':\n    os.killpg(1, 9)"]
)
def test_what_is_asked_for_first_is_not(code):
    assert [] == list(list_unix_only(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["path.read_text()", "path.write_text(text)", "open(path)", "path.open('w')"],
)
def test_a_text_without_its_encoding_is_found(code):
    assert [1] == list(find_vague(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["path.read_text('utf-8')", "path.write_text(text, encoding='utf-8')", "open(path, 'rb')", "path.open('ab')"],
)
def test_a_text_with_its_encoding_is_not(code):
    assert [] == list(find_vague(ast.parse(code)))


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_needs_unix():
    found = {path.name: list(list_unix_only(parse(path))) for path in OURS}
    assert {} == {name: names for name, names in found.items() if names}


def test_each_text_is_read_and_written_in_an_encoding_of_our_own():
    found = [f"{path.relative_to(ROOT)}:{line}" for path in ALL for line in find_vague(parse(path))]
    assert [] == found


def test_what_we_write_has_the_same_line_ends_everywhere():
    """`write_text` would write those of Windows there, and hashes would differ."""
    calls = [(path, *call) for path in OURS for call in list_calls(parse(path))]
    written = [(path, line, call) for path, line, name, is_method, call in calls if name == "write_text" and is_method]
    vague = [(path, line) for path, line, call in written if "newline" not in {key.arg for key in call.keywords}]
    assert [] == [f"{Path(path).relative_to(ROOT)}:{line}" for path, line in vague]
