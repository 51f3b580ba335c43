"""Reading answers: small stories, each about one thing that must be seen or must not be."""

from __future__ import annotations

import ast
import csv
import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow as pa
import pytest

from agent_scorecard.answers import answers_scored as tables
from agent_scorecard.answers import details
from agent_scorecard.answers.answer_reading import Overlap
from agent_scorecard.answers.answer_scorer import Answer, Episode, Message
from agent_scorecard.answers.coherence import Turn, read_thread
from agent_scorecard.answers.features import Catalogue, invented_features, written
from agent_scorecard.answers.knowledge_read import Knowledge
from agent_scorecard.answers.negation import Statements, negation_mismatch
from agent_scorecard.answers.numbers import Figures, unsupported
from agent_scorecard.answers.page_awareness import CustomerPage, read_page
from agent_scorecard.answers.promises import Actions, overpromises
from agent_scorecard.answers.retrieval import Article, Library
from agent_scorecard.answers.support import compile_source, support

PROJECT = Path(__file__).resolve().parents[3]
REFUNDS = "Refunds for annual plans are paid within 14 business days, up to $1,000. Monthly plans are not refunded."


def actions() -> Actions:
    with (PROJECT / "seeds" / "allowed_actions.csv").open(encoding="utf-8") as file:
        return Actions.of([(row["verbs"], row["is_allowed"] == "true") for row in csv.DictReader(file)])


# ---- numbers


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("The limit is 1000 projects.", "You can have 1,000 projects."),
        ("Wait two days.", "Wait 2 days."),
        ("It costs $30.", "It costs 30 US dollars."),
        ("It costs 30.", "It costs €30."),
        ("Wait 24 hours.", "Wait one day."),
        ("It costs 5 percent.", "It costs 5%."),
        ("The shop opens at 13:00:00.", "The shop opens at 1 PM."),
        ("Your flight leaves on 2024-05-27.", "Your flight leaves on May 27."),
        ('{"prices": {"economy": 112}, "bags": 2}', "Economy costs $112 and includes 2 bags."),
        ("The card is <card:3f2a>, number 4462881784.", "It goes back to the card ending in 1784."),
        ("Refunds take 5 to 7 business days.", "You get it in 5-7 business days."),
        ("The wavelength is 495,570 nm.", "It is about 496,000 nm."),
        ("It costs $30 and $12 more for bags.", "That is $30 and $12, in total $42."),
        ("Anything.", "1. Open the page.\n2. Press Save.\nThen go on to step 3."),
    ],
)
def test_the_same_figure_in_another_dress_is_supported(source, answer):
    assert unsupported(answer, Figures().add(source)) == []


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (REFUNDS, "Refunds are paid within 30 business days."),
        (REFUNDS, "Refunds are paid up to $14."),
        (REFUNDS, "Refunds are paid up to €1,000."),
        ("There are 32 teams and 16 games of 11 minutes.", "A game has 16 minutes."),
        ("Refunds take 5 to 7 business days. Call 3 times.", "You get it in 3 to 7 business days."),
        ("Opens at 06:00.", "Opens at 06:60."),
        ("Your flight is HAT229.", "Your flight is HAT231."),
    ],
)
def test_a_figure_that_no_source_states_is_not(source, answer):
    offered = Figures()
    offered.add(source)
    assert unsupported(answer, offered)


@pytest.mark.parametrize(
    "piece", ["[1,", '{"a":', "1-", "$1 ", "Dr. ", "** a ", "1. a\n", "   \n", "and the ", "I can "]
)
def test_a_message_made_to_break_a_reader_is_read(piece):
    flood = piece * 30_000
    found = read(flood, 150, cited="R")
    assert found.message_id == "m2"
    assert unsupported(flood, Figures().add(flood)) == []


# ---- negation


@pytest.mark.parametrize(
    ("answer", "is_mismatch"),
    [
        ("Monthly plans are refunded.", True),
        ("Refunds for annual plans are not paid within 14 business days.", True),
        ("Monthly plans aren't refunded.", False),
        ("Monthly plans are non-refundable, I'm afraid: they are not refunded.", False),
        ("Is there anything that is not clear?", None),
    ],
)
def test_a_denial_must_be_the_sources_own(answer, is_mismatch):
    assert negation_mismatch(answer, Statements().add(REFUNDS)) is is_mismatch


OPTIONS = (
    "Sync is enabled on all plans. Exports are included. You can enable or disable reminders. Bags can be added."
    " Claims from abroad are declined."
)


