"""Notebooks to HTML reports: the only place that imports nbclient and nbconvert."""

from helpers.report.build import Report, build_report, list_notebooks, write_page
from helpers.report.run import NotebookRun

__all__ = ["NotebookRun", "Report", "build_report", "list_notebooks", "write_page"]
