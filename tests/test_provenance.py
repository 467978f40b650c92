"""A corpus without its texts: written, verified, restored."""

import csv
import json
import re
import shutil
from hashlib import sha256
from itertools import product

import pandas as pd
import pytest
from building import FRIDAY, MONDAY, ROOT, SAMPLE, TUESDAY, write_files

import helpers.provenance.record
from helpers.corpus import clean_articles, cleaned_text, read_articles
from helpers.errors import PresslensError
from helpers.filenames import Names, is_safe
from helpers.pipeline import build_tables
from helpers.provenance import (
    Provenance,
    dehydrate,
    describe,
    list_parameters,
    list_version_changes,
    read_provenance,
    rehydrate,
    verify_texts,
    write_provenance,
)
from helpers.provenance.blocks import describe_change, hash_blocks
from helpers.provenance.restore import _propose_names
from helpers.schemas import TEXT_FREE
from helpers.tables import OUTPUT_MARK

pytestmark = pytest.mark.filterwarnings("ignore::helpers.errors.CorpusWarning")

LONG = "\n".join(
    f"Line {n} of a report on trade between Russia and the United States, as told on Monday." for n in range(60)
)
CURLY = f"A headline about “the matter” of today\n\nRussia’s envoy met America’s. {MONDAY}\n\nAdvertisement\n"
HTML = (
    "<html><head><title>Ministers meet in the capital today</title></head><body><nav>Home | World</nav>"
    f"<article><h1>Ministers meet in the capital today</h1><p>{MONDAY} {LONG[:600]}</p><p>{TUESDAY}</p></article>"
    "</body></html>"
)
FILES = {
    "long.txt": LONG,
    "bom.txt": b"\xef\xbb\xbf" + CURLY.encode(),
    "sub/cp1252.txt": f"The café of the embassy\n\n{CURLY}".encode("cp1252"),
    "utf16.txt": b"\xff\xfe" + f"Two bytes for each character\n\n{TUESDAY}".encode("utf-16-le"),
    "crlf.txt": f"A line that ends as on Windows\r\n\r\n{FRIDAY}\r\n\r\nShare on Facebook\r\n",
    "CNN/notes.md": f"---\ntitle: Notes from the meeting\ndate: 2020-03-04\n---\n\n{MONDAY} Moscow agreed.",
    "page.html": HTML,
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("corpus"), FILES)


@pytest.fixture(scope="module")
def provenance(corpus):
    return dehydrate(corpus)[0]


def copy(corpus, folder):
    return shutil.copytree(corpus, folder)


def statuses(provenance, corpus):
    checks = verify_texts(provenance, corpus)
    return {row.file: row.status for row in checks.itertuples() if row.status != "same"}


def details(provenance, corpus):
    return {row.file: row.detail for row in verify_texts(provenance, corpus).itertuples() if row.detail}


def write_tables_of_articles(folder):
    """Write the same rows as CSV, JSONL and Parquet."""
    rows = [
        {"text": f"{text}\n\nRussia agreed.", "title": title, "source": source, "summary": text}
        for text, title, source in ((MONDAY, "First", "A Daily"), (TUESDAY, "=1+1", "B Weekly"))
    ]
    table = pd.DataFrame(rows)
    table.to_csv(folder / "rows.csv", index=False)
    table.assign(text=table["text"] + " Line two.").to_parquet(folder / "rows.parquet")
    lines = [json.dumps({**row, "text": row["text"] + " Line three."}) for row in rows]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return [folder / f"rows.{end}" for end in ("csv", "parquet", "jsonl")]


