"""What moved between two reports, by how much, and why."""

from helpers.differences.compare import ReportDifferences, compare_reports
from helpers.differences.wording import say_differences

__all__ = ["ReportDifferences", "compare_reports", "say_differences"]
