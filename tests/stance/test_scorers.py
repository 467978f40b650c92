import pandas as pd
import pytest
from building import TARGETS, make_articles

from helpers.errors import PresslensError
from helpers.language import split_sentences
from helpers.schemas import Mentions, ScoredMentions, VoicedMentions
from helpers.stance import (
    Scorer,
    all_scorers,
    default_scorers,
    find_mentions,
    get_scorer,
    key_mentions,
    mask_names,
    read_targets,
    register_scorer,
    score_mentions,
)

TRAINED = ["stance", "stance_fast"]
MASKED = ["textblob_masked", "vader_masked"]
BASELINE = ["textblob_baseline", "vader_baseline"]
KNOWN = ["scorer", "key", "score", "label", "confidence"]
VOICE = {"voice": "journalist", "speaker": "", "bloc": ""}
SHIPPED = read_targets(TARGETS)
ALIASES = [name for target in SHIPPED for names in target.aliases.values() for name in names]
EXCLUDED = [name for target in SHIPPED for name in target.exclude]


def _mentions(text, targets):
    articles = make_articles(text) if isinstance(text, str) else make_articles(*text)
    return find_mentions(articles, split_sentences(articles), targets).assign(**VOICE)


def _scores(sentence, targets):
    """Return score and label by lexicon scorer of a sentence, as if it held a mention."""
    mention = {"target": "US", "alias_kind": "country", "mention": "US", "mention_start": 0, "mention_end": 1}
    whole = {"sentence": sentence, "sentence_index": 0, "sentence_start": 0, "sentence_end": len(sentence)}
    mentions = pd.DataFrame([{"file": "a.txt", "article_id": "0" * 16, "source": "Daily", **mention, **whole, **VOICE}])
    scored = score_mentions(mentions, targets, [*MASKED, *BASELINE])
    return dict(zip(scored["scorer"], zip(scored["score"], scored["label"], strict=True), strict=True))


@pytest.mark.parametrize("name", [*ALIASES, *EXCLUDED, *SHIPPED.masked])
def test_names_judge_nobody(name, targets):
    for written in (name, name.upper()):
        found = _scores(f"{written} held a meeting on Tuesday.", targets)
        assert dict.fromkeys(MASKED, (0.0, "neutral")) == {scorer: found[scorer] for scorer in MASKED}


def test_united_states_is_not_praise(targets):
    found = _scores("The United States said it would respond.", targets)
    assert ((0.4215, "positive"), (0.0, "neutral")) == (found["vader_baseline"], found["vader_masked"])


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("Russia is a great and wonderful friend.", 1),
        ("Russia is a horrible and cruel enemy.", -1),
        ("Russia sent a delegation.", 0),
    ],
)
@pytest.mark.parametrize("scorer", [*MASKED, *BASELINE])
def test_scores_have_the_sign_of_the_words(scorer, sentence, sign, targets):
    score, label = _scores(sentence, targets)[scorer]
    assert (sign, {1: "positive", 0: "neutral", -1: "negative"}[sign]) == ((score > 0) - (score < 0), label)


@pytest.mark.parametrize(
    ("sentence", "masked"),
    [
        ("The United States left.", "The Entity left."),
        ("The United States’ army met Putin's.", "The Entity' army met Entity's."),
        ("“They can’t win”\u202f– said\u00a0Russia.", '"They can\'t win" - said Entity.'),
        ("The UN Security Council met in South America.", "The Entity met in Entity."),
        ("The Soviet Union fell.", "The Entity fell."),
        ("They told us to go.", "They told us to go."),
        ("The US-led Russian talks.", "The Entity-led Entity talks."),
        ("The United\nStates", "The Entity"),
    ],
)
def test_names_are_masked(sentence, masked, targets):
    assert masked == mask_names(sentence, targets)


