"""Whom the words of a source mean. Every sentence is invented."""

import pytest

from helpers.stance.speakers import resolve_speakers
from helpers.stance.statements import Span, Statement


def _resolve(text, *sources, said=()):
    """Return the names that sources (their last place in the text each) mean, in turn; what is said is marked by |."""
    statements = []
    at = 0
    for number, source in enumerate(sources):
        start = text.index(source, at)
        at = start + len(source)
        content = text.index("|", at)
        statements.append(Statement(0, number, [Span(content, content + 1)], [0.0], Span(at, at + 1), Span(start, at)))
    return [speaker.name for speaker in resolve_speakers(text, statements)]


@pytest.mark.parametrize(
    ("text", "sources", "names"),
    [
        # Names, without titles, bodies and countries before them
        ("President Ivan Petrov said |.", ["President Ivan Petrov"], ["Ivan Petrov"]),
        ("Russia’s Ivan Petrov said |.", ["Russia’s Ivan Petrov"], ["Ivan Petrov"]),
        ("Russian Foreign Minister Ivan Petrov said |.", ["Russian Foreign Minister Ivan Petrov"], ["Ivan Petrov"]),
        ("Pentagon spokesman Karl Roe said |.", ["Pentagon spokesman Karl Roe"], ["Karl Roe"]),
        ("Ivan Petrov, the envoy to Sweden, said |.", ["Ivan Petrov, the envoy to Sweden,"], ["Ivan Petrov"]),
        ("The envoy, Ivan Petrov, said |.", ["The envoy, Ivan Petrov,"], ["Ivan Petrov"]),
        # Surnames, before the full name too
        ("Ivan Petrov came. Then Petrov said |.", ["Then Petrov"], ["Ivan Petrov"]),
        ("Ivan A. Petrov came. Later Mr. Petrov said |.", ["Mr. Petrov"], ["Ivan A. Petrov"]),
        ("Petrov said |. Ivan Petrov is the envoy.", ["Petrov"], ["Ivan Petrov"]),
        ("Petrov said |.", ["Petrov"], ["Petrov"]),
        # Two of one surname
        ("Ivan Petrov and Anna Petrov came. Then Petrov said |.", ["Then Petrov"], ["Petrov"]),
        ("John Roe and Mary Roe came. Then Mrs. Roe said |.", ["Mrs. Roe"], ["Mary Roe"]),
        # Pronouns
        ("Ivan Petrov said |. He added |.", ["Ivan Petrov", "He"], ["Ivan Petrov"] * 2),
        ("Mary Roe said |. John Roe left. She added |.", ["Mary Roe", "She"], ["Mary Roe"] * 2),
        ("Mary Roe said |. Then he added |.", ["Mary Roe", "he"], ["Mary Roe", ""]),
        ("John Roe said |. George Poe left. He added |.", ["John Roe", "He"], ["John Roe", "George Poe"]),
        ("The US helped Sweden. He added |.", ["He"], [""]),
        ("They said |.", ["They"], [""]),
        ("John Roe, who said |, left.", ["who"], ["John Roe"]),
        # Offices and bodies
        ("Envoy Ivan Petrov came. The envoy said |.", ["The envoy"], ["Ivan Petrov"]),
        ("Ivan Petrov, the Russian envoy, came. The envoy said |.", ["The envoy"], ["Ivan Petrov"]),
        ("Envoy Ivan Petrov met Envoy Karin Lund. The envoy said |.", ["The envoy"], [""]),
        ("The Defence Ministry met. The ministry said |.", ["The ministry"], ["Defence Ministry"]),
        ("The Defence Ministry met the Foreign Ministry. The ministry said |.", ["The ministry"], [""]),
        ("The Defence Ministry said |. It added |.", ["The Defence Ministry", "It"], ["Defence Ministry"] * 2),
        # Two forms of one name are one person, by the fullest; nobody if two fuller ones fit
        ("Envoy Ali Omar Petrov came. Omar Petrov said |.", ["Omar Petrov"], ["Omar Petrov"]),
        ("We met Ali Omar Petrov. Omar Petrov said |.", ["Omar Petrov"], ["Ali Omar Petrov"]),
        ("Omar Petrov met the envoy Ali Omar Petrov. Petrov said |.", ["Petrov"], ["Ali Omar Petrov"]),
        ("Then Ivan Petrov came, and Ivan J. Petrov said |.", ["Ivan J. Petrov"], ["Ivan J. Petrov"]),
        ("We met Ali Omar Petrov and Ben Omar Petrov. Omar Petrov said |.", ["Omar Petrov"], ["Omar Petrov"]),
        ("Did Ivan Petrov win? Ivan Petrov said |.", ["Ivan Petrov"], ["Ivan Petrov"]),
        ("They fight, Like Ivan Petrov. Ivan Petrov said |.", ["Ivan Petrov"], ["Ivan Petrov"]),
        (
            "The minister is Ali Omar Petrov. Minister Omar Petrov said |. The minister added |. He left, he said |.",
            ["Minister Omar Petrov", "The minister", "he"],
            ["Ali Omar Petrov"] * 3,
        ),
        # Of two ministers the one named before; the diplomat who spoke
        ("Minister Ivan Petrov came. The minister said |. Minister Ann Lund left.", ["The minister"], ["Ivan Petrov"]),
        (
            "Minister Ivan Petrov said |. The diplomat added |.",
            ["Minister Ivan Petrov", "The diplomat"],
            ["Ivan Petrov"] * 2,
        ),
        ("Some diplomat said |. The diplomat added |.", ["Some diplomat", "The diplomat"], [""] * 2),
        # No names
        ("Nobody said |.", ["Nobody"], [""]),
        ("Hundreds said |.", ["Hundreds"], [""]),
        ("Three days later said |.", ["Three days later"], [""]),
        ("Officials said |.", ["Officials"], [""]),
        ("Sources said |.", ["Sources"], [""]),
        ("Social workers said |.", ["Social workers"], [""]),
        ("Moscow said |.", ["Moscow"], [""]),
        ("Many in Moscow said |.", ["Many in Moscow"], [""]),
    ],
)
def test_whom_a_source_means(text, sources, names):
    assert names == _resolve(text, *sources)


