"""Counts add up, hang on no order, and are those that one finds by counting."""

from collections import Counter
from itertools import combinations
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from building import make_articles
from hypothesis import given
from hypothesis import strategies as st
from making_corpora import NAMES, corpora
from making_texts import BYTES, TEXTS, examples

from helpers.errors import PresslensError
from helpers.keywords import (
    count_by_period,
    count_runs,
    count_terms,
    count_undated,
    describe_names,
    find_names,
    find_shared_terms,
    fold_names,
    learn_names,
    log_ratio,
    measure_vocabulary,
    name_periods,
    rank_terms,
    read_names,
    read_reference,
    split_halves,
    sum_terms,
    summarise_null,
    write_term_totals,
)
from helpers.keywords.reference import tidy_reference
from helpers.language import CUT, STOP_WORDS, Tokenizer, locate_words, words_of
from helpers.language import tokens as tokens_module
from helpers.schemas import NamedTerms, NullScores, TermCounts, TermDates, TermRates, TermTotals

SIZES = st.sets(st.integers(1, 5), min_size=1, max_size=3)


def as_counts(table, *names):
    """Return the counts of a table by what it has in some columns."""
    assert not table.duplicated(list(names)).any()
    return dict(zip(table[list(names)].itertuples(index=False, name=None), table["count"], strict=True))


def read_alone(made, unit="word", names=()):
    """Yield each article's id and the tokens of each of its sentences, None where there is no word."""
    bodies, raw = (made.articles.set_index("article_id")[name] for name in ("body", "raw_text"))
    tokenizer = Tokenizer(unit=unit, names=names)
    for sentence in made.sentences.itertuples():
        start, end = sentence.sentence_start, sentence.sentence_end
        pairs = zip(bodies[sentence.article_id][start:end], raw[sentence.article_id][start:end], strict=True)
        text = "".join(one if one == other else tokens_module.CUT_MARK for one, other in pairs)
        yield sentence.article_id, [tokenizer.words[k] if k > CUT else None for k in tokenizer.read([text]).ids]


@given(corpora(), SIZES, st.sampled_from(["word", "lemma"]))
@examples(0.4)
def test_phrases_are_those_counted_by_hand(made, n, unit):
    table = count_terms(*made, n=n, unit=unit)
    expected = Counter()
    for article_id, tokens in read_alone(made, unit):
        for size in n:
            for start in range(len(tokens) - size + 1):
                words = tokens[start : start + size]
                if None not in words and (size == 1 or not {words[0], words[-1]} & STOP_WORDS):
                    expected[article_id, " ".join(words), size] += 1
    assert dict(expected) == as_counts(table, "article_id", "term", "n_tokens")
    assert (table["n_words_in_term"] == table["n_tokens"]).all()
    pd.testing.assert_frame_equal(table, TermCounts.validate(table))


@given(corpora(), st.lists(st.sampled_from(NAMES), max_size=3), st.sampled_from(["word", "lemma"]))
@examples(0.3)
def test_words_of_all_terms_are_the_words_of_the_article(made, names, unit):
    counts = count_terms(*made, names=names, unit=unit)
    words = locate_words(*made)
    parts = counts.assign(words=counts["count"] * counts["n_words_in_term"])
    assert dict(words.groupby("article_id").size()) == dict(parts.groupby("article_id")["words"].sum())
    sources = made.articles.set_index("article_id")["source"]
    assert (counts["article_id"].map(sources) == counts["source"]).all()


