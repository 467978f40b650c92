"""Copies and their clusters. Every text is invented."""

import os
import random
import subprocess
import sys

import pandas as pd
import pytest
from building import FRIDAY, MONDAY, ROOT, TUESDAY, make_articles

from helpers.corpus import cluster_copies, count_copies, find_copies, keep_representatives, sketch_copies
from helpers.schemas import Copies

WORDS = "minister talks trade harvest river border treaty harbour summer market cotton railway senator budget".split()  # noqa: SIM905 - reads better than a list


def make_story(seed, n_words=200):
    """Return a text of its own words, in paragraphs of 25."""
    chance = random.Random(seed)
    words = [f"{chance.choice(WORDS)}{chance.randrange(500)}" for _ in range(n_words)]
    return "\n\n".join(" ".join(words[start : start + 25]) for start in range(0, n_words, 25))


def make_corpus(*texts, **columns):
    """Return articles as `find_copies` takes them, with columns of your own."""
    given = {"title": "Talks", "date": "2019-05-05", "date_precision": "day", "wire_credit": "", **columns}
    articles = make_articles(*texts).assign(**given)
    return articles.assign(date=pd.to_datetime(articles["date"]))


def find_clusters(articles):
    """Return the files of each cluster, the representative first."""
    return [list(group["file"]) for _, group in find_copies(articles).groupby("cluster_id", sort=False)]


def change_words(text, every):
    return " ".join(f"other{n}" if n % every == 0 else word for n, word in enumerate(text.split(" "), start=1))


STORY, OTHER = make_story(1), make_story(2)
HALF = STORY[: len(STORY) // 3]
BOILERPLATE = make_story(3, 60)
TOLD_ONE_WAY = (
    "A senior envoy arrived in the capital on Tuesday for two days of talks on grain. He said that his government wants"
    " the ports open before autumn, and that ships already wait at sea. Officials expect a signature by the weekend."
)
TOLD_ANOTHER = (
    "Grain was on the table when the visiting diplomat sat down with his hosts this week. Ports should work again ahead"
    " of autumn, the guest told reporters, since ships are waiting. By the weekend both sides could have signed."
)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (STORY, STORY, "exact"),
        (STORY, STORY.upper().replace("\n\n", "\n"), "exact"),  # case, lines and signs are no words
        (STORY, f"“{STORY}” –", "exact"),
        ("Russia.", "RUSSIA", "exact"),
        (STORY, change_words(STORY, 20), "near"),
        (STORY, f"{STORY}\n\nRead by nobody.", "near"),
        (STORY, HALF, "near"),
        (STORY, HALF.replace("\n", " "), "near"),
        (STORY, f"{HALF}\n\n{make_story(4, 12)}", "near"),
        ("Министры двух стран встретились в столице и говорили о торговле зерном. " * 2,) * 2 + ("exact",),
        (
            "Министры двух стран встретились в столице и говорили весь день о торговле зерном и о ценах на газ.",
            "Министры двух стран встретились в столице и говорили весь день о торговле зерном и о ценах на нефть.",
            "near",
        ),
        ("部长们在首都会面并讨论了贸易。", "部长们在首都会面并讨论了贸易。", "exact"),
    ],
)
def test_copies(one, other, kind):
    copies = find_copies(make_corpus(one, other))
    assert ["representative", kind] == list(copies["kind"])
    assert (1, True) == (copies["similarity"][0], 0.5 <= copies["similarity"][1] <= 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, OTHER),
        (TOLD_ONE_WAY, TOLD_ANOTHER),
        (STORY, change_words(STORY, 4)),
        (STORY, " ".join(STORY.split()[:30])),  # a teaser of 30 words, say
        (f"{STORY}\n\n{BOILERPLATE}", f"{OTHER}\n\n{BOILERPLATE}"),
        (f"{STORY}\n\n{BOILERPLATE}", f"{make_story(5, 30)}\n\n{BOILERPLATE}"),  # a stub that is mostly boilerplate
        ("Russia won.", "Russia lost."),
        ("", ""),
        ("...", " – \n"),
        ("部长们在首都会面并讨论了贸易。", "部长们在首都会面并讨论了天气。"),
    ],
)
def test_no_copies(one, other):
    found = find_copies(make_corpus(one, other))
    assert (0, Copies.column_names()) == (len(found), list(found.columns))


def test_no_articles():
    assert find_copies(make_corpus()).empty


def test_similarity_is_the_share_of_the_shorter_texts_runs():
    [_, similarity] = find_copies(make_corpus(STORY, f"{HALF}\n\n{make_story(4, 10)}"))["similarity"]
    runs = [
        {tuple(w[n : n + 4]) for n in range(len(w) - 3)}
        for w in (STORY.split(), HALF.split() + make_story(4, 10).split())
    ]
    assert len(runs[0] & runs[1]) / len(runs[1]) == pytest.approx(similarity)