@pytest.mark.parametrize(
    ("text", "source", "cue", "is_source"),
    [
        ("Oslo: The two met, he said.", "Oslo", ":", False),
        ("He called Oslo: it was late.", "Oslo", ":", True),
        ("The group, banned in Russia, announced it.", "Russia", "announced", False),
        ("The group (banned in Russia) announced it.", "Russia", "announced", False),
        ("The ministry of Norway announced it.", "Norway", "announced", True),
        ("Russia announced it.", "Russia", "announced", True),
        ("It may be mentioned that they met.", "It", "may be mentioned", False),
        ("It mentioned that they met.", "It", "mentioned", True),
        ("This is pertinent to mention.", "pertinent", "to mention", False),
        ("There is military cooperation and wants more.", "cooperation", "wants", False),
        ("The commission wants more.", "The commission", "wants", True),
        ("The board of elections wants more.", "elections", "wants", True),
        ("A delegation wants more.", "delegation", "wants", True),
        ("Nobody said so.", "Nobody", "said", False),
        ("Three days later said so.", "Three days later", "said", False),
        ("Three envoys said so.", "Three envoys", "said", True),
        ("On Monday announced it.", "Monday", "announced", False),
    ],
)
def test_what_cannot_speak_is_no_source(text, source, cue, is_source):
    at, by = text.index(source), text.rindex(cue)
    spans = Span(at, at + len(source)), Span(by, by + len(cue))
    statement = Statement(0, 0, [Span(len(text) - 1, len(text))], [0.0], spans[1], spans[0])
    resolve_speakers(text, [statement])
    assert (statement.source is not None) == is_source


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Who said so before a colon; who goes on in the next paragraph; who does two things in one sentence
        ("At the gate, Ivan Petrov said:\n\n“[It is late.]”\n", ["Ivan Petrov"]),
        ("Ivan Petrov met Karin Lund:\n\n“[It is late.]”\n", [""]),
        ("“[It is late.]\n\n“[We go,]” <Ivan Petrov> {said}.\n", ["Ivan Petrov"] * 2),
        ("“[It is late.]”\n\n“[We go,]” <Ivan Petrov> {said}.\n", ["", "Ivan Petrov"]),
    ],
)
def test_who_speaks_in_a_quotation_without_cue(text, names):
    plain, marks = "", {}
    for sign in text:
        if sign in "[]<>{}":
            marks.setdefault(sign, []).append(len(plain))
        else:
            plain += sign
    contents = list(map(Span, marks["["], marks["]"]))
    by = [Span(marks[a][0], marks[b][0]) if a in marks else None for a, b in ("{}", "<>")]
    statements = [Statement(0, at, [span], [1.0]) for at, span in enumerate(contents)]
    statements[-1].cue, statements[-1].source = by
    assert names == [speaker.name for speaker in resolve_speakers(plain, statements)]


def test_an_and_takes_the_source_of_the_verb_before():
    text = "Karin Lund said |, both banned in Russia, and announced |."
    lund, russia, cue = (Span(text.index(w), text.index(w) + len(w)) for w in ("Karin Lund", "Russia", "announced"))
    first = Statement(0, 0, [Span(16, 17)], [0.0], Span(11, 15), lund)
    second = Statement(0, 0, [Span(len(text) - 2, len(text) - 1)], [0.0], cue, russia)
    assert ["Karin Lund"] * 2 == [speaker.name for speaker in resolve_speakers(text, [first, second])]
    assert lund == second.source


@pytest.mark.xfail(strict=True, reason="two spellings of a name are two names")
def test_two_spellings_are_one_person():
    assert ["Omar Hussain"] == _resolve("Omar Hussain came. Hussein said |.", "Hussein")


def test_nobody_says_nothing():
    assert [] == resolve_speakers("Nothing.", [])
