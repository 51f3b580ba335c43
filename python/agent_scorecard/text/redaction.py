"""Takes out of a text what nobody downstream may read, and leaves a token that still shows repetition.

``anna.m@example.com`` becomes ``<email:3f2a>``: the same secret gives the same token wherever it is typed, within one
salt, so that a customer who had to give an address twice is still seen to have given it twice. Four hex digits keep
that use and no more: sixty-five thousand tokens over all possible numbers cannot be turned back by trying them all.

Kinds: ``key`` (API keys, tokens, passwords, PINs), ``email``, ``iban``, ``card``, ``national_id``, ``birth_date``, ``ip``,
``phone``, ``address``, ``name``. What is hidden from the eye or from a filter (invisible characters, HTML entities,
percent-encoding) is read as it would be shown.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agent_scorecard.text import hidden_text, secret_ids, secret_names, secret_numbers, secret_places, secret_words

if TYPE_CHECKING:
    import pyarrow as pa

# Raise it with every change of what is found: stored rows of an older version are redacted again.
REDACTOR = "7"

KINDS = ("key", "email", "iban", "card", "national_id", "birth_date", "ip", "phone", "address", "name")

DEFAULT_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN")

_TOKEN = re.compile(rf"<(?:{'|'.join(KINDS)}):[0-9a-f]{{4}}>")


@dataclass(frozen=True)
class Search:
    """One way to look for one kind, and what a text must hold to be worth the look.

    ``may_hold`` are patterns of RE2 (Arrow's engine: linear, one pass over a whole batch), all of which must match, and
    of a tuple among them any; they may say yes too often, never no too often. Empty where there is nothing cheap to ask.
    """

    kind: str
    may_hold: str | tuple[str | tuple[str, ...], ...]
    find: Callable[..., Iterator[secret_words.Found]]
    # what of the redactor or the caller the search takes beside the text
    needs: str | None = None


_SPACE = r"\x{00a0}\x{2009}\x{202f}"
_WORD = (
    r"(?i:pass(?:word|wort|wd|code|phrase)?|pwd|pw|kennwort|contrase|clave|passe|mdp|senha|parola|\bww\b|psw|wachtwoord|has.[oa]|l.senord|key|secret|token"
    r"|pin|otp|code|cvv|cvc|geheimzahl)"
)
_AFTER = r"(?: (?:number|value|for (?:(?:my|the|our|your) )?[\w.\-]{1,30}(?: (?:account|login|portal))?|(?:i|we|he|she|they) [a-z]{3,7}(?: given)?))?(?:['’]s )?[\"'`]?\s{0,3}(?:[^\s\pL\d\"'`]{0,2}\s{0,3}|\pL{1,4}(?: (?:now|to))?:?\s{1,3}|changed to\s{1,3}|lautet\s{1,3})"

# In this order: what one search takes is gone for those after it, so the surest come first.
SEARCHES = (
    Search(
        "key",
        r"-----BEGIN|(?i:bearer|basic) |://[^\s/@]*:[^\s/@]+@|(?:sk|pk|rk|sess|key|tok|api|secret|token|whsec|pat|glpat|pypi|xapp|xox\w|gh\w|github_pat|SG|hf|npm|do\w_v1|shp\w\w|sq0\w{3}|GOCSPX)[-_.]\w|ya29|eyJ|[MNO][A-Za-z0-9_-]{22,28}\.[\w-]{6}\.|/B[A-Z0-9]{7}|(?:^|\s)(?:-u|--user) |(?i:log-?in|user|credential|benutzer|zugang|usuario|utilisateur)[^\n]{0,90}/|hf_|A[A-Z]{3}[A-Z0-9]{16}|AIza|EAA|[AS][CK][0-9a-f]{32}"
        r"|(?:gl[a-z]{2,5}|nfp|sbp|rdme|tfp|prefect|pnu|pul|bkua|gsk|xai|pplx|pcsk|r8|ntn|lin_\w{3,5}|napi|glc|dckr_\w{3}|rubygems|sntry[su]|figd|duffel_\w{4}|shippo_\w{4}|pscale_\w{2,5}|CLOJARS|FLWSECK|access-\w{7,11}|rzp_\w{4}|ph[cx]|re|ops|tskey|vercel|waka|tly|sm_aat|zpka|trsc|ak|cfut|fig|mlsn|whsk|xkeysib|xsmtpsib|live|test)[_-][A-Za-z0-9_-]{12}"
        r"|ATATT3x|ATBB|ATCTT3x|NRAK-|NRJS-|PMAK-|CFPAT-|HRKU-|AGE-SECRET|LTAI|AKID|AQVN|y0_|AQE|EZ[AT]K|FlyV1|fm[12]_|sl\.[A-Za-z0-9]|hv[sbr]\.|(?:sdk|mob|api)-[0-9a-f]{8}-|rzp_|dp\.\w{2}|dt0c01|atlasv1|1//0|AccountKey|dapi[0-9a-f]|-us\d|\d{8,10}:[A-Za-z0-9_-]{35}|pat[A-Za-z0-9]{14}\.|access_token\$|SWMTKN|[0-9a-f]{32}-us|[sp]k\.eyJ",
        secret_words.issued_keys,
    ),
    Search(
        "key",
        _WORD
        + r"[\pL()\- ]{0,8}"
        + _AFTER
        + r"(?:\S*[\d@#$%^&*_+=~|\\]|\S*[!?]\S|\S*[a-z][A-Z]|\S*[A-Z]{2}[a-z]|[\"'`“„«‘])|"
        + _WORD
        + r"[^.\n]{0,40}[:=>\"“„«'’→]",
        secret_words.named_keys,
    ),
    Search("key", secret_words.MAY_TELL_A_KEY, secret_words.told_keys),
    Search("key", secret_words.MAY_SEND_A_CODE, secret_words.sent_codes),
    Search("key", r"[A-Za-z0-9_+/\-]{20}", secret_words.random_keys),
    Search("email", r"[@＠]", secret_words.plain_emails),
    Search(
        "email",
        r"(?i)[\[({<] ?(?:at|@|a|ät) ?[\])}>]|[_-]at[_-]|\b(?:at|arroba|arobase|arrobase|chiocciola|apenstaartje|ma.pa|@) ?[\pL\d_-]+(?: (?:dot|punkt|punto|point|punt|ponto|kropka) |\.)\pL| .t ?[\pL\d_-]+(?: (?:dot|punkt|punto|point|punt|ponto|kropka) |\.)\pL| @ ",
        secret_words.disguised_emails,
    ),
    Search(
        "iban",
        r"(?i)\b(?:iban)?[a-z]{2}[ .\-]?\d[ .\-]?\d(?:[ .\-\n\t" + _SPACE + r"]{0,2}[a-z0-9]){11}",
        secret_numbers.ibans,
    ),
    Search("card", r"\p{Nd}(?:[ \-._/\n\t\x{2010}-\x{2015}" + _SPACE + r"]{0,3}\p{Nd}){11}", secret_numbers.cards),
    Search("national_id", secret_ids.MAY_HOLD, secret_ids.national_ids),
    Search("iban", secret_ids.MAY_TELL_AN_ACCOUNT, secret_ids.bank_accounts),
    Search("birth_date", secret_places.MAY_HOLD_A_BIRTH_DATE, secret_places.birth_dates),
    Search("ip", secret_places.MAY_HOLD_AN_IP, secret_places.ip_addresses),
    Search(
        "phone",
        r"\p{Nd}(?:[ ().\-/" + _SPACE + r"\x{2011}\x{2013}]{0,3}\p{Nd}){6}"
        r"|(?i)(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|oh|double|triple)[\s,.\-]{1,2}){2}",
        secret_numbers.phones,
        needs="regions",
    ),
    Search("address", secret_places.MAY_HOLD_AN_ADDRESS, secret_places.addresses),
    Search("name", (), secret_names.known_names, needs="name"),
    Search(
        "name",
        r"(?i)my (?:full )?name|this is |mein name|ich hei|me llamo|mi nombre|m'appelle|mon nom|mi chiamo|mio nome|\bsono \pL|mijn naam|ik heet|meu nome|chamo|nazywam|nazywa się|mam na imi|jag heter|mitt namn|regards|sincerely|gr[uü](?:ß|ss)e|cordialement|bien à|saludo|atentamente|atenciosamente|cumprimentos|abraço|saluti|groet|pozdrawiam|powa[żz]aniem|h[äa]lsning|mfg|\b[lv]g\b"
        r"|(?:thanks|thank you|cheers|best|yours|truly|faithfully|danke|gracias|merci|grazie)[,!.]?[ \t]?\n",
        secret_names.introduced_names,
    ),
    Search("name", secret_names.MAY_HOLD_ANOTHER, secret_names.other_names),
)


def redaction_key(default: str) -> str:
    """The key of the tokens: SCORECARD_REDACTION_SALT where it is set, else the project's public default.

    It is read where it is used. A dbt config or var would write it into the manifest, the docs and the logs.
    """
    return os.environ.get("SCORECARD_REDACTION_SALT") or default


@dataclass(frozen=True)
class Secret:
    """Where a secret is in a text, and the token put there."""

    kind: str
    start: int
    end: int
    token: str


@dataclass(frozen=True)
class Redactor:
    """Finds and replaces secrets; two of the same salt and regions give the same text, here and anywhere."""

    salt: str
    regions: tuple[str, ...] = DEFAULT_REGIONS

    @classmethod
    def of_project(cls) -> Redactor:
        """The one that the build uses: its key from SCORECARD_REDACTION_SALT, else from dbt_project.yml."""
        import yaml

        from agent_scorecard.contract import project_dir

        given = yaml.safe_load((project_dir() / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
        return cls(redaction_key(given["redaction_salt"]), tuple(given["phone_regions"].split(",")))

    @cached_property
    def version(self) -> str:
        """Names the rules, the salt and the regions, and gives none of them away."""
        return f"{REDACTOR}.{self._digest('version', ','.join(self.regions))[:6]}"

    def redact(self, text: str, name: str | None = None) -> str:
        """The text with every secret replaced; ``name`` is the customer's, where it is known.

        >>> Redactor(salt="s").redact("Mail anna@example.com or ANNA@example.com, order 12345678.")
        'Mail <email:7ea6> or <email:7ea6>, order 12345678.'
        """
        return _replace(text, self.find(text, name))

    def find(
        self, text: str, name: str | None = None, searches: Iterable[Search] = SEARCHES, may_hide: bool = True
    ) -> list[Secret]:
        """Every secret in the text, in order and without overlap; the surer kind wins where two see one.

        ``may_hide`` is False where it is known that nothing in the text is hidden from the eye.
        """
        shown, places = hidden_text.shown(text) if may_hide else (text, None)
        found: list[Secret] = []
        # What was redacted before stays as it is: redacting twice is redacting once.
        rest = _TOKEN.sub(lambda match: "\0" * len(match.group()), shown) if "<" in shown else shown
        given = {"name": name, "regions": self.regions}
        for search in searches:
            matches = list(search.find(rest, given[search.needs]) if search.needs else search.find(rest))
            if not matches:
                continue
            # what is taken is gone for the searches after it; the length stays, so that places stay
            taken = bytearray(len(rest))
            for start, end, normal_form in matches:
                if "\0" not in rest[start:end] and not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    found.append(Secret(search.kind, start, end, self.token(search.kind, normal_form)))
            rest = "".join("\0" if mark else letter for letter, mark in zip(rest, taken, strict=True))
        found.sort(key=lambda secret: secret.start)
        if places is None:
            return found
        return [Secret(one.kind, places[one.start][0], places[one.end - 1][1], one.token) for one in found]

    def token(self, kind: str, normal_form: str) -> str:
        return f"<{kind}:{self._digest(kind, normal_form)[:4]}>"

    def redact_batch(self, bodies: pa.Array, names: pa.Array | None = None) -> pa.Array:
        """An Arrow array of texts, redacted; null stays null. Only texts that may hold a kind are searched for it.

        ``names``: the customers' names in the same order, null where not known. A text that comes again, with the same
        names or without any in it, is redacted once.
        """
        import pyarrow as pa

        encoded = bodies.dictionary_encode()
        distinct, places = encoded.dictionary.to_pylist(), encoded.indices.to_pylist()
        looks = _worth_a_look(encoded.dictionary)
        folded = [secret_names.folded(text) for text in distinct] if names is not None else []
        given = names.to_pylist() if names is not None else [None] * len(places)
        done: dict[tuple[int, str | None], str] = {}
        texts: list[str | None] = []
        for place, name in zip(places, given, strict=True):
            if place is None:
                texts.append(None)
                continue
            may_hide, searches = looks[place]
            if name and not may_hide and not secret_names.may_hold(folded[place], name):
                name = None
            if (place, name) not in done:
                text, wanted = distinct[place], [one for one in searches if one.needs != "name" or name]
                done[place, name] = (
                    _replace(text, self.find(text, name, wanted, may_hide)) if wanted or may_hide else text
                )
            texts.append(done[place, name])
        return pa.array(texts, type=pa.string())

    def _digest(self, kind: str, normal_form: str) -> str:
        return hmac.new(self.salt.encode(), f"{kind}|{normal_form}".encode(), hashlib.sha256).hexdigest()


def _worth_a_look(bodies: pa.Array) -> list[tuple[bool, list[Search]]]:
    """(may something be hidden, the searches that may find something) of every text; a name's search is always there."""
    import pyarrow.compute as pc

    # what is hidden shows to no pattern: such a text is searched for everything
    hides = pc.match_substring_regex(bodies, hidden_text.MAY_HIDE).to_pylist()
    columns = [_may_hold(bodies, search.may_hold) if search.may_hold else hides for search in SEARCHES]
    return [
        (
            may_hide,
            [
                one
                for one, is_marked in zip(SEARCHES, marks, strict=True)
                if is_marked or may_hide or one.needs == "name"
            ],
        )
        for may_hide, *marks in zip(hides, *columns, strict=True)
    ]


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


def _replace(text: str, secrets: list[Secret]) -> str:
    pieces, position = [], 0
    for secret in secrets:
        pieces += [text[position : secret.start], secret.token]
        position = secret.end
    return "".join(pieces) + text[position:]
