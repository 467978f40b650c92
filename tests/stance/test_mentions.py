import dataclasses

import pytest
from building import make_articles

from helpers.language import split_sentences
from helpers.schemas import Mentions
from helpers.stance import Targets, find_mentions, read_targets
from helpers.stance.targets import Names

US, RUSSIA = "US", "Russia"


def _find(text, targets):
    articles = make_articles(text)
    mentions = find_mentions(articles, split_sentences(articles), targets)
    return list(zip(mentions["target"], mentions["mention"], strict=True))


def _with_target(targets, key, **changes):
    changed = dataclasses.replace(targets.targets[key], **changes)
    return Targets({**targets.targets, key: changed}, targets.masked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody was named.", []),
        ("", []),
        # The pronoun
        ("They told us to go.", []),
        ("Us and them.", []),
        ("The US told us to go.", [(US, "US")]),
        # Names of the United States
        ("The U.S. left.", [(US, "U.S.")]),
        ("They left the U.S.", [(US, "U.S.")]),
        ("The U. S. left.", [(US, "U. S.")]),
        ("The U.S.A. left.", [(US, "U.S.A.")]),
        ("U.S.-led troops and US-backed ones left.", [(US, "U.S."), (US, "US")]),
        ("A non-US and anti-American view.", [(US, "US"), (US, "American")]),
        ("America's army; America’s navy.", [(US, "America"), (US, "America")]),
        ("The United States’ army left.", [(US, "United States")]),
        ("The United States of America left.", [(US, "United States of America")]),
        ("The United\xa0States left.", [(US, "United\xa0States")]),
        (
            "The two ministers of the countries met in the capital of the United\nStates on Monday.",
            [(US, "United\nStates")],
        ),
        pytest.param(
            "The two ministers met in the United\nStates on Monday and in\nMoscow on Friday.",
            [(US, "United\nStates"), (RUSSIA, "Moscow")],
        ),
        ("US AND RUSSIA MEET", [(US, "US"), (RUSSIA, "RUSSIA")]),
        ("RUSSIA MEETS THE US", [(RUSSIA, "RUSSIA"), (US, "US")]),
        ("LET US MEET RUSSIA", [(RUSSIA, "RUSSIA")]),
        ("See www.Russia.com and https://America.gov now.", []),
        ("United Russia and Russia Today and the Moscow Times said so.", []),
        ("African Americans live in Washington state.", []),
        ("It cost US$5 million, or US $5 million.", []),
        ("In Washington, D.C., they met.", [(US, "Washington, D.C.")]),
        ("The White House and the Pentagon said so.", [(US, "White House"), (US, "Pentagon")]),
        ("Donald Trump met Barack Obama.", [(US, "Donald Trump"), (US, "Barack Obama")]),
        ("A trump card.", []),
        # Names of Russia
        ("Russia and the Russians.", [(RUSSIA, "Russia"), (RUSSIA, "Russians")]),
        ("Moscow, the Kremlin and Putin’s men.", [(RUSSIA, "Moscow"), (RUSSIA, "Kremlin"), (RUSSIA, "Putin")]),
        ("The Russian Federation and Vladimir Putin.", [(RUSSIA, "Russian Federation"), (RUSSIA, "Vladimir Putin")]),
        ("A pro-Russian and a Russia-backed party.", [(RUSSIA, "Russian"), (RUSSIA, "Russia")]),
        # Names within other names
        ("The Washington Post and the Washington Times said so.", []),
        ("South America, Latin American states and North Americans.", []),
        ("An American University student flew American Airlines.", []),
        ("The VOA and Fort Russ News said so in USA Today.", []),
        ("It cost US$5 million.", []),
        ("George Washington and Donald Trump Jr. met Melania Trump.", []),
        ("Russian roulette in Moscow, Idaho.", []),
        ("Belarussian, Prussia and Americana.", []),
        # Case
        ("RUSSIA ATTACKS AGAIN", [(RUSSIA, "RUSSIA")]),
        ("RUSSIA, the minister said, left.", [(RUSSIA, "RUSSIA")]),
        ("THE US AND RUSSIA AGREE", [(US, "US"), (RUSSIA, "RUSSIA")]),
        ("THEY TOLD US TO GO", []),
        ("THE U.S. AND THE USA AGREE", [(US, "U.S."), (US, "USA")]),
        ("SOUTH AMERICA AND THE WASHINGTON POST", []),
        ("russia and america", []),
        # Addresses
        ("See www.russia.com and info@Russia.example.", []),
        ("Follow @Russia on #Russia.", [(RUSSIA, "Russia")]),
        # Soviet Union
        ("The Soviet Union and the USSR fell; the U.S.S.R. was gone.", []),
        # Paragraphs
        ("The United\n\nStates", []),
        pytest.param("Aid from the US\n\nCongress voted on it.", [(US, "US")]),
    ],
)
def test_mentions(text, expected, targets):
    assert expected == _find(text, targets)


