import pandas as pd
import pytest

from benchmarks.roles import FLOORS, PRESSLENS, measure, tabulate
from helpers.language import split_sentences
from helpers.schemas.comparison import Roles
from helpers.stance import find_mentions, find_roles, measured_roles
from helpers.stance.clauses import read_words

ID = "0" * 16


def mention(text, targets):
    """Return the mentions of one article."""
    articles = pd.DataFrame({"article_id": [ID], "file": ["a.txt"], "source": ["Daily"], "body": [text]})
    mentions = find_mentions(articles, split_sentences(articles), targets)
    return mentions.assign(voice="journalist", speaker="", bloc="")


def find(text, targets):
    """Return the roles of the mentions of one article."""
    return find_roles(mention(text, targets))


def say(row):
    """Return what was found of a mention in a line."""
    if row.role == "neither":
        return "neither"
    parts = [row.role, row.verb, "passive" * (row.construction == "passive"), "not" * row.negated]
    parts += [f"through {row.through}" * bool(row.through)]
    return " ".join(part for part in parts if part)


CLAUSES = [
    # Subjects
    ("Russia offered gas to its neighbours.", "agent offer"),
    ("Americans voted on Tuesday.", "agent vote"),
    ("Obama did not sign the treaty.", "agent sign not"),
    ("Moscow no longer sells grain.", "agent sell not"),
    ("Russia carried out the strikes.", "agent carry out"),
    ("Iran and Russia signed the deal.", "agent sign"),
    ("Russia and Iran signed the deal.", "agent sign"),
    ("Russia closed the port and denied it.", "agent close"),
    ("The summit ended after Russia left the room.", "agent leave"),
    # By whom
    ("The sanctions were imposed by Washington.", "agent impose passive"),
    ("Sanctions imposed by Washington hurt farmers.", "agent impose passive"),
    ("A truce backed by Russia failed.", "agent back passive"),
    ("The Russian-backed rebels withdrew.", "agent back passive"),
    ("A US-led coalition bombed the town.", "agent lead passive"),
    # Objects
    ("Kyiv accused Russia of lying.", "patient accuse"),
    ("Critics attacked Trump.", "patient attack"),
    ("The bank lent Russia money.", "patient lend"),
    ("The firm sold rifles to Russia.", "patient sell"),
    ("The envoy praised China and Russia.", "patient praise"),
    ("Russia was condemned in Paris.", "patient condemn passive"),
    ("Trump got attacked on the stage.", "patient attack passive"),
    ("Russia was not invited.", "patient invite passive not"),
    # Aimed at
    ("The EU imposed sanctions on Russia.", "patient impose"),
    ("Sanctions were imposed on Russia.", "patient impose passive"),
    ("They voted against Trump.", "patient vote"),
    ("The West put pressure on Moscow.", "patient put"),
    ("Nobody relied on Trump.", "patient rely"),
    ("Russia faces sanctions.", "patient face"),
    ("Europe discussed sanctions on Russia.", "neither"),
    ("Sanctions on Russia failed.", "neither"),
    # Neither
    ("Russia is a partner of India.", "neither"),
    ("Russia has an army.", "neither"),
    ("Russia remains a rival.", "neither"),
    ("Russia is ready to talk.", "neither"),
    ("The talks were held in Moscow.", "neither"),
    ("He flew to Washington.", "neither"),
    ("The minister visited Russia.", "neither"),
    ("She met Putin.", "neither"),
    ("India held talks with Russia.", "neither"),
    ("He wrote a book about Trump.", "neither"),
    ("The US suspension of aid angered the army.", "neither"),
    ("The war against Russia ended.", "neither"),
    ("Russia's economy shrank.", "neither"),
    ("US elections matter.", "neither"),
    ("A Russia expert warned them.", "neither"),
    ("A Trump supporter shouted.", "neither"),
    ("According to Moscow, the port is closed.", "neither"),
    ("The wife of the US president spoke.", "neither"),
    # In its name
    ("Russian forces shelled the town.", "agent shell through forces"),
    ("Washington's envoy left.", "agent leave through envoy"),
    ("The US president vetoed the bill.", "agent veto through president"),
    ("US Secretary of State Jane Doe spoke on Monday.", "agent speak through Doe"),
    ("The president of Russia spoke.", "agent speak through president"),
    ("Officials in Moscow denied it.", "agent deny through Officials"),
    ("Rebels killed US soldiers.", "patient kill through soldiers"),
    ("Ann Roe, Trump's lawyer, denied it.", "agent deny through lawyer"),
    ("The American people rejected the plan.", "agent reject through people"),
    # Which verb
    ("Russia agreed to sell the jets.", "agent agree"),
    ("Trump tried to win.", "agent try"),
    ("Russia has to pay.", "agent pay"),
    ("Russia is going to sign the deal.", "agent sign"),
    ("Russia is expected to sign the deal.", "agent sign"),
    ("Russia is likely to sign the deal.", "agent sign"),
    ("Russia was forced to leave.", "patient force passive"),
    ("Kyiv urged Russia to leave.", "patient urge"),
    ("They want Russia to leave.", "agent leave"),
    ("He says Russia hacked them.", "agent hack"),
    ("It was a map of Russia, which annexed the port.", "agent annex"),
    ("Russia, accused of fraud, is silent.", "patient accuse passive"),
    ("Russia, which closed the port, was condemned.", "patient condemn passive"),
    ("Russia, whom the envoys praised, stayed calm.", "patient praise"),
    ("The rebels whom Russia armed withdrew.", "agent arm"),
    ("Millions of Americans voted.", "agent vote"),
    ("A pro-Russian party won.", "neither"),
    ("The convoy moved towards Russia.", "neither"),
    ("Kyiv called on Russia to withdraw.", "patient call"),
    ("The firm made Russia pay.", "patient make"),
    ("Thank you, Putin.", "neither"),
    ("Did Russia sign the deal?", "agent sign"),
    ("Neither Russia nor Iran signed.", "agent sign not"),
    ("No Russian soldier left.", "agent leave not through soldier"),
    ("France suspended aid to Russia.", "patient suspend"),
] + [
    pytest.param(*failure, marks=pytest.mark.xfail(strict=True))
    for failure in [
        # The parser takes the verb for an adjective, the name for a part of another, or the like
        ("This is compelling Russia to leave the deal.", "patient compel"),
        ("The summit gave Russia hope.", "patient give"),
        ("By imposing tariffs, Trump hurt farmers.", "agent hurt"),
        # The rules do not know
        ("It was Russia that broke the truce.", "agent break"),
        ("They showed videos of Trump insulting the guards.", "agent insult"),
        ("A Russian news agency reported it.", "neither"),
        ("Americans for Fairness ran an ad.", "neither"),
        ("They want to win the White House.", "neither"),
    ]
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_roles_of_clauses(text, expected, targets):
    (row,) = find(text, targets).itertuples()
    assert expected == say(row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia warned Iran.", [("Iran", "")]),
        ("Russia warned the US.", [("US", "US"), ("Russia", "Russia")]),
        ("The US was warned by Russian generals.", [("generals", "Russia"), ("US", "US")]),
        ("The US suspended aid to Russia.", [("aid", ""), ("US", "US")]),
        ("The US accused Iran and Russia.", [("Iran", "Russia"), ("US", "US")]),
        ("The US, which armed them, wanted to punish Russia.", [("", ""), ("US", "US")]),
        ("Sanctions imposed by Washington on Russia failed.", [("Sanctions", ""), ("Washington", "US")]),
        ("Putin praised Russia.", [("Russia", "Russia"), ("Putin", "Russia")]),
        ("Russia shrugged.", [("", "")]),
    ],
)
def test_the_other_side(text, expected, targets):
    found = find(text, targets)
    assert expected == list(found[["other", "other_target"]].itertuples(index=False, name=None))


