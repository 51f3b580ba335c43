"""The Model Context Protocol server (https://modelcontextprotocol.io): the questions of ``ask`` as read-only tools."""

from __future__ import annotations

from pathlib import Path

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from agent_scorecard.serving.lists import LISTS
from agent_scorecard.serving.questions.ask import MOST_ROWS, Ask, NotAnswered
from agent_scorecard.serving.reader import NothingToRead

INSTRUCTIONS = (
    "How well AI customer-support agents do, by category and week. Every number comes with its 95 % interval, its status and "
    "the moment it speaks for (as_of): repeat them. Where value is null there is no number: say why (status), "
    "and never estimate one. A week with is_final false can still change. Start with list_metrics and list_categories."
)


def server(database: Path) -> MCPServer:
    """The server over one served file; the file may be replaced while it runs: each question opens it anew."""
    ask = Ask(database)
    made = MCPServer("agent-scorecard", instructions=INSTRUCTIONS)
    reads_only = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    def told(question, *arguments) -> dict:
        try:
            return question(*arguments)
        except (NotAnswered, NothingToRead) as refused:
            raise ToolError(str(refused)) from refused

    @made.tool(annotations=reads_only)
    def list_metrics() -> dict:
        """Every metric that is measured: key, name, unit, definition, owner and counter-metric."""
        return told(ask.metrics)

    @made.tool(annotations=reads_only)
    def list_categories() -> dict:
        """Every category of conversations, and from which week to which there are numbers."""
        return told(ask.categories)

    @made.tool(annotations=reads_only)
    def get_metric(metric: str, category: str = "(all)", week: str | None = None) -> dict:
        """One metric of one category in the week of a day (2025-12-22); without a week, the newest final one."""
        return told(ask.metric, metric, category, week)

    @made.tool(annotations=reads_only)
    def get_history(metric: str, category: str = "(all)", weeks: int = 13) -> dict:
        """The last weeks of one metric in one category, oldest first."""
        return told(ask.history, metric, category, weeks)

    @made.tool(annotations=reads_only)
    def compare_categories(metric: str, week: str | None = None) -> dict:
        """One metric in every category in one week."""
        return told(ask.compare, metric, week)

    @made.tool(annotations=reads_only)
    def what_changed(category: str = "(all)") -> dict:
        """What moved, since when, how many customers it affected, and what could have caused it."""
        return told(ask.changes, category)

    @made.tool(annotations=reads_only)
    def week_by_vendor_rules(week: str | None = None, category: str = "(all)") -> dict:
        """One week by the rules of Fin, Zendesk, Ada, Agentforce, Chatwoot and Dialogflow, next to what reviews found right."""
        return told(ask.vendor_rules, week, category)

    @made.tool(
        annotations=reads_only, description="Ids of conversations, never their words. Lists: " + ", ".join(LISTS)
    )
    def list_conversations(kind: str, category: str = "(all)", week: str | None = None, limit: int = 20) -> dict:
        return told(ask.conversations, kind, category, week, min(limit, MOST_ROWS))

    return made