def test_soviet_union_is_found_when_it_is_switched_on(targets):
    include = (*targets.targets[RUSSIA].include, "historical")
    switched_on = _with_target(targets, RUSSIA, include=include)
    text = "The Soviet Union and the USSR fell; the U.S.S.R. was gone, Soviet troops left, and Russia stayed."
    assert ["Soviet Union", "USSR", "U.S.S.R.", "Soviet", "Russia"] == [m for _, m in _find(text, switched_on)]
    assert ["Russia"] == [m for _, m in _find(text, targets)]


def test_kinds_that_are_not_included_are_not_counted(targets):
    leaders_only = _with_target(targets, RUSSIA, include=("leader",))
    assert [(RUSSIA, "Putin")] == _find("Putin left Moscow for Russia.", leaders_only)


def test_kind_of_each_mention(targets):
    articles = make_articles("Putin and the Kremlin in Moscow speak for Russia and all Russians.")
    mentions = find_mentions(articles, split_sentences(articles), targets)
    assert ["leader", "government", "capital", "country", "demonym"] == list(mentions["alias_kind"])


@pytest.fixture
def india_china(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        [targets.India]
        exclude = ["India ink", "Air India"]
        [targets.India.aliases]
        country = ["India", "Bharat*"]
        leader = ["Narendra Modi", "Modi"]
        [targets.China]
        ignore_case = true
        exclude = ["bone china"]
        [targets.China.aliases]
        country = ["China", "PRC", "People's Republic"]
        demonym = ["Chin*"]
        """,
        encoding="utf-8",
    )
    return read_targets(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("India met China.", [("India", "India"), ("China", "China")]),
        ("Modi flew to Beijing in China.", [("India", "Modi"), ("China", "China")]),
        ("Air India spilt India ink.", []),
        ("Bharatiya and Bharat.", [("India", "Bharatiya"), ("India", "Bharat")]),
        ("india, modi and bharat", []),
        ("china and the CHINESE; bone china", [("China", "china"), ("China", "CHINESE")]),
        ("The PRC is not the prc.", [("China", "PRC")]),
        ("the people’s republic", [("China", "people’s republic")]),
        ("Indochina and Machine", []),
        ("The US met Russia.", []),
    ],
)
def test_any_two_targets(text, expected, india_china):
    assert expected == _find(text, india_china)


def test_initials_within_longer_initials(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[targets.US.aliases]\ncountry = ["U.S."]\n[targets.China.aliases]\ncountry = ["China"]\n')
    assert [("China", "China")] == _find("The U.S.S.R. and China met.", read_targets(path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("They told us to go.", []), ("the US and the u.s.", [(US, "US")]), ("america and russia", [(US, "america")])],
)
def test_us_is_no_mention_even_where_case_is_ignored(text, expected, targets):
    assert expected == _find(text, _with_target(targets, US, ignore_case=True))


@pytest.mark.parametrize("name", ["İstanbul", "istanbul", "Istan*"])
@pytest.mark.parametrize("written", ["istanbul", "İstanbul", "ISTANBUL", "ıstanbul"])
def test_an_i_without_or_with_its_dot_is_an_i_where_case_is_ignored(name, written):
    found = Names([(name, "Turkey", "capital", True)]).find(f"In {written} they met.")
    assert [("Turkey", "capital")] == [(one.target, one.kind) for one in found]


def test_offsets_lead_to_mention_and_sentence(sample, targets):
    sentences = split_sentences(sample)
    mentions = find_mentions(sample, sentences, targets)
    bodies = dict(zip(sample["article_id"], sample["body"], strict=True))
    raw = dict(zip(sample["article_id"], sample["raw_text"], strict=True))
    spans = {tuple(row) for row in sentences.itertuples(index=False, name=None)}
    for m in mentions.itertuples():
        assert m.mention == bodies[m.article_id][m.mention_start : m.mention_end]
        assert m.mention == raw[m.article_id][m.mention_start : m.mention_end]
        assert m.sentence == bodies[m.article_id][m.sentence_start : m.sentence_end]
        assert m.sentence_start <= m.mention_start < m.mention_end <= m.sentence_end
        assert (m.article_id, m.sentence_index, m.sentence_start, m.sentence_end) in spans
    for _, own in mentions.groupby("article_id"):
        assert (own["mention_start"].iloc[1:].to_numpy() >= own["mention_end"].iloc[:-1].to_numpy()).all()


def test_both_targets_are_found_in_each_retelling(sample, targets):
    mentions = find_mentions(sample, split_sentences(sample), targets)
    assert {(file, key) for file in sample["file"] for key in (US, RUSSIA)} == set(
        zip(mentions["file"], mentions["target"], strict=True)
    )


def test_mentions_belong_to_their_article(targets):
    articles = make_articles("Russia left.", "The US left.", "Nobody left.")
    mentions = Mentions.validate(find_mentions(articles, split_sentences(articles), targets))
    ids = articles["article_id"]
    assert [("0.txt", ids[0], RUSSIA), ("1.txt", ids[1], US)] == list(
        zip(mentions["file"], mentions["article_id"], mentions["target"], strict=True)
    )


@pytest.mark.parametrize("texts", [(), ("Nobody left.",), ("",)])
def test_no_mentions(texts, targets):
    articles = make_articles(*texts)
    assert 0 == len(Mentions.validate(find_mentions(articles, split_sentences(articles), targets)))
