"""Marks in the text of templates, by which a rendered text tells where it is from."""

from __future__ import annotations

import re

import pytest

from elblint.inputs.helm import marks
from elblint.inputs.helm.template import TemplateError
from elblint.text.source import SourceText


class TestMarks:
    """Marks in a template's text, and what is read out of a text with marks."""

    @pytest.mark.parametrize(
        "text",
        [
            "a: {{ .b }}\n",
            "{{- /* {{ no }} */ -}}\na: 1\n",
            'a: {{ "}}" | quote }} {{ `}}` }} {{ \'"\' }}\n',
            "{{ if .a -}}\n  b\n{{- else if .c }}c{{ end }}",
            "{{ $x := 1 }}{{ range $i, $e := .l }}{{ $e }}{{ end }}",
            '{{ define "x" }}a{{ .b }}{{ end }}c{{ block "y" . }}d{{ end }}',
            "no actions\n\n  at all",
            "{{",
            "{{/* open",
            "}}{",
        ],
    )
    def test_taking_them_out_gives_the_template_back(self, text: str) -> None:
        table: list[marks.Origin] = []
        try:
            marked = marks.mark_template(SourceText("t", text), table)
        except TemplateError:
            assert text.startswith("{{")
            return
        plain = re.sub(r'\{\{(- )?"[\u2800-\u28ff]+"( -)?\}\}', "", marked)
        assert re.sub(r"[\s{}-]+", "", plain) == re.sub(r"[\s{}-]+", "", text)
        assert all(text[entry.start : entry.end].strip() for entry in table)

    def test_what_was_written_by_what(self) -> None:
        source = SourceText("t", "a: {{ .x }}b\nc: d\n")
        table: list[marks.Origin] = []
        marks.mark_template(source, table)
        # As an engine would write it, with 1 and a line break for x.
        kinds = [marks.TEXT, marks.OPEN, marks.CLOSE, marks.TEXT, marks.TEXT]
        first, opened, closed, after, line = (
            marks.mark(kind, number) for kind, number in zip(kinds, (0, 1, 1, 2, 3), strict=True)
        )
        reading = marks.Reading(f"{first}a: {opened}1\n2{closed}{after}b\n{line}c: d\n", table)
        assert reading.text == "a: 1\n2b\nc: d\n"
        assert reading.outputs == {marks.Step(1, 1): (3, "1\n2")}
        shown = [
            (reading.text[part.start : part.end], part.literal and part.literal[1], len(part.steps))
            for part in reading.between(0, len(reading.text))
        ]
        assert shown == [("a:", 0, 0), ("1\n2", None, 1), ("b", 11, 0), ("c: d", 13, 0)]

    def test_numbers_survive(self) -> None:
        for number in (0, 1, 127, 128, 16_383, 16_384, 2_097_151):
            found = marks.MARK.fullmatch(marks.mark(marks.VALUE, number))
            assert found is not None
            assert marks.number_of(found[2]) == number