def test_boilerplate_of_a_source_makes_no_copies_and_hides_none():
    texts = [f"{make_story(seed)}\n\n{BOILERPLATE}" for seed in range(10, 70)]
    assert [] == find_clusters(make_corpus(*texts))
    near = f"{change_words(make_story(65), 20)}\n\n{BOILERPLATE}"
    assert [["55.txt", "60.txt"]] == find_clusters(make_corpus(*texts, near))


def test_a_copy_is_found_though_twenty_others_share_more_boilerplate_than_it_shares_story():
    texts = [f"{make_story(seed, 60)}\n\n{BOILERPLATE}" for seed in range(10, 70)]
    near = f"{change_words(make_story(65, 60), 10)}\n\n{BOILERPLATE}"
    assert [["55.txt", "60.txt"]] == find_clusters(make_corpus(*texts, near))


def test_short_near_copies_are_all_found():
    short = [make_story(seed, 25) for seed in range(100)]
    copies = find_copies(make_corpus(*short, *(change_words(text, 13) for text in short)))
    assert (100, 200) == (copies["cluster_id"].nunique(), len(copies))


@pytest.mark.parametrize(
    ("columns", "representative"),
    [
        ({"date": ["2019-05-06", "2019-05-05", "2019-05-07"]}, "1.txt"),
        ({"date": [None, "2019-05-05", None], "date_precision": ["", "day", ""]}, "1.txt"),
        ({"date": ["2019-05-01", "2019-05-05", "2019-01-01"], "date_precision": ["month", "day", "year"]}, "1.txt"),
        ({"source": ["A", "TASS", "B"], "date": ["2019-05-05", "2019-05-06", "2019-05-04"]}, "1.txt"),
        ({"source": ["B", "A", "C"]}, "1.txt"),
        ({"wire_credit": ["AP", "AP", ""], "source": ["B", "A", "C"]}, "1.txt"),
        ({}, "0.txt"),
    ],
)
def test_representative(columns, representative):
    copies = find_copies(make_corpus(STORY, STORY, STORY, **columns))
    assert representative == copies["file"][0]
    assert {copies["article_id"][0]} == set(copies["cluster_id"])
    assert ["representative"] == list(copies["kind"][:1])
    assert "representative" not in list(copies["kind"][1:])


def test_of_one_day_the_longest_represents():
    assert [["1.txt", "2.txt", "0.txt"]] == find_clusters(make_corpus(HALF, STORY, f"{STORY[:-60]} Unread."))


@pytest.mark.parametrize(
    ("sources", "credits", "kinds"),
    [
        (["A", "A", "A"], ["", "", ""], ["representative", "exact", "near"]),
        (["A", "B", "B"], ["", "", ""], ["representative", "wire", "wire"]),
        (["A", "A", "A"], ["AP", "AP", ""], ["representative", "wire", "near"]),
    ],
)
def test_kinds(sources, credits, kinds):
    dates = ["2019-05-05", "2019-05-06", "2019-05-07"]
    near = change_words(STORY, 20)
    copies = find_copies(make_corpus(STORY, STORY, near, source=sources, wire_credit=credits, date=dates))
    assert kinds == list(copies["kind"])
    assert credits == list(copies["wire_credit"])


def test_two_equal_near_copies_are_both_near():
    near = change_words(STORY, 20)
    dates = ["2019-05-05", "2019-05-06", "2019-05-07"]
    copies = find_copies(make_corpus(STORY, near, near, date=dates))
    assert ["representative", "near", "near"] == list(copies["kind"])


def test_the_order_of_articles_changes_nothing():
    texts = [make_story(seed) for seed in range(30)]
    texts += [change_words(text, 15 + n) for n, text in enumerate(texts[:20])] + texts[:10] + [t[:700] for t in texts]
    articles = make_corpus(*texts)
    found = find_copies(articles)
    assert 90 == len(found)
    for seed in range(3):
        pd.testing.assert_frame_equal(found, find_copies(articles.sample(frac=1, random_state=seed)))


def test_hashes_are_the_same_in_every_process():
    script = "from helpers.corpus.copies import _hash_runs as h; print(h('a b c d e f'.split()).tolist())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(runs)


def test_sketches_in_files_are_clustered_as_in_one_table(tmp_path):
    texts = [make_story(seed) for seed in range(30)]
    texts += [change_words(text, 15 + n) for n, text in enumerate(texts[:20])] + texts[:10] + ["", "Russia."]
    sketches = sketch_copies(make_corpus(*texts))
    paths = [tmp_path / f"{n}.parquet" for n in range(7)]
    for n, path in enumerate(paths):
        sketches.iloc[n::7].to_parquet(path, index=False)
    copies = cluster_copies(sketches)
    assert 50 == len(copies)
    pd.testing.assert_frame_equal(copies, cluster_copies(paths))


def test_sketches_of_parts_are_those_of_the_whole():
    articles = make_corpus(STORY, "", HALF, "Russia.")
    parts = pd.concat([sketch_copies(articles.iloc[[n]]) for n in range(4)])
    pd.testing.assert_frame_equal(sketch_copies(articles), parts)


