"""What traces and chats have in common: messages in any of the usual shapes, the new turn of a customer, the answer.

A trace repeats the whole history in every call; only what follows the last answer is new. Reasoning and tool calls
are no words to the customer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

CONTROL = re.compile(r"###[A-Z_-]+###")
ROLES = {
    "user": "customer",
    "human": "customer",
    "customer": "customer",
    "assistant": "assistant",
    "ai": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "system": "system",
    "developer": "system",
    "tool": "system",
    "function": "system",
}
ANSWERS = ("reply", "content", "output_text", "answer", "text", "message", "response", "output", "result")
QUESTIONS = ("message", "question", "input", "query", "text", "content", "prompt")


def decoded(value):
    """JSON inside JSON text, decoded as often as it is wrapped.

    >>> decoded('"[{\\\\"role\\\\": \\\\"user\\\\"}]"')
    [{'role': 'user'}]
    """
    for _ in range(3):
        if not isinstance(value, str) or value[:1] not in '[{"':
            return value
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def role_of(message: dict) -> str | None:
    """customer, assistant or system; None where the message says neither in a known way."""
    return ROLES.get(str(message.get("role") or message.get("type") or message.get("from") or "").lower())


def words(content) -> str | None:
    """The text of a message's content: text, a list of parts, or an object that holds one of them.

    >>> words([{"type": "reasoning", "content": "hm"}, {"type": "text", "content": "Yes."}])
    'Yes.'
    """
    if content is None or isinstance(content, (bool, int, float)):
        return None
    if isinstance(content, str):
        return CONTROL.sub("", content).strip() or None
    if isinstance(content, list):
        told = [words(part) for part in content if not isinstance(part, dict) or is_text(part)]
        return "\n".join(part for part in told if part) or None
    for name in ("parts", *ANSWERS, "value"):
        if content.get(name) is not None:
            return words(content[name])
    return None


def is_text(part: dict) -> bool:
    """Is a part of a message words? Tool calls, reasoning, files and pictures are none."""
    return str(part.get("type", "text")) in ("text", "output_text", "input_text", "message")


def messages_of(value) -> list[dict] | None:
    """The list of messages that a value is or holds; None where it holds none."""
    value = decoded(value)
    if isinstance(value, dict):
        for name in ("messages", "output", "choices", "input"):
            if isinstance(value.get(name), list):
                return messages_of(value[name])
        return [value] if "role" in value else None
    if isinstance(value, list) and value and all(isinstance(m, dict) for m in value):
        value = [m.get("message", m) if isinstance(m.get("message"), dict) else m for m in value]
        return value if any(role_of(m) for m in value) else None
    return None


def question(value) -> str | None:
    """The last words of a customer in an input of any shape."""
    found = messages_of(value)
    if found is not None:
        told = [message_words(m) for m in found if role_of(m) == "customer"]
        return next((text for text in reversed(told) if text), None)
    value = decoded(value)
    if isinstance(value, dict):
        if isinstance(value.get("args"), list):
            return next((words(arg) for arg in reversed(value["args"]) if isinstance(arg, str)), None)
        return next((words(value[name]) for name in QUESTIONS if value.get(name)), None)
    return words(value) if isinstance(value, str) else None


def answer(value) -> str | None:
    """The last words of the assistant in an output of any shape."""
    found = messages_of(value)
    if found is not None:
        told = [message_words(m) for m in found if role_of(m) == "assistant" or m.get("type") == "message"]
        return next((text for text in reversed(told) if text), None)
    value = decoded(value)
    if isinstance(value, dict):
        return next((words(value[name]) for name in ANSWERS if value.get(name)), None)
    return words(value) if isinstance(value, str) else None


def message_words(message: dict) -> str | None:
    """The words of one message, whatever holds them."""
    for name in ("content", "parts", "text", "value"):
        if message.get(name) is not None:
            return words(message[name])
    return None


def new_questions(value) -> list[str | None]:
    """What the customer said after the last answer: the rest of an input is history."""
    found = messages_of(value) or []
    last = max((i for i, m in enumerate(found) if role_of(m) == "assistant"), default=-1)
    return [message_words(m) for m in found[last + 1 :] if role_of(m) == "customer"]


def called_tools(messages: Iterable[dict]) -> list[str]:
    """The names of the tools that messages call, in order."""
    names = []
    for message in messages:
        for call in message.get("tool_calls") or (message.get("additional_kwargs") or {}).get("tool_calls") or ():
            names.append((call.get("function") or {}).get("name") or call.get("name"))
        for part in message.get("parts") or ():
            if isinstance(part, dict) and part.get("type") == "tool_call":
                names.append(part.get("name"))
    return [name for name in names if name]
