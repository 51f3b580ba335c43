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
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agent_scorecard.text import hidden_text, secret_names
from agent_scorecard.text.redaction_searches import SEARCHES, Search, worth_a_look

if TYPE_CHECKING:
    import pyarrow as pa

# Raise it with every change of what is found: stored rows of an older version are redacted again.
REDACTOR = "8"
KINDS = ("key", "email", "iban", "card", "national_id", "birth_date", "ip", "phone", "address", "name")

DEFAULT_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "IN")

_TOKEN = re.compile(rf"<(?:{'|'.join(KINDS)}):[0-9a-f]{{4}}>")


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
        looks = worth_a_look(encoded.dictionary)
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


def _replace(text: str, secrets: list[Secret]) -> str:
    pieces, position = [], 0
    for secret in secrets:
        pieces += [text[position : secret.start], secret.token]
        position = secret.end
    return "".join(pieces) + text[position:]
