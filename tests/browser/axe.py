"""What axe-core finds wrong with a page."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "axe" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  });
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.impact} ${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`));
}"""
"""Every rule of WCAG 2.2 A and AA that a program can check, and axe's own best practices."""


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule, whatever the impact."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_RUN)
    return found
