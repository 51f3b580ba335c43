"""Numbers, dates and names as a person would say them. Nothing here is escaped: the templates do that."""

from __future__ import annotations

# a number and its unit stay on one line
NARROW = "\N{NO-BREAK SPACE}"
MINUS = "−"
ALL = "(all)"

WHY_NO_VALUE = {
    "unverified": "unverified: nobody reviewed",
    "no_data": "nothing to count",
    "not_in": "not known yet",
    "not_applicable": "does not apply here",
    "not_reached": "fewer than half were resolved",
    "low_n": "too few rows",
    "immature": "too early to say",
}


def amount(value: float | None, unit: str, bare: bool = False) -> str:
    """A value with its unit; ``bare`` leaves the unit of a share away. Empty where there is none.

    >>> [amount(value, "share").replace(NARROW, " ") for value in (0.724, 0.0, 0.004, 0.996, 1.0, None)]
    ['72 %', '0 %', 'under 1 %', 'over 99 %', '100 %', '']
    >>> [amount(value, "hours").replace(NARROW, " ") for value in (0.18, 3.26, 60.2)]
    ['11 min', '3.3 h', '2.5 days']
    >>> [amount(value, "seconds").replace(NARROW, " ") for value in (48, 200, 9000)]
    ['48 s', '3 min', '2.5 h']
    >>> amount(-0.083, "mean"), amount(1234.4, "count")
    ('−0.08', '1,234')
    >>> amount(0.66, "of_5").replace(NARROW, " "), amount(0.66, "of_5", bare=True)
    ('3.3 of 5', '3.3')
    >>> amount(0.15, "mood"), amount(-0.2, "mood", bare=True)
    ('0.15, positive', '−0.20')
    """
    if value is None:
        return ""
    if unit == "of_5":
        return f"{5 * value:.1f}" + ("" if bare else f"{NARROW}of{NARROW}5")
    if unit == "share":
        return _percent(value, bare)
    if unit in _IN_SECONDS:
        return duration(value * _IN_SECONDS[unit])
    if unit == "count":
        return f"{value:,.0f}"
    text = f"{abs(value):.2f}"
    text = (MINUS if value < 0 and text != "0.00" else "") + text
    return f"{text}, {mood(value)}" if unit == "mood" and not bare else text


def mood(sentiment: float) -> str:
    """A mean sentiment from -1 to 1 as a word; neutral within VADER's own cut of .05.

    >>> [mood(value) for value in (-0.6, -0.1, 0.04, 0.15, 0.5)]
    ['very negative', 'negative', 'neutral', 'positive', 'very positive']
    """
    if abs(sentiment) < 0.05:
        return "neutral"
    word = "positive" if sentiment > 0 else "negative"
    return f"very {word}" if abs(sentiment) >= 0.5 else word


# how a page spells a metric's values where its unit alone does not say it
SPELLED = {"csat_mean": "of_5", "ces_mean": "of_5", "trust_mean": "of_5", "sentiment_mean": "mood"}


_IN_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}


def _percent(value: float, bare: bool) -> str:
    percent = 100 * value
    text = f"{abs(percent):.0f}"
    if 0 < percent < 0.5 and not bare:
        return f"under 1{NARROW}%"
    if 99.5 <= percent < 100 and not bare:
        return f"over 99{NARROW}%"
    return (MINUS if percent < -0.5 else "") + text + ("" if bare else f"{NARROW}%")


def duration(seconds: float) -> str:
    """Seconds as a person would say them.

    >>> [duration(seconds).replace(NARROW, " ") for seconds in (0, 59, 90, 3600, 5400, 172800, 30_888_000)]
    ['0 s', '59 s', '2 min', '60 min', '1.5 h', '2 days', '358 days']
    """
    if seconds < 59.5:
        return f"{seconds:.0f}{NARROW}s"
    if seconds < 5400:
        return f"{seconds / 60:.0f}{NARROW}min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f}".removesuffix(".0") + f"{NARROW}h"
    days = seconds / 86400
    return (f"{days:.0f}" if days >= 10 else f"{days:.1f}".removesuffix(".0")) + f"{NARROW}days"