def folder_bytes(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Writing


def test_the_same_corpus_gives_the_same_bytes(corpus, tmp_path):
    shas = [
        write_provenance(dehydrate(c)[0], tmp_path / n) for c, n in ((corpus, "a"), (copy(corpus, tmp_path / "c"), "b"))
    ]
    assert folder_bytes(tmp_path / "a") == folder_bytes(tmp_path / "b")
    assert [sha256((tmp_path / "a" / "manifest.json").read_bytes()).hexdigest()] * 2 == shas


def test_what_is_written_is_what_is_read(provenance, tmp_path):
    write_provenance(provenance, tmp_path)
    read = read_provenance(tmp_path)
    assert list(TEXT_FREE) == list(read.tables)
    for name, table in provenance.tables.items():
        found = read.tables[name].astype(table.dtypes.to_dict())  # counts of mentions are of no declared type
        pd.testing.assert_frame_equal(table, found)


def test_hashes_lengths_and_counts(corpus, provenance):
    tables = build_tables(corpus)
    articles, _ = clean_articles(read_articles(corpus))
    found = provenance.tables["articles"].set_index("file")
    for row in articles.itertuples():
        data = (corpus / row.file).read_bytes()
        expected = [sha256(data), sha256(row.raw_text.encode()), sha256(row.body.encode())]
        assert [h.hexdigest() for h in expected] == list(found.loc[row.file, ["sha256", "raw_sha256", "body_sha256"]])
        assert [len(data), len(row.raw_text)] == list(found.loc[row.file, ["n_bytes", "n_characters"]])
    one_scorer = tables.mentions[tables.mentions["scorer"] == tables.mentions["scorer"].iloc[0]]
    assert one_scorer["target"].value_counts().to_dict() == provenance.manifest["counts"]["n_mentions"]
    assert len(tables.sentences) == found["n_sentences"].sum() == provenance.manifest["counts"]["n_sentences"]
    for target in ("US", "Russia"):
        assert (one_scorer["target"] == target).sum() == found[f"n_mentions_{target}"].sum() > 0


def test_spans_lead_back_to_the_texts(corpus, provenance):
    spans, tables = provenance.tables["spans"], build_tables(corpus)
    texts = tables.cleaned.set_index("article_id")["raw_text"]
    found = [(s.article_id, s.value, texts[s.article_id][s.start : s.end]) for s in spans.itertuples()]
    removed = list(tables.removed[["article_id", "reason", "text"]].itertuples(index=False, name=None))
    mentions = tables.mentions.drop_duplicates(["article_id", "mention_start"])[["article_id", "target", "mention"]]
    structure = list(tables.structure[["article_id", "part", "text"]].itertuples(index=False, name=None))
    assert sorted(removed + structure + list(mentions.itertuples(index=False, name=None))) == sorted(found)
    assert len(removed) > 3


def test_blocks_cover_each_long_text_and_none_is_short(corpus, provenance):
    blocks = provenance.tables["blocks"]
    articles = provenance.tables["articles"].set_index("article_id")
    assert set(articles.index[articles["n_bytes"] >= 2048]) == set(blocks["article_id"]) != set()
    for article_id, group in blocks.groupby("article_id"):
        data = (corpus / articles.loc[article_id, "file"]).read_bytes()
        cut = [data[b.first_byte : b.first_byte + b.n_bytes] for b in group.itertuples()]
        assert data == b"".join(cut)
        assert [sha256(piece).hexdigest() for piece in cut] == list(group["sha256"])
        assert group["n_bytes"].between(1024, 2047).all()


@pytest.mark.parametrize(("length", "blocks"), [(0, 0), (1, 0), (2047, 0), (2048, 2), (3071, 2), (3072, 3)])
def test_a_text_of_one_block_has_none(length, blocks):
    assert blocks == len(hash_blocks(bytes(length)))


def test_score_tells_the_same_as_dehydrate(corpus, provenance):
    scored = describe(build_tables(corpus), corpus, list_parameters(None, 5, scorers="all"))
    for name, table in provenance.tables.items():
        pd.testing.assert_frame_equal(table, scored.tables[name])
    assert {"scorers": "all", **provenance.manifest["parameters"]} == scored.manifest["parameters"]


def words(text):
    return re.findall(r"\w+", text.casefold())


def test_no_five_words_of_a_text_are_written(corpus, tmp_path):
    paths = [corpus, *write_tables_of_articles(tmp_path)]
    texts = [*read_articles(paths)["raw_text"], HTML]
    write_provenance(dehydrate(paths)[0], tmp_path / "out")
    written = (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    for path in sorted((tmp_path / "out").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                written += "\n".join(v for k, v in row.items() if k not in {"title", "author", "source"}) + "\n"
    found = words(written)
    runs = {tuple(found[i : i + 5]) for i in range(len(found))}
    for text in texts:
        own = words(text)
        assert set() == {tuple(own[i : i + 5]) for i in range(len(own) - 4)} & runs
    assert len(runs) > 100


def test_a_text_in_a_column_for_names_is_cut(tmp_path):
    pd.DataFrame({"text": [LONG], "title": [LONG], "author": [LONG], "source": [LONG]}).to_csv(tmp_path / "a.csv")
    row = dehydrate(tmp_path / "a.csv")[0].tables["articles"].iloc[0]
    assert [300] * 3 == [len(row[name]) for name in ("title", "author", "source")]


def test_no_path_is_written(provenance, corpus, tmp_path):
    write_provenance(provenance, tmp_path)
    assert not any(str(corpus).encode() in data or b"/tmp" in data for data in folder_bytes(tmp_path).values())


def test_a_text_that_changes_meanwhile_is_told(tmp_path):
    tables = build_tables(write_files(tmp_path, {"a.txt": MONDAY}))
    write_files(tmp_path, {"a.txt": TUESDAY})
    with pytest.raises(PresslensError, match=r"a\.txt was changed while it was read"):
        describe(tables, tmp_path, {})


# Verifying


def test_texts_at_hand_are_the_same(provenance, corpus, tmp_path):
    assert {} == statuses(provenance, corpus)
    assert {} == statuses(provenance, copy(corpus, tmp_path / "c"))


SAID = {"changed": "", "inserted": "; 1 byte longer", "removed": "; 1 byte shorter"}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("change", list(product(["first", "middle", "last"], SAID)), ids=" ".join)
def test_a_changed_byte_is_found_and_named(provenance, corpus, tmp_path, file, change):
    data = (corpus / file).read_bytes()
    at = {"first": 0, "middle": len(data) // 2, "last": len(data) - 1}[change[0]]
    new = {"changed": bytes([data[at] ^ 1]), "inserted": bytes([data[at] ^ 1, data[at]]), "removed": b""}[change[1]]
    folder = write_files(copy(corpus, tmp_path / "c"), {file: data[:at] + new + data[at + 1 :]})
    assert {file: "changed"} == statuses(provenance, folder)
    detail = details(provenance, folder)[file]
    if detail == f"1 byte more at byte {at:,}":  # put in just between two blocks
        assert "inserted" == change[1]
        return
    first, last = re.search(r"between bytes ([\d,]+) and ([\d,]+)", detail).groups()
    assert f"differs between bytes {first} and {last}{SAID[change[1]]}" == detail
    assert int(first.replace(",", "")) <= at <= int(last.replace(",", "")) < int(first.replace(",", "")) + 2047


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (lambda d: b"X" + d[1:], "differs between bytes 0 and 1,023"),
        (lambda d: d[:2048] + b"X" + d[2049:], "differs between bytes 2,048 and 3,071"),
        (lambda d: d[:1023] + b"XX" + d[1025:], "differs between bytes 0 and 2,047"),
        (
            lambda d: b"X" + d[1:2500] + b"X" + d[2501:],
            "differs between bytes 0 and 1,023, between bytes 2,048 and 3,071",
        ),
        (lambda d: d[:1024] + b"XYZ" + d[1024:], "3 bytes more at byte 1,024"),
        (lambda d: d + b"X", "1 byte more at byte 5,000"),
        (lambda d: d[:1500] + d[1510:], "differs between bytes 1,024 and 2,047; 10 bytes shorter"),
        (lambda d: d[:-1], "differs between bytes 3,072 and 4,999; 1 byte shorter"),
        (lambda d: b"", "differs between bytes 0 and 4,999; 5,000 bytes shorter"),
    ],
)
def test_where_bytes_differ(new, says):
    data = b"".join(n.to_bytes(2, "big") for n in range(2500))
    assert says == describe_change(new(data), hash_blocks(data))


def test_many_places_stay_one_line():
    data = b"".join(n.to_bytes(4, "big") for n in range(10_000))
    changed = bytearray(data)
    changed[::4096] = b"X" * len(changed[::4096])
    assert describe_change(bytes(changed), hash_blocks(data)).endswith("and 17,407 and in 5 more places")


@pytest.mark.parametrize("data", [b"\x00" * 3000, b"", b"%PDF-1.7", "Министры".encode() * 300])
def test_a_text_that_no_longer_can_be_read_is_changed_too(provenance, corpus, tmp_path, data):
    write_files(copy(corpus, tmp_path / "c"), {"long.txt": data})
    assert {"long.txt": "changed"} == statuses(provenance, tmp_path / "c")


def test_renamed_moved_missing_and_extra_texts(provenance, corpus, tmp_path):
    folder = copy(corpus, tmp_path / "c")
    (folder / "long.txt").rename(folder / "other.txt")
    (folder / "new").mkdir()
    (folder / "bom.txt").rename(folder / "new" / "bom.txt")
    (folder / "crlf.txt").unlink()
    write_files(folder, {"extra.txt": FRIDAY})
    expected = {"long.txt": "moved", "bom.txt": "moved", "crlf.txt": "missing", "extra.txt": "not used"}
    assert expected == statuses(provenance, folder)
    found = details(provenance, folder)
    assert ["lies at other.txt", "lies at new/bom.txt"] == [found[name] for name in ("long.txt", "bom.txt")]


def test_texts_that_swapped_their_names_are_moved(provenance, corpus, tmp_path):
    folder = write_files(copy(corpus, tmp_path / "c"), {"long.txt": FILES["crlf.txt"], "crlf.txt": FILES["long.txt"]})
    assert {"long.txt": "moved", "crlf.txt": "moved"} == statuses(provenance, folder)


def test_rows_of_tables(tmp_path):
    paths = write_tables_of_articles(tmp_path)
    provenance = dehydrate(paths)[0]
    assert 6 == len(provenance.tables["articles"])
    assert {} == statuses(provenance, paths)
    table = pd.read_parquet(paths[1])
    table.assign(text=table["text"].str.replace("Tuesday", "Tuesdai")).to_parquet(paths[1])
    assert {"rows.parquet#2": "changed"} == statuses(provenance, paths)
    assert "differs between bytes 0 and 125" in details(provenance, paths)["rows.parquet#2"]
    paths[0].write_text("a,b\n1,2\n", encoding="utf-8")
    found = verify_texts(provenance, paths).set_index("file")
    assert ("missing", True) == (
        found.loc["rows.csv#1", "status"],
        "no column with the text" in found.loc["rows.csv#1", "detail"],
    )


def test_the_same_text_as_file_or_row_is_found(tmp_path):
    corpus = write_files(tmp_path / "c", {"a.txt": MONDAY})
    pd.DataFrame({"text": [MONDAY]}).to_csv(tmp_path / "rows.csv")
    assert {"a.txt": "moved"} == statuses(dehydrate(corpus)[0], tmp_path / "rows.csv")


def twice(provenance, file, other):
    """Return the provenance of a corpus in which a second outlet printed the text of a file."""
    tables = dict(provenance.tables)
    ids = tables["articles"].set_index("file")["article_id"]
    for name in ("articles", "spans", "blocks"):
        rows = tables[name][tables[name]["article_id"] == ids[file]].assign(article_id="f" * 16)
        rows = rows.assign(file=other, source="Another Daily") if name == "articles" else rows
        tables[name] = pd.concat([tables[name], rows], ignore_index=True)
    return Provenance(provenance.manifest, tables)


def test_identical_texts_of_two_outlets(provenance, corpus, tmp_path):
    both = twice(provenance, "long.txt", "other/long.txt")
    folder = write_files(copy(corpus, tmp_path / "c"), {"other/long.txt": LONG})
    assert {} == statuses(both, folder)
    (folder / "long.txt").rename(folder / "new.txt")
    assert {"long.txt": "moved"} == statuses(both, folder)
    assert "lies at new.txt" == details(both, folder)["long.txt"]
    (folder / "new.txt").unlink()
    assert "lies at other/long.txt" == details(both, folder)["long.txt"]
    rehydrate(both, folder, tmp_path / "out")
    assert [LONG] * 2 == [
        (tmp_path / "out" / "raw" / n).read_text(encoding="utf-8") for n in ("long.txt", "other/long.txt")
    ]
    sources = pd.read_csv(tmp_path / "out" / "raw" / "articles.csv").set_index("file")["source"]
    assert "Another Daily" == sources["other/long.txt"]


def test_each_of_two_identical_texts_gets_one_of_its_own(provenance, corpus, tmp_path):
    both = twice(provenance, "long.txt", "other/long.txt")
    folder = write_files(copy(corpus, tmp_path / "c"), {"z.txt": LONG})
    assert {"other/long.txt": "lies at z.txt"} == details(both, folder)  # not at long.txt, which is the other one
    (folder / "long.txt").rename(folder / "y.txt")
    assert {"long.txt": "lies at y.txt", "other/long.txt": "lies at z.txt"} == details(both, folder)


def test_a_text_that_is_cleaned_differently(provenance, corpus, monkeypatch):
    monkeypatch.setattr("helpers.corpus.clean.find_furniture", lambda text, main_text="", **_: [])
    found = statuses(provenance, corpus)
    assert {"cleaned differently"} == set(found.values())
    assert "bom.txt" in found


def test_a_page_that_is_read_differently(provenance, corpus, monkeypatch):
    page = helpers.corpus.load.read_page(HTML)
    monkeypatch.setattr("helpers.corpus.load.read_page", lambda text: page._replace(text=page.text + " "))
    assert {"page.html": "read differently"} == statuses(provenance, corpus)


def test_other_versions_are_told(provenance, monkeypatch):
    assert [] == list_version_changes(provenance)
    monkeypatch.setattr(helpers.provenance.record, "CLEANING_VERSION", "next")
    version = provenance.manifest["cleaning"]["version"]
    assert [f"cleaning version {version} then, next now"] == list_version_changes(provenance)


def test_weights_of_the_cleaning_are_named(corpus, monkeypatch, tmp_path):
    model = write_files(tmp_path, {"line_model.json": "{}"}) / "line_model.json"
    monkeypatch.setattr(helpers.provenance.record, "CLEANING_MODEL", model)
    assert sha256(b"{}").hexdigest() == dehydrate(corpus)[0].manifest["cleaning"]["model_sha256"]


def test_retellings_are_verified_beside_their_originals(tmp_path):
    """Reading drops a retelling whose original is there; what is at hand is at hand all the same."""
    provenance = dehydrate(SAMPLE)[0]
    assert {"not used"} == set(statuses(provenance, [SAMPLE, write_files(tmp_path, {"original.txt": MONDAY})]).values())


# What was tampered with


@pytest.mark.parametrize("name", TEXT_FREE)
def test_a_tampered_table_is_named(provenance, tmp_path, name):
    write_provenance(provenance, tmp_path)
    path = tmp_path / f"{name}.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(PresslensError, match=rf"{name}\.csv was changed: its SHA-256 is not the one in manifest.json"):
        read_provenance(tmp_path)


def retell(folder, name, text):
    """Change a table and make the manifest fit it."""
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"][f"{name}.csv"]["sha256"] = sha256(text.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("spans", lambda t: t.replace('"removed"', '"nonsense"')),
        ("spans", lambda t: t.replace(",0,", ",-1,")),
        ("blocks", lambda t: t.replace(",1024,", ",many,")),
        ("blocks", lambda t: ""),
        ("articles", lambda t: t.replace('"sha256"', '"sha"')),
        ("articles", lambda t: t + t.splitlines()[1] + "\n"),
        ("articles", lambda t: t.replace("2020-03-04", "2020-13-04")),
        ("sources", lambda t: 'source,"'),
    ],
)
def test_a_table_of_another_form_is_refused(provenance, tmp_path, name, change):
    write_provenance(provenance, tmp_path)
    text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8")
    assert text != change(text)
    retell(tmp_path, name, change(text))
    with pytest.raises(PresslensError, match=rf"{name}\.csv is not the table") as error:
        read_provenance(tmp_path)
    assert 1 == len(str(error.value).splitlines())


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "No such file"),
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "not of the format"),
        ('{"format": "other"}', "not of the format"),
        ('{"format": "presslens provenance", "format_version": 2}', "is of version 2, not 1"),
        ('{"format": "presslens provenance", "format_version": 1}', "has no 'cleaning'"),
    ],
)
def test_a_folder_of_another_form_is_refused(tmp_path, manifest, says):
    if manifest is not None:
        write_files(tmp_path, {"manifest.json": manifest})
    with pytest.raises(PresslensError, match=re.escape(says)):
        read_provenance(tmp_path)


