import pandas as pd
import pytest

from helpers.language import split_sentences
from helpers.stance import find_mentions, find_roles

ID = "0" * 16


def find(text, targets):
    """Return the roles of the mentions of one article."""
    articles = pd.DataFrame({"article_id": [ID], "file": ["a.txt"], "source": ["Daily"], "body": [text]})
    mentions = find_mentions(articles, split_sentences(articles), targets)
    return find_roles(mentions.assign(voice="journalist", speaker="", bloc=""))


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
]

# What the parser or the rules get wrong today
FAILURES = []


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_roles_of_clauses(text, expected, targets):
    (row,) = find(text, targets).itertuples()
    assert expected == say(row)