def test_places_are_those_of_the_body(targets):
    text = "It rained.\n\n“Russia  —\nas ever — has\nagain   carried\n out the strikes,” he said."
    (row,) = find(text, targets).itertuples()
    assert ("carry out", "carried") == (row.verb, text[row.verb_start : row.verb_end])
    assert "Russia" == text[row.mention_start : row.mention_end]
    (neither,) = find("He lives in Russia.", targets).itertuples()
    assert (-1, -1, "", "", "") == (
        neither.verb_start,
        neither.verb_end,
        neither.verb,
        neither.construction,
        neither.other,
    )


def test_a_mention_counts_once_however_many_scored_it(targets):
    mentions = mention("Russia offered gas. The US refused.", targets)
    scored = pd.concat([mentions.assign(scorer=name, score=0.0) for name in ("one", "two")])
    pd.testing.assert_frame_equal(find_roles(mentions), find_roles(scored))


def test_pronouns_and_joint_mentions_count(targets):
    text = "Russia paid because it owed the US. Both countries agreed."
    mentions = mention(text, targets)
    at = text.index("it owed")
    first = mentions.iloc[[0]]
    pronoun = first.assign(alias_kind="pronoun", mention="it", mention_start=at, mention_end=at + 2)
    start = text.index("Both")
    joint = [
        first.assign(
            alias_kind="joint",
            target=target,
            mention="Both countries",
            mention_start=start,
            mention_end=start + 14,
            sentence=text[start:],
            sentence_start=start,
            sentence_end=len(text),
        )
        for target in ("US", "Russia")
    ]
    found = find_roles(pd.concat([pronoun, *joint], ignore_index=True))
    assert [("Russia", "owe"), ("US", "agree"), ("Russia", "agree")] == list(
        zip(found["target"], found["verb"], strict=True)
    )


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize(
    "text",
    [
        "Russia",
        "RUSSIA!!! US???",
        "($Russia$) <b>Russia</b> | Russia | Russia",
        "Russia's's's Russia-Russia-Russia/US",
        "\u200fRussia\u200f said \U0001f1f7\U0001f1fa so.",
        "word " * 3000 + "Russia fell.",
        "(" * 3000 + "Russia" + ")" * 3000,
    ],
)
def test_odd_texts_give_a_row_for_each_mention(text, targets):
    assert len(mention(text, targets)) == len(find(text, targets)) > 0


