import pytest

from helpers.stance.quotation import find_quoted


def _quoted(text, **options):
    return [text[one.start : one.end] for one in find_quoted(text, 0, len(text), **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing is quoted here.", []),
        ('"We agree," he said.', ['"We agree,"']),
        ("“We agree,” he said.", ["“We agree,”"]),
        ("«We agree», he said.", ["«We agree»"]),
        ("„We agree“ ist hier ungewohnt.", ["„We agree“ ist hier ungewohnt."]),
        # Marks of both kinds mixed
        ('“We agree," he said.', ['“We agree,"']),
        ('"We agree,” he said.', ['"We agree,”']),
        # Two quotations, and one within another
        ('"We agree," he said, "on all."', ['"We agree,"', '"on all."']),
        ("“He called it “a gift” to us,” she said.", ["“He called it “a gift” to us,”"]),
        # Never closed: to the end of the paragraph, or to the next mark that begins a sentence
        ("He said: “We agree on all.", ["“We agree on all."]),
        ("“We agree. “And we sign.” They left.", ["“We agree. ", "“And we sign.”"]),
        # A mark that closes nothing
        ("We agree,” he said.", []),
        # Single marks are quotation marks around words, not within them
        ("It’s the ministers’ day and Khan's too.", []),
        ("He called it ‘a new chapter’ in ties.", ["‘a new chapter’"]),
        ("He called it 'a new chapter' in ties.", ["'a new chapter'"]),
        ("“The people’s will,” he said.", ["“The people’s will,”"]),
        ("“", ["“"]),
        ("", []),
    ],
)
def test_what_stands_in_quotation_marks(text, expected):
    assert expected == _quoted(text)


def test_a_quotation_that_the_paragraph_before_left_open_may_end_here():
    text = "and so we signed,” he said. “Gladly.”"
    assert ["“Gladly.”"] == _quoted(text)
    assert ["and so we signed,”", "“Gladly.”"] == _quoted(text, goes_on=True)
    assert ["“Gladly.”"] == _quoted("“Gladly.” He left.", goes_on=True)


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", "’", '" ', ' "', "“ ”", "' a", "“a. ", '."a'])
def test_a_hundred_thousand_marks_are_quotes_within_the_text(mark):
    text = mark * (100_000 // len(mark))
    for one in find_quoted(text, 0, len(text)):
        assert 0 <= one.start < one.end <= len(text)
