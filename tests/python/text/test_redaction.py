"""What redaction finds, what it leaves, and how well it does by kind."""

from __future__ import annotations

import re
from collections import Counter

import pyarrow as pa
import pytest
import redaction_apart
import redaction_blind
import redaction_lines
import redaction_unseen

from agent_scorecard.text.redaction import KINDS, Redactor

REDACTOR = Redactor(salt="a key for tests")
LINES = (
    redaction_lines.FIRST,
    redaction_lines.SECOND,
    redaction_lines.HARMLESS,
    redaction_lines.THIRD,
    redaction_lines.LOOK_ALIKES,
    redaction_lines.FOURTH,
    redaction_lines.FIFTH,
)

# One line a case; the text in brackets ⟦⟧ is the secret.
SECRETS = {
    "email": """
        mail ⟦anna.mueller@example.com⟧ please
        ⟦ANNA [at] example [dot] com⟧
        it is ⟦anna(a)example.de⟧
        reach me: ⟦anna dot mueller at example dot com⟧
        ⟦anna.m at gmail.com⟧ works best
        ⟦a.b+c@sub.mail.co.uk⟧.
        ⟦me@münchen.de⟧
        ⟦anna@example.com⟧.Thanks
        mailto:⟦bob_1@x.org⟧?subject=x
        ⟦o'neil@example.travel⟧ and ⟦JOE@EXAMPLE.NET⟧
    """,
    "phone": """
        call ⟦+1 555 123 4567⟧
        ⟦+44 7700 900123⟧
        ⟦+49 (0)30 901820⟧
        ⟦0049 30 901820⟧
        at ⟦(555) 123-4567⟧ or ⟦555.123.4567⟧
        my number is ⟦5551234567⟧
        ⟦1-800-555-0199⟧
        ⟦01 23 45 67 89⟧
        ⟦020 7946 0958⟧ in the evening
        ⟦07700900123⟧
        tel: ⟦030/901820⟧
        whatsapp ⟦612 345 678⟧
        ⟦98765 43210⟧
        ⟦+375 152 45-09-11⟧
        ⟦+32-12-34-56-78⟧
        call me on ⟦555-0142⟧
        ⟦4155550123⟧ is my cell
        call ⟦+44 20 7946 0958⟧ 2026 was a good year
        you find us under account number 23305-95. ⟦8 (916) 123-45-67⟧ is best
    """,
    "card": """
        ⟦4111 1111 1111 1111⟧ 12/27
        card ⟦4111-1111-1111-1111⟧, cvc follows
        ⟦5500005555555559⟧
        ⟦3782 822463 10005⟧
        ⟦6011 1111 1111 1117⟧
        ⟦4111.1111.1111.1111⟧
        ⟦4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1⟧
        visa ⟦4222222222222⟧
        ⟦30569309025904⟧
        for order 77123 I paid with ⟦4012888888881881⟧
    """,
    "iban": """
        ⟦DE89 3704 0044 0532 0130 00⟧
        ⟦gb29nwbk60161331926819⟧
        iban: ⟦fr14 2004 1010 0505 0001 3m02 606⟧ thanks
        ⟦NL91ABNA0417164300⟧.
        ⟦DE89-3704-0044-0532-0130-00⟧
        ⟦ES91 2100 0418 4502 0005 1332⟧
        ⟦NO93 8601 1117 947⟧ is the account
    """,
    "key": """
        my password is ⟦hunter2⟧
        Password: ⟦Tr0ub4dor&3⟧
        pwd=⟦letmein99⟧
        password: ⟦swordfish⟧
        I log in with password ⟦xK9!mQ2z⟧ but it fails
        the api key is ⟦sk_live_4eC39HqLyjWDarjtT1zdp7dc⟧
        token ⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123⟧
        Authorization: ⟦Bearer abcdef123456ghij⟧
        ⟦AKIAIOSFODNN7EXAMPLE⟧
        aws_secret_access_key=⟦wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟧
        ⟦ghp_16C7e42F292c6912E7710c838347Ae178B4a⟧
        my pin is ⟦4821⟧
        key: ⟦9f8e7d6c5b4a39281706⟧
        postgres://app:⟦s3cr3t⟧@db.local/x
        Mein Passwort lautet ⟦Sommer2024!⟧
        la contraseña es ⟦Gato123⟧
        verification code is ⟦482913⟧
        ⟦Wq8zR2tY7uPk3LmN9xVb⟧ stopped working
    """,
}

