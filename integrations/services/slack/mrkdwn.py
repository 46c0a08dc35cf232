"""Markdown into Slack's own markup, mrkdwn, and back.

Source: https://docs.slack.dev/messaging/formatting-message-text. What mrkdwn cannot say becomes the nearest thing: a
heading a bold line, a table a block of code, an image a link. Mentions stand in Slack's way in both: ``<@U1>``,
``<#C1>``, ``<!subteam^S1>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_OPEN, _CLOSE, _BOLD, _PLAIN = "\ue000", "\ue001", "\ue002", "\ue003"
_MARKS = re.compile("[\ue000-\ue003]")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`]*$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(\1[ \t]*){2,}$")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?(.*)$")
_ITEM = re.compile(r"^([ \t]*)[-*+][ \t]+(?:\[([ xX])\][ \t]+)?(.*)$")
_TABLE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")
_BOXES = {" ": "☐ ", "x": "☑ ", "X": "☑ "}
_NAMED = r"(?:@[A-Z0-9]+|#[A-Z0-9]+|!(?:here|channel|everyone|subteam\^[A-Z0-9]+|date\^[^<>|]+))(?:\|[^<>]*)?"
_MENTION = re.compile(f"<({_NAMED})>")
_EVERYONE = re.compile(r"<!(here|channel|everyone)(?:\|[^<>]*)?>")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>|]+)>")
_LINK = re.compile(
    r"!?\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+\"[^\"]*\")?\s*\)"
)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = (
    re.compile(r"\*\*\*(?=\S)(.+?)(?<=\S)\*\*\*"),
    re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*)"),
    re.compile(r"(?<![\w_])__(?=\S)(.+?)(?<=\S)__(?![\w_])"),
)
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?!\*)")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_LONGEST = 2000
"""Characters in which marks are looked for together; a longer line is read piece by piece, in linear time."""
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def to_mrkdwn(markdown: str) -> str:
    """Markdown as Slack shows it."""
    lines, written, fence = _MARKS.sub("", markdown).split("\n"), [], ""
    position = 0
    while position < len(lines):
        line = lines[position]
        if fence or _FENCE.match(line):
            fence, line = _fenced(line, fence)
            written.append(line)
        elif "|" in line and _is_table(lines[position + 1 : position + 2]):
            rows = _table(lines, position)
            written += ["```", *(escape(row) for row in rows), "```"]
            position += len(rows) - 1
        else:
            written.append(_block(line))
        position += 1
    return "\n".join(written)


def escape(text: str) -> str:
    """Plain text that Slack shows as it is, without links, mentions and entities of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quiet(mrkdwn: str) -> str:
    """The same text in which nobody is called by ``@channel``, ``@here`` or ``@everyone``: they are mere words."""
    return _EVERYONE.sub(r"@\1", mrkdwn)


def to_markdown(mrkdwn: str) -> str:
    """A message of Slack's as Markdown."""
    pieces = re.split(r"(```.*?```)", _MARKS.sub("", mrkdwn), flags=re.DOTALL)
    return "".join(_unfenced(piece) if number % 2 else _back(piece) for number, piece in enumerate(pieces))


def mentioned(mrkdwn: str, sign: str) -> list[str]:
    """Ids of the people (``@``) or channels (``#``) that a text of Slack's names, each once."""
    return list(dict.fromkeys(re.findall(rf"<{sign}([A-Z0-9]+)(?:\|[^<>]*)?>", mrkdwn)))


def _fenced(line: str, fence: str) -> tuple[str, str]:
    """The open fence after a line, and the line: Slack knows one fence, and no language behind it."""
    if not fence:
        return line.strip()[:3], "```"
    if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
        return "", "```"
    return fence, escape(line)


def _is_table(following: list[str]) -> bool:
    return any(len(line) <= _LONGEST and _TABLE.match(line) for line in following)


def _table(lines: list[str], start: int) -> list[str]:
    rows = lines[start : start + 2]
    for line in lines[start + 2 :]:
        if "|" not in line:
            break
        rows.append(line)
    return rows


def _block(line: str) -> str:
    if len(line) > _LONGEST:
        return _shown(line)
    if heading := _HEADING.match(line):
        text = _inline(heading[1]).replace(_BOLD, "")
        return f"*{text}*" if text else ""
    if _RULE.match(line):
        return "———"
    if quote := _QUOTE.match(line):
        return f"> {_block(quote[1])}"
    if item := _ITEM.match(line):
        return f"{item[1]}{_BOXES.get(item[2] or '', '• ')}{_shown(item[3])}"
    return _shown(line)