def test_what_is_beyond_the_reach_of_the_parser_is_neither(targets):
    text = "word " * 3000 + "Russia fell."
    (row,) = find_roles(mention(text, targets).assign(sentence=text, sentence_start=0)).itertuples()
    assert "neither" == row.role


def test_no_mentions(targets):
    assert find("Nobody is named.", targets).empty
    assert Roles.column_names() == list(find("Nobody is named.", targets).columns)


def test_every_word_list_holds_lemmas():
    for name, words in read_words().items():
        assert words, name
        assert all(word == word.lower() for word in words), name


@pytest.mark.corpora
def test_accuracy_on_the_labelled_clauses(corpora):
    measured = measure()
    figures = measured["figures"]
    ours = {name: of["value"] for name, of in figures[PRESSLENS].items()}
    for name, floor in FLOORS.items():
        assert ours[name] > floor, name
    for other in figures.keys() & {"neither", "word order", "news-deframe"}:
        assert ours["accuracy"] > figures[other]["accuracy"]["value"] + 0.1
    shown = measured_roles().set_index("method")
    again = tabulate(measured).set_index("method")
    assert {PRESSLENS, "word order", "news-deframe"} <= set(shown.index)
    pd.testing.assert_frame_equal(again, shown.loc[again.index], atol=0.002)  # what notebooks show
