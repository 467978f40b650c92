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
        # No names
        ("Officials said |.", ["Officials"], [""]),
        ("Sources said |.", ["Sources"], [""]),
        ("Social workers said |.", ["Social workers"], [""]),
        ("Moscow said |.", ["Moscow"], [""]),
        ("Many in Moscow said |.", ["Many in Moscow"], [""]),
    ],
)
def test_whom_a_source_means(text, sources, names):
    assert names == _resolve(text, *sources)


def test_nobody_says_nothing():
    assert [] == resolve_speakers("Nothing.", [])