@pytest.mark.parametrize("scorer", MASKED)
def test_curly_apostrophes_are_straight_ones_to_masked_scorers(scorer, targets):
    typeset, plain = (_scores(f"Russia isn{mark}t good and can{mark}t win.", targets) for mark in "’'")
    assert plain[scorer] == typeset[scorer]
    assert plain["vader_baseline"] != typeset["vader_baseline"]  # which reads the sentence as it stands


@pytest.mark.parametrize(
    "text",
    [
        "{Washington} has great trust in {Moscow}. {Moscow} hates {Washington}!",
        "{American} troops won the war, but {Russian} threats frighten {the US} badly.",
        "The {White House} lied; {Putin} was VERY good, and {Russia} is not a bad friend.",
    ],
)
def test_swapping_the_targets_changes_no_masked_score(text, targets):
    pairs = {
        "Washington": "Moscow",
        "American": "Russian",
        "the US": "Russia",
        "White House": "Kremlin",
        "Trump": "Putin",
    }
    swapped = {**pairs, **{russian: american for american, russian in pairs.items()}}
    there = _mentions(text.format(**{name: name for name in swapped}), targets)
    back = _mentions(text.format(**swapped), targets)
    other = {"US": "Russia", "Russia": "US"}
    assert list(there["target"]) == [other[target] for target in back["target"]]
    assert set(other) == set(there["target"])
    for scorer in MASKED:
        scores, scores_back = (score_mentions(m, targets, [scorer])["score"] for m in (there, back))
        assert list(scores) == list(scores_back)
        assert any(scores)


def test_sample_is_scored_by_all(sample, targets):
    mentions = find_mentions(sample, split_sentences(sample), targets).assign(**VOICE)
    scored = ScoredMentions.validate(score_mentions(mentions, targets))
    assert {name: len(mentions) for name in ["stance", *MASKED, *BASELINE]} == scored["scorer"].value_counts().to_dict()
    assert scored["score"].between(-1, 1).all()
    assert (scored["score"] != 0).any()


def test_baselines_come_last_and_say_so():
    assert [*TRAINED, *MASKED, *BASELINE] == [scorer.name for scorer in all_scorers()]
    assert BASELINE == [scorer.name for scorer in all_scorers() if scorer.is_baseline]
    assert ["stance", *MASKED, *BASELINE] == [scorer.name for scorer in default_scorers()]
    assert ["baseline"] * 2 == [get_scorer(name).description.split(":")[0] for name in BASELINE]


def test_chosen_scorers_in_their_order(targets):
    scored = score_mentions(
        _mentions("Russia left. The US stayed.", targets), targets, ["vader_masked", "textblob_masked"]
    )
    assert ["vader_masked"] * 2 + ["textblob_masked"] * 2 == list(scored["scorer"])


@pytest.mark.parametrize("chosen", [None, [], ["vader_masked"]])
def test_no_mentions(chosen, targets):
    assert 0 == len(ScoredMentions.validate(score_mentions(Mentions.empty(), targets, chosen)))


def test_unknown_scorer_is_an_error(targets):
    with pytest.raises(
        PresslensError, match="there is no scorer 'vader'; known are stance, stance_fast, textblob_masked"
    ):
        score_mentions(_mentions("Russia left.", targets), targets, ["vader"])


@pytest.mark.usefixtures("registry")
def test_own_scorer(targets):
    @register_scorer
    class Optimist(Scorer):
        name = "optimist"
        description = "finds everything good"
        neutral_below = 0.05

        def score(self, mentions):
            return pd.Series(1.0, index=mentions.index)

    names = ["vader_masked", "optimist"]
    scored = score_mentions(_mentions("Russia left. The US stayed.", targets), targets, names)
    own = scored[scored["scorer"] == "optimist"]
    assert [("Russia", 1.0, "positive"), ("US", 1.0, "positive")] == list(
        own[["target", "score", "label"]].itertuples(index=False, name=None)
    )