@given(corpora(), st.randoms(use_true_random=False), st.integers(1, 30))
@examples(0.2)
def test_counts_hang_neither_on_the_order_of_articles_nor_on_batches(made, random, characters):
    options = {"n": (1, 3), "names": NAMES}
    order = random.sample(range(len(made.articles)), len(made.articles))
    columns = ["article_id", "n_tokens", "term"]
    whole = count_terms(*made, **options)
    turned = count_terms(made.articles.iloc[order], made.sentences[::-1], **options)
    sort = {"by": columns, "ignore_index": True}
    pd.testing.assert_frame_equal(whole.sort_values(**sort), turned.sort_values(**sort))
    kept, tokens_module._BATCH_CHARACTERS = tokens_module._BATCH_CHARACTERS, characters
    try:
        pd.testing.assert_frame_equal(whole, count_terms(*made, **options))
    finally:
        tokens_module._BATCH_CHARACTERS = kept
    one_by_one = [count_terms(made.articles.iloc[[k]], made.sentences, **options) for k in range(len(made.articles))]
    pd.testing.assert_frame_equal(whole.sort_values(**sort), pd.concat(one_by_one).sort_values(**sort))


@given(corpora())
@examples(0.1)
def test_totals_of_sources_are_sums_over_their_articles(made):
    counts = count_terms(*made, n=(1, 2), names=NAMES)
    totals = sum_terms(counts)
    keys = ["source", "term", "n_tokens", "n_words_in_term"]
    expected = counts.groupby(keys).agg(count=("count", "sum"), n_articles=("article_id", "nunique"))
    assert expected.reset_index().to_numpy().tolist() == totals.to_numpy().tolist()
    pd.testing.assert_frame_equal(totals, TermTotals.validate(totals))
    with TemporaryDirectory() as folder:
        path = write_term_totals(counts, Path(folder, "totals.parquet"))
        assert pd.read_parquet(path).to_numpy().tolist() == totals.to_numpy().tolist()


@given(corpora(), st.sampled_from([None, "source", "article_id"]), st.integers(1, 3), st.integers(1, 2))
@examples(0.3)
def test_ranks_hold_the_counts_of_their_part(made, by, min_count, min_articles):
    counts = count_terms(*made)
    stop_words = {"the", "gas"}
    table = rank_terms(
        counts, made.articles, by=by, stop_words=stop_words, min_count=min_count, min_articles=min_articles
    )
    pd.testing.assert_frame_equal(table, TermRates.validate(table))
    parts = {row["article_id"]: row[by] if by else None for row in made.articles.to_dict("records")}
    expected, holders, sizes = Counter(), {}, Counter()
    for row in counts.itertuples():
        expected[parts[row.article_id], row.term] += row.count
        holders.setdefault(row.term, set()).add(row.article_id)
    for article_id, n_words in zip(made.articles["article_id"], made.articles["n_words"], strict=True):
        sizes[parts[article_id]] += n_words
    total = counts.groupby("term")["count"].sum()
    kept = {
        key: n
        for key, n in expected.items()
        if key[1] not in stop_words and total[key[1]] >= min_count and len(holders[key[1]]) >= min_articles
    }
    own = table[by] if by else [None] * len(table)
    assert kept == dict(zip(zip(own, table["term"], strict=True), table["count"], strict=True))
    for part, row in zip(own, table.itertuples(), strict=True):
        assert row.n_words == sizes[part]
        assert np.isclose(row.rate_per_10k, 10_000 * row.count / row.n_words)
        assert row.n_articles == len([one for one in holders[row.term] if parts[one] == part])
        assert row.one_article == (len(holders[row.term]) == 1)
    order = [(str(part), -row.count, row.term) for part, row in zip(own, table.itertuples(), strict=True)]
    assert sorted(order) == order


@given(corpora(), st.integers(1, 3))
@examples(0.2)
def test_shared_terms_are_used_by_as_many_sources_as_told(made, min_sources):
    counts = count_terms(*made)
    table = find_shared_terms(counts, made.articles, min_sources=min_sources, stop_words=())
    users = counts.groupby("term")["source"].nunique()
    assert dict(users[users >= min_sources]) == dict(zip(table["term"], table["n_sources"], strict=True))
    ranked = rank_terms(counts, made.articles, by="source", stop_words=()).set_index(["source", "term"])["rate_per_10k"]
    for row in table.to_dict("records"):
        for source in sorted(set(made.articles["source"])):
            assert np.isclose(row[source], ranked.get((source, row["term"]), 0))
    order = list(zip(-table["n_sources"], -table["count"], table["term"], strict=True))
    assert sorted(order) == order
    total = counts.groupby("term")["count"].sum()
    assert (table["term"].map(total) == table["count"]).all()


