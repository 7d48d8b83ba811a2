"""Saved web pages: the article without navigation, scripts and forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xfnlp.errors import InputError
from xfnlp.readers.cuts import is_figure
from xfnlp.readers.extras import load_extra
from xfnlp.readers.limits import MAX_CELLS, MAX_TEXT
from xfnlp.readers.plain import decode
from xfnlp.readers.source import Place, Source, TextBuilder, cell_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "nav",
        "aside",
        "form",
        "iframe",
        "object",
        "embed",
        "button",
        "select",
        "option",
        "template",
        "svg",
        "canvas",
        "head",
        "link",
        "meta",
        "input",
        "textarea",
        "video",
        "audio",
        "header",
        "footer",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "tr",
        "td",
        "th",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "center",
        "fieldset",
        "figure",
        "figcaption",
        "body",
        "hr",
        "address",
        "caption",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_SHARE = 0.8


def read_html(data: bytes, name: str) -> Source:
    """Read the article of a web page; nothing it refers to is fetched.

    Raises:
        InputError: where it cannot be parsed or holds no text.
    """
    etree = load_extra("lxml.etree", package="lxml", kind="HTML", name=name)
    html = load_extra("lxml.html", package="lxml", kind="HTML", name=name)
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    text = _markup(data, name).replace("\x00", "")
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise InputError(f"{name}: cannot be parsed as HTML ({error})") from error
    body = root.find("body")
    if body is None:
        raise InputError(f"{name}: an HTML page without a body")
    _clean(body)
    article = _article(body)
    writer = _Writer()
    title = _title(root, body, article)
    if title:
        writer.builder.line(title, Place(paragraph=1))
        writer.paragraph = 1
    writer.element(article)
    writer.flush()
    if not "".join(writer.builder.parts).strip():
        raise InputError(f"{name}: an HTML page without text")
    return writer.builder.source(name)


def _markup(data: bytes, name: str) -> str:
    stated = _CHARSET.search(data[:4096])
    if stated and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = stated.group(1).decode("ascii").lower()
        encoding = "gb18030" if encoding in ("gb2312", "gbk") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name)


def _clean(body: HtmlElement) -> None:
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            continue
        hidden = _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None
        if (element.tag in _DROPPED or hidden) and element.getparent() is not None:
            element.drop_tree()


def _article(body: HtmlElement) -> HtmlElement:
    """The smallest element that holds most of the page's text outside links."""
    lengths: dict[HtmlElement, int] = {}
    for element in reversed(list(body.iter())):
        if not isinstance(element.tag, str):
            continue
        own = 0 if element.tag == "a" else len((element.text or "").strip())
        for child in element:
            own += 0 if element.tag == "a" else lengths.get(child, 0)
            own += len((child.tail or "").strip())
        lengths[element] = own
    element = body
    while True:
        share = _SHARE * lengths.get(element, 0)
        inner = [
            child
            for child in element
            if lengths.get(child, 0) >= max(share, 1)
            and child.tag in ("div", "section", "article", "main", "center", "td", "tr", "tbody",
                              "table")
        ]  # fmt: skip
        if not inner or (inner[0].tag == "table" and _is_data(inner[0])):
            return element
        element = inner[0]


def _title(root: HtmlElement, body: HtmlElement, article: HtmlElement) -> str:
    """The page's heading where it stands outside the article."""
    head = _SPACE.sub("", article.text_content()[:3000])
    for heading in body.iter("h1", "h2"):
        text = _SPACE.sub(" ", heading.text_content()).strip()
        if 4 <= len(text) <= 80:
            return "" if _SPACE.sub("", text) in head else text
    title = root.findtext(".//title") or ""
    text = re.split(r"\s*[_|—-]{1,2}\s*", _SPACE.sub(" ", title).strip())[0]
    if 8 <= len(text) <= 60 and re.search("报告|决算|预算|说明|自评", text):
        return "" if _SPACE.sub("", text) in head else text
    return ""


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data rather than the page's layout."""
    if table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    widest = max((len(row) for row in rows), default=0)
    if len(rows) == 1:  # the last row of a table that was cut, not a frame for the page
        cells = [_SPACE.sub("", cell.text_content()) for cell in rows[0]]
        return sum(map(is_figure, cells)) >= 2 and all(len(cell) <= 60 for cell in cells)
    return widest >= 2 and len(rows) >= 2


class _Writer:
    """Walks an element and writes its lines and tables."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.paragraph = 0
        self.pending: list[str] = []

    def flush(self) -> None:
        text = _SPACE.sub(" ", "".join(self.pending)).strip(" ")
        self.pending = []
        if text and self.builder.length < MAX_TEXT:
            self.paragraph += 1
            self.builder.line(text, Place(paragraph=self.paragraph))

    def element(self, root: HtmlElement) -> None:
        """Write `root`; an explicit stack, for pages nested too deeply to recurse into."""
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            block = element.tag in _BLOCKS
            if done:
                if block:
                    self.flush()
                if element is not root and element.tail:
                    self.pending.append(element.tail)
                continue
            if element.tag == "br":
                self.flush()
            elif element.tag == "table" and _is_data(element):
                self.flush()
                self.table(element)
                if element is not root and element.tail:
                    self.pending.append(element.tail)
                continue
            elif block:
                self.flush()
            if element.text:
                self.pending.append(element.text)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element) if isinstance(child.tag, str)]

    def table(self, table: HtmlElement) -> None:
        rows: list[list[str]] = []
        blocked: dict[tuple[int, int], bool] = {}
        for number, row in enumerate(table.iter("tr")):
            cells: list[str] = []
            for cell in row.iterchildren("td", "th"):
                while (number, len(cells)) in blocked:
                    cells.append("")
                across, down = _span(cell.get("colspan"), 60), _span(cell.get("rowspan"), 500)
                for below in range(1, down):
                    for beside in range(across):
                        if len(blocked) < MAX_CELLS:
                            blocked[number + below, len(cells) + beside] = True
                content = "\n".join(cell.itertext())
                cells += [cell_text(content), *[""] * (across - 1)]
            while (number, len(cells)) in blocked:
                cells.append("")
            rows.append(cells)
        self.paragraph += 1
        place = Place(paragraph=self.paragraph)
        self.builder.table(rows, [[place] * len(row) for row in rows])


def _span(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and value.strip().isdigit() else 1
