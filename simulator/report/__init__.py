"""Scorecard -> something to read: HTML (one self-contained file), Markdown, JSON. Pure: values in, text out."""

from simulator.report.render import scorecard_fragment, to_html, to_json, to_markdown, transcript_fragment

__all__ = ["scorecard_fragment", "to_html", "to_json", "to_markdown", "transcript_fragment"]