@pytest.mark.parametrize(
    ("answer", "is_mismatch"),
    [
        ("Sync is disabled on all plans.", True),
        ("Exports are excluded.", True),
        ("Bags are unable to be added.", True),
        ("Bags can no longer be added.", True),
        ("Claims from abroad are accepted.", True),
        ("Claims from abroad are not accepted.", False),
        ("Sync is not disabled on all plans.", False),
        ("You can disable reminders.", False),
        ("You can enable reminders.", False),
    ],
)
def test_an_opposite_denies_as_a_not_does(answer, is_mismatch):
    assert bool(negation_mismatch(answer, Statements().add(OPTIONS))) is is_mismatch


# ---- support


def test_words_scattered_over_an_article_support_less_than_one_passage_of_it():
    filler = " ".join(f"word{i}" for i in range(200))
    together = compile_source(f"{filler} Refunds reach your card within two weeks. {filler}")
    scattered = compile_source(f" {filler} ".join(["Refunds", "reach", "your", "card", "within", "two", "weeks"]))
    answer = "Refunds reach your card within two weeks."
    assert support(answer, [together]).score == 1.0
    assert support(answer, [scattered]).score < 0.8


def test_support_is_linear_in_its_input():
    def seconds(words: int) -> float:
        text = " ".join(f"w{i % 977}" for i in range(words))
        started = time.process_time()
        support(text, [compile_source(text)])
        return time.process_time() - started

    seconds(100)
    assert seconds(200_000) < 1.0  # longer texts are read up to a cap


# ---- features and promises


def test_a_feature_that_nobody_knows_is_invented_and_a_name_is_none():
    catalogue = Catalogue.of(
        ["Report export", "Reset index"], [written("Open Reports and choose Export. Save under Tax details.")]
    )
    assert invented_features("Thanks, Ann Miller! Dana from Berlin will see it on Monday.", catalogue) == []
    assert invented_features("Open Reports, choose Export, then Tax details.", catalogue) == []
    assert invented_features("Use the Quantum Sync button.", catalogue) == ["Quantum Sync"]
    assert invented_features("Use Quantum Sync.", catalogue, "where is Quantum Sync gone?") == []


@pytest.mark.parametrize(
    ("answer", "is_promise"),
    [
        ("I will check this with our team and get back to you.", False),
        ("Our engineers will call you within the hour, I promise.", True),
        ("I have credited your account with a free month.", True),
        ("If I cancel it, you will lose the seat.", False),
        ("I cannot refund this.", False),
        ("I will make sure that this is fixed by tonight.", True),
        ("Would you like me to refund it?", False),
        ("A colleague from our team will take over from here.", False),
    ],
)
def test_only_allowed_actions_may_be_promised(answer, is_promise):
    assert bool(overpromises(answer, actions())) is is_promise


def test_what_an_article_promises_may_be_promised():
    source = compile_source("We will refund annual plans within 14 days.")
    assert overpromises("We will refund annual plans within 14 days.", actions(), [source]) == []


# ---- the thread


def test_asking_for_what_was_given_loses_the_thread_and_asking_after_a_rejection_does_not():
    given = Turn("customer", "My order number is 55123.")
    ask = Turn("ai", "Could you please share your order number?")
    reject = Turn("ai", "I couldn't find an order with that number.")
    assert read_thread([given, ask])[1].asks_again
    assert not read_thread([given, reject, Turn("customer", "Hm."), ask])[3].asks_again
    assert read_thread([ask])[0].asks_again is None


@pytest.mark.parametrize(
    "ask",
    [
        "Could you tell me your order number again?",
        "What was the order number?",
        "Which order is this about?",
        "Kindly share the order ID.",
        "And the order number is?",
        "Order number, please?",
        "Mind sharing your order number?",
        "I'm missing your order number, could you send it?",
        "Please let me have your order number.",
    ],
)
def test_asking_again_is_asking_in_whatever_words(ask):
    talk = [Turn("customer", "Where is order 55123?"), Turn("ai", "I will look."), Turn("customer", "Thanks.")]
    assert read_thread([*talk, Turn("ai", ask)])[3].asks_again


@pytest.mark.parametrize(
    "remark",
    [
        "Once I have checked your order number, I will write.",
        "Is 55123 the right order number?",
        "You can find your order number in the confirmation email.",
        "The order number is not needed.",
        "Do you have another order number?",
    ],
)
def test_speaking_of_a_detail_is_not_asking_for_it(remark):
    talk = [Turn("customer", "Where is order 55123?"), Turn("ai", "I will look."), Turn("customer", "Thanks.")]
    assert not read_thread([*talk, Turn("ai", remark)])[3].asks_again


@pytest.mark.parametrize("said", ["The problem remains.", "It didn't change anything.", "Still nothing.", "No joy."])
def test_a_step_that_failed_is_repeated_however_the_customer_says_so(said):
    step = Turn("ai", "Please restart the router and wait two minutes.")
    assert read_thread([step, Turn("customer", said), step])[2].repeats


