import random

import pytest
from building import make_articles

from helpers.language import split_sentences
from helpers.language.sentences import sentence_spans
from helpers.schemas import Sentences

WRAPPED_ONE = (
    "The two ministers met on Monday in the capital and spoke about the price of\ngas, which Mr. Khan called fair."
)
WRAPPED_TWO = "The talks will go on in May, an official of\nPakistan said."


def known_failure(text, expected, reason):
    return pytest.param(text, expected, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Plain
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Why? Nobody knows! They left.", ["Why?", "Nobody knows!", "They left."]),
        ("Why?! Nobody knows. Really?? Yes!!!", ["Why?!", "Nobody knows.", "Really??", "Yes!!!"]),
        ("No stop at the end", ["No stop at the end"]),
        ("  He left.  ", ["He left."]),
        ("", []),
        (" \n\xa0\n ", []),
        ("… – !!!", []),
        # Initials of countries and organisations
        ("The U.S. and NATO met. They agreed.", ["The U.S. and NATO met.", "They agreed."]),
        ("U.S. Secretary of State Jane Doe left. He stayed.", ["U.S. Secretary of State Jane Doe left.", "He stayed."]),
        ("He met U.S. President Donald Trump. It rained.", ["He met U.S. President Donald Trump.", "It rained."]),
        ("They left the U.S. The door closed.", ["They left the U.S.", "The door closed."]),
        ("The E.U. and the U.K. agreed. So did Norway.", ["The E.U. and the U.K. agreed.", "So did Norway."]),
        ("The U.S.-led troops left. It rained.", ["The U.S.-led troops left.", "It rained."]),
        ("In Washington, D.C., they met. It rained.", ["In Washington, D.C., they met.", "It rained."]),
        ("President George H.W. Bush wrote. It was short.", ["President George H.W. Bush wrote.", "It was short."]),
        ("J. K. Doe wrote a book. It sold.", ["J. K. Doe wrote a book.", "It sold."]),
        known_failure(
            "They left the U.S. Khan stayed.",
            ["They left the U.S.", "Khan stayed."],
            "a name after initials is taken to belong to them",
        ),
        # Titles
        ("Mr. Khan met Mrs. Gill. They spoke.", ["Mr. Khan met Mrs. Gill.", "They spoke."]),
        ("Lt. Gen. Khan spoke. Troops listened.", ["Lt. Gen. Khan spoke.", "Troops listened."]),
        ("Sen. John Doe and Gov. Roe came. They ate.", ["Sen. John Doe and Gov. Roe came.", "They ate."]),
        ("Maj. Gen. (ret.) Ali Khan left. He ran.", ["Maj. Gen. (ret.) Ali Khan left.", "He ran."]),
        ("Dr. Gill, Ph.D., spoke. He left.", ["Dr. Gill, Ph.D., spoke.", "He left."]),
        ("John Doe Jr. left. He ran.", ["John Doe Jr. left.", "He ran."]),
        ("He came from St. Petersburg. She did not.", ["He came from St. Petersburg.", "She did not."]),
        # Dates, times, numbers
        ("On Oct. 4 he flew. He came back on Oct. 6.", ["On Oct. 4 he flew.", "He came back on Oct. 6."]),
        ("In Jan. 2014 he came. In Feb. he left.", ["In Jan. 2014 he came.", "In Feb. he left."]),
        ("Prices rose 4.5 percent. Pay fell 1.2.", ["Prices rose 4.5 percent.", "Pay fell 1.2."]),
        ("It cost $4.5 bn. It was much.", ["It cost $4.5 bn.", "It was much."]),
        ("It was 1979. The army left.", ["It was 1979.", "The army left."]),
        ("It ended at 7 p.m. The minister left.", ["It ended at 7 p.m.", "The minister left."]),
        ("It ended at 7 p.m. on Monday.", ["It ended at 7 p.m. on Monday."]),
        known_failure(
            "It ended at 7 p.m. Putin left.",
            ["It ended at 7 p.m.", "Putin left."],
            "a capital after an abbreviation is taken to go on with it",
        ),
        ("They met at No. 10. It rained.", ["They met at No. 10.", "It rained."]),
        known_failure(
            "He works for Gas Inc. Shares rose.",
            ["He works for Gas Inc.", "Shares rose."],
            "a capital after an abbreviation is taken to go on with it",
        ),
        known_failure("1. Eat. 2. Sleep.", ["1. Eat.", "2. Sleep."], "a number of a list is cut from its item"),
        # Quotations
        ("“We will go,” he said. She left.", ["“We will go,” he said.", "She left."]),
        ("“We are glad. We will go,” he said. She left.", ["“We are glad.", "We will go,” he said.", "She left."]),
        ('"We are glad. We will go," he said. She left.', ['"We are glad.', 'We will go," he said.', "She left."]),
        ("She said, “We will go.” He stayed.", ["She said, “We will go.”", "He stayed."]),
        ('She said, "We will go." He stayed.', ['She said, "We will go."', "He stayed."]),
        ("She called it “extremely friendly”. He left.", ["She called it “extremely friendly”.", "He left."]),
        ("“Is it over?” asked Khan. “No!” she cried.", ["“Is it over?” asked Khan.", "“No!” she cried."]),
        ("‘We go.’ He left.", ["‘We go.’", "He left."]),
        ("«We go.» He left.", ["«We go.»", "He left."]),
        ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
        ("He left (in a hurry). She stayed.", ["He left (in a hurry).", "She stayed."]),
        known_failure(
            "Is it over? asked Khan.", ["Is it over? asked Khan."], "small letters do not hold a question together"
        ),
        # Ellipsis
        ("He waited … and left. It rained.", ["He waited … and left.", "It rained."]),
        ("He waited... and left. It rained.", ["He waited... and left.", "It rained."]),
        ("He waited… Then he left.", ["He waited…", "Then he left."]),
        ("He waited... Then he left.", ["He waited...", "Then he left."]),
        # Addresses
        ("See www.example.org/a.b for more. It is free.", ["See www.example.org/a.b for more.", "It is free."]),
        ("Ask jane.doe@example.org today. It is free.", ["Ask jane.doe@example.org today.", "It is free."]),
        # Lines
        ("Talks on trade\nThe two met. They ate.", ["Talks on trade", "The two met.", "They ate."]),
        ("Talks on trade\n\nThe two met.", ["Talks on trade", "The two met."]),
        ("He left\n\nand she stayed.", ["He left", "and she stayed."]),
        ("He left.\r\nShe stayed.\r\n\r\nIt rained.", ["He left.", "She stayed.", "It rained."]),
        ("He said it was\r\nover. She left.", ["He said it was\r\nover.", "She left."]),
        ("One.\rTwo.\u2028Three.", ["One.", "Two.", "Three."]),
        ("- gas\n- oil\n- wheat", ["- gas", "- oil", "- wheat"]),
        (f"{WRAPPED_ONE} {WRAPPED_TWO}", [WRAPPED_ONE, WRAPPED_TWO]),
        ("It ended.\xa0 Then it\xa0began again.\xa0", ["It ended.", "Then it\xa0began again."]),
        ("He left.     She stayed.", ["He left.", "She stayed."]),
        ("He met                 the ministers.", ["He met                 the ministers."]),
        known_failure("He left.She stayed.", ["He left.", "She stayed."], "no space after the stop"),
    ],
)
def test_sentences(text, expected):
    assert expected == [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("run", ["word " * 4_000, "x" * 20_000, "word,\xa0" * 3_000, "US " * 6_667])
def test_text_without_stops_is_cut(run):
    lengths = [end - start for start, end in sentence_spans(run)]
    assert max(lengths) <= 5_000
    assert sum(lengths) >= len(run.strip()) - len(lengths)


def test_long_text_is_cut_between_words():
    run = "word " * 4_000
    assert {"word"} == {word for start, end in sentence_spans(run) for word in run[start:end].split(" ")}


def _assert_spans_hold(text, spans):
    """Hold that spans are in order, apart, without white space at their ends, and leave no word out."""
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not any(c.isalnum() for c in text[position:start])
        position = end
    assert not any(c.isalnum() for c in text[position:])


@pytest.mark.parametrize("seed", range(50))
def test_no_word_is_lost(seed):
    chance = random.Random(seed)
    pieces = [
        "The",
        "minister",
        "U.S.",
        "NATO",
        "left.",
        "“We",
        "go.”",
        '"Stop!"',
        "he",
        "said",
        "Mr.",
        "Lt.",
        "7 p.m.",
    ]
    pieces += ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x85", "\t", "\xa0", "   ", "…", "...", "?!", "(yes)", "[1]", "-"]
    pieces += ["•", "é", "_", "’", "x" * 6_000, "4.5", "。", "\u200b"]
    for _ in range(10):
        glue = chance.choice(["", " ", " "])
        text = glue.join(chance.choices(pieces, k=chance.randint(1, 30)))
        _assert_spans_hold(text, sentence_spans(text))


def test_no_word_of_the_sample_is_lost(sample):
    sentences = split_sentences(sample)
    for article_id, body in zip(sample["article_id"], sample["body"], strict=True):
        own = sentences[sentences["article_id"] == article_id]
        _assert_spans_hold(body, zip(own["sentence_start"], own["sentence_end"], strict=True))
        assert list(range(len(own))) == list(own["sentence_index"])


def test_table_of_sentences():
    articles = make_articles("He left. She stayed.", "", "It rained.")
    sentences = Sentences.validate(split_sentences(articles))
    first, _, last = articles["article_id"]
    assert [(first, 0, 0, 8), (first, 1, 9, 20), (last, 0, 0, 10)] == list(sentences.itertuples(index=False, name=None))


def test_no_articles():
    assert 0 == len(Sentences.validate(split_sentences(make_articles())))