# Restoring


def test_a_restored_corpus_is_the_one_it_was(provenance, corpus, tmp_path):
    scattered = tmp_path / "archive"
    for number, file in enumerate(FILES):
        write_files(scattered, {f"{number}/x{number}.{file.rpartition('.')[2]}": (corpus / file).read_bytes()})
    checks = rehydrate(provenance, scattered, tmp_path / "out")
    assert [("restored", "")] * len(FILES) == list(checks[["status", "detail"]].itertuples(index=False, name=None))
    written = folder_bytes(tmp_path / "out" / "raw")
    assert {name: (corpus / name).read_bytes() for name in FILES} == {k: v for k, v in written.items() if k in FILES}
    again = dehydrate(tmp_path / "out" / "raw")[0]
    for name, table in provenance.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    assert provenance.manifest == again.manifest


def test_cleaned_texts_are_restored_from_spans(provenance, corpus, tmp_path, monkeypatch):
    articles, _ = clean_articles(read_articles(corpus))
    expected = {row.file.rpartition(".")[0] + ".txt": cleaned_text(row.body) for row in articles.itertuples()}
    monkeypatch.setattr("helpers.corpus.clean.find_furniture", lambda text, main_text="": 1 / 0)
    rehydrate(provenance, corpus, tmp_path / "out")
    written = folder_bytes(tmp_path / "out" / "clean")
    assert expected == {name: data.decode() for name, data in written.items() if name != OUTPUT_MARK}