HARMLESS = """
    order 4111111111111112
    order number 4539148803436467
    order #114-1234567-1234567
    tracking 9400 1118 9922 3385 4567 21
    tracking number 1Z999AA10123456784
    ticket id 5551234567
    reference 555-123-4567
    customer number is 0171 1234567
    case 00123456, invoice INV 2024 0001 2345
    on 2024-03-12 10:15:22, or 12.03.2024 at 10:30, or 2024/03/12
    the price is $1,299.00, so 1.299,00 EUR, refunded 250000 INR
    version 10.15.7 on 192.168.10.20
    we have 1234567 users between 2019-2023
    look at example dot com, or check it out at amazon dot com
    the password is wrong, my password is not working, password: please reset it
    forgot my password, token expired, the secret is patience
    enter your PIN code; the pin code is wrong; error code 500123
    logo@2x.png and react@18.2.0, said @anna
    git@github.com:org/repo.git
    IMEI 356938035643809, serial 1234 5678 9012 3456
    DE00 1234 5678 9012 3456 78
    https://example.com/articles/360012345678-How-to
    commit 9fceb02d0ae598e95dc970b74767f19372d61af8
    uuid 550e8400-e29b-41d4-a716-446655440000
    lat 52.520008, 13.404954
    promo code SAVE2024, booking ref: ABC123
    the api_documentation_overview page and IntercomConversationPartHistory
"""


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, block in SECRETS.items() for line in _lines(block)])
def test_a_hard_secret_is_found_whole_and_nothing_else(kind, line):
    secrets = [piece.split("⟧")[0] for piece in line.split("⟦")[1:]]
    text = line.replace("⟦", "").replace("⟧", "")
    found = REDACTOR.find(text)
    assert [(secret.kind, text[secret.start : secret.end]) for secret in found] == [
        (kind, secret) for secret in secrets
    ]


@pytest.mark.parametrize("line", _lines(HARMLESS))
def test_numbers_and_words_that_are_no_secrets_stay(line):
    assert REDACTOR.redact(line) == line


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Hi Anna, thanks", "Anna Müller", "Hi {}, thanks"),
        ("anna mueller here", "Anna Müller", "{} here"),
        ("Müller, Anna", "Anna Müller", "{}"),
        ("Anna's order", "Anna Müller", "{}'s order"),
        ("Annabel came in March", "Anna March", "Annabel came in March"),
        ("Hi Will, I will pay", "Will Smith", "Hi {}, I will pay"),
        ("the price is what it is", "May Price", "the price is what it is"),
        ("王小明 你好", "王小明", "{} 你好"),
        ("no luck with that. - Mark", "Mark Stone", "no luck with that. - {}"),
        ("Ann wrote, Ben answered", "Ann Lee;Ben Lee", None),
    ],
)
def test_a_customers_name_goes_in_every_form_but_not_the_word_it_also_is(text, name, expected):
    redacted = REDACTOR.redact(text, name)
    if expected is None:
        assert redacted.count("<name:") == 2
    else:
        token = REDACTOR.token("name", name.casefold())
        assert redacted == expected.format(token)


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards Viele Grüße, Jana Vogel",
        "Thanks\nKind Regards\nJana Vogel",
        "Un abbraccio.\nCordiali saluti\nDistinti saluti, Jana Vogel",
        "Saludos\nCon saludos cordiales, Jana Vogel",
        "Best wishes, Jana Vogel",
    ],
)
def test_a_letter_that_closes_twice_is_signed_by_the_person_and_not_by_the_second_closing(text):
    shown = REDACTOR.redact(text)
    assert "Vogel" not in shown
    assert "Jana" not in shown
    assert shown.startswith(text.split("Jana")[0])


def test_a_name_signs_on_a_line_of_its_own_even_where_the_greeting_ends_a_sentence_without_a_stop():
    assert "Rita" not in REDACTOR.redact("no hurry, and thank you Best,\nRita Ora")
    assert REDACTOR.redact("this is the best\nOption There") == "this is the best\nOption There"


def test_a_secret_has_one_token_however_it_is_typed_and_another_under_another_key():
    typed = REDACTOR.redact("+44 7700 900123, later 07700 900123, then +447700900123")
    tokens = [piece.split(">")[0] for piece in typed.split("<phone:")[1:]]
    assert len(tokens) == 3
    assert len(set(tokens)) == 1
    assert Redactor(salt="another").redact("a@example.com") != REDACTOR.redact("a@example.com")
    assert Redactor(salt="another").version != REDACTOR.version


