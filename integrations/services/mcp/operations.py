"""The operations, in the order the palette shows them."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.mcp import samples
from integrations.services.mcp.messages import RpcRefusal
from integrations.services.mcp.models import McpServerRead, McpServerTools, McpTool, McpToolCall, McpToolResult
from integrations.services.mcp.reading import MOST_TOOLS, tool_in
from integrations.services.mcp.service import service
from integrations.services.mcp.session import McpSession, visiting

MOST_PAGES = 20
LONGEST_TEXT = 1_000_000


@service.operation(
    effect="read",
    scopes=[],
    price="tool_definitions",
    accounts="any",
    sample=samples.TOOLS,
    example={"url": samples.URL},
    icon="search-text",
)
def discover_tools(ctx: Ctx, data: McpServerRead) -> McpServerTools:
    """Read which tools a server offers; lent to an agent, they become its tools.

    Streamable HTTP to public https addresses, and those of MACHINA_ALLOW_PRIVATE. 200 tools at most. A tool without a
    name or without a schema of an object is left out. An account goes only to the hosts of its provider, or to its own
    address.
    """
    with visiting(ctx.web, data.url) as session:
        listed, is_whole = _listed(session)
        wanted = [each for each in listed if not data.wanted_tools or each.get("name") in data.wanted_tools]
        tools, left_out = list[McpTool](), list[str]()
        for each in wanted[:MOST_TOOLS]:
            tool = tool_in(each)
            if isinstance(tool, McpTool):
                tools.append(tool)
            else:
                left_out.append(tool)
        missing = set(data.wanted_tools) - {str(each.get("name")) for each in wanted}
        left_out += [f"{name!r} is not among the server's tools." for name in sorted(missing)]
        if len(wanted) > MOST_TOOLS or not is_whole:
            left_out.append(f"All after the first {len(tools)}. Name those that are needed in wanted_tools.")
        return McpServerTools(server=session.server, tools=tools, left_out=left_out)


@service.operation(
    effect="destructive",
    scopes=[],
    price="tool_call",
    accounts="any",
    sample=samples.RESULT,
    example={"url": samples.URL, "tool": "find_parcel", "arguments": {"number": "G-1"}},
    icon="zap",
)
def call_tool(ctx: Ctx, data: McpToolCall) -> McpToolResult:
    """Call a tool of a server and hand on what it gives back.

    Nobody knows what a tool does, so it counts as something that cannot be undone and is never called twice. Pictures
    and sounds are not kept. A tool that says it has failed has answered: the call succeeds, and is_error says so.
    """
    with visiting(ctx.web, data.url) as session:
        try:
            result = session.ask("tools/call", {"name": data.tool, "arguments": data.arguments}, looks=False)
        except RpcRefusal as refused:
            return McpToolResult(is_error=True, text=f"The server refuses the call ({refused.code}): {refused.message}")
    content = result.get("content")
    parts = [each for each in content if isinstance(each, dict)] if isinstance(content, list) else []
    return McpToolResult(
        is_error=result.get("isError") is True,
        text="\n".join(filter(None, map(_text_of, parts)))[:LONGEST_TEXT],
        structured=result.get("structuredContent"),
        left_out=[str(each.get("mimeType") or each.get("type"))[:100] for each in parts if not _text_of(each)],
    )


def _listed(session: McpSession) -> tuple[list[dict[str, object]], bool]:
    """The tools as the server tells them, and whether these are all."""
    listed: list[dict[str, object]] = []
    cursor: object = None
    for _ in range(MOST_PAGES):
        page = session.asked("tools/list", {} if cursor is None else {"cursor": cursor})
        told = page.get("tools")
        listed += [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        cursor = page.get("nextCursor")
        if not cursor:
            return listed, True
    return listed, False


def _text_of(part: dict[str, object]) -> str:
    resource = part.get("resource")
    if isinstance(resource, dict):
        return str(resource.get("text") or "")
    if part.get("type") == "resource_link":
        return str(part.get("uri") or "")
    return str(part.get("text") or "")
