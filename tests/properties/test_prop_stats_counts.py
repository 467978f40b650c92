"""Laws of counts and of what is chosen, listed and put side by side, on small tables at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_scores import FEW, SOURCES, TARGETS, assert_same, name_article, scored_mentions, shuffle

from helpers.errors import PresslensError
from helpers.stats import (
    MEASURES,
    choose_period,
    choose_sources,
    count_coverage,
    count_inexact,
    count_roles,
    count_unnamed,
    describe_choice,
    jackknife_interval,
    list_actions,
    list_dyads,
    list_speakers,
    list_unnamed,
    measure_attention,
    measure_sources,
    measure_speaking,
    profile_sources,
    spread_speaking,
    tone_by_source,
    weigh_role_sources,
    weigh_roles,
    widen_profile,
)
from helpers.stats.speaking import OTHER_BLOCS, VAGUE


@st.composite
def corpora(draw, least=0, most=8):
    """Draw articles with what is known of each."""
    n = draw(st.integers(least, most))
    days = draw(st.lists(st.one_of(st.none(), st.integers(0, 6000)), min_size=n, max_size=n))
    precisions = draw(st.lists(st.sampled_from(["day", "month", "year"]), min_size=n, max_size=n))
    words = draw(st.lists(st.integers(0, 60), min_size=n, max_size=n))
    return pd.DataFrame(
        {
            "article_id": pd.Series([name_article(number) for number in range(n)], dtype="str"),
            "source": pd.Series(draw(st.lists(st.sampled_from(SOURCES), min_size=n, max_size=n)), dtype="str"),
            "n_words": pd.Series(words, dtype="int64"),
            "date": pd.to_datetime(
                [None if d is None else pd.Timestamp("2005-03-09") + pd.Timedelta(days=d) for d in days]
            ),
            "date_precision": pd.Series(
                ["" if d is None else p for d, p in zip(days, precisions, strict=True)], dtype="str"
            ),
            "wire_credit": pd.Series(draw(st.lists(st.sampled_from(["", "AP"]), min_size=n, max_size=n)), dtype="str"),
        }
    )


@given(corpora(), st.sampled_from(["day", "month", "year"]))
def test_articles_are_counted_in_the_period_in_which_they_fall(articles, by):
    found, dated = count_coverage(articles, by=by), articles[articles["date"].notna()]
    assert (len(dated), dated["n_words"].sum()) == (found["n_articles"].sum(), found["n_words"].sum())
    length = {"day": 10, "month": 7, "year": 4}[by]
    names = dated["date"].dt.strftime("%Y-%m-%d").str[:length]
    expected = dated.groupby([dated["source"], names])["n_words"].agg(["size", "sum"]).reset_index()
    told = found.assign(period=found["period"].dt.strftime("%Y-%m-%d").str[:length])
    assert expected.to_numpy().tolist() == told.to_numpy().tolist()
    assert_same(found, count_coverage(shuffle(articles, 1), by=by))
    assert found["period"].dt.strftime("%m-%d").str.endswith({"day": "", "month": "-01", "year": "01-01"}[by]).all()


@given(corpora())
def test_fewer_articles_are_inexact_the_longer_the_period_and_the_best_one_is_chosen(articles):
    n_day, n_month, n_year = (count_inexact(articles, by=by) for by in ("day", "month", "year"))
    kinds = articles.loc[articles["date"].notna(), "date_precision"].value_counts()
    assert (kinds.get("month", 0) + kinds.get("year", 0), kinds.get("year", 0), 0) == (n_day, n_month, n_year)
    n, chosen = articles["date"].notna().sum(), choose_period(articles)
    days = (articles["date"].max() - articles["date"].min()).days if n else 0
    fits = {"day": days < 92 and n_day <= n / 2, "month": days < 12 * 366 and n_month <= n / 2, "year": True}
    assert chosen == (next(by for by in fits if fits[by]) if n else "month")
    assert_same(count_coverage(articles, by=None), count_coverage(articles, by=chosen))
    assert_same(count_coverage(articles), count_coverage(articles, by="month"))
    assert (count_inexact(articles, by=None), count_inexact(articles)) == (count_inexact(articles, by=chosen), n_month)


@pytest.mark.parametrize("count", [count_coverage, count_inexact])
@pytest.mark.parametrize("by", ["week", "", "Day"])
def test_there_are_three_periods(count, by):
    articles = pd.DataFrame({"date": pd.to_datetime([]), "date_precision": [], "source": [], "n_words": []})
    with pytest.raises(PresslensError, match=f"no period '{by}'; give one of day, month, year"):
        count(articles, by=by)


@FEW
@given(corpora(), scored_mentions())
def test_attention_is_mentions_per_1000_words_of_all_sources_and_targets(articles, scored):
    own = scored[scored["source"].isin(articles["source"])]
    found = measure_attention(pd.concat([own, own.head(3)]), articles, TARGETS)
    assert len(found) == articles["source"].nunique() * 2
    assert len(own) == found["n_mentions"].sum()
    for row in found.itertuples():
        n = ((own["source"] == row.source) & (own["target"] == row.target)).sum()
        words = articles.loc[articles["source"] == row.source, "n_words"].sum()
        assert (n, words, 1000 * n / max(1, words)) == pytest.approx((row.n_mentions, row.n_words, row.rate_per_1k))


@st.composite
def role_tables(draw, most=12):
    rows = []
    for place in range(draw(st.integers(0, most))):
        number, role = draw(st.integers(0, 6)), draw(st.sampled_from(["agent", "patient", "neither"]))
        target, other = draw(st.sampled_from(TARGETS)), draw(st.sampled_from(["", *TARGETS]))
        verb, voice = draw(st.sampled_from(["say", "hit"])), draw(st.sampled_from(["active", "passive"]))
        acts = role != "neither"
        told = (verb, draw(st.integers(0, 3)), voice, other) if acts else ("", -1, "", "")
        rows.append(
            (name_article(number), SOURCES[number % 3], target, place, role, *told, acts and draw(st.booleans()))
        )
    columns = [
        "article_id",
        "source",
        "target",
        "mention_start",
        "role",
        "verb",
        "verb_start",
        "construction",
        "other_target",
        "negated",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"negated": "bool"})


@FEW
@given(role_tables(), st.integers(0, 3))
def test_roles_add_up_and_are_shares(roles, seed):
    found = count_roles(roles)
    assert len(roles) == found["n_mentions"].sum()
    for row in found.itertuples():
        own = roles[(roles["source"] == row.source) & (roles["target"] == row.target)]
        n_agent, n_patient, n_neither = ((own["role"] == role).sum() for role in ("agent", "patient", "neither"))
        assert (len(own), n_agent, n_patient, n_neither) == (row.n_mentions, row.n_agent, row.n_patient, row.n_neither)
        acted = own[own["role"] != "neither"]
        share = n_agent / len(acted) if len(acted) else np.nan
        passive = (acted["construction"] == "passive").mean() if len(acted) else np.nan
        assert (share, passive) == pytest.approx((row.share_agent, row.share_passive), nan_ok=True)
        sums = (acted["role"] == "agent").groupby(acted["article_id"]).agg(["sum", "size"])
        assert len(sums) == row.n_articles
        interval = jackknife_interval(sums["sum"], sums["size"], limits=(0, 1))
        assert interval[:2] == pytest.approx((row.low, row.high), nan_ok=True)
    if len(roles):
        assert_same(found, count_roles(shuffle(roles, seed)))


def _list_by_hand(clauses, keys):
    rows = []
    for key, own in clauses.groupby(keys):
        sources = own["source"].value_counts().to_dict()
        told = "; ".join(sorted(sources, key=lambda name: (-sources[name], name)))
        n_articles, passive = own["article_id"].nunique(), (own["construction"] == "passive").sum()
        rows.append((-len(own), -n_articles, *key, passive, own["negated"].sum(), len(sources), told))
    return sorted(rows)


@FEW
@given(role_tables(), st.integers(0, 3))
def test_actions_and_dyads_count_a_clause_once_the_commonest_first(roles, seed):
    acted = roles[roles["role"] != "neither"].drop_duplicates(["article_id", "verb_start", "target", "role"])
    both = roles[roles["other_target"] != ""]
    acts = (both["role"] == "agent").to_numpy()
    sides = both.assign(
        agent=np.where(acts, both["target"], both["other_target"]),
        patient=np.where(acts, both["other_target"], both["target"]),
    )
    sides = sides.drop_duplicates(["article_id", "verb_start", "agent", "patient"])
    counts = ["n_passive", "n_negated", "n_sources", "sources"]
    for keys, clauses, listed in (
        (["target", "role", "verb"], acted, list_actions(roles)),
        (["agent", "patient", "verb"], sides, list_dyads(roles)),
    ):
        told = listed.assign(n_clauses=-listed["n_clauses"], n_articles=-listed["n_articles"])
        columns = ["n_clauses", "n_articles", *keys, *counts]
        assert _list_by_hand(clauses, keys) == list(told[columns].itertuples(index=False, name=None))


@FEW
@given(role_tables(most=20))
def test_weighed_roles_turn_when_targets_swap_and_when_acting_is_being_acted_on(roles):
    ends, mirror = ["difference", "low", "high"], ["difference", "high", "low"]
    found, swapped = weigh_roles(roles, "US", "Russia"), weigh_roles(roles, "Russia", "US")
    passive = roles.assign(role=roles["role"].replace({"agent": "patient", "patient": "agent"}))
    for other in (swapped, weigh_roles(passive, "US", "Russia")):
        assert_same(found[ends], -other[mirror].set_axis(ends, axis=1))
        assert_same(found[["p", "icc", "n_mentions"]], other[["p", "icc", "n_mentions"]])
    assert found["difference"].between(-1, 1).all()
    by_source, turned = weigh_role_sources(roles), weigh_role_sources(passive)
    assert_same(by_source[ends], -turned[mirror].set_axis(ends, axis=1))
    assert set(weigh_role_sources(roles, sources=["Argus"])["source"]) <= {"Argus"}
    shares = roles[roles["role"] != "neither"].assign(one=lambda acted: acted["role"] == "agent")
    shares = shares.groupby(["article_id", "source", "target"])["one"].mean().unstack().reindex(columns=TARGETS)
    both = shares.dropna()
    assert ([(both["US"] - both["Russia"]).mean()] if len(both) else []) == pytest.approx(found["difference"].tolist())
    for row in by_source.itertuples():
        own = shares[row.target].dropna()
        is_first = own.index.get_level_values("source") == row.source
        assert own[is_first].mean() - own[~is_first].mean() == pytest.approx(row.difference)


BLOCS = ["", "US", "Russian", "unnamed", "other", "journalist"]


@st.composite
def quoted_articles(draw):
    """Draw articles, and statements in them that are no longer than they are."""
    articles, rows = draw(corpora(least=1)), []
    for article in articles.itertuples():
        room = article.n_words
        for statement in range(draw(st.integers(0, 3))):
            speaker, bloc = draw(st.sampled_from(["", "Ann Lee", "Bo Ek"])), draw(st.sampled_from(BLOCS))
            called = "" if speaker else draw(st.sampled_from(["", "officials", "sources"]))
            for _ in range(draw(st.integers(1, 2))):
                n_words = draw(st.integers(0, room))
                room -= n_words
                rows.append((article.article_id, statement, speaker, bloc, n_words, called))
    columns = ["article_id", "statement", "speaker", "bloc", "n_words", "called"]
    quotes = pd.DataFrame(rows, columns=columns)
    return articles, quotes.astype({"statement": "int64", "n_words": "int64"})


@FEW
@given(quoted_articles(), st.integers(2, 6))
def test_words_of_a_source_are_those_of_its_articles_whoever_says_them(given_tables, limit):
    articles, quotes = given_tables
    found = measure_speaking(quotes, articles)
    words, said = articles.groupby("source")["n_words"].sum(), quotes.merge(articles[["article_id", "source"]])
    assert words.to_dict() == found.groupby("source")["n_words"].sum().to_dict()
    names = {"": "unknown speaker", "journalist": "journalist (quoted)"}
    said = said.assign(said_by=[names.get(bloc, bloc) for bloc in said["bloc"]])
    for row in found.itertuples():
        assert row.n_words / max(1, words[row.source]) == pytest.approx(row.share)
        own = said[(said["source"] == row.source) & (said["said_by"] == row.said_by)]
        if row.said_by == "journalist":
            mine = articles[articles["source"] == row.source].set_index("article_id")["n_words"]
            left = mine - said.groupby("article_id")["n_words"].sum().reindex(mine.index, fill_value=0)
            assert ((left > 0).sum(), 0, left.sum()) == (row.n_articles, row.n_statements, row.n_words)
        else:
            n_statements = len(own.drop_duplicates(["article_id", "statement"]))
            assert (own["article_id"].nunique(), n_statements, own["n_words"].sum()) == (
                row.n_articles,
                row.n_statements,
                row.n_words,
            )
    order = [(row.source, row.said_by != "journalist", -row.n_words, row.said_by) for row in found.itertuples()]
    assert sorted(order) == order
    wide = spread_speaking(found, limit=limit)
    shares = wide.drop(columns="source")
    known = [name for name in VAGUE if name in set(found["said_by"])]
    assert shares.shape[1] <= max(limit, 2 + len(known))
    assert "journalist" == shares.columns[0]
    assert list(shares.columns[len(shares.columns) - len(known) :]) == known
    assert shares.sum(axis=1).tolist() == pytest.approx([100.0 if words[s] else 0.0 for s in wide["source"]])
    totals = found[~found["said_by"].isin(["journalist", *VAGUE])].groupby("said_by")["n_words"].sum()
    blocs = [name for name in shares.columns[1:] if name not in VAGUE and name != OTHER_BLOCS]
    assert sorted(totals.index, key=lambda name: (-totals[name], name))[: len(blocs)] == blocs
    assert_same(spread_speaking(found), spread_speaking(found, limit=10))
    back = spread_speaking(found.iloc[::-1], limit=limit)
    assert wide["source"].tolist()[::-1] == back["source"].tolist()


@FEW
@given(quoted_articles(), st.sampled_from([None, 0, 1]))
def test_statements_without_a_name_are_counted_once_and_add_up(given_tables, limit):
    articles, quotes = given_tables
    found, once = count_unnamed(quotes, articles), quotes.drop_duplicates(["article_id", "statement"])
    once = once.merge(articles[["article_id", "source"]])
    assert sorted(articles["source"].unique()) == found["source"].tolist()
    for row in found.itertuples():
        own = once[once["source"] == row.source]
        named, unnamed = (own["speaker"] != "").sum(), (own["called"] != "").sum()
        unknown = ((own["speaker"] == "") & (own["called"] == "") & (own["bloc"] == "")).sum()
        assert (len(own), named, unnamed, unknown) == (row.n_statements, row.n_named, row.n_unnamed, row.n_unknown)
        assert row.n_statements == row.n_named + row.n_unnamed + row.n_described + row.n_unknown
        assert (unnamed / len(own) if len(own) else np.nan) == pytest.approx(row.share_unnamed, nan_ok=True)
        assert 1000 * unnamed / max(1, row.n_words) == pytest.approx(row.rate_unnamed_per_1k)
        mine = articles[articles["source"] == row.source]
        assert (len(mine), mine["n_words"].sum()) == (row.n_articles, row.n_words)
    listed, every = list_unnamed(quotes, articles, limit), list_unnamed(quotes, articles)
    assert found["n_unnamed"].sum() == every["n_statements"].sum()
    assert_same(every if limit is None else every.groupby("source").head(limit).reset_index(drop=True), listed)
    order = [(row.source, -row.n_statements, row.called) for row in every.itertuples()]
    assert sorted(order) == order
    for row in every.itertuples():
        own = once[(once["source"] == row.source) & (once["called"] == row.called)]
        assert (len(own), own["article_id"].nunique()) == (row.n_statements, row.n_articles)


def _rank(counts):
    counts = counts.to_dict()
    return sorted(counts, key=lambda name: (-counts[name], name))


@FEW
@given(quoted_articles(), scored_mentions(least=1), st.integers(0, 5))
def test_speakers_are_listed_with_all_that_they_say(given_tables, scored, seed):
    articles, quotes = given_tables
    names = np.random.default_rng(seed).choice(["", "Ann Lee", "Bo Ek"], len(scored))
    mentions = scored.assign(speaker=names)
    topics = pd.DataFrame({"speaker": ["Ann Lee"], "words": ["gas, oil"]})
    found = list_speakers(quotes, pd.concat([mentions, mentions]), articles, topics=topics)
    said = quotes[quotes["speaker"] != ""].merge(articles[["article_id", "source"]])
    assert set(said["speaker"]) == set(found["speaker"])
    for row in found.itertuples():
        own = said[said["speaker"] == row.speaker]
        once = own.drop_duplicates(["article_id", "statement"])
        assert (own["n_words"].sum(), len(once)) == (row.n_words, row.n_statements)
        assert (own["article_id"].nunique(), own["source"].nunique()) == (row.n_articles, row.n_sources)
        assert _rank(once["bloc"].value_counts())[0] == row.bloc
        assert "; ".join(_rank(own.groupby("source")["n_words"].sum())) == row.sources
        named = mentions.loc[mentions["speaker"] == row.speaker, "target"].value_counts()
        assert ", ".join(f"{target} {named[target]}" for target in _rank(named)) == row.targets
        assert ("gas, oil" if row.speaker == "Ann Lee" else "") == row.words
    order = [(-row.n_words, -row.n_statements, row.speaker) for row in found.itertuples()]
    assert sorted(order) == order
    assert set(list_speakers(quotes, mentions, articles).get("words", [])) <= {""}


@given(
    st.lists(st.one_of(st.none(), st.integers(-2, 2)), max_size=9),
    st.lists(st.sampled_from(["s0", "s3", "s7", "nowhere"]), max_size=4),
    st.integers(1, 6),
)
def test_chosen_sources_come_first_and_then_both_ends(values, chosen, limit):
    table = pd.DataFrame(
        {"source": [f"s{n}" for n in range(len(values))], "n_words": pd.Series(values, dtype="float64")}
    )
    ordered = sorted(
        zip(table["source"], values, strict=True), key=lambda one: (one[1] is None, -(one[1] or 0), one[0])
    )
    found, says = (tell(table, "n_words", chosen=chosen, limit=limit) for tell in (choose_sources, describe_choice))
    assert len(found) == len(set(found)) <= max(limit, 0)
    assert choose_sources(shuffle(table, 1), "n_words", chosen=chosen, limit=limit) == found
    unknown = [name for name in dict.fromkeys(chosen) if name not in set(table["source"])]
    assert all(name in says for name in unknown)
    if len(values) <= limit:
        assert [name for name, _ in ordered] == found
        assert (f"Not among the sources: {', '.join(unknown)}." if unknown else "") == says
        return
    asked = [name for name in dict.fromkeys(chosen) if name not in unknown][:limit]
    assert asked == found[: len(asked)]
    rest = [name for name, value in ordered if value is not None and name not in asked]
    room = min(limit - len(asked), len(rest))
    assert rest[: room - room // 2] + rest[len(rest) - room // 2 :] == found[len(asked) :]
    assert f"{len(found)} of {len(values)} sources are shown" in says
    parts = ((len(asked), "chosen"), (room - room // 2, "highest"), (room // 2, "lowest"))
    assert all((f"the {n} {what}" in says) == (n > 0) for n, what in parts)
    assert ("by words" in says) == (room > 0)
    assert ("by size" in describe_choice(table, "n_words", chosen=chosen, limit=limit, name="size")) == (room > 0)


def test_by_default_12_sources_are_shown():
    table = pd.DataFrame({"source": [f"s{n:02}" for n in range(13)], "n_words": range(13)})
    assert 12 == len(choose_sources(table, "n_words"))
    assert "12 of 13 sources are shown" in describe_choice(table, "n_words")
    assert "" == describe_choice(table.head(12), "n_words")
    assert 12 == len(choose_sources(table.head(12), "n_words"))


@FEW
@given(quoted_articles(), scored_mentions())
def test_a_profile_adds_up_to_the_corpus_and_its_measures_are_those_of_the_tables(given_tables, scored):
    articles, quotes = given_tables
    n_sentences = articles["n_words"] // 7
    readability = articles[["article_id", "n_words"]].assign(
        n_sentences=n_sentences, n_syllables=2 * articles["n_words"]
    )
    sources = pd.DataFrame(
        {"source": ["Argus", "Argus", "Elsewhere"], "country": ["A", "B", "C"], "kind": "daily", "ownership": "state"}
    )
    vocabulary = pd.DataFrame({"source": ["Argus"], "mattr": [0.7]})
    profile = profile_sources(articles, sources, quotes, readability, vocabulary)
    assert sorted(articles["source"].unique()) == profile["source"].tolist()
    for row in profile.itertuples():
        own = articles[articles["source"] == row.source]
        words, sentences = own["n_words"].sum(), n_sentences[own.index].sum()
        assert (len(own), words, own["date"].isna().sum()) == (row.n_articles, row.n_words, row.n_undated)
        assert (own["wire_credit"] == "AP").mean() == pytest.approx(row.share_wire)
        length = words / sentences if sentences else np.nan
        assert length == pytest.approx(row.words_per_sentence, nan_ok=True)
        assert 206.835 - 1.015 * length - 84.6 * 2 == pytest.approx(row.flesch, nan_ok=True)
        quoted = quotes.loc[quotes["article_id"].isin(own["article_id"]), "n_words"].sum()
        assert (quoted, quoted / words if words else np.nan) == pytest.approx(
            (row.n_words_quoted, row.share_quoted), nan_ok=True
        )
        assert (0.7 if row.source == "Argus" else np.nan) == pytest.approx(row.mattr, nan_ok=True)
        assert (("A", "daily", "state") if row.source == "Argus" else ("", "", "")) == (
            row.country,
            row.kind,
            row.ownership,
        )
        assert own["date"].min() is row.first_date or own["date"].min() == row.first_date
        assert own["date"].max() is row.last_date or own["date"].max() == row.last_date
        assert ("" == row.dates) == own["date"].isna().all()
    attention = measure_attention(scored, articles, TARGETS)
    tone = tone_by_source(scored)
    tone = tone[tone["source"].isin(profile["source"])]
    measures = measure_sources(profile, attention, tone)
    assert len(measures) == 7 * len(profile) + len(attention) + len(tone)
    order = [(MEASURES.index(row.measure), row.source, row.target) for row in measures.itertuples()]
    assert sorted(order) == order
    distinctive = pd.DataFrame({"focus": "Argus", "term": list("abcdefg"), "log_ratio": [1, 2, -1, 1, 1, 1, 1]})
    wide = widen_profile(profile, measures, distinctive).set_index("source")
    assert {name: "a, b, d, e, f" if name == "Argus" else "" for name in wide.index} == wide[
        "distinctive_words"
    ].to_dict()
    for row in attention.itertuples():
        assert row.rate_per_1k == pytest.approx(wide.loc[row.source, f"{row.target}_per_1k"])
    for row in tone.itertuples():
        told = [wide.loc[row.source, f"{row.target}_tone{end}"] for end in ("", "_low", "_high")]
        assert [row.mean_score, row.low, row.high] == pytest.approx(told, nan_ok=True)
    assert_same(profile, wide.reset_index()[profile.columns])