def interval(low: float | None, high: float | None, unit: str) -> str:
    """The interval behind a value, without repeating the unit where it is a share.

    >>> interval(0.43, 0.72, "share"), interval(None, 0.4, "share"), interval(0.1, None, "hours").replace(NARROW, " ")
    ('43 to 72', '', '6 min or more')
    """
    if low is None:
        return ""
    if high is None:
        return f"{amount(low, unit, bare=unit == 'mood')} or more"
    return f"{amount(low, unit, bare=True)} to {amount(high, unit, bare=True)}"


def rests_on(numerator: float | None, denominator: float | None, unit: str) -> str:
    """What a value rests on.

    >>> rests_on(18, 60, "share"), rests_on(30.27, 35.0, "share"), rests_on(None, 52, "hours"), rests_on(None, 0, "share")
    ('18 of 60', '30.3 of 35 weighted', '52 counted', '')
    """
    if not denominator:
        return ""
    is_weighted = _is_broken(denominator) or (unit == "share" and numerator is not None and _is_broken(numerator))
    if unit == "share" and numerator is not None:
        return f"{plain(numerator)} of {plain(denominator)}" + (" weighted" if is_weighted else "")
    return f"{plain(denominator)} counted"


def _is_broken(number: float) -> bool:
    return abs(number - round(number)) > 0.005


def plain(number: float | None) -> str:
    """A count, with a decimal only where it has one.

    >>> plain(1200), plain(30.27), plain(None)
    ('1,200', '30.3', '')
    """
    if number is None:
        return ""
    return f"{number:,.0f}" if not _is_broken(number) else f"{number:,.1f}"


def money(usd: float | None) -> str:
    """Dollars, with cents below ten.

    >>> money(5.333), money(1234.5), money(-40.0), money(None)
    ('$5.33', '$1,234', '−$40', '')
    """
    if usd is None:
        return ""
    text = f"${abs(usd):,.2f}" if abs(usd) < 10 else f"${abs(usd):,.0f}"
    return (MINUS if usd < 0 else "") + text


def points(change: float) -> str:
    """A difference of shares.

    >>> points(0.2227), points(-0.01), points(0.004)
    ('22 points', '1 point', 'less than a point')
    """
    rounded = round(abs(100 * change))
    return {0: "less than a point", 1: "1 point"}.get(rounded, f"{rounded} points")


def inside(name: str) -> str:
    """A metric's or owner's name within a sentence; names that begin with more than one capital stay.

    >>> inside("Escalation rate"), inside("CSAT")
    ('escalation rate', 'CSAT')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def person(key: str | None) -> str:
    """An owner's or a reason's key as words.

    >>> person("support_manager"), person("vp_customer_success"), person(None)
    ('support manager', 'VP customer success', 'nobody')
    """
    words = key.replace("_", " ") if key else "nobody"
    return "VP" + words[2:] if words.startswith("vp ") else words


def place(category: str) -> str:
    """Where, within a sentence.

    >>> place("billing"), place("(all)"), place("How do I")
    ('in billing', 'over all categories', 'in “How do I”')
    """
    if category == ALL:
        return "over all categories"
    return f"in “{category}”" if " " in category else f"in {category}"


def counted(number: float, one: str, many: str | None = None) -> str:
    """
    >>> counted(1, "customer"), counted(1200, "customer"), counted(2, "category", "categories")
    ('1 customer', '1,200 customers', '2 categories')
    """
    return f"{plain(number)} {one if number == 1 else many or one + 's'}"


def joined(parts: list[str]) -> str:
    """
    >>> joined(["a"]), joined(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}" if parts else ""


def signed_points(change: float | None) -> str:
    """
    >>> signed_points(0.146), signed_points(-0.007), signed_points(0.001), signed_points(None)
    ('+15 points', '−1 point', '0', '')
    """
    if change is None:
        return ""
    rounded = round(100 * change)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded)} point{'' if abs(rounded) == 1 else 's'}"


def signed(change: float | None, unit: str) -> str:
    """A difference of two values of one unit.

    >>> signed(0.146, "share"), signed(-0.096, "mean"), signed(1.5, "hours").replace(NARROW, " "), signed(None, "share")
    ('+15 points', '−0.10', '+1.5 h', '')
    """
    if change is None:
        return ""
    if unit == "share":
        return signed_points(change)
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return sign + amount(abs(change), unit, bare=unit in ("of_5", "mood"))