def test_redacting_twice_is_redacting_once():
    for block in SECRETS.values():
        for line in _lines(block):
            once = REDACTOR.redact(line.replace("⟦", "").replace("⟧", ""))
            assert REDACTOR.redact(once) == once


def test_a_batch_gives_what_one_text_gives_and_null_stays_null():
    lines = [line.replace("⟦", "").replace("⟧", "") for block in SECRETS.values() for line in _lines(block)]
    lines += _lines(HARMLESS)
    batch = pa.array([*lines, None, ""])
    assert REDACTOR.redact_batch(batch).to_pylist() == [*map(REDACTOR.redact, lines), None, ""]
    names = pa.array(["Anna Müller"] * len(batch))
    assert REDACTOR.redact_batch(batch, names).to_pylist()[:-2] == [REDACTOR.redact(x, "Anna Müller") for x in lines]


def test_long_and_hostile_texts_take_time_in_proportion():
    from time import process_time

    def seconds(length: int) -> float:
        started = process_time()
        for hostile in (
            "ann@example.com " * (length // 8),
            "my wife Anna Maria " * (length // 8),
            "12 Aaa Bbb " * (length // 8),
            "Via Roma de la " * (length // 8),
            "a&#64;%40" * (length // 4),
            "1.2.3." * (length // 4),
            "ab:" * (length // 2),
            "passport " * (length // 4),
            "born 12 " * (length // 4),
            "1 " * length,
            "a" * length,
            "a@" * length,
            "a.b-" * length,
            "password " * length,
            "(+" * length,
        ):
            REDACTOR.redact(hostile, "Anna Müller")
        return process_time() - started

    seconds(500)
    assert seconds(8_000) < 8 * max(seconds(2_000), 0.02)


def test_the_simulators_planted_secrets_are_found_by_kind():
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import simulate

    desk = simulate(SimulationConfig(tickets=2_000, weeks=8, categories=3, secrets=0.5, seed=11))
    recall, precision = _scores(desk.tables, desk.truth)
    assert set(recall) == {"key", "email", "iban", "card", "phone", "name"}  # the kinds that it plants
    assert min(recall.values()) >= 0.98, recall
    assert min(precision.values()) >= 0.95, precision


def _scores(tables: dict, truth: dict) -> tuple[dict, dict]:
    """Recall and precision by kind: a planted secret is found where one finding of its kind covers it all."""
    names = dict(
        zip(tables["customers"]["customer_id"].to_pylist(), tables["customers"]["name"].to_pylist(), strict=True)
    )
    customers = dict(
        zip(tables["tickets"]["ticket_id"].to_pylist(), tables["tickets"]["customer_id"].to_pylist(), strict=True)
    )
    planted = {row["message_id"]: row for row in truth["secrets"].to_pylist()}
    present, hit, found, right = Counter(), Counter(), Counter(), Counter()
    for message in tables["messages"].select(["message_id", "ticket_id", "body"]).to_pylist():
        if not message["body"]:
            continue
        secret = planted.get(message["message_id"])
        findings = REDACTOR.find(message["body"], names.get(customers.get(message["ticket_id"])))
        covers = [
            secret is not None
            and finding.kind == secret["kind"]
            and finding.start < secret["end"]
            and secret["start"] < finding.end
            for finding in findings
        ]
        for finding, is_right in zip(findings, covers, strict=True):
            found[finding.kind] += 1
            right[finding.kind] += is_right
        if secret:
            present[secret["kind"]] += 1
            hit[secret["kind"]] += any(
                finding.kind == secret["kind"] and finding.start <= secret["start"] and finding.end >= secret["end"]
                for finding in findings
            )
    return {kind: hit[kind] / present[kind] for kind in present}, {kind: right[kind] / found[kind] for kind in found}


def test_lines_written_to_get_past_it_are_redacted_and_look_alikes_are_left():
    found = redaction_lines.measure(REDACTOR, *LINES)
    assert sorted(found) == sorted(KINDS)
    for kind, (secrets, hit, findings, right) in found.items():
        assert hit / secrets >= (0.9 if kind in ("address", "birth_date", "name") else 0.98), (
            f"{kind}: {secrets - hit} of {secrets} missed"
        )
        assert right / findings >= 0.95, f"{kind}: {findings - right} of {findings} were no secret"


def test_a_whole_batch_is_redacted_as_one_text_alone_is():
    # the cheap look before the search may say yes too often, and never no
    blocks = (*LINES, redaction_blind.THIRD, redaction_blind.FOURTH)
    cases = [(text, name) for block in blocks for text, _, name in redaction_lines.lines(block)]
    cases += [(text, None) for text, _ in redaction_blind.vendor_keys(seed=4)]
    texts, names = (pa.array(column, pa.string()) for column in zip(*cases, strict=True))
    assert REDACTOR.redact_batch(texts, names).to_pylist() == [REDACTOR.redact(text, name) for text, name in cases]


def test_secrets_in_sentences_of_eight_languages_go_from_a_batch():
    """What a batch is looked at for must not know the borders of ASCII words alone: ät, odpowiedź."""
    import pyarrow as pa

    from attacks.sentences import planted

    found = list(planted(seed=5))
    redacted = REDACTOR.redact_batch(pa.array([text for *_, text in found])).to_pylist()
    assert [kind for (_, kind, secret, _), text in zip(found, redacted, strict=True) if secret in text] == []


def test_a_name_made_of_like_words_is_searched_for_in_time():
    """A pattern with a way for each repetition would take years for this customer."""
    name = " ".join(["Aa"] * 40) + " Zzz"
    text = " ".join(["Aa"] * 400) + " Yyy"
    assert "Yyy" in REDACTOR.redact(text, name)
    assert "Aa Aa Aa Aa Zzz" not in REDACTOR.redact("thanks, Aa Aa Aa Aa Zzz", name)


def test_what_is_hidden_from_the_eye_is_found_and_goes_whole():
    hidden = "write to a\u200bnna&#64;exam\u00adple.com now"
    assert REDACTOR.redact(hidden) == REDACTOR.redact("write to anna@example.com now")
    assert REDACTOR.redact("100%25 &amp; more") == "100%25 &amp; more"


def test_lines_in_eight_languages_by_somebody_who_had_not_read_the_rules():
    found = redaction_blind.measured(REDACTOR, redaction_blind.THIRD, redaction_blind.FOURTH)
    assert set(found) == {"form", "address", "birth", "name", "precision", "harmless"}
    for kind, (count, right) in found.items():
        least = {"form": 0.98, "precision": 0.95}.get(kind, 0.9)
        assert right / count >= least, f"{kind}: {right} of {count}"


def test_lines_as_customers_type_them_are_redacted_since_the_rules_were_mended_by_them():
    found = redaction_blind.measured(REDACTOR, redaction_unseen.UNSEEN, redaction_unseen.HARMLESS)
    for kind, least in {"form": 0.98, "address": 0.9, "birth": 0.9, "precision": 0.95}.items():
        count, right = found[kind]
        assert right / count >= least, f"{kind}: {right} of {count}"


def test_what_a_writer_who_read_no_rule_would_hide_is_found_as_often_as_it_was():
    """No rule was mended by these lines, so what is asked is what their only run gave: see docs/figures/redaction.md."""
    found = redaction_blind.measured(REDACTOR, redaction_apart.UNSEEN, redaction_apart.HARMLESS)
    share = {kind: right / count for kind, (count, right) in found.items()}
    assert share["form"] >= 0.98
    assert share["precision"] >= 0.95
    assert share["address"] >= 0.73
    assert share["birth"] >= 0.82


def test_the_keys_of_sixty_vendors_are_found_wherever_they_are_written():
    keys = list(redaction_blind.vendor_keys(seed=3))
    missed = [
        text for text, key in keys
        if not redaction_blind.covered(REDACTOR, text, text.index(key), text.index(key) + len(key))
    ]  # fmt: skip
    assert len(keys) == 300
    assert not missed


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("山田 太郎", "山田太郎です。太郎より", "<name>です。<name>より"),
        ("สมชาย ใจดี", "ผมชื่อสมชาย ใจดีครับ", "ผมชื่อ<name>ครับ"),
        ("محمد علي", "شكرا محمد", "شكرا <name>"),
        ("राहुल शर्मा", "मैं राहुल शर्मा हूँ", "मैं <name> हूँ"),
        ("Иван Петров", "спасибо, Иван", "спасибо, <name>"),
    ],
)
def test_a_customers_name_in_a_script_without_capitals_is_found_whole_and_in_part(name, text, shown):
    assert re.sub(r":[0-9a-f]{4}>", ">", REDACTOR.redact(text, name)) == shown
    assert REDACTOR.redact_batch(pa.array([text]), pa.array([name])).to_pylist() == [REDACTOR.redact(text, name)]
