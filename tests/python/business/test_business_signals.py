"""Signals for sales and success, on sentences that were written apart."""

from __future__ import annotations

from datetime import date, datetime

from agent_scorecard.business.business_signals import KINDS, business_signals, signals

SAID = {
    "expansion": (
        "We need ten more seats for our new office.",
        "Can I buy additional licenses?",
        "We would like to upgrade to the enterprise plan.",
        "We are rolling it out to the whole department.",
        "Wir brauchen mehr Lizenzen.",
        "Necesitamos más licencias para el equipo.",
        "Il nous faudrait plus de licences.",
        "Our whole company will use it from May.",
    ),
    "pricing": (
        "Is there a discount for schools?",
        "It is getting too expensive for us.",
        "How much does the team plan cost?",
        "Gibt es einen Rabatt bei jährlicher Zahlung?",
        "¿Cuánto cuesta el plan anual?",
        "C'est trop cher pour nous.",
        "Could you send a quote for 50 people?",
    ),
    "cancellation": (
        "I want to cancel my subscription.",
        "How do we cancel?",
        "We will not renew in June.",
        "Ich möchte mein Abo kündigen.",
        "Quiero cancelar mi suscripción.",
        "Je souhaite résilier mon contrat.",
        "Please terminate our contract.",
    ),
    "competitor": (
        "We are thinking of switching to Asana.",
        "Your competitors have this.",
        "Wir gehen zur Konkurrenz.",
        "Estamos mirando la competencia.",
        "Un autre fournisseur propose mieux.",
        "Other vendors offer this for free.",
    ),
    "integration": (
        "Does it integrate with Jira?",
        "Can I connect it with Slack?",
        "Do you have webhooks?",
        "Gibt es eine Schnittstelle zu SAP?",
        "¿Hay integración con Teams?",
        "Y a-t-il une intégration avec Outlook ?",
    ),
}
NOTHING = (
    "How do I cancel an order by mistake?",
    "My invoice shows the wrong price.",
    "I cannot add a user.",
    "The upgrade failed with an error.",
    "Where is the refund for the plan I cancelled?",
    "The switch to the new design broke my board.",
    "How do I switch to the next tab?",
    "Sync does not work on my laptop.",
    "Je ne trouve pas ma facture.",
    "Wo finde ich meine Rechnung?",
    "The licence text is outdated.",
    "The price on the page is not loading.",
    "I connected my phone and it crashed.",
    "He cancelled the meeting and the task vanished.",
    "No puedo exportar el informe.",
    "Cancel button is greyed out.",
)


def test_each_kind_is_heard_and_little_else():
    assert set(SAID) == set(KINDS)
    for kind, texts in SAID.items():
        assert sum(kind in signals(text) for text in texts) / len(texts) >= 0.8, kind
    right = sum(kind in signals(text) for kind, texts in SAID.items() for text in texts)
    false = sum(bool(signals(text)) for text in NOTHING)
    assert right / (right + false) >= 0.8


def test_an_episode_counts_once_and_no_account_counts_nothing():
    row = {
        "episode_id": "e1", "account_id": "a", "customer_cluster": "ann", "week_start": date(2025, 3, 3),
        "sent_at": datetime(2025, 3, 3, 9), "body": "We need 20 more licenses.",
    }  # fmt: skip
    rows = business_signals([row, row | {"sent_at": datetime(2025, 3, 3, 10)}, row | {"account_id": None}]).to_pylist()
    assert [(found["kind"], found["signal_count"], found["customer_count"]) for found in rows] == [("expansion", 1, 1)]
