"""Phrases in five languages by which a customer says that the thread was lost, and an AI loses it."""

from __future__ import annotations

import re

from agent_scorecard.answers.claims import (
    bag,
)

FAILED = re.compile(
    r"\b(?:(?:did|does|do|is|was|has|have|are|wo|ca|would|could)(?:n['’]?t| not)(?: \w+){0,3}? (?:work|help|fix"
    r"|solve|resolve|load|connect|open|start|go away|let me|do anything|do the trick|make a difference"
    r"|change (?:a thing|anything|much))\w*"
    r"|(?:not|never|stopped|isn['’]?t) (?:working|helping|helpful|fixed|solved|resolved)|no (?:luck|change"
    r"|difference|effect|success|joy|good|dice)|to no avail|in vain"
    r"|(?:still|keeps?|kept) (?:not (?:work|help|load|show|connect)|get|see|having|fail|the same|broken|show"
    r"|happen|say|giv|crash|stuck|can['’]?t|cannot|error|the problem|the issue|no (?:luck|joy)|unable|block|lock"
    r"|doing|freez)\w*"
    r"|(?:the )?same (?:error|problem|issue|thing|result|message|screen)|already (?:tried|did|done|restarted"
    r"|rebooted|cleared|followed|attempted)|(?:i|we)(?:'ve| have)? (?:tried|did|done) (?:that|this|it|all)"
    r"|tried (?:that|it|this|everything)|nothing (?:changed|happened|happens|works|worked|changes)|(?:it|that"
    r"|this) fail(?:s|ed)|that(?:'s| is| was)n?['’]?t? not? ?(?:it|what|right|working)|failed again|not? (?:better"
    r"|different)|(?:issue|problem|error|trouble|symptom)s? (?:persists?|remains?|continues?|(?:is|are) still there)"
    r"|still nothing|useless|without success|doing nothing)\b",
    re.IGNORECASE,
)
REPEAT_PLEASE = re.compile(
    r"\b(?:again|repeat|remind|what (?:was|were|did you)|say that|list|once more|summar\w+|recap|confirm|resend"
    r"|missed|pardon|sorry\?|come again|show me)\b",
    re.IGNORECASE,
)
CONFUSED = re.compile(
    r"\b(?:what do you mean|huh|i do(?:n['’]?t| not) (?:understand|get it|follow)|(?:that['’]?s|it['’]?s"
    r"|is) not what i|not what i (?:asked|said|meant)|makes? no sense|does(?:n['’]?t| not) make (?:any )?sense"
    r"|irrelevant|off[- ]topic|nothing to do with|you did(?:n['’]?t| not) answer|did(?:n['’]?t| not) answer"
    r"|i (?:just |already )?(?:asked|told|said)|are you (?:listening|a bot|a robot|even)|weird|strange|random"
    r"|confus\w+)\b"
    r"|^\W*(?:what|why|huh|pardon|sorry|excuse me)\s*\?*$",
    re.IGNORECASE,
)
# Asking what the matter is; asking for more of it (GOES_ON) or for another one is no such question.
_MATTER = r"(?:problem|issue|matter|trouble|question|concern|request|situation|inquiry|difficulty)"
ASKS_MATTER = re.compile(
    rf"\bwhat (?:exactly )?(?:is|was|are|seems to be|appears to be) (?:the|your) (?:exact )?{_MATTER}"
    rf"|\bwhat['’]s (?:the|your) {_MATTER}|\bwhat (?:the|your) {_MATTER} (?:is|was)"
    rf"|\b(?:describe|explain|state|tell (?:me|us)|share|repeat|restate) (?:about )?(?:the|your|me the|us the) {_MATTER}\b"
    r"|\bwhat (?:are you|were you) (?:contacting|writing|calling|reaching out) (?:us |me )?(?:about|for)\b"
    r"|\bwhat (?:is|['’]s|seems to be) (?:wrong|happening|going on|going wrong)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"\b(?:more|further|else|other|another|detail\w*|specific\w*|precise\w*|additional|next|remaining|new|still)\b",
    re.IGNORECASE,
)
# From so many words that say something in one turn on, a customer has told what the matter is.
TOLD = 4
THIRD_PERSON = bag(
    """
    he she him her his hers
    """
)
ANSWERING = bag(
    """
    yes no yeah nope sure not never maybe of
    """
)
IS_ASKED = re.compile(
    r"^\W*(?:and |but |so |ok |well )?(?:do|does|did|are|is|can|could|will|would|have|has|was|were|should|am)\b",
    re.IGNORECASE,
)