DATES = st.sampled_from([*pd.to_datetime(["2019-07-01", "2019-07-31", "2019-08-02", "2020-01-01"]), pd.NaT])
PRECISIONS = st.sampled_from(["day", "month", "year", ""])


@given(corpora(), st.lists(st.tuples(DATES, PRECISIONS), min_size=4, max_size=4), st.sampled_from(["month", "year"]))
@examples(0.3)
def test_periods_hold_the_words_of_their_articles(made, dated, period):
    counts = count_terms(*made)
    dates, precisions = zip(*dated[: len(made.articles)], strict=True)
    articles = made.articles.assign(date=pd.to_datetime(pd.Series(dates)), date_precision=precisions)
    terms = ["gas", "talks", "gas", "no such"]
    table = count_by_period(counts, articles, terms, period=period)
    enough = {"month": {"day", "month"}, "year": {"day", "month", "year"}}[period]
    names = [
        f"{date:%Y-%m}"[: 7 if period == "month" else 4] if exact in enough and date is not pd.NaT else None
        for date, exact in dated[: len(articles)]
    ]
    assert names == [None if pd.isna(name) else name for name in name_periods(articles, period=period)]
    assert names.count(None) == count_undated(articles, period=period)
    expected = {}
    for term in dict.fromkeys(terms):
        for name in sorted(set(names) - {None}):
            own = articles[[other == name for other in names]]
            found = counts[(counts["term"] == term) & counts["article_id"].isin(own["article_id"])]
            expected[term, name] = (found["count"].sum(), len(own), own["n_words"].sum())
    shown = zip(table["term"], table["period"].dt.strftime("%Y-%m" if period == "month" else "%Y"), strict=True)
    assert expected == dict(
        zip(shown, zip(table["count"], table["n_articles"], table["n_words"], strict=True), strict=True)
    )
    assert np.allclose(table["rate_per_10k"], 10_000 * table["count"] / table["n_words"].clip(lower=1))
    pd.testing.assert_frame_equal(table, TermDates.validate(table))


@given(corpora(), st.integers(1, 8))
@examples(0.3)
def test_vocabulary_by_hand(made, window):
    table = measure_vocabulary(made.articles, window=window)
    assert sorted(set(made.articles["source"])) == table["source"].tolist()
    for row in table.itertuples():
        own = [words_of(body) for body in made.articles.loc[made.articles["source"] == row.source, "body"]]
        windows = [words[k : k + window] for words in own for k in range(len(words) - window + 1)]
        assert (len(own), sum(map(len, own))) == (row.n_articles, row.n_words)
        assert len({word for words in own for word in words}) == row.n_distinct_words
        shares = [len(set(words)) / window for words in windows]
        assert np.isclose(row.mattr, np.mean(shares)) if shares else np.isnan(row.mattr)


@given(corpora())
@examples(0.4)
def test_runs_of_capitals_are_counted_by_hand(made):
    runs, capitals = count_runs(*made)
    tokenizer = Tokenizer()
    links = {"of", "the", "for", "de", "al", "bin", "von", "van"}
    expected, alone, holders = Counter(), Counter(), {}
    for article_id, text in zip(made.articles["article_id"], list_texts(made), strict=True):
        for piece in text:
            tokens = tokenizer.read([piece])
            words = [tokenizer.words[k] if k > CUT else None for k in tokens.ids]
            capital = [bool(c) and word is not None for c, word in zip(tokens.capital, words, strict=True)]
            alone.update(word for word, c in zip(words, capital, strict=True) if c and word not in STOP_WORDS)
            for start in range(len(words)):
                for size in range(2, 6):
                    run = words[start : start + size]
                    is_run = len(run) == size and all(
                        c or word in links for word, c in zip(run, capital[start : start + size], strict=True)
                    )
                    is_run = is_run and in_run(words, capital, links, start, start + size)
                    if is_run and not {run[0], run[-1]} & (links | STOP_WORDS) and len(run[-1]) > 1:
                        expected[" ".join(run), size] += 1
                        holders.setdefault((" ".join(run), size), set()).add(article_id)
    assert dict(alone) == dict(zip(capitals["word"], capitals["count"], strict=True))
    assert dict(expected) == as_counts(runs, "term", "n_tokens")
    for row in runs.itertuples():
        assert len(holders[row.term, row.n_tokens]) == row.n_articles