def test_rows_of_tables_are_restored_as_files(tmp_path):
    paths = write_tables_of_articles(tmp_path)
    provenance = dehydrate(paths)[0]
    checks = rehydrate(provenance, paths, tmp_path / "out").set_index("file")
    assert "written as rows.csv_2.txt" == checks.loc["rows.csv#2", "detail"]
    before, after = read_articles(paths), read_articles(tmp_path / "out" / "raw")
    facts = ["raw_text", "title", "title_from", "source", "source_from", "author", "date_precision", "sha256"]
    by = lambda table: table.sort_values("sha256")[facts].reset_index(drop=True)  # noqa: E731
    pd.testing.assert_frame_equal(by(before), by(after))
    assert "=1+1" in set(after["title"])


def test_what_is_not_at_hand_is_told_and_not_written(provenance, corpus, tmp_path):
    folder = write_files(copy(corpus, tmp_path / "c"), {"long.txt": LONG.replace("59", "58")})
    (folder / "bom.txt").unlink()
    checks = rehydrate(provenance, folder, tmp_path / "out").set_index("file")
    assert {"changed": 1, "missing": 1, "restored": len(FILES) - 2} == checks["status"].value_counts().to_dict()
    assert "differs between bytes 4,096 and" in checks.loc["long.txt", "detail"]
    raw = {path.name for path in (tmp_path / "out").rglob("*.txt")}
    assert {"long.txt", "bom.txt"}.isdisjoint(raw)
    assert {"long.txt", "bom.txt"}.isdisjoint(pd.read_csv(tmp_path / "out" / "raw" / "articles.csv")["file"])


