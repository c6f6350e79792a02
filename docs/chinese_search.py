"""Search in Chinese pages: Chinese text is indexed, and looked for, by pairs of neighbouring characters.

Sphinx's own class for Chinese needs a dictionary of words, and a word that is not in it is never found.
"""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9_]+")


class ChinesePairs(SearchLanguage):
    """Splits text into words of Latin letters and pairs of Chinese characters."""

    lang = "zh"
    language_name = "Chinese"
    # Sphinx puts it into a page as it is; the same as `split`.
    js_splitter_code = r"""
function splitQuery(query) {
  const terms = [];
  for (const run of query.match(/[\u4e00-\u9fff]+|[A-Za-z0-9_]+/g) || []) {
    if (run.length == 1 || /[A-Za-z0-9_]/.test(run)) { terms.push(run); continue; }
    for (let at = 0; at != run.length - 1; at++) terms.push(run.slice(at, at + 2));
  }
  return terms;
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002  the name that Sphinx has for it
        """Return the words and pairs of a text."""
        terms: list[str] = []
        for run in _RUN.findall(input):
            if len(run) == 1 or run.isascii():
                terms.append(run)
            else:
                terms += [run[at : at + 2] for at in range(len(run) - 1)]
        return terms

    def stem(self, word: str) -> str:
        """Return a word as it is looked for: in small letters."""
        return word.lower()