def in_run(words, capital, links, start, end):
    """Tell whether all words of a run that are small have words with capitals around them."""
    for k in range(start, end):
        if not capital[k]:
            before, after = k, k
            while before >= 0 and not capital[before] and words[before] in links:
                before -= 1
            while after < len(words) and not capital[after] and words[after] in links:
                after += 1
            if before < 0 or after == len(words) or not (capital[before] and capital[after]):
                return False
    return True


def list_texts(made):
    """Return the sentences of each article, with a mark where something was removed."""
    texts = {article_id: [] for article_id in made.articles["article_id"]}
    rows = made.articles.set_index("article_id")
    for sentence in made.sentences.itertuples():
        body, raw = rows.loc[sentence.article_id, ["body", "raw_text"]]
        place = slice(sentence.sentence_start, sentence.sentence_end)
        marked = (a if a == b else tokens_module.CUT_MARK for a, b in zip(body[place], raw[place], strict=True))
        texts[sentence.article_id].append("".join(marked))
    return list(texts.values())


@given(corpora(min_size=2), st.integers(1, 3))
@examples(0.1)
def test_names_that_are_found_are_counted_as_they_stand(made, min_count):
    found = find_names(*made, listed=["white lake"], of_targets=["us gas", "white lake"], min_count=min_count)
    pd.testing.assert_frame_equal(found, NamedTerms.validate(found))
    counts = count_terms(*made, names=found["term"].tolist())
    totals = counts[counts["n_words_in_term"] > 1].groupby("term").agg(n=("count", "sum"), k=("count", "size"))
    assert {term: (row.n, row.k) for term, row in totals.iterrows()} == {
        row.term: (row.count, row.n_articles) for row in found.itertuples()
    }
    assert all(len(row.term.split()) == row.n_words_in_term for row in found.itertuples())
    origins = dict(zip(found["term"], found["origin"], strict=True))
    assert origins.get("white lake", "list") == "list"
    assert origins.get("us gas", "target") == "target"
    runs, capitals = count_runs(*made)
    learnt = learn_names(runs, capitals, min_count=min_count)
    assert sorted(learnt) == learnt
    held = runs.set_index("term")
    alone = dict(zip(capitals["word"], capitals["count"], strict=True))
    for name in learnt:
        words = [word for word in name.split() if word not in STOP_WORDS]
        assert held.loc[name, "count"] >= min_count
        assert held.loc[name, "n_articles"] >= 2
        assert len(words) * held.loc[name, "count"] >= sum(alone.get(word, 0) for word in words) / 2
    assert describe_names(sum_terms(counts), []).empty


@given(st.lists(TEXTS | st.sampled_from(NAMES), max_size=5))
def test_names_are_folded_as_terms_are_written(names):
    folded = fold_names(names)
    assert len(set(folded)) == len(folded)
    assert all(2 <= len(name.split(" ")) <= 9 for name in folded)
    assert set(folded) <= {" ".join(words_of(name)) for name in names}


@given(
    BYTES
    | st.lists(st.sampled_from(["White Lake", "# no", "gas", "U.S. Navy # fleet", "3"])).map(
        lambda n: "\n".join(n).encode()
    )
)
def test_a_list_of_names_is_read_or_told_of(data):
    with TemporaryDirectory() as folder:
        path = Path(folder, "names.txt")
        path.write_bytes(data)
        try:
            names, problems = read_names(path)
        except PresslensError as error:
            told = str(error)
        else:
            told = ""
    if told:
        assert told.startswith("names.txt")
        return
    assert len(set(names)) == len(names)
    assert all(2 <= len(name.split(" ")) <= 9 for name in names)
    plain = [line.partition("#")[0].strip() for line in data.decode("utf-8-sig").splitlines()]
    assert len(names) + len(problems) <= len([line for line in plain if line])
    assert {"names.txt"} >= {problem.file for problem in problems}


