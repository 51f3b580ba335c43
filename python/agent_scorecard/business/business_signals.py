# ruff: noqa: E501
"""What customers say that sales or success should hear: more seats, prices, leaving, other products, connections to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.text.prefilter import may_match

COLUMNS = {
    "week_start": "day",
    "account_id": "text",
    "kind": "text",
    "signal_count": "count",
    "customer_count": "count",
    "last_episodes": "text",
    "last_at": "moment",
}
# one list for each kind, five languages in each; a word alone is not enough where it has an ordinary use in support
KINDS = {
    "expansion": r"""\b(?:(?:more|additional|extra|another|\d+) (?:seats?|licen[cs]es?|users?) (?:for|to our|on our)|(?:add|buy|need|order) (?:\w+ ){0,2}(?:seats|licen[cs]es)
        |upgrade (?:to|our|my) |roll(?:ing)? (?:it |this )?out to|our (?:whole|entire) (?:company|team)|growing team|mehr (?:lizenzen|plätze|nutzer)|weitere (?:lizenzen|nutzer)
        |auf (?:den|das) \w+ (?:upgraden|wechseln)|más (?:licencias|usuarios|asientos)|ampliar (?:el|nuestro) plan|plus de (?:licences|postes|places|sièges)
        |passer (?:à|au) (?:l'offre|plan|forfait)|mais (?:licenças|usuários))""",
    "pricing": r"""\b(?:too expensive|price (?:increase|list|went up)|(?:volume |annual |yearly )?discount|how much (?:does|would|is|are) (?:it|the|an?) (?:\w+ )?(?:cost|plan|upgrade|licen[cs]e|seat)
        |what (?:does|would) .{0,30}\bcost\b|cheaper plan|quote for|zu teuer|preiserhöhung|rabatt|mengenrabatt|was kostet|demasiado caro|descuento|cuánto cuesta|subida de precio|trop cher|remise
        |combien coûte|tarif (?:annuel|réduit)|muito caro|desconto|quanto custa)""",
    "cancellation": r"""\b(?:(?:want|going|like|decided|have|need|about) to (?:cancel|terminate|close) (?:my|our|the|this) (?:\w+ )?(?:plan|subscription|account|contract)|how (?:do|can) (?:i|we) cancel
        |(?:cancel|terminate) (?:my|our) (?:\w+ )?(?:plan|subscription|account|contract)|not (?:going to )?renew|leave (?:you|your (?:service|product))|(?:vertrag|abo|konto) kündigen|kündigung|wir kündigen
        |cancelar (?:mi|nuestra?|la|el) (?:\w+ )?(?:suscripción|plan|cuenta|contrato)|darme de baja|darnos de baja|résilier|résiliation|annuler (?:mon|notre) abonnement|cancelar (?:minha|nossa) (?:assinatura|conta))""",
    "competitor": r"""\b(?:switch(?:ing)? to (?!the (?:next|other|new)\b)(?:a |an |another )?(?:competitor|alternative|other (?:tool|product|provider)|[A-Z]\w+)|(?:competitor|your competitors?)\b|other (?:providers?|vendors?) (?:do|offer|have)
        |compared (?:to|with) (?:other tools|[A-Z]\w+)|zur konkurrenz|(?:anderer|anderen|andere) anbieter|mitbewerber|la competencia|otro proveedor|la concurrence|autre (?:fournisseur|outil|prestataire)|concorrente)""",
    "integration": r"""\b(?:integrat(?:e|es|ion|ions) (?:with|to|for|into)|(?:connect|sync|hook up) (?:it |this |\w+ )?(?:with|to) (?:slack|teams|jira|salesforce|hubspot|google|outlook|zapier|sap|notion|github)
        |webhooks?\b|(?:public|rest|your) api\b|zapier|anbindung an|schnittstelle (?:zu|für)|integration (?:mit|von)|integración con|conectar con|intégration avec|connecter (?:à|avec)|integração com)""",
}
_COMPILED = {kind: re.compile(re.sub(r"\n\s*", "", text), re.IGNORECASE) for kind, text in KINDS.items()}
# a name with a capital letter is a name only where capitals were kept
_NAMED = re.compile(r"\b[Ss]witch(?:ing)? to [a-z]+$")


def may_signal(bodies: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which of the texts `signals` may find something in; it reads a whole column at once."""
    return may_match(pc.replace_substring(bodies, "’", "'"), _COMPILED.values())


def signals(text: str) -> list[str]:
    """The kinds of signals in a message, in the order of the list.

    >>> signals("We need 20 more licenses, and is there a volume discount?")
    ['expansion', 'pricing']
    >>> signals("The invoice is wrong.")
    []
    """
    text = (text or "").replace("’", "'")
    found = []
    for kind, pattern in _COMPILED.items():
        match = pattern.search(text)
        if match and not (kind == "competitor" and _NAMED.search(match[0])):
            found.append(kind)
    return found


def business_signals(messages: Iterable[dict]) -> pa.Table:
    """One row per week, account and kind of signal.

    ``messages`` of customers with an account, ordered by time: episode_id, account_id, customer_cluster, week_start, sent_at and body.
    ``signal_count`` counts episodes, so that a customer who says it three times in one of them counts once.
    """
    found: dict = defaultdict(list)
    for row in messages:
        if row["account_id"]:
            for kind in signals(row["body"]):
                found[row["week_start"], row["account_id"], kind].append(row)
    return typed_rows(
        (
            {
                "week_start": week,
                "account_id": account,
                "kind": kind,
                "signal_count": len({row["episode_id"] for row in rows}),
                "customer_count": len({row["customer_cluster"] for row in rows}),
                "last_episodes": ";".join(list(dict.fromkeys(row["episode_id"] for row in rows[::-1]))[:3]),
                "last_at": rows[-1]["sent_at"],
            }
            for (week, account, kind), rows in sorted(found.items())
        ),
        COLUMNS,
    )
