"""Findings in words, computed from tables: what notebooks say, so that no finding is ever typed."""

from helpers.answers.corpus import (
    answer_corpus,
    answer_drawn,
    describe_base,
    describe_corpus,
    describe_limits,
    describe_rows,
)
from helpers.answers.correction import say_correction
from helpers.answers.findings import is_shown, say_finding, say_p, say_span
from helpers.answers.keywords import (
    MEASURES,
    answer_contrast,
    answer_keyness,
    answer_keywords,
    describe_denominators,
    describe_lines,
    describe_null,
    describe_test,
    describe_windows,
    mark_one_article,
    name_measure,
)
from helpers.answers.sources import answer_claims, answer_roles, answer_sources, answer_speaking, name_actions
from helpers.answers.specifications import say_specifications
from helpers.answers.tone import answer_tone, describe_left_out, name_group, name_groups, name_speaker
from helpers.answers.validation import answer_validation, describe_codings, describe_plan
from helpers.answers.wording import format_score, name_articles
from helpers.tables import format_dates

__all__ = [
    "MEASURES",
    "answer_claims",
    "answer_contrast",
    "answer_corpus",
    "answer_drawn",
    "answer_keyness",
    "answer_keywords",
    "answer_roles",
    "answer_sources",
    "answer_speaking",
    "answer_tone",
    "answer_validation",
    "describe_base",
    "describe_codings",
    "describe_corpus",
    "describe_denominators",
    "describe_left_out",
    "describe_limits",
    "describe_lines",
    "describe_null",
    "describe_plan",
    "describe_rows",
    "describe_test",
    "describe_windows",
    "format_dates",
    "format_score",
    "is_shown",
    "mark_one_article",
    "name_actions",
    "name_articles",
    "name_group",
    "name_groups",
    "name_measure",
    "name_speaker",
    "say_correction",
    "say_finding",
    "say_p",
    "say_span",
    "say_specifications",
]