def test_a_corpus_of_which_nothing_is_at_hand(provenance, tmp_path):
    (tmp_path / "empty").mkdir()
    assert {"missing"} == set(statuses(provenance, tmp_path / "empty").values())
    assert {"missing"} == set(rehydrate(provenance, tmp_path / "empty", tmp_path / "out")["status"])
    with pytest.raises(PresslensError, match="does not exist; check the path"):
        verify_texts(provenance, tmp_path / "nowhere")


def test_a_body_that_is_not_the_analysed_one_is_told(provenance, corpus, tmp_path):
    spans = provenance.tables["spans"]
    spans = spans.assign(end=spans["end"] - (spans["kind"] == "removed"))
    checks = rehydrate(Provenance(provenance.manifest, {**provenance.tables, "spans": spans}), corpus, tmp_path / "out")
    found = checks.set_index("file")["status"]
    assert ["restored in part", "restored"] == list(found[["bom.txt", "long.txt"]])
    assert not (tmp_path / "out" / "clean" / "bom.txt").exists()
    assert (tmp_path / "out" / "raw" / "bom.txt").exists()


def test_a_restored_corpus_within_another_is_not_read(provenance, corpus, tmp_path):
    folder = copy(corpus, tmp_path / "c")
    rehydrate(provenance, folder, folder / "restored")
    write_provenance(provenance, folder / "provenance")
    assert {} == statuses(provenance, folder)
    assert len(FILES) == len(read_articles(folder / "restored" / "raw"))
    assert len(FILES) == len(read_articles(folder / "restored"))  # raw, and not clean besides


