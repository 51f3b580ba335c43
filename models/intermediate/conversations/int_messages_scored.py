"""One row per message: what its words say, with the version of the scorer that read them."""


def model(dbt, session):
    from decimal import Decimal

    import pyarrow as pa
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from agent_scorecard.text.phrases import Phrases

    phrases = Phrases.of(dbt.ref("phrases").to_arrow_table())
    messages = dbt.ref("stg_messages_redacted").project("message_id, body").order("message_id").to_arrow_table()
    scores = SentimentIntensityAnalyzer().polarity_scores
    return pa.table(
        {
            "message_id": messages["message_id"],
            "scorer_version": pa.repeat("vader-3.3.2", len(messages)),
            "language": pa.nulls(len(messages), pa.string()),
            "sentiment": pa.array(
                [
                    Decimal(str(scores(body)["compound"])) if body and body.strip() else None
                    for body in messages["body"].to_pylist()
                ],
                pa.decimal128(9, 4),
            ),
            "is_thanks_only": phrases.is_thanks_only(messages["body"]),
            "is_boilerplate": phrases.is_boilerplate(messages["body"]),
        }
    )