def test_a_customer_who_turns_to_another_order_may_be_asked_again():
    turns = [
        Turn("customer", "Order 55123 is late."),
        Turn("ai", "I see."),
        Turn("customer", "And I have another order."),
    ]
    assert not read_thread([*turns, Turn("ai", "What is your order number?")])[3].asks_again


def test_a_redacted_address_still_counts_as_given():
    assert details.given("It is <email:3f2a>") == {"email"}


def test_a_new_step_after_a_failure_is_no_repeat():
    turns = [Turn("ai", "Please restart the router."), Turn("customer", "Still not working.")]
    assert read_thread([*turns, Turn("ai", "Please restart the router.")])[2].repeats is True
    assert read_thread([*turns, Turn("ai", "Please change the cable to the wall socket.")])[2].repeats is False


def test_denying_what_it_said_before_is_a_contradiction():
    turns = [
        Turn("ai", "Basic economy tickets can be changed before departure."),
        Turn("customer", "Good."),
        Turn("ai", "Basic economy tickets cannot be changed before departure."),
    ]
    assert read_thread(turns)[2].contradicts


# ---- pages


def test_an_answer_without_a_page_has_no_page_figures():
    assert read_page("Choose Export.", None) is None


def test_a_label_of_another_page_is_wrong_and_steps_count_until_the_first_wrong_one():
    page = CustomerPage("/billing", ("Billing", "Plan", "Change plan", "Review"), None, "change_plan")
    steps = ["Billing", "Plan", "Change plan", "Review"]
    reading = read_page('Choose "Plan", then "Change plan", then "Warp drive".', page, steps)
    assert (reading.elements_named, reading.elements_correct) == (3, 2)
    assert (reading.steps_named, reading.steps_correct) == (3, 2)
    assert reading.recognised_stuck is None
    assert read_page("Please be patient.", page, steps, is_same_page_again=True).recognised_stuck is False


def test_an_error_that_the_customer_named_first_is_not_found_proactively():
    page = CustomerPage("/sync", ("Sync",), "SYNC_409", None)
    assert read_page("I see error 409 on this page.", page).is_proactive is True
    assert read_page("I see error 409.", page, customer_said="It says SYNC_409").is_proactive is False


# ---- an episode


def knowledge() -> Knowledge:
    articles = [
        Article("R", "1", "Refunds", "Refunds for annual plans are paid within 10 business days.", 0, 100),
        Article("R", "2", "Refunds", "Refunds for annual plans are paid within 7 business days.", 100, None),
    ]
    return Knowledge(Library(articles), [("Refunds", 0, None)], actions=actions())


def read(answer: str, at: float, cited: str | None = None, **more):
    question = Message("m1", "customer", "How long does a refund of an annual plan take?", at - 1)
    reply = Message("m2", "ai", answer, at, is_answer=True, cited=cited)
    (found,) = Overlap(knowledge()).read([Episode("e", [question, reply], **more)])
    return found


def test_an_answer_is_held_against_the_version_valid_when_it_was_given():
    answer = "Refunds for annual plans are paid within 10 business days."
    before, after = read(answer, 50), read(answer, 150)
    assert (before.article_version, before.unsupported_number) == ("1", False)
    assert (after.article_version, after.unsupported_number) == ("2", True)
    assert read(answer, 150, cited="R").is_cited


def test_without_a_valid_article_an_answer_is_unverifiable_and_not_hallucinated():
    found = read("Refunds are paid within 10 business days.", -5)
    assert found.is_unverifiable
    assert found.support_score is None
    assert found.unsupported_number is None


def test_a_courtesy_claims_nothing_and_has_no_support():
    found = read("Hello Ann! How can I help with your refund?", 150)
    assert found.support_score is None
    assert not found.is_unverifiable


def test_what_an_agent_wraps_in_speaking_of_itself_is_claimed_all_the_same():
    told = read("I can confirm that refunds are paid within 30 days.", 150)
    assert told.support_score is not None
    assert told.unsupported_number
    for of_itself in (
        "I am checking this for you.",
        "I see that your order was shipped.",
        "I understand that you want a refund.",
    ):
        assert read(of_itself, 150).support_score is None, of_itself


def test_in_the_next_conversation_a_known_order_number_is_used_or_asked_for_again():
    before = (Message("m0", "customer", "My order number is 55123.", 0),)
    assert read("Your order 55123 is on its way.", 150, before=before).uses_earlier_conversation
    assert read("Could you tell me your order number?", 150, before=before).asks_again_across_conversations
    assert read("Could you tell me your order number?", 150).asks_again_across_conversations is None


# ---- what is read again, and by whom


def heads_of(*spans: tuple[float, float]) -> pa.Table:
    moments = [
        [datetime.fromtimestamp(at, UTC).replace(tzinfo=None) for at in side] for side in zip(*spans, strict=True)
    ]
    ids = [f"e{number}" for number in range(len(spans))]
    return pa.table(
        {"episode_id": ids, "first_at": moments[0], "last_at": moments[1], "said": ["the same"] * len(spans)}
    )


