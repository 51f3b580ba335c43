"""Keys by the shapes that their issuers publish, and credentials where a program's call has them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from agent_scorecard.text.secret_emails import Found

# Shapes that their issuers publish so that scanners can find them.
_ISSUED = re.compile(
    r"(?<![\w-])(?:"
    r"(?:sk|pk|rk|sess|key|tok|api|secret|token|whsec|pat)[-_](?:(?:live|test|prod|proj|ant|org|or)[-_])?[A-Za-z0-9_-]{12,200}"
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|xox[abeoprs]-[\w-]{10,255}|xapp-[\w-]{10,255}"
    r"|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}|AIza[\w-]{30,40}|ya29\.[\w-]{20,255}|GOCSPX-[\w-]{20,40}"
    r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|hf_[A-Za-z0-9]{20,64}|npm_[A-Za-z0-9]{30,64}|pypi-[\w-]{16,255}|do[opr]_v1_[0-9a-f]{32,64}"
    r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,64}|sq0[a-z]{3}-[\w-]{16,64}|EAA[A-Za-z0-9]{30,255}|(?:AC|SK)[0-9a-f]{32}"
    r"|[MNO][A-Za-z0-9_-]{22,28}\.[\w-]{6}\.[\w-]{27,40}"
    r"|T[A-Z0-9]{7,12}/B[A-Z0-9]{7,12}/[A-Za-z0-9]{16,40}"
    # prefixes of further vendors, as their own documentation and secret scanners list them
    r"|(?:gl(?:ptt|dt|rt|ft|soat|cbt|imt|agent)|nfp|sbp|rdme|tfp|prefect|pnu|pul|bkua|dapi|gsk|xai|pplx|pcsk|r8|ntn|lin_api|lin_oauth|napi|glsa|glc|dckr_(?:pat|oat)|rubygems"
    r"|sntrys|sntryu|figd|duffel_(?:test|live)|shippo_(?:test|live)|pscale_(?:tkn|pw|oauth)|CLOJARS|FLWSECK(?:_TEST)?|access-(?:sandbox|development|production)|rzp_(?:live|test)|phc|phx"
    r"|re|ops|tskey|vercel|waka|tly|sm_aat|zpka|trsc|ak|cfut|fig|mlsn|whsk|xkeysib|xsmtpsib|secret_scanning|live|test)[_-][A-Za-z0-9_-]{20,300}"
    r"|(?:ATATT3x|ATBB|ATCTT3x|NRAK-|NRJS-|PMAK-|CFPAT-|HRKU-|AGE-SECRET-KEY-1|LTAI|AKID|AQVN|y0_|AQE|EZ[AT]K|FlyV1 |fm[12]_|sl\.|hv[sbr]\.|dp\.(?:pt|st|ct|sa|scim)\.|dt0c01\.|atlasv1\.|1//0|AccountKey=)[A-Za-z0-9._=+/-]{16,1000}"
    r"|rzp_(?:live|test)_[A-Za-z0-9]{14,20}|(?:sdk|mob|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|dapi[0-9a-f]{32}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|\d{8,10}:[A-Za-z0-9_-]{35}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}"
    r"|access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}|EAAA[A-Za-z0-9_-]{40,80}|SWMTKN-1-[0-9a-z-]{50,90}|[sp]k\.eyJ[\w-]{20,400}\.[\w-]{10,60}"
    r"|eyJ[\w-]{8,2000}\.[\w-]{8,4000}(?:\.[\w-]{0,1000})?"
    r")(?![\w-])"
)
_PEM = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|\Z)"
)
_SCHEME = re.compile(r"\b(?:bearer|basic) +([A-Za-z0-9._~+/=-]{12,2000})", re.IGNORECASE)
# curl -u admin:secret · login admin / secret
_BASIC = re.compile(r"(?:(?<=\s)|^)(?:-u|--user) +[\"']?[^\s:\"']{1,64}:([^\s\"']{3,128})")
_PAIR = re.compile(
    r"\b(?:log-?in|user(?:name)?|credentials?|benutzer(?:name)?|zugang(?:sdaten)?|usuario|utilisateur)\b(?: (?:is|are|details))?\s{0,2}:?\s{0,2}[^\s/:]{1,64} ?/ ?([^\s/]{5,64})(?=\s|$)",
    re.IGNORECASE,
)
_RUN_OF_LETTERS = re.compile(r"_[A-Za-z0-9]{28}")
_USERINFO = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,64}:([^\s/]{1,128})@", re.IGNORECASE)


def issued_keys(text: str) -> Iterator[Found]:
    """Keys and tokens in the shape that their issuer gives them.

    >>> [value for _, _, value in issued_keys("we use ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a']
    """
    for match in _PEM.finditer(text):
        yield match.start(), match.end(), match.group()
    for match in _ISSUED.finditer(text):
        # "api_documentation_page" has the shape of a key and neither digits nor disorder
        issued = match.group()
        value = re.split("[-_]", issued)[-1]
        is_disordered = any(c.isdigit() for c in issued) or value.isupper() or case_changes(issued) >= 4
        if is_disordered or _RUN_OF_LETTERS.search(issued):
            yield match.start(), match.end(), issued
    for match in _SCHEME.finditer(text):
        if any(c.isdigit() for c in match.group(1)) or case_changes(match.group(1)) >= 4:
            yield match.start(), match.end(), match.group(1)
    for match in itertools.chain(_USERINFO.finditer(text), _BASIC.finditer(text)):
        yield match.start(1), match.end(1), match.group(1)
    for match in _PAIR.finditer(text):
        value = match.group(1).rstrip(".,;:)")
        if re.search(r"\d", value) and re.search(r"[A-Za-z].*[A-Z!@#$%^&*?]|[A-Z!@#$%^&*?].*[A-Za-z]", value):
            yield match.start(1), match.start(1) + len(value), value


def case_changes(text: str) -> int:
    """How often small letters follow capitals or capitals small ones: 1 in "Anna", 3 in "LastPass", 5 in "RkeDeaOx"."""
    return sum((a.islower() and b.isupper()) or (a.isupper() and b.islower()) for a, b in itertools.pairwise(text))
