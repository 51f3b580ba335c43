"""A team without labels of its own learns from what its customers said when they were asked."""

from agent_scorecard.experience.commands import labels_of_warehouse


def test_every_rated_episode_with_words_is_a_label(sample_warehouse):
    import duckdb

    labels = labels_of_warehouse(sample_warehouse, satisfied_share=0.8)
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        rated, unhappy = connection.sql(
            "select count(*), count(*) filter (where csat_score < 0.8) from marts.episodes where csat_score is not null"
        ).fetchall()[0]
    assert 0 < len(labels.texts) == len(labels.is_unhappy) == len(labels.customers) <= rated
    assert 0 < labels.is_unhappy.sum() <= unhappy
    assert all(text for text in labels.texts.to_pylist())
