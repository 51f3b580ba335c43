"""Every search for secrets, in its order, and which texts are worth it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from agent_scorecard.text import (
    hidden_text,
    secret_births,
    secret_emails,
    secret_homes,
    secret_ids,
    secret_issued,
    secret_machines,
    secret_names,
    secret_numbers,
    secret_phones,
    secret_places,
    secret_words,
)

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Search:
    """One way to look for one kind, and what a text must hold to be worth the look.

    ``may_hold`` are patterns of RE2 (Arrow's engine: linear, one pass over a whole batch), all of which must match, and
    of a tuple among them any; they may say yes too often, never no too often. Empty where there is nothing cheap to ask.
    """

    kind: str
    may_hold: str | tuple[str | tuple[str, ...], ...]
    find: Callable[..., Iterator[secret_emails.Found]]
    # what of the redactor or the caller the search takes beside the text
    needs: str | None = None
    # patterns of RE2, in the place of a last of ``may_hold``: the search is told which of them match, as ``forms``
    forms: tuple[str, ...] = ()


_SPACE = r"\x{00a0}\x{2009}\x{202f}"
_WORD = (
    r"(?i:pass(?:word|wort|wd|code|phrase)?|pwd|pw|kennwort|contrase|clave|passe|mdp|senha|parola|\bww\b|psw|wachtwoord|has.[oa]|l.senord|key|secret|token"
    r"|pin|otp|code|c.d|kod\b|\btan\b|cryptogramme|cvv|cvc|geheimzahl|schl.ssel|clave|llave|chiave|sleutel|klucz|chave|\bcl[ée]\b)"
)
_AFTER = r"(?: (?:number|value|for (?:(?:my|the|our|your) )?[\w.\-]{1,30}(?: (?:account|login|portal))?|(?:i|we|he|she|they) [a-z]{3,7}(?: given)?))?(?:['’]s )?[\"'`]?\s{0,3}(?:[^\s\pL\d\"'`]{0,2}\s{0,3}|\pL{1,4}(?: (?:now|to))?:?\s{1,3}|changed to\s{1,3}|lautet\s{1,3})"

# In this order: what one search takes is gone for those after it, so the surest come first.
SEARCHES = (
    Search(
        "key",
        r"-----BEGIN|(?i:bearer|basic) |://[^\s/@]*:[^\s/@]+@|(?:sk|pk|rk|sess|key|tok|api|secret|token|whsec|pat|glpat|pypi|xapp|xox\w|gh\w|github_pat|SG|hf|npm|do\w_v1|shp\w\w|sq0\w{3}|GOCSPX)[-_.]\w|ya29|eyJ|[MNO][A-Za-z0-9_-]{22,28}\.[\w-]{6}\.|/B[A-Z0-9]{7}|(?:^|\s)(?:-u|--user) |(?i:log-?in|user|credential|benutzer|zugang|usuario|utilisateur)[^\n]{0,90}/|hf_|A[A-Z]{3}[A-Z0-9]{16}|AIza|EAA|[AS][CK][0-9a-f]{32}"
        r"|(?:gl[a-z]{2,5}|nfp|sbp|rdme|tfp|prefect|pnu|pul|bkua|gsk|xai|pplx|pcsk|r8|ntn|lin_\w{3,5}|napi|glc|dckr_\w{3}|rubygems|sntry[su]|figd|duffel_\w{4}|shippo_\w{4}|pscale_\w{2,5}|CLOJARS|FLWSECK|access-\w{7,11}|rzp_\w{4}|ph[cx]|re|ops|tskey|vercel|waka|tly|sm_aat|zpka|trsc|ak|cfut|fig|mlsn|whsk|xkeysib|xsmtpsib|live|test)[_-][A-Za-z0-9_-]{12}"
        r"|ATATT3x|ATBB|ATCTT3x|NRAK-|NRJS-|PMAK-|CFPAT-|HRKU-|AGE-SECRET|LTAI|AKID|AQVN|y0_|AQE|EZ[AT]K|FlyV1|fm[12]_|sl\.[A-Za-z0-9]|hv[sbr]\.|(?:sdk|mob|api)-[0-9a-f]{8}-|rzp_|dp\.\w{2}|dt0c01|atlasv1|1//0|AccountKey|dapi[0-9a-f]|-us\d|\d{8,10}:[A-Za-z0-9_-]{35}|pat[A-Za-z0-9]{14}\.|access_token\$|SWMTKN|[0-9a-f]{32}-us|[sp]k\.eyJ",
        secret_issued.issued_keys,
    ),
    Search(
        "key",
        _WORD
        + r"[\pL()\- ]{0,8}"
        + _AFTER
        + r"(?:\S*[\d@#$%^&*_+=~|\\]|\S*[!?]\S|\S*[a-z][A-Z]|\S*[A-Z]{2}[a-z]|[\"'`“„«‘])|"
        + _WORD
        + r"[^.\n]{0,40}[:=>\"“„«'’→]|"
        + _WORD
        + r"[^\n]*[\d!@#$%^&*+]",
        secret_words.named_keys,
    ),
    Search("key", secret_words.MAY_TELL_A_KEY, secret_words.told_keys),
    Search("key", secret_words.MAY_SEND_A_CODE, secret_words.sent_codes),
    Search("key", r"[A-Za-z0-9_+/\-]{20}", secret_words.random_keys),
    Search("email", r"[@＠]", secret_emails.plain_emails),
    Search(
        "email",
        r"(?i)[\[({<] ?(?:at|@|a|ät) ?[\])}>]|[_-]at[_-]|\b(?:at|arroba|arobase|arrobase|chiocciola|apenstaartje|ma.pa|@) ?[\pL\d_-]+(?: (?:dot|punkt|punto|point|punt|ponto|kropka) |\.)\pL| .t ?[\pL\d_-]+(?: (?:dot|punkt|punto|point|punt|ponto|kropka) |\.)\pL| @ ",
        secret_emails.disguised_emails,
    ),
    Search(
        "iban",
        r"(?i)\b(?:iban)?[a-z]{2}[ .\-]?\d[ .\-]?\d(?:[ .\-\n\t" + _SPACE + r"]{0,2}[a-z0-9]){11}",
        secret_numbers.ibans,
    ),
    Search("card", r"\p{Nd}(?:[ \-._/\n\t\x{2010}-\x{2015}" + _SPACE + r"]{0,3}\p{Nd}){11}", secret_numbers.cards),
    Search("iban", secret_ids.MAY_TELL_AN_ACCOUNT, secret_ids.bank_accounts),
    Search("national_id", secret_ids.MAY_HOLD, secret_ids.national_ids),
    Search("birth_date", secret_births.MAY_HOLD_A_BIRTH_DATE, secret_births.birth_dates),
    Search("birth_date", secret_births.MAY_TELL_OF_A_DAY, secret_births.days_of_people),
    Search("ip", secret_machines.MAY_HOLD_AN_IP, secret_machines.ip_addresses),
    Search("phone", (), secret_phones.phones, needs="regions", forms=secret_phones.FORMS_OF_A_PHONE),
    Search("address", secret_homes.MAY_ANNOUNCE_AN_ADDRESS, secret_places.announced_addresses),
    Search("address", r"\d", secret_places.addresses, forms=secret_places.FORMS_OF_AN_ADDRESS),
    Search("name", (), secret_names.known_names, needs="name"),
    Search(
        "name",
        r"(?i)my (?:full )?name|this is |mein name|ich hei|me llamo|mi nombre|m'appelle|mon nom|mi chiamo|mio nome|\bsono \pL|mijn naam|ik heet|meu nome|chamo|nazywam|nazywa się|mam na imi|jag heter|mitt namn|regards|sincerely|gr[uü](?:ß|ss)e|cordialement|bien à|saludo|atentamente|atenciosamente|cumprimentos|abraço|saluti|salutations|abrazo|best wishes|mvh|groet|pozdrawiam|powa[żz]aniem|h[äa]lsning|mfg|\b[lv]g\b"
        r"|(?:thanks|thank you|cheers|best|yours|truly|faithfully|danke|gracias|merci|grazie)[,!.]?[ \t]?\n",
        secret_names.introduced_names,
    ),
    Search("name", secret_names.MAY_HOLD_ANOTHER, secret_names.other_names),
)


def worth_a_look(bodies: pa.Array) -> list[tuple[bool, list[Search]]]:
    """(may something be hidden, the searches that may find something) of every text; a name's search is always there."""
    import pyarrow.compute as pc

    # what is hidden shows to no pattern: such a text is searched for everything
    hides = pc.match_substring_regex(bodies, hidden_text.MAY_HIDE).to_pylist()
    columns = [_fitting(bodies, search, hides) for search in SEARCHES]
    return [
        (may_hide, [one for one in fitting if one is not None])
        for may_hide, *fitting in zip(hides, *columns, strict=True)
    ]


def _fitting(bodies: pa.Array, search: Search, hides: list[bool]) -> list[Search | None]:
    """The search as each text needs it: None where the text cannot hold what it looks for."""
    if search.needs == "name":
        return [search] * len(bodies)
    if search.forms:
        found = [_one_of_forms(search, marks) for marks in _held_forms(bodies, search)]
    else:
        marks = _may_hold(bodies, search.may_hold) if search.may_hold else [False] * len(bodies)
        found = [search if is_marked else None for is_marked in marks]
    return [search if may_hide else one for one, may_hide in zip(found, hides, strict=True)]


def _held_forms(bodies: pa.Array, search: Search) -> list[int]:
    """Per text the forms that it may hold, one bit each."""
    import numpy as np

    held = np.zeros(len(bodies), dtype=np.int64)
    left = np.flatnonzero(_may_hold(bodies, search.may_hold))
    texts = bodies.take(left)
    for place, pattern in enumerate(search.forms):
        held[left] |= np.asarray(_may_hold(texts, pattern), dtype=np.int64) << place
    return held.tolist()


@lru_cache(maxsize=1 << 12)
def _one_of_forms(search: Search, held: int) -> Search | None:
    forms = frozenset(place for place in range(len(search.forms)) if held >> place & 1)
    return replace(search, find=partial(search.find, forms=forms)) if forms else None


def _may_hold(bodies: pa.Array, patterns: str | tuple[str | tuple[str, ...], ...]) -> list[bool]:
    """Whether each text matches all patterns, and of a tuple among them any. What failed one is not asked the next."""
    import numpy as np
    import pyarrow.compute as pc

    left = np.arange(len(bodies))
    for pattern in (patterns,) if isinstance(patterns, str) else patterns:
        texts = bodies.take(left)
        any_of = (pattern,) if isinstance(pattern, str) else pattern
        marks = [pc.match_substring_regex(texts, one).to_numpy(zero_copy_only=False) for one in any_of]
        left = left[np.logical_or.reduce(marks)] if len(texts) else left
    kept = np.zeros(len(bodies), dtype=bool)
    kept[left] = True
    return kept.tolist()
