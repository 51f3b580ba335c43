"""Messages that nobody sat down to write: out-of-office replies, delivery failures, and the thumb under an answer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# How such a message begins. Only the beginning counts: a person may quote one, or write about one.
_BEGINS = (
    r"(?:re: |fw: )?(?:automatic reply|automated (?:reply|response)|auto[- ]?(?:reply|response|answer))\b",
    r"(?:re: )?out of (?:the )?office\b",
    r"(?:hello|hi|dear (?:sender|sir or madam))?[,.!\s]*(?:this is an? auto(?:mated|matic)(?:ally generated)? (?:reply|response|message|e-?mail))\b",
    r"(?:hello|hi|thank you for your (?:e-?mail|message))?[,.!\s]*i(?:'|’)?(?:m| am) (?:currently |presently )?(?:out of (?:the )?office|on (?:annual |parental |maternity |sick )?leave|on (?:vacation|holiday))\b",
    r"(?:automatische (?:antwort|antwoord)|abwesenheitsnotiz|automatisch antwoord|automatisk svar)\b",
    r"(?:guten tag|hallo)?[,.!\s]*(?:vielen dank f(?:ü|ue)r ihre (?:nachricht|e-?mail)[.,!]\s*)?ich bin (?:derzeit|momentan|zur ?zeit|aktuell) (?:nicht im (?:b(?:ü|ue)ro|haus)|im urlaub|abwesend)\b",
    r"(?:r(?:é|e)ponse automatique|message d(?:'|’)absence|je suis (?:actuellement )?(?:absente?|en cong(?:é|e)s?))\b",
    r"(?:respuesta autom(?:á|a)tica|fuera de la oficina|risposta automatica|fuori sede|resposta autom(?:á|a)tica|fora do escrit(?:ó|o)rio)(?:\W|$)",
    r"(?:delivery status notification|undeliver(?:able|ed)|mail delivery (?:failed|subsystem)|returned mail|this message was created automatically by mail delivery)\b",
)
_AUTOMATIC = rf"(?i)^\s*(?:{'|'.join(_BEGINS)})"
# What messengers write for a tap, and emoji alone.
_REACTION = (
    r"(?i)^\s*(?:(?:liked|loved|laughed at|emphasi[sz]ed|disliked|questioned) [“\"].*[”\"]"
    r"|reacted (?:with )?\S{1,8}(?: to .{1,300})?|\S{1,8} reacted to .{1,300})\s*$"
)
_EMOJI = r"^[\s\p{So}\x{200d}\x{fe0e}\x{fe0f}\x{1f3fb}-\x{1f3ff}]*\p{So}[\s\p{So}\x{200d}\x{fe0e}\x{fe0f}\x{1f3fb}-\x{1f3ff}]*$"
LONGEST_REACTION = 400


def is_automatic(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Was the message sent by a rule, or is it a reaction and no words? False where null.

    >>> is_automatic(pa.array(["Automatic reply: I am away", "👍", "Liked “It works now”", "I liked “Plan B” more"])).to_pylist()
    [True, True, True, False]
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    short = pc.if_else(pc.less_equal(pc.utf8_length(texts), LONGEST_REACTION), texts, "")
    found = pc.match_substring_regex(pc.utf8_slice_codeunits(texts, 0, 200), _AUTOMATIC)
    for pattern in (_REACTION, _EMOJI):
        found = pc.or_(found, pc.match_substring_regex(short, pattern))
    return pc.fill_null(found, False)
