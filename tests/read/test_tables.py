"""Tables of Markdown."""

from __future__ import annotations

from cjmsite.read.markdown import render


def test_columns_are_aligned_by_classes_since_no_page_may_hold_styles() -> None:
    (section,) = render("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |\n").sections
    assert "style=" not in section.html
    for cell in ("<th>a</th>", '<td class="to-left">2</td>', '<td class="to-centre">3</td>', '<td class="num">4</td>'):
        assert cell in section.html
