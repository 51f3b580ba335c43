"""What the writer of a message wrote now: without markup, quoted text, forwarded headers and signatures.

Every step is one regular expression that Arrow's RE2 applies to the whole column, in time linear in the text.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# What follows one of these, at the beginning of a line, is somebody else's text or an earlier one, to the end.
# a mail program announces what it quotes, sometimes over two lines
_ANNOUNCED = (
    r"On [^\n]{4,200}(?:\n[^\n]{0,100})? wrote:",
    r"(?:Am|Le|El|Il giorno|Il|Op|Em|W dniu|Den|Dne) [^\n]{4,200}(?:\n[^\n]{0,100})? ?"
    r"(?:schrieb|a écrit|escribió|ha scritto|schreef|escreveu|napisał(?:\(a\))?|skrev|napsal(?:\(a\))?)[^\n]{0,80}:",
)
_QUOTE_BEGINS = (
    *_ANNOUNCED,
    r"-{2,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht|Message d'origine"
    r"|Message transféré|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original) ?-{2,}",
    r"Begin forwarded message:",
    r"_{10,}[ \t]*\n[ \t]*(?:From|Von|De|Da|Van|От): ",
    r"[*]?(?:From|Von|De|Da|Van|От):[*]? [^\n]{1,200}\n[^\n]{0,20}[*]?"
    r"(?:Sent|Date|To|Gesendet|Datum|An|Envoyé|À|Enviado|Fecha|Para|Inviato|Data|Verzonden|Aan|Отправлено):",
    r"#{2,}[- ]*Please (?:type|do not write) [^\n]{1,60}",
    # and the writer's own ending
    r"(?:Sent|Sent with|Get Outlook) (?:from|for|via) (?:my |Outlook|Mail|Yahoo|iOS|Android|Samsung|Gmail|Proton)",
    r"(?:Von meinem|Gesendet mit|Gesendet von|Envoyé de mon|Envoyé depuis|Enviado desde mi|Enviado do meu|Inviato da"
    r"|Inviato dal mio|Verzonden vanaf|Verstuurd vanaf|Wysłane z) ",
    r"This (?:e-?mail|message)(?: and any [^\n]{1,60})? (?:is|are|may be|contains?) [^\n]{0,60}"
    r"(?:confidential|privileged)",
)
_CLOSINGS = (
    r"(?:with )?(?:kind|best|warm|warmest|kindest|many|my best) (?:regards|wishes)|regards|sincerely",
    r"yours (?:sincerely|truly|faithfully)|mfg|mit freundlichen gr(?:ü|ue)(?:ß|ss)en",
    r"(?:viele|liebe|freundliche|beste) gr(?:ü|ue)(?:ß|ss)e|(?:bien )?cordialement|salutations distinguées",
    r"saludos cordiales|un saludo|atentamente|cordiali saluti|distinti saluti|atenciosamente",
    r"met vriendelijke groet(?:en)?|с уважением|med vänliga hälsningar",
)
_STEPS = (
    # line ends first, so that every later step knows one kind
    (r"\r\n?", "\n"),
    # Where every quoted line bears its sign, the quote ends where the signs do: what comes below is the writer's.
    (rf"(?:^|\n)[ \t]*(?i:{'|'.join(_ANNOUNCED)})[ \t]*\n(?:[ \t]*\n)*(?:[ \t]*>[^\n]*(?:\n|$)(?:[ \t]*\n)*)+", "\n"),
    # a signature runs to the end, or to a postscript
    (r"(?s)(?:^|\n)-- ?\n.*?(\n[ \t]*(?i:p\.? ?s\.?|ps|postscript)[ \t]*[:.\-– ].*)?$", "\n\\1"),
    (rf"(?s)(?:^|\n)[ \t]*(?i:{'|'.join(_QUOTE_BEGINS)}).*$", "\n"),
    (r"(?m)^[ \t]*(?:>|\|)[^\n]*$", ""),
    # a closing formula and at most six short lines of name, title, telephone; "regards" is no feeling
    (rf"(?i)\n[ \t]*(?:{'|'.join(_CLOSINGS)})[ \t]*[,.!]?[ \t]*(?:\n[^\n]{{0,60}}){{0,6}}\s*$", "\n"),
)
# Named, because Arrow's own idea of white space costs a second and a half of tables when it is first asked for.
_SPACES = " \t\n\r\v\f\u00a0\u200b\u2003\u3000\ufeff"
# Texts without these need none of the steps.
_LINES = r"[\n\r>|]|(?i:wrote:|sent from|original message|gesendet|envoyé|enviado|inviato|verzonden)"
_TAGS = r"(?i)<(?:br|p|div|html|span|a|ul|li|td|b|i|blockquote|style)[ />]|&(?:nbsp|amp|lt|gt|quot|#39);"
_MARKUP = (
    (r"(?is)<(?:style|script|head)[ >].*?</(?:style|script|head)>", " "),
    (r"(?is)<blockquote.*$|<div[^>]{0,100}(?:gmail_quote|moz-cite|yahoo_quoted|divRplyFwdMsg).*$", "\n"),
    (r"(?i)<br ?/?>|</p>|</div>|</li>|</tr>", "\n"),
    (r"</?[a-zA-Z][^<>]{0,500}>|<!--[^>]{0,500}-->", " "),
    ("&nbsp;", " "),
    ("&quot;", '"'),
    ("&#39;|&apos;|&rsquo;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
)


def own_words(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The messages without markup, quotes and signatures; empty where nothing else was there, null where null.

    >>> own_words(pa.array(["On Mon, Ann wrote:\\n> Solved?\\n\\nNo.\\n-- \\nBob, ACME\\n\\nP.S. Call me."])).to_pylist()
    ['No.\\n\\nP.S. Call me.']
    >>> own_words(pa.array(["Still broken!\\n\\nOn Mon, Ann wrote:\\n> Great, it works", "a < b"])).to_pylist()
    ['Still broken!', 'a < b']
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = _where(_where(texts, _TAGS, _MARKUP), _LINES, _STEPS)
    return pc.utf8_trim(texts, _SPACES)


def _where(texts: pa.Array, signs: str, steps: tuple[tuple[str, str], ...]) -> pa.Array:
    """Apply the steps to the texts that show signs of needing them."""
    needs = pc.fill_null(pc.match_substring_regex(texts, signs), False)
    if not np.any(needs.to_numpy(zero_copy_only=False)):
        return texts
    changed = texts.filter(needs)
    for pattern, replacement in steps:
        changed = pc.replace_substring_regex(changed, pattern, replacement)
    return pc.replace_with_mask(texts, needs, changed)