def _shown(text: str) -> str:
    return "".join(_inline(piece).replace(_BOLD, "*") for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    """Parted behind spaces."""
    pieces = []
    while len(text) > _LONGEST:
        end = text.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _inline(text: str) -> str:
    """Bold is marked by itself until the end, so that its one asterisk is not taken for emphasis."""
    kept: list[str] = []

    def keep(what: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        def put(found: re.Match[str]) -> str:
            kept.append(what(found))
            return f"{_OPEN}{len(kept) - 1}{_CLOSE}"

        return put

    text = _CODE.sub(keep(lambda found: f"`{escape(_bare(found[2]))}`"), text)
    text = _ESCAPED.sub(keep(lambda found: escape(found[1])), text)
    text = _MENTION.sub(keep(lambda found: f"<{found[1]}>"), text)
    text = _AUTOLINK.sub(keep(lambda found: f"<{_address(found[1])}>"), text)
    text = _LINK.sub(keep(_link), text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    text = _styled(escape(text))
    while _OPEN in text:
        text = re.sub(f"{_OPEN}([0-9]+){_CLOSE}", lambda found: kept[int(found[1])], text)
    return text


def _styled(text: str) -> str:
    text = _STRONG[0].sub(rf"{_BOLD}_\1_{_BOLD}", text)
    for strong in _STRONG[1:]:
        text = strong.sub(rf"{_BOLD}\1{_BOLD}", text)
    text = _EMPHASIS.sub(r"_\1_", text)
    return _STRUCK.sub(r"~\1~", text)


def _link(found: re.Match[str]) -> str:
    label, address = found[1], _address(found[2])
    if not address:
        return escape(label)
    if not label.strip():
        return f"<{address}>"
    shown = _styled(escape(_ESCAPED.sub(r"\1", label))).replace(_BOLD, "*").replace("|", "¦")
    return f"<{address}|{shown}>"


def _address(text: str) -> str:
    """A vertical line in an address would begin its label."""
    return text.replace("&amp;", "&").replace("&", "&amp;").replace("|", "%7C")


def _bare(code: str) -> str:
    """CommonMark's one space on either side, which lets code begin with a backtick."""
    return code[1:-1] if code.startswith(" ") and code.endswith(" ") and code.strip() else code


def _unfenced(block: str) -> str:
    """A fence stands on lines of its own in Markdown."""
    inner = _unescaped(block[3:-3])
    start = "" if inner.startswith("\n") else "\n"
    end = "" if inner.endswith("\n") else "\n"
    return f"```{start}{inner}{end}```"


def _back(text: str) -> str:
    return "\n".join(_line_back(line) for line in text.split("\n"))


def _line_back(line: str) -> str:
    if len(line) > _LONGEST:
        return "".join(map(_inline_back, _pieces(line)))
    if line.startswith("&gt;"):
        line = f">{line.removeprefix('&gt;')}"
    quote = re.match(r"^>[ ]?", line)
    if quote:
        return f"> {_line_back(line[quote.end() :])}"
    if line.strip() == "———":
        return "---"
    item = re.match(r"^([ \t]*)([•◦▪☐☑])[ ]", line)
    if item:
        mark = {"☐": "- [ ] ", "☑": "- [x] "}.get(item[2], "- ")
        return f"{item[1]}{mark}{_inline_back(line[item.end() :])}"
    return _inline_back(line)


def _inline_back(text: str) -> str:
    kept: list[str] = []

    def keep(value: str) -> str:
        kept.append(value)
        return f"{_OPEN}{len(kept) - 1}{_CLOSE}"

    text = re.sub(r"`([^`\n]+)`", lambda found: keep(f"`{_unescaped(found[1])}`"), text)
    text = re.sub(r"<([^<>]+)>", lambda found: keep(_reference(found[1])), text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"**\1**", text)
    text = re.sub(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])", r"~~\1~~", text)
    text = _unescaped(text.replace("&lt;", r"\<"))
    while _OPEN in text:
        text = re.sub(f"{_OPEN}([0-9]+){_CLOSE}", lambda found: kept[int(found[1])], text)
    return text


def _reference(inner: str) -> str:
    if inner[0] in "@#!":
        return f"<{inner}>"
    address, _, label = inner.partition("|")
    address = _unescaped(address)
    if not label or label == address.removeprefix("mailto:"):
        return f"<{address}>"
    shown = re.sub(r"([\[\]])", r"\\\1", _unescaped(label))
    return f"[{shown}]({address})"


def _unescaped(text: str) -> str:
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text
