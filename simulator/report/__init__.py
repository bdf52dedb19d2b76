"""Scorecard -> something to read: HTML (one self-contained file), Markdown, JSON. Pure: values in, text out."""

from simulator.report.render import part, scorecard_fragment, to_html, to_json, to_markdown
from simulator.report.view import Beyond, View

__all__ = ["Beyond", "View", "part", "scorecard_fragment", "to_html", "to_json", "to_markdown"]