def test_parts_of_a_story_reprinted_thirty_times_are_found():
    reprints = [" ".join(STORY.split()[: 200 - 2 * n]) for n in range(40)]
    clusters = find_clusters(make_corpus(*reprints, *(make_story(seed, 900) for seed in range(10, 40))))
    assert [[f"{n}.txt" for n in range(40)]] == clusters


def test_a_copy_of_a_copy_stands_for_the_representative_if_it_is_like_it():
    drifts = [STORY]
    for n in range(8):
        words = drifts[-1].split()
        words[20 * n : 20 * n + 20] = [f"other{n}a{m}" for m in range(20)]
        drifts.append(" ".join(words))
    clusters = find_clusters(make_corpus(*drifts, date=[f"2019-05-0{n + 1}" for n in range(9)]))
    assert [["0.txt", "1.txt", "2.txt", "3.txt"], ["4.txt", "5.txt", "6.txt", "7.txt"]] == clusters


def test_a_story_by_many_is_found_below_what_more_have_in_common():
    texts = [f"{make_story(seed)}\n\n{BOILERPLATE}" for seed in range(10, 110)]
    reprints = [f"{change_words(make_story(65), 20 + n)}\n\n{BOILERPLATE}" for n in range(30)]
    days = ["2019-05-05"] * 100 + ["2019-05-06"] * 30
    [cluster] = find_clusters(make_corpus(*texts, *reprints, date=days))
    assert ("55.txt", {f"{n}.txt" for n in range(100, 130)}) == (cluster[0], set(cluster[1:]))


def test_a_part_without_articles_has_a_sketch_like_any_other(tmp_path):
    for n, articles in enumerate([make_corpus(), make_corpus(STORY, STORY)]):
        sketch_copies(articles).to_parquet(tmp_path / f"{n}.parquet", index=False)
    paths = sorted(tmp_path.iterdir())
    assert [0, 2, 2] == [len(cluster_copies(parts)) for parts in (paths[:1], paths, paths[::-1])]


def test_ten_thousand_identical_articles():
    copies = find_copies(make_corpus(*[STORY] * 10_000))
    assert (10_000, 1) == (len(copies), copies["cluster_id"].nunique())


def test_ten_thousand_near_identical_articles():
    chance = random.Random(1)
    words = STORY.split()
    texts = []
    for n in range(10_000):
        own = list(words)
        own[chance.randrange(len(own))] = f"number{n}"
        texts.append(" ".join(own))
    copies = find_copies(make_corpus(*texts))
    assert (10_000, 1) == (len(copies), copies["cluster_id"].nunique())


def test_representatives_are_kept_and_copies_counted():
    texts = [STORY, OTHER, STORY, change_words(STORY, 20)]
    articles = make_corpus(*texts, source=["A", "A", "B", "A"], wire_credit=["", "AP", "AP", ""])
    copies = find_copies(articles)
    kept = keep_representatives(articles, copies)
    assert ["0.txt", "1.txt"] == list(kept["file"])
    expected = [("A", 3, 1, 1), ("B", 1, 1, 1)]
    for table in (articles, kept):
        assert expected == list(count_copies(table, copies).itertuples(index=False, name=None))


def test_without_copies_all_are_kept():
    articles = make_corpus(MONDAY, TUESDAY[:40], FRIDAY[50:])
    pd.testing.assert_frame_equal(articles, keep_representatives(articles, find_copies(articles)))


@pytest.mark.corpora
def test_versions_of_one_story_in_polnear_are_found(corpora):
    """Read by eye: seven pairs are two versions of one story; no other two articles are."""
    files = sorted((corpora / "polnear" / "text").iterdir())
    texts = [file.read_text(encoding="utf-8") for file in files]
    copies = find_copies(make_corpus(*texts, source=[file.name.split("_")[0] for file in files]))
    pairs = copies.groupby("cluster_id")["file"].agg(lambda group: sorted(int(file[:-4]) for file in group))
    starts = [[files[n].name[:21] for n in pair] for pair in pairs]
    assert {"exact": 1, "near": 6, "representative": 7} == copies["kind"].value_counts().to_dict()
    assert all(len(pair) == 2 and pair[0].split("_")[0] == pair[1].split("_")[0] for pair in starts)


@pytest.mark.corpora
@pytest.mark.parametrize(("share", "found"), [(0.3, 0.98), (0.5, 0.98), (1.0, 0.98)])
def test_reprints_made_of_polnear_are_found(share, found, corpora):
    """The first part of each story of 250 words or more, on one line and with each fiftieth word another."""
    files = sorted((corpora / "polnear" / "text").iterdir())
    stories = [text for file in files if len((text := file.read_text(encoding="utf-8")).split()) >= 250]
    reprints = [change_words(" ".join(s.split()[: int(len(s.split()) * share)]), 50) for s in stories]
    copies = find_copies(make_corpus(*stories, *reprints)).set_index("file")["cluster_id"]
    together = [copies.get(f"{n}.txt", "-") == copies.get(f"{n + len(stories)}.txt", "+") for n in range(len(stories))]
    assert sum(together) / len(stories) >= found
