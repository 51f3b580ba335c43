"""`agent-scorecard fit sentiment`: a sentiment model from a team's own labels, kept only where it beats VADER."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_scorecard.experience.satisfaction_labels import Labels


def add_commands(subparsers) -> None:
    parser = subparsers.add_parser("fit", help="fit a model to your own labels; it is kept only where it is better")
    models = parser.add_subparsers(dest="model", required=True, metavar="MODEL")
    sentiment = models.add_parser(
        "sentiment",
        help="customer sentiment",
        description=(
            "Learns from a CSV (text, label, and customer_id where known) or, without one, from the satisfaction "
            "answers in the built warehouse. Prints the cross-validated AUC next to VADER's and stores the model only "
            "where the whole interval of the difference lies above zero. Exit code 1: not better. 2: not possible."
        ),
    )
    sentiment.add_argument("--labels", type=Path, metavar="CSV", help="labels of your own")
    sentiment.add_argument("--database", type=Path, help="the warehouse file (default: SCORECARD_DB)")
    sentiment.add_argument("--satisfied-share", type=float, default=0.8, help="from here a rating is satisfied (0.8)")
    sentiment.add_argument("--language", default="en", help="of texts too short to tell (en)")
    sentiment.add_argument("--output", type=Path, help="where the model goes (default: data/models in the project)")
    sentiment.set_defaults(run=fit_sentiment)


def fit_sentiment(options: argparse.Namespace) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    from agent_scorecard.contract import project_dir
    from agent_scorecard.experience.satisfaction_labels import labels_of_file
    from agent_scorecard.experience.sentiment_fitting import compare, fit, learnt_languages
    from agent_scorecard.serving.reader import NothingToRead
    from agent_scorecard.text.cleaning import own_words
    from agent_scorecard.text.language import languages

    try:
        if options.labels:
            labels = labels_of_file(options.labels)
        else:
            database = options.database or Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
            labels = labels_of_warehouse(project_dir() / database, options.satisfied_share)
        texts = own_words(labels.texts)
        found = languages(texts, pa.nulls(len(texts), pa.string()), options.language)
        learnt = learnt_languages(found)
        used = pc.fill_null(pc.is_in(found, pa.array(sorted(learnt))), False)
        is_used = used.to_numpy(zero_copy_only=False)
        texts, is_unhappy = texts.filter(used), labels.is_unhappy[is_used]
        comparison = compare(texts, is_unhappy, labels.customers[is_used])
    except (NothingToRead, OSError, ValueError) as error:
        print(f"fit sentiment: {error}", file=sys.stderr)
        return 2

    print(f"labels      {len(texts)} ({int(is_unhappy.sum())} unhappy) in {', '.join(sorted(learnt))}; {labels.source}")
    if left_out := len(is_used) - len(texts):
        print(f"left out    {left_out} in other languages or without words")
    print(f"AUC, VADER  {comparison.vader:.3f}")
    print(f"AUC, hybrid {comparison.hybrid:.3f}  (five folds, no customer on both sides)")
    print(f"difference  {comparison.difference:+.3f}  (95 % interval {comparison.low:+.3f} to {comparison.high:+.3f})")
    if not comparison.is_better:
        print("not stored: these labels do not show that it is better than VADER")
        return 1
    facts = {
        "labels": len(texts),
        "unhappy": int(is_unhappy.sum()),
        "source": Path(labels.source).name if options.labels else labels.source,
        "auc": round(comparison.hybrid, 4),
        "auc_vader": round(comparison.vader, 4),
        "difference_low": round(comparison.low, 4),
        "difference_high": round(comparison.high, 4),
    }
    path = fit(texts, is_unhappy, learnt, facts).save(options.output or project_dir() / "data" / "models")
    shown = path.relative_to(project_dir()) if path.is_relative_to(project_dir()) else path
    print(
        f"stored      {shown}\n\nTo score every message with it, set in dbt_project.yml:\n\n  sentiment_model: {shown}"
    )
    return 0


def labels_of_warehouse(database: Path, satisfied_share: float) -> Labels:
    """The customers' words in the AI's part of each episode with a satisfaction answer, from a built warehouse.

    Raises NothingToRead where the file is missing or was not built.
    """
    import numpy as np

    from agent_scorecard.experience.satisfaction_labels import Labels
    from agent_scorecard.serving.reader import reading

    with reading(database) as file:
        rows = file.ask(
            """
            select
                episodes.episode_id,
                coalesce(episodes.customer_id, episodes.episode_id) as customer,
                episodes.csat_score < ? as is_unhappy,
                string_agg(bodies.body, chr(10) || chr(10) order by timeline.position) as words
            from marts.episodes
            join intermediate.int_timeline as timeline using (episode_id)
            join staging.stg_messages_redacted as bodies on timeline.message_id = bodies.message_id
            where timeline.author_type = 'customer' and timeline.is_public and timeline.is_in_ai_span
                and episodes.csat_score is not null and bodies.body is not null
            group by all
            order by episodes.episode_id
            """,
            [satisfied_share],
        ).to_arrow_table()
    columns = (
        rows["words"].combine_chunks(),
        rows["is_unhappy"].to_numpy(),
        np.array(rows["customer"].to_pylist(), object),
    )
    return Labels(*columns, source=f"satisfaction below {satisfied_share} of its scale")