ROWS = st.lists(st.tuples(st.sampled_from(["gas", " gas", "oil  talks", "", "x"]), st.integers(0, 9)), max_size=6)


@given(BYTES | ROWS.map(lambda rows: "\n".join(["term,count", *(f"{a},{b}" for a, b in rows)]).encode()))
def test_a_list_of_frequencies_is_read_or_told_of(data):
    with TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(data)
        try:
            table = read_reference(path)
        except PresslensError as error:
            told = str(error)
        else:
            told = ""
    if told:
        assert told.startswith("list.csv")
        return
    assert table["term"].is_unique
    assert (table["count"] >= 0).all()
    assert table["count"].sum() > 0


@given(ROWS)
def test_frequencies_of_a_term_add_up(rows):
    table = pd.DataFrame(rows, columns=["term", "count"])
    expected = Counter()
    for term, count in rows:
        expected[" ".join(term.split())] += count
    expected.pop("", None)
    if not expected.total():
        with pytest.raises(PresslensError, match=r"^list lists no occurrences"):
            tidy_reference(table, "list")
        return
    found = tidy_reference(table, "list")
    assert sorted(expected.items()) == list(zip(found["term"], found["count"], strict=True))


@given(corpora(min_size=4, max_size=6, any_text=False), st.integers(1, 4))
@examples(0.3)
def test_halves_are_among_all_halves(made, n_splits):
    articles = made.articles.assign(source="One")
    counts = count_terms(articles, made.sentences).assign(source="One")
    table = split_halves(
        counts, articles, measures=["log_ratio"], n_splits=n_splits, stop_words=(), min_count=1, min_articles=1
    )
    pd.testing.assert_frame_equal(table, NullScores.validate(table))
    with_words = articles[articles["n_words"] > 0].reset_index(drop=True)
    n = len(with_words)
    assert len(table) == (n_splits if n >= 4 else 0)
    if n < 4:
        return
    matrix = counts.pivot_table(index="article_id", columns="term", values="count", aggfunc="sum", fill_value=0)
    matrix, words = matrix.loc[with_words["article_id"]].to_numpy(), with_words["n_words"].to_numpy()
    best = set()
    for chosen in combinations(range(n), n // 2):
        own = np.isin(np.arange(n), chosen)
        scores = log_ratio(matrix[own].sum(axis=0), matrix[~own].sum(axis=0), words[own].sum(), words[~own].sum())
        best.add(round(np.abs(scores).max(), 9))
    assert {round(score, 9) for score in table["score"]} <= best
    assert (table["n_articles"] == n).all()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0, 1))
def test_the_null_is_seldom_exceeded(scores, share):
    table = pd.DataFrame(
        {"focus": "One", "measure": "g2", "split": range(len(scores)), "score": scores, "n_articles": 5}
    )
    (row,) = summarise_null(table, share=share).itertuples()
    assert row.score in scores
    within = sum(score <= row.score for score in scores)
    assert within >= ceil(share * len(scores) - 1e-9)
    assert sum(score < row.score for score in scores) <= share * len(scores) + 1e-9
    assert len(scores) == row.n_splits


def test_no_articles_have_no_terms():
    none = make_articles().assign(n_words=pd.Series(dtype="int64"))
    sentences = pd.DataFrame({"article_id": [], "sentence_start": [], "sentence_end": []})
    counts = count_terms(none, sentences)
    assert counts.empty
    assert sum_terms(counts).empty
    assert rank_terms(counts, none).empty
    assert find_shared_terms(counts, none).empty
    assert measure_vocabulary(none).empty
    assert find_names(none, sentences).empty
