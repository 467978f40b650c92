"""An audit finds what is known to be unsafe or withdrawn, and never calls clean what it could not ask for."""

import json

import pytest
from urllib3.exceptions import HTTPError

from benchmarks import audit
from benchmarks.audit import LOCK, Audit, ask_index, check_page, read_answer, read_pins, render, split_pins

LOCKED = """alpha==1.0 ; python_version < '3.12' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
alpha==2.0 ; python_version >= '3.12' \\
    --hash=sha256:cc
beta-tools==0.3 \\
    --hash=sha256:dd
"""
ALPHA, ALPHA2, BETA = read_pins(LOCKED)


def wheel(pin, sha256, **more):
    return {
        "filename": f"{pin.name.replace('-', '_')}-{pin.version}-py3-none-any.whl",
        "hashes": {"sha256": sha256},
    } | more


def answer(*packages):
    return json.dumps({"dependencies": list(packages)})


def test_pins_have_their_hashes():
    assert ("alpha", "1.0", {"aa", "bb"}) == ALPHA
    assert (["alpha==2.0", "beta-tools==0.3"], {"dd"}) == ([str(ALPHA2), str(BETA)], BETA.hashes)
    text = LOCK.read_text(encoding="utf-8")
    pins = read_pins(text)
    assert (text.count("=="), text.count("--hash=")) == (
        len(pins) + text.count(" == '"),
        sum(len(p.hashes) for p in pins),
    )


def test_no_package_is_twice_in_a_part():
    assert [[ALPHA, BETA], [ALPHA2]] == split_pins([ALPHA, ALPHA2, BETA])


def test_a_known_vulnerability_is_found():
    known = {"id": "PYSEC-0000-1", "fix_versions": ["1.1"]}
    told = read_answer(answer({"name": "alpha", "version": "1.0", "vulns": [known]}), [ALPHA])
    assert (["alpha==1.0: PYSEC-0000-1, mended in 1.1"], {}) == (told.found, told.unanswered)


def test_what_is_looked_up_and_has_none_is_clean():
    told = read_answer(answer({"name": "Beta_Tools", "version": "0.3", "vulns": []}), [BETA])
    assert Audit(asked=1) == told
    assert ["it: 1 of 1 versions looked up, 0 findings"] == render("it", told)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "No known vulnerabilities found",
        "[]",
        answer(),
        answer({"name": "beta-tools", "skip_reason": "Dependency not found on PyPI"}),
    ],
)
def test_what_was_not_looked_up_is_never_clean(said):
    told = read_answer(said, [BETA])
    assert ([], ["beta-tools==0.3"]) == (told.found, list(told.unanswered))
    [line] = render("it", told)
    assert line.startswith("NOT AUDITED: it could not be asked for 1 of 1 versions (")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([wheel(BETA, "dd")], []),
        ([wheel(BETA, "dd", yanked=False), wheel(ALPHA, "aa", yanked="old")], []),
        ([wheel(BETA, "dd", yanked="breaks")], ["beta-tools==0.3 was withdrawn: breaks"]),
        ([wheel(BETA, "ee")], ["beta-tools==0.3: no file has the locked hash dd"]),
        ([wheel(BETA._replace(version="0.4"), "dd")], ["beta-tools==0.3 is gone from the index"]),
        ([], ["beta-tools==0.3 is gone from the index"]),
    ],
)
def test_withdrawn_gone_and_exchanged_versions_are_found(files, found):
    assert found == check_page(BETA, {"files": files})


def test_an_index_that_does_not_answer_is_told():
    def fetch(name):
        if name == "alpha":
            raise HTTPError("HTTP 503")
        return {"files": [wheel(BETA, "dd", **{"upload-time": "2026-01-31T00:00:00Z"})]}

    lines = render("it", ask_index([ALPHA, BETA], fetch))
    assert "NOT AUDITED: it could not be asked for 1 of 2 versions (HTTP 503)" == lines[0]
    assert "it: 1 of 2 versions looked up, 0 findings; uploaded 2026-01-31 to 2026-01-31" == lines[1]


@pytest.mark.parametrize(
    ("given", "required", "code"),
    [
        (Audit(1), "", 0),
        (Audit(1), "required", 0),
        (Audit(1, unanswered={"a": "no"}), "", 0),
        (Audit(1, unanswered={"a": "no"}), "required", 1),
        (Audit(1, found=["a"]), "", 1),
    ],
)
def test_findings_fail_and_silence_does_where_answers_are_required(given, required, code, monkeypatch, capsys):
    monkeypatch.setattr(audit, "ask_index", lambda pins, fetch: Audit(1))
    monkeypatch.setattr(audit, "ask_database", lambda pins: given)
    monkeypatch.setenv("PRESSLENS_AUDIT", required)
    assert code == audit.main()
    assert bool(given.unanswered) == ("NOT AUDITED" in capsys.readouterr().out)
