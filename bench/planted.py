# ruff: noqa: E501
"""What the loop and the business find of everything that was planted: simulated years, landed and built to the marts.

python bench/planted.py --folder data/planted --years 21 22 --fixes 4    # prints and writes docs/figures/planted.md

A year is some 14,000 tickets and takes two CPU minutes to build; what was built stays in the folder.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import duckdb

from agent_scorecard.business.confusing_features import LEAST_RATIO
from simulated.planted_years import build, fixes_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "planted.md"
OPEN = ("open", "proposed", "reopened", "fixed")


class Year:
    """A built year and its truth."""

    def __init__(self, seed: int, built: tuple[Path, Path]):
        self.seed = seed
        self.connection = duckdb.connect(str(built[0]), read_only=True)
        for folder in built[1].iterdir():
            self.connection.sql(f"create temp view true_{folder.name} as select * from '{folder}/*.parquet'")
        self.plants = self.rows("from true_plants")

    def rows(self, question: str) -> list[dict]:
        return self.connection.sql(question).to_arrow_table().to_pylist()


def gaps(year: Year, told: Counter) -> None:
    """A gap is right where its article, topic, feature or release, or, without one, its category, has a plant of its kind."""
    stale = {plant["article_id"]: plant for plant in year.plants if plant["kind"] == "stale_article"}
    lacking = [plant for plant in year.plants if plant["kind"] in ("missing_article", "launch_without_article")]
    lacking += [plant for plant in year.plants if plant["cause"] == "documentation"]
    other = {plant["category"] for plant in year.plants if plant["kind"] in ("confusing_feature", "effort_rise")}
    most_of = year.rows(
        """
        select cluster_key, arg_max(issue, n) as issue from (
            select cluster_key, issue, count(*) as n
            from intermediate.int_failures_clustered inner join true_episodes using (episode_id)
            where cluster_key is not null group by cluster_key, issue
        ) group by cluster_key
        """
    )
    issue_of = {row["cluster_key"]: row["issue"] for row in most_of}
    feature = {row["feature_id"]: row["name"] for row in year.rows("from staging.stg_product_features")}
    # that an article is not used is true and nothing that was planted
    found = [
        row
        for row in year.rows("from marts.knowledge_gaps order by gap_key")
        if row["fix_id"] is None and row["kind"] != "unused"
    ]
    seen = set()
    for gap in found:
        right = None
        if gap["article_id"]:
            right = stale.get(gap["article_id"])
            if right:
                days = abs((gap["first_seen_at"] - right["starts_at"]).total_seconds()) / 86_400
                told["dated"] += days <= 7
                told["articles"] += 1
        elif gap["kind"] == "missing":
            fits = [plant for plant in lacking if plant["category"] == gap["category"]]
            named = [plant for plant in fits if plant["subject"] == issue_of.get(gap["cluster_key"])]
            named += [plant for plant in fits if plant["name"] == feature.get(gap["feature_id"])]
            right = named[0] if named else (fits[0] if not gap["cluster_key"] and fits else None)
            if not named and not gap["cluster_key"]:
                seen |= {plant["subject"] for plant in fits}
        elif gap["release_id"] or gap["gap_key"].endswith("outdated_article"):
            fits = [
                plant
                for plant in year.plants
                if plant["category"] == gap["category"] and plant["kind"] != "feature_ask"
            ]
            right = fits[0] if fits else None
        if right:
            seen.add(right["subject"])
        else:
            # what is broken for another reason than its article: told apart from what is not broken at all
            told["of another plant"] += gap["category"] in other
            told["false"] += gap["category"] not in other
        told["found"] += 1
    for plant in [*stale.values(), *lacking]:
        kind = plant["kind"] if plant["kind"] != "confusing_feature" else "withdrawn article"
        told[f"planted {kind}"] += 1
        told[f"seen {kind}"] += plant["subject"] in seen


def confusing(year: Year, told: Counter) -> None:
    rows = year.rows("select * from marts.confusing_features where is_confusing order by ratio desc")
    planted = {plant["name"]: plant for plant in year.plants if plant["kind"] == "confusing_feature"}
    # a new feature that nobody could ask about before is asked about more: that is no mistake, and no plant of this kind
    new = {plant["name"] for plant in year.plants if plant["kind"] == "launch_without_article"}
    best: dict = {}
    for row in rows:
        best.setdefault(row["name"], row)
    for name, row in best.items():
        told["found"] += name not in new
        if plant := planted.get(name):
            told["right"] += 1
            told["cause right"] += row["cause"] == plant["cause"]
    told["planted"] += len(planted)
    # two plants in one category share its questions: not each is asked about more
    for row in year.rows(
        """
        select plants.name,
            count(*) filter (where started_at >= starts_at and started_at < starts_at + interval 12 week)
            / least(12, date_diff('day', any_value(starts_at), (select max(started_at) from true_episodes)) / 7)
            / (count(*) filter (where started_at >= starts_at - interval 26 week and started_at < starts_at) / 26) as ratio
        from true_plants as plants inner join true_episodes on issue = subject
        where plants.kind = 'confusing_feature' group by plants.name
        """
    ):
        if row["ratio"] >= LEAST_RATIO:
            told["truly more"] += 1
            told["truly more seen"] += row["name"] in best


def requests(year: Year, told: Counter) -> None:
    """A request is of the wish that most of its episodes were given; decoys and stray groups are false."""
    said = year.rows(
        """
        select words.episode_id, wishes.wish from true_wishes as wishes
        inner join intermediate.int_customer_words as words using (message_id)
        """
    )
    wish_of = {row["episode_id"]: row["wish"] for row in said}
    planted = {
        plant["subject"]
        for plant in year.plants
        if plant["kind"] == "feature_ask" and not plant["subject"].startswith("own")
    }
    built = {plant["subject"] for plant in year.plants if plant["kind"] == "feature_ask" and plant["ends_at"]}
    rows = year.rows("select * from marts.feature_requests where currency = '(all)' order by request_key")
    seen = set()
    for row in rows:
        wishes = Counter(wish_of.get(episode, "") for episode in row["last_episodes"].split(";"))
        wish = wishes.most_common(1)[0][0]
        told["found"] += 1
        told["right"] += wish in planted
        if wish in planted:
            seen.add(wish)
            told["built linked"] += wish in built and row["is_built"]
    told["planted"] += len(planted)
    told["seen"] += len(seen)
    told["built"] += len(built)


def accounts(year: Year, told: Counter) -> None:
    """Listed, right and planted, apart for accounts of the size from which on the list says that it can tell, and smaller ones."""
    rows = year.rows(
        """
        select risk.*, truth.kind from marts.account_risk as risk inner join true_accounts as truth using (account_id)
        where risk.churned_at is null
        """
    )
    for row in rows:
        size = "large" if row["is_large_enough"] else "small"
        told[f"{size} listed"] += row["is_troubled"]
        told[f"{size} right"] += row["is_troubled"] and row["kind"] == "risky"
        told[f"{size} planted"] += row["kind"] == "risky"
    told["years"] += 1
    told["least size"] += rows[0]["least_episode_count"] or 0
    told["unlucky"] += sum(row["kind"] == "unlucky" for row in rows)
    told["unlucky listed"] += sum(row["is_troubled"] and row["kind"] == "unlucky" for row in rows)
    told["small in the first ten"] += sum(
        (row["rank_in_currency"] or 99) <= 10 and row["episode_count"] < 5 and row["kind"] != "risky" for row in rows
    )
    told[f"chance to leave: {rows[0]['churn_status']}"] += 1


def effort(year: Year, told: Counter) -> None:
    """Is more effort seen where a planted change makes it; and where it is seen, was such a change planted?

    The simulator adds messages to the conversations of a category (`effort_rise`) and to those about a feature whose page
    confuses. Both must show as more messages to a resolution. The index of effort counts escalations, repetitions and waiting besides: a bug
    or an article withdrawn makes people take over and customers ask again, so each feature that confuses is effort to it.
    """
    kinds = {
        "rise": {plant["category"] for plant in year.plants if plant["kind"] == "effort_rise"},
        "page": {
            plant["category"]
            for plant in year.plants
            if plant["cause"] == "page" and plant["kind"] == "confusing_feature"
        },
        "other": {plant["category"] for plant in year.plants if plant["kind"] == "confusing_feature"},
    }
    added = kinds["rise"] | kinds["page"]
    for metric, may in (("messages_to_resolution", added), ("effort_index", added | kinds["other"])):
        rows = year.rows(
            f"""
            select distinct segment as category from marts.metric_drift_weekly
            where metric = '{metric}' and segment_type = 'category' and verdict = 'worse'
            and segment <> '(all)' and change_week >= date '2025-08-01'
            """
        )
        found = {row["category"] for row in rows}
        told[f"{metric} found"] += len(found)
        told[f"{metric} right"] += len(found & may)
        told[f"{metric} right, narrow"] += len(found & added)
        for name, categories in (("rise", kinds["rise"]), ("page", kinds["page"] - kinds["rise"])):
            told[f"{metric} planted {name}"] += len(categories)
            told[f"{metric} seen {name}"] += len(found & categories)


def named(year: Year, told: Counter) -> None:
    """Does the fall or rise of effort in a category lead to the feature behind it: a feature of its area that `confusing_features` tells?"""
    told_of = {
        row["name"] for row in year.rows("select distinct name from marts.confusing_features where is_confusing")
    }
    found = {
        row["category"]
        for row in year.rows(
            """
            select distinct segment as category from marts.metric_drift_weekly
            where metric in ('messages_to_resolution', 'effort_index') and segment_type = 'category' and verdict = 'worse'
            and segment <> '(all)' and change_week >= date '2025-08-01'
            """
        )
    }
    for plant in year.plants:
        if plant["kind"] == "confusing_feature" and plant["category"] in found:
            told["alerts"] += 1
            told["named"] += plant["name"] in told_of


def fixes(year: Year, told: Counter) -> None:
    truth = {plant["category"]: plant["size"] for plant in year.plants if plant["kind"] == "fix"}
    for row in year.rows("from marts.fix_outcomes"):
        factor = truth.get(row["category"])
        if factor and row["failure"] == "all":
            kind = "working" if factor < 1 else "useless" if factor == 1 else "harmful"
            told[f"{kind} called {row['verdict']}"] += 1


def share(top: int, below: int) -> str:
    return f"{top / below:.2f} ({top} of {below})" if below else "none"


def effort_lines(each: Counter) -> list[str]:
    lines = []
    for metric, title in (
        ("messages_to_resolution", "more messages to a resolution"),
        ("effort_index", "a higher index of effort"),
    ):
        found = each[f"{metric} found"]
        seen, planted = (each[f"{metric} {part} rise"] for part in ("seen", "planted"))
        lines.append(
            f"| {title}: a change of the product that adds messages | {share(each[f'{metric} right'], found)} | {share(seen, planted)} |"
        )
        seen, planted = (each[f"{metric} {part} page"] for part in ("seen", "planted"))
        lines.append(f"| {title}: a feature whose page confuses | | {share(seen, planted)} |")
    narrow = share(each["effort_index right, narrow"], each["effort_index found"])
    return [*lines, f"| a higher index of effort, narrow reading | {narrow} | |"]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path, default=Path("data/planted"))
    options.add_argument("--years", type=int, nargs="*", default=[21, 22, 23, 24, 25])
    options.add_argument("--fixes", type=int, nargs="*", default=[])
    given = options.parse_args()
    names = {
        "gaps": gaps,
        "confusing": confusing,
        "requests": requests,
        "accounts": accounts,
        "effort": effort,
        "named": named,
    }
    told = {name: Counter() for name in (*names, "fixes", "accounts apart")}
    for seed in given.years:
        year = Year(seed, build(seed, given.folder))
        for name, count in names.items():
            count(year, told[name])
    for seed in given.fixes:
        year = Year(seed, build(seed, given.folder, ("fix_outcomes", "account_risk"), fixes_of))
        fixes(year, told["fixes"])
        accounts(year, told["accounts apart"])
    lines = page(given, told)
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def page(given, told: dict[str, Counter]) -> list[str]:
    found, told_gaps = told["gaps"]["found"], told["gaps"]
    kinds = sorted(name.removeprefix("planted ") for name in told_gaps if name.startswith("planted "))
    seen, planted = (sum(told_gaps[f"{part} {kind}"] for kind in kinds) for part in ("seen", "planted"))
    lines = [
        "# Figures: everything planted, through landing and marts",
        "",
        f"Made by `bench/planted.py`: {len(given.years)} simulated years of some 14,000 tickets in eight categories with some fifteen plants each",
        f"(seeds {', '.join(map(str, given.years))}; no rule was changed on them).",
        "",
        "| what | precision | recall |",
        "|---|---|---|",
        f"| gaps of knowledge | {share(found - told_gaps['false'] - told_gaps['of another plant'], found)} | {share(seen, planted)} |",
    ]
    lines += [
        f"| of which {kind.replace('_', ' ')} | | {share(told_gaps[f'seen {kind}'], told_gaps[f'planted {kind}'])} |"
        for kind in kinds
    ]
    for name, title in (("confusing", "confusing features"),):
        each = told[name]
        lines.append(f"| {title} | {share(each['right'], each['found'])} | {share(each['right'], each['planted'])} |")
        lines.append(
            f"| of which asked about in truth {LEAST_RATIO} times as often or more | | {share(each['truly more seen'], each['truly more'])} |"
        )
    each = told["requests"]
    lines.append(
        f"| features asked for | {share(each['right'], each['found'])} | {share(each['seen'], each['planted'])} |"
    )
    for name, title in (("accounts", "accounts at risk"), ("accounts apart", "accounts at risk, years of fixes")):
        each = told[name]
        if not each:
            continue
        for size, words in (
            ("large", "of the least size that the list states"),
            ("small", "smaller, which must be surer"),
        ):
            right, listed, planted_ones = (each[f"{size} {part}"] for part in ("right", "listed", "planted"))
            lines.append(f"| {title}, {words} | {share(right, listed)} | {share(right, planted_ones)} |")
    lines += effort_lines(told["effort"])
    lines += ["", "| besides | result |", "|---|---|"]
    lines += [
        f"| gaps that name an article with a plant: dated within a week | {share(told_gaps['dated'], told_gaps['articles'])} |",
        f"| gaps in a place that is broken for another reason than its article | {told_gaps['of another plant']} of {found} |",
        f"| confusing features whose cause is right | {share(told['confusing']['cause right'], told['confusing']['right'])} |",
        f"| features asked for that came out: linked to what brought them | {share(told['requests']['built linked'], told['requests']['built'])} |",
    ]
    for name in ("accounts", "accounts apart"):
        each = told[name]
        if not each:
            continue
        lines.append(f"| unlucky small accounts listed ({name}) | {share(each['unlucky listed'], each['unlucky'])} |")
        least = each["least size"] / each["years"]
        lines.append(f"| least size that the list states, on average ({name}) | {least:.0f} conversations |")
        lines.append(
            f"| accounts under five conversations among the first ten, not planted ({name}) | {each['small in the first ten']} |"
        )
    lines += [f"| fixes: {name} | {count} |" for name, count in sorted(told["fixes"].items())]
    lines += [
        f"| rises of effort in a category with a feature that confuses: the feature is told in `confusing_features` | {share(told['named']['named'], told['named']['alerts'])} |",
        "",
        "Which plants raise effort: the simulator adds messages to each conversation of the category of an `effort_rise`, and of a feature whose page",
        "confuses. A feature that confuses by a bug or a withdrawn article adds none; people take over and customers ask again, which the index of",
        "effort counts. So a rise of messages is right only where messages were added, and a rise of the index where they were, or a feature confuses; the",
        "narrow reading of the index counts added messages alone. Each feature that confuses is in a category of its own: two at once take each other's questions",
        "(in the years before, 4 of 20 planted ones were so asked about less than a quarter more often, or less).",
        "Accounts of other sizes, and what could be found of them at most: [accounts](accounts.md). Fixes: [fixes](fixes.md).",
    ]
    return lines


if __name__ == "__main__":
    main()