def read_hashes_of(articles: list[Article], version: str = "1") -> list[str]:
    known = Knowledge(Library(articles), [("Refunds", 0, None), ("Exports", 500, None)])
    return tables.read_hashes(heads_of((10, 20), (150, 160), (600, 610)), known, version)["read_hash"].to_pylist()


def test_an_episode_is_read_again_only_where_something_it_depends_on_changed():
    old = Article("R", "1", "Refunds", "Paid within 10 days.", 0, 100)
    new = Article("R", "2", "Refunds", "Paid within 7 days.", 100, None)
    before = read_hashes_of([old, new])
    # three times, three states of what was known: the second article, then the feature
    assert len(set(before)) == 3
    # an article written later changes what comes after it, and nothing before
    later = read_hashes_of([old, new, Article("S", "1", "Sync", "Choose Sync.", 300, None)])
    assert later[:2] == before[:2]
    assert later[2] != before[2]
    # rewriting history, or another scorer, changes what rests on it
    assert read_hashes_of([old, replace(new, body="Paid within 8 days.")])[0] == before[0]
    assert read_hashes_of([old, replace(new, body="Paid within 8 days.")])[1] != before[1]
    assert set(read_hashes_of([old, new], "2")).isdisjoint(before)


class OneWord:
    """A scorer of somebody's own: an answer is supported where it says "please"."""

    version = "one-word-1"

    def __init__(self, known: Knowledge):
        self.known = known

    def read(self, episodes):
        for episode in episodes:
            for message in episode.messages:
                if message.is_answer:
                    score = float("please" in message.text.lower())
                    yield Answer(message.message_id, episode.episode_id, support_score=score)


def test_a_scorer_of_ones_own_reads_the_answers(monkeypatch):
    module = ModuleType("our_answers")
    module.OneWord = OneWord
    monkeypatch.setitem(sys.modules, "our_answers", module)
    scorer = tables.scorer_of("our_answers:OneWord", knowledge())
    row = dict.fromkeys(
        (
            "cited_article_ids",
            "page_context_id",
            "page_url",
            "element_labels",
            "error_state",
            "workflow",
            "is_text_only",
        )
    )
    at = datetime(2025, 1, 1)
    asked = {**row, "message_id": "1", "author_type": "customer", "body": "Hi", "is_answer": False}
    said = {**row, "message_id": "2", "author_type": "ai", "body": "Please wait.", "is_answer": True}
    both = {"episode_id": "e", "read_hash": "h", "is_before": False, "is_public": True, "sent_at": at}
    rows = pa.RecordBatch.from_pylist([{**asked, **both}, {**said, **both}])
    (found,) = [answer for batch in tables.answers_scored([rows], scorer) for answer in batch.to_pylist()]
    assert (found["message_id"], float(found["support_score"]), found["scorer_version"]) == ("2", 1.0, "one-word-1")
    assert tables.scorer_of(None, knowledge()).version == tables.scorer_of("overlap", knowledge()).version


@pytest.mark.parametrize("name", ["nowhere:Nothing", "json:nothing", "no colon", "builtins:repr"])
def test_what_is_no_scorer_is_refused_by_its_name(name):
    with pytest.raises(ValueError, match="answer_scorer"):
        tables.scorer_of(name, knowledge())


# ---- the house


def test_the_detectors_know_nothing_of_the_simulator():
    package = PROJECT / "python" / "agent_scorecard"
    for module in (package / "answers").glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        imported = {
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        }
        assert not any("simulation" in name for name in imported), module


def test_no_phrase_of_the_simulator_stands_in_a_detector():
    package = PROJECT / "python" / "agent_scorecard"
    detectors = "\n".join(path.read_text(encoding="utf-8").lower() for path in (package / "answers").glob("*.py"))
    phrases = {
        phrase.strip().lower()
        for path in (package / "simulation" / "words").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        for phrase in [line.split("- ", 1)[-1].strip("\"' ")]
        if len(phrase.split()) >= 4
    }
    assert phrases
    assert [phrase for phrase in phrases if phrase in detectors] == []


@pytest.mark.skipif("SCORECARD_REFERENCE_DATA" not in os.environ, reason="SCORECARD_REFERENCE_DATA is not set")
def test_support_agrees_with_people_on_what_is_attributable():
    from sklearn.metrics import roc_auc_score

    csv.field_size_limit(sys.maxsize)
    path = Path(os.environ["SCORECARD_REFERENCE_DATA"]) / "tuning/groundedness/wow/begin_dev_wow.tsv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    scores = [support(row["response"], [compile_source(row["knowledge"])]).score for row in rows]
    labels = np.array([row["begin_label"] == "Fully attributable" for row in rows])
    assert roc_auc_score(labels, scores) >= 0.93
