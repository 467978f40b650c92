"""A run over what was run before: what hangs on all articles is made anew only where it may be another."""

import pytest
from building import TARGETS
from making_archives import SCORER, run_small, write_corpus

from helpers.pipeline import Options, run, run_corpus

DERIVED = (
    *("find_stock", "list_stock_held", "cluster_copies", "learn_names", "describe_names", "take_selection"),
    *("write_term_totals", "write_tone_by_article", "tone_by_source", "tone_by_voice"),
)


@pytest.mark.parametrize(("is_more", "made"), [(False, 0), (True, len(DERIVED))])
def test_a_run_over_the_same_articles_makes_nothing_anew(is_more, made, tmp_path, monkeypatch):
    before = run_small(tmp_path)
    corpus = write_corpus(tmp_path / "corpus")
    if is_more:
        (tmp_path / "corpus" / "Weekly" / "new.txt").write_text("Russia sent a fine ship. America waved.", "utf-8")
    calls = set()

    def watch(name):
        real = getattr(run, name)

        def watched(*args, **kwargs):
            calls.add(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(run, name, watched)

    for name in DERIVED:
        watch(name)
    after = run_corpus(corpus, tmp_path / "results", Options(TARGETS, (SCORER,)))
    assert len(calls) == made
    assert (dict(after.files) == dict(before.files)) is not is_more
    after.check_files()
