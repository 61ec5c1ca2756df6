"""Whatever people wrote, a retrospective keeps its shape: nothing in a title or a reason is markup."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.markdown.retrospective.report import markdown
from api.markdown.text import line, quoted
from tests.cli.conftest import Shell
from tests.soak import scale

READING = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PEOPLES = frozenset(
    (
        "title",
        "milestone_title",
        "aim",
        "why",
        "owner",
        "reason",
        "lessons",
        "said",
        "note",
        "question",
        "unit",
        "detail",
    )
)
"""The fields that hold people's words."""
PLAIN = "word"
MARKUP = [
    *("|", "\\", "`", "```", "*", "**", "_", "~~", "[", "](x)", "![", "]: /x", "<b>", "<!--", "&lt;", "&#35;", "$"),
    *(
        "# ",
        "- ",
        "+ ",
        "1. ",
        "1) ",
        "> ",
        "---",
        "===",
        "| --- |",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "\r",
        "\u2028",
        "\x00",
    ),
    *("https://example.org/a_b", "[ ] ", "a", "word", " "),
]
WORDS = st.lists(st.sampled_from(MARKUP) | st.text(max_size=4), max_size=12).map("".join).filter(line)

on_one_engine = pytest.mark.parametrize("sample", ["sqlite"], indirect=True)
few = settings(max_examples=scale(15, 500))

Report = dict[str, Any]


@pytest.fixture(scope="module", params=["2023-Q1", "2023-Q4"])
def report(request: pytest.FixtureRequest, sample: Shell) -> Report:
    found: Report = sample.json("retrospective", request.param, "--workspace", "sample")
    return found


@pytest.fixture(scope="module")
def plain(report: Report) -> str:
    """The document, if nobody had written anything but a plain word."""
    return markdown(written(report, PLAIN))


def written(told: Any, words: str) -> Any:
    """The same, as if people had written nothing but these words."""
    match told:
        case dict():
            return {name: _field(name, value, words) for name, value in told.items()}
        case list():
            return [written(each, words) for each in told]
        case _:
            return told


def _field(name: str, value: Any, words: str) -> Any:
    match name, value:
        case "actor" | "approved_by", {"id": _}:
            return {**value, "id": words}
        case _, str() if name in PEOPLES:
            return words
        case _:
            return written(value, words)


def shape(document: str) -> list[str]:
    """Its blocks and what is inside them, without the words; of what is quoted, only that it is."""
    return [f"{token.type} {token.tag}" for token in outside_quotes(READING.parse(document))]


def outside_quotes(tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth -= token.type == "blockquote_close"
        if not depth:
            yield token
            yield from (each for each in token.children or () if each.type not in ("text", "text_special"))
        depth += token.type == "blockquote_open"


def tables(document: str) -> Iterator[list[int]]:
    """How many cells there are in each line of each table, as written."""
    lines = document.splitlines()
    for token in READING.parse(document):
        if token.type == "table_open":
            assert token.map is not None
            first, last = token.map
            yield [len(re.findall(r"(?<!\\)(?:\\\\)*\|", each)) - 1 for each in lines[first:last] if each]


@on_one_engine
@few
@given(words=WORDS)
@example(words="| a | b |\n| --- | --- |\n# c\n\n- d")
@example(words="\\| a \\")
@example(words="[a]: https://example.org")
def test_no_word_of_people_makes_another_document(report: Report, plain: str, words: str):
    assert shape(markdown(written(report, words))) == shape(plain)


@on_one_engine
@few
@given(words=WORDS)
def test_every_line_of_a_table_has_as_many_cells(report: Report, plain: str, words: str):
    found = list(tables(markdown(written(report, words))))
    assert found == list(tables(plain))
    assert all(len(set(cells)) == 1 for cells in found)


@on_one_engine
@few
@given(words=WORDS)
def test_what_people_wrote_can_be_read_as_they_wrote_it(report: Report, words: str):
    tokens = READING.parse(markdown(written(report, words)))
    (asked, *_) = [each for each in tokens if each.type == "inline" and each.content.startswith("[ ] ")]
    assert text_of(asked).removeprefix("[ ] ") == line(words)


def text_of(token: Token) -> str:
    assert token.children is not None
    return "".join(each.content for each in token.children)


@given(words=WORDS)
@example(words="# c")
@example(words="- c\n+ d\n1. e\n2) f")
@example(words="c\n---\nd\n===")
@example(words="<p>\n\n    c")
def test_a_quotation_holds_nothing_but_paragraphs(words: str):
    inside = READING.parse(quoted(words))
    assert inside[0].type == "blockquote_open"
    assert {each.type for each in inside[1:-1]} <= {"paragraph_open", "inline", "paragraph_close"}
    assert inside[-1].type == "blockquote_close"