@pytest.mark.usefixtures("registry")
def test_scorer_sees_mention_and_masked_sentence(targets):
    seen = []

    @register_scorer
    class Reader(Scorer):
        name = "reader"
        description = "reads"
        neutral_below = 0.05

        def score(self, mentions):
            seen.append(mentions)
            return pd.Series(0, index=mentions.index)

    score_mentions(_mentions("Russia met the US.", targets), targets, ["reader"])
    [mentions] = seen
    assert [*VoicedMentions.column_names(), "masked_sentence", "country"] == list(mentions.columns)
    assert ["Entity met the Entity."] * 2 == list(mentions["masked_sentence"])


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("given", "below", "label"),
    [
        (0.0, 0.05, "neutral"),
        (0.049, 0.05, "neutral"),
        (-0.049, 0.05, "neutral"),
        (0.05, 0.05, "positive"),
        (-0.05, 0.05, "negative"),
        (1.0, 0.05, "positive"),
        (-1.0, 0.05, "negative"),
        (0.001, 1e-9, "positive"),
        (-0.001, 1e-9, "negative"),
        (0.0, 1e-9, "neutral"),
    ],
)
def test_labels_follow_the_threshold(given, below, label, targets):
    @register_scorer
    class Fixed(Scorer):
        name = "fixed"
        description = "always the same"
        neutral_below = below

        def score(self, mentions):
            return pd.Series(given, index=mentions.index)

    assert [label] == list(score_mentions(_mentions("Russia left.", targets), targets, ["fixed"])["label"])


TOLD = [
    "Russia lied to the US. The US left.",
    "Russia lied to the US. Russia thanked Peru, and its envoy smiled.",
    "Nobody trusts Moscow. The US left.",
]


@pytest.mark.parametrize("scorer", [*TRAINED, *MASKED, *BASELINE])
def test_equal_keys_are_equal_scores(scorer, targets):
    mentions = _mentions(TOLD, targets)
    keys = key_mentions(mentions, targets, scorer)
    scored = score_mentions(mentions, targets, [scorer])
    assert keys.str.fullmatch("[0-9a-f]{32}").all()
    assert keys.nunique() < len(keys)
    assert (scored.groupby(keys.to_numpy())[["score", "label"]].nunique() == 1).all().all()
    alone = [key_mentions(mentions.iloc[[row]], targets, scorer).iloc[0] for row in range(len(mentions))]
    assert alone == list(keys)


def test_scorers_that_see_the_same_share_keys(targets):
    mentions = _mentions(TOLD, targets)
    masked, other, whole = (key_mentions(mentions, targets, name) for name in (*MASKED, BASELINE[0]))
    assert list(masked) == list(other)
    assert not set(masked) & set(whole)


@pytest.mark.parametrize("scorer", [*TRAINED, *MASKED, *BASELINE])
@pytest.mark.parametrize("rows", [slice(0), slice(2), slice(None)])
def test_known_scores_are_not_found_again(scorer, rows, targets, monkeypatch):
    mentions = _mentions(TOLD, targets)
    scored = score_mentions(mentions, targets, [scorer])
    known = scored.assign(key=key_mentions(mentions, targets, scorer).to_numpy())[[*KNOWN]].iloc[rows]
    rate, seen = type(get_scorer(scorer)).rate, []
    monkeypatch.setattr(
        type(get_scorer(scorer)), "rate", lambda self, given: seen.append(len(given)) or rate(self, given)
    )
    again = score_mentions(
        mentions, targets, [scorer], known=pd.concat([known, known.assign(scorer="other", score=1.0)])
    )
    pd.testing.assert_frame_equal(scored, again)
    assert {0: 8, 2: 4, 8: 0}[len(known)] == sum(seen)  # two articles begin with the same sentence


@pytest.mark.usefixtures("registry")
def test_own_scorer_may_see_all(targets):
    @register_scorer
    class Reader(Scorer):
        name = "reader"
        description = "reads"
        neutral_below = 0.05

        def score(self, mentions):
            return pd.Series(1.0, index=mentions.index)

    keys = key_mentions(_mentions(["Russia left.", "Russia left."], targets), targets, "reader")
    assert 2 == keys.nunique()