HOSTILE = [
    "../evil.txt",
    "/evil.txt",
    "a/../../evil.txt",
    "..",
    ".",
    "",
    "a//b.txt",
    "./a.txt",
    ".hidden.txt",
    "a/.git/x.txt",
    "C:evil.txt",
    "C:\\evil.txt",
    "..\\evil.txt",
    "\\\\host\\share\\evil.txt",
    "a\x00b.txt",
    "a\nb.txt",
    "nul.txt",
    "COM1.txt",
    "a/aux.md/b.txt",
    "what?.txt",
    "a .txt/ b.txt",
    "a./b.txt",
    "x" * 201 + ".txt",
    "é" * 101 + ".txt",
    "a/" * 600 + "b.txt",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_out_or_cannot_be_written_is_unsafe(name):
    assert not is_safe(name)


@pytest.mark.parametrize(
    "name", ["a.txt", "CNN/2020/März – “Ärger”.txt", "a b.txt", "nullify.txt", "x" * 196 + ".txt", "a..b.txt"]
)
def test_usual_names_are_safe(name):
    assert is_safe(name)


@pytest.mark.parametrize("name", [*HOSTILE, "articles.csv", "=cmd.txt", "-rf.txt", ".presslens-output", "Makefile"])
def test_a_hostile_name_stays_within_the_folder(tmp_path, name):
    corpus = write_files(tmp_path / "c", {"a.txt": MONDAY})
    provenance = dehydrate(corpus)[0]
    articles = provenance.tables["articles"].assign(file=name)
    hostile = Provenance(provenance.manifest, {**provenance.tables, "articles": articles})
    write_provenance(hostile, tmp_path / "d")
    read = read_provenance(tmp_path / "d")
    assert [name] == list(read.tables["articles"]["file"])
    before = folder_bytes(tmp_path)
    checks = rehydrate(read, corpus, tmp_path / "out")
    after = folder_bytes(tmp_path)
    new = set(after) - set(before)
    assert before == {k: v for k, v in after.items() if k in before}
    assert all(path.startswith("out/") for path in new)
    assert [MONDAY.encode()] == [
        after[path] for path in new if path.startswith("out/raw/") and not path.endswith(".csv")
    ]
    assert ["restored"] == list(checks["status"])
    assert 1 == len(read_articles(tmp_path / "out" / "raw"))


def test_no_two_texts_get_one_name():
    names, digest = Names(), "0123456789abcdef" * 4
    asked = [
        "a.txt",
        "A.TXT",
        "a.txt",
        "a.txt/b.txt",
        "x/y.txt",
        "x",
        "X.txt/z.md",
        "\u00e9.txt",
        "e\u0301.txt",
        "rows.csv#1",
        "rows.csv_1.txt",
    ]
    given = [names.take(_propose_names(name, digest)) for name in asked]
    short = digest[:16]
    expected = ["a.txt", f"{short}.txt", f"{short}-2.txt", f"{short}-3.txt", "x/y.txt", "x.txt"]
    expected += [f"{short}.md", "\u00e9.txt", f"{short}-4.txt", "rows.csv_1.txt", f"{short}-5.txt"]
    assert expected == given


@pytest.mark.parametrize("name", ["raw", "clean"])
@pytest.mark.parametrize("kind", ["folder", "link", "dangling link"])
def test_what_lies_in_the_place_of_output_is_left_alone(provenance, corpus, tmp_path, name, kind):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    if kind == "folder":
        (tmp_path / "out" / name).mkdir()
    else:
        (tmp_path / "out" / name).symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nowhere"))
    with pytest.raises(PresslensError, match=f"{name} is there already; remove it"):
        rehydrate(provenance, corpus, tmp_path / "out")
    assert [] == list((tmp_path / "elsewhere").iterdir())


TITLES = ["=1+1", "+1", "-1 degrees", "@home", "'=1+1", "''=x", "'quoted' word", "'", '"a", b', "＝1", "日本", "a'=b"]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_looks_like_a_formula_comes_back(tmp_path, title):
    pd.DataFrame({"text": [MONDAY], "title": [title], "author": [title], "source": [title]}).to_csv(tmp_path / "a.csv")
    provenance = dehydrate(tmp_path / "a.csv")[0]
    write_provenance(provenance, tmp_path / "d")
    assert not re.search(r'(?m)(^|,)"[=+@＝-]', (tmp_path / "d" / "articles.csv").read_text(encoding="utf-8"))
    read = read_provenance(tmp_path / "d")
    rehydrate(read, tmp_path / "a.csv", tmp_path / "out")
    restored = read_articles(tmp_path / "out" / "raw")
    for table in (provenance.tables["articles"], read.tables["articles"], restored):
        assert [[title] * 3] == table[["title", "author", "source"]].to_numpy().tolist()


def test_a_corpus_without_mentions(tmp_path):
    corpus = write_files(tmp_path / "c", {"a.txt": "The weather was fine and the harvest was good this year."})
    write_provenance(dehydrate(corpus)[0], tmp_path / "d")
    read = read_provenance(tmp_path / "d")
    assert {"US": 0, "Russia": 0} == read.manifest["counts"]["n_mentions"]
    assert 0 == (read.tables["spans"]["kind"] == "mention").sum()
    assert 0 == read.tables["articles"]["n_mentions_US"].astype(int).sum()
    assert {} == statuses(read, corpus)
    assert ["restored"] == list(rehydrate(read, corpus, tmp_path / "out")["status"])


# The sample


def test_the_sample_without_its_texts_is_up_to_date(tmp_path):
    committed, now = read_provenance(ROOT / "data" / "processed" / "sample"), dehydrate(SAMPLE)[0]
    assert {} == statuses(committed, SAMPLE), "run make processed"
    for name, table in now.tables.items():
        found = committed.tables[name].astype(table.dtypes.to_dict())
        pd.testing.assert_frame_equal(found, table, obj=f"{name}.csv; run make processed")
    same = {key: value for key, value in committed.manifest.items() if key not in {"versions", "tables"}}
    assert same == {key: value for key, value in now.manifest.items() if key != "versions"}, "run make processed"
