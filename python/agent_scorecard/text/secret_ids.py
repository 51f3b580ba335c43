"""Numbers that a state gives its people: of tax, insurance and identity cards, passports and driving licences.

Their check digits and shapes are kept elsewhere: python-stdnum. A number whose shape few other things have is taken as
it stands; one that any order number could be is taken where the words before it say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

Found = tuple[int, int, str]

# Shapes of their own: (pattern, module of stdnum that must agree, null where the shape alone decides).
_OWN_SHAPE: tuple[tuple[re.Pattern, str | None], ...] = (
    (re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"), "us.ssn"),
    # United Kingdom, national insurance: HMRC's own rule for the letters (NIM39110)
    (
        re.compile(
            r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"
        ),
        None,
    ),
    (re.compile(r"(?<!\w)[A-Za-z]{6}\d{2}[A-EHLMPR-Ta-ehlmpr-t]\d{2}[A-Za-z]\d{3}[A-Za-z](?!\w)"), "it.codicefiscale"),
    (re.compile(r"(?<![\w-])\d{8}[ -]?[A-HJ-NP-TV-Z](?!\w)"), "es.dni"),
    (re.compile(r"(?<!\w)[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z](?!\w)"), "es.nie"),
    (re.compile(r"(?<![\w-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)"), "fr.nir"),
    (re.compile(r"(?<![\w-])756[. ]\d{4}[. ]\d{4}[. ]\d{2}(?!\w)"), "ch.ssn"),
    (re.compile(r"(?<![\w-])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), "br.cpf"),
    (re.compile(r"(?<![\w-])\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\w)"), "br.cnpj"),
    (re.compile(r"(?<!\w)[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?!\w)"), "in_.pan"),
    (re.compile(r"(?<![\w-])[2-9]\d{3} \d{4} \d{4}(?![ -]?\d)"), "in_.aadhaar"),
    (re.compile(r"(?<![\w-])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\w)"), "be.nn"),
    (re.compile(r"(?<![\w-])(?:19|20)?\d{6}[-+]\d{4}(?!\w)"), "se.personnummer"),
    (re.compile(r"(?<![\w-])\d{6}[-+A]\d{3}[\dA-Y](?!\w)"), "fi.hetu"),
    (re.compile(r"(?<!\w)[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d(?!\w)"), "mx.curp"),
)

_WORD = (
    r"ssn|s\.s\.n\.|social security|social insurance|\bsin\b|tax(?:payer)? ?(?:id|identification|number)|\btin\b|\bitin\b|national (?:id|insurance|identity)|identity (?:card|number)|\bid card|nino\b|\bni (?:number|no)"
    r"|nhs (?:number|no)|\bnhs\b|passport|driv(?:er['’]?s?|ing) licen[cs]e|licen[cs]e (?:number|no)|medicare|health card|medicaid"
    r"|steuer-?(?:id|identifikation|nummer)|identifikationsnummer|sozialversicherung|rentenversicherung|versichertennummer|personalausweis|ausweis|reisepass|führerschein"
    r"|\bdni\b|\bnie\b|\bnif\b|seguridad social|pasaporte|carn[eé](?:t)? de conducir|permiso de conducir|cédula|\bcurp\b|\brfc\b"
    r"|s[ée]curité sociale|\bs[ée]cu\b|\bnir\b|carte d['’]identité|passeport|permis de conduire|codice fiscale|carta d['’]identità|passaporto|patente"
    r"|\bcpf\b|\bnif\b|\bnus\b|cartão de cidadão|bilhete de identidade|contribuinte|passaporte|carta de condução|\brg\b"
    r"|perso(?:nal)?(?:ausweis)?-? ?(?:nr|nummer)|\bid-?nr|\bsv-?(?:nr|nummer)|svnr|krankenkasse|versicherten|gesundheitskarte|aufenthaltstitel|\bafm\b|\bpps\b|\butr\b|\btfn\b|\babn\b|\bdl (?:no|number|#)|green card|alien (?:number|reg)|\bfiscal (?:code|number|no|id)"
    r"|n(?:um[ée]ro|[°ºo.]{1,2})? ?fiscal|\bcni\b|carte vitale|\bspi\b|titre de séjour|\bnuss\b|\bnaf\b|tarjeta sanitaria|tarjeta de residencia|\bine\b|\bcuit\b|\bcuil\b|\brut\b|tessera sanitaria|permesso di soggiorno|\bc\.? ?f\.(?= ?[A-Z])|cod\.? ?fisc"
    r"|\bniss\b|\bnib\b|\bcnh\b|\bpis\b|\bsus\b|título de eleitor|cart[aã]o (?:de )?(?:cidad[aã]o|utente)|n[.º°]* ?(?:de )?utente|rijksregister|identiteitskaart|id-?kaart|vreemdelingen|v-nummer|sofi-?nummer|verblijfs|kvk|karta pobytu|legitymacj|ubezpieczenia|\bkarty? edo"
    r"|carta (?:d['’])?identit[àa]|carte (?:nationale )?d['’]?identit[ée]|\bcf\b(?=:? [A-Z]{6})|licencia de conducir|licencia|clabe|\bcc\b(?=:? \d{8} ?\d [A-Z])|numero di conto|n[úu]mero de cuenta|kontonummer|rekeningnummer|nr\.? rachunku|rachunek|num[ée]ro de compte"
    r"|sort(?= ?\d\d-\d\d-\d\d)|sort ?code|routing|\bblz\b|\bbsb\b|\bcif\b|vat (?:number|no|id)|\bein\b|ust-?id|\btva\b|\bbtw\b|partita iva|\bp\.? ?iva\b|\bcnpj\b|\bnip\b|\bsiren\b|\bsiret\b|\bregon\b|\bkrs\b|org(?:anisations)?\.?[ -]?n(?:umme)?r|\bbsn\b|burgerservice|rijbewijs|paspoort|\bpesel\b|dow[oó]d|paszport|praw[oa] jazdy|personnummer|cpr[- ]?n|henkilötunnus|aadhaar|\bpan (?:card|number)|\bavs\b|\bahv\b"
)


def _without_looks(pattern: str) -> str:
    """The pattern for RE2, which looks neither ahead nor back; so it may say yes more often."""
    return re.sub(r"\(\?<?[=!][^()]*\)", "", pattern)


_NAMED = re.compile(
    rf"(?:{_WORD})(?:[^\n\d.?!]|(?<!\w{{4}})\.){{0,40}}?[\s:=#(\"']{{1,3}}(?P<value>(?=(?:(?-i:[A-Z]{{1,3}}) ?|[A-Z]{{0,6}}-?)\d)[A-Z0-9](?:[ ./-]?[A-Z0-9]){{4,19}})(?![\w@])",
    re.IGNORECASE,
)
MAY_HOLD = (
    r"\d{3}-\d{2}-\d{4}|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|\d{8}[ -]?[A-Z]|[XYZ][ -]?\d{7}|[12] ?\d{2} ?[01]\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}|756[. ]|\d{3}\.\d{3}\.\d{3}-|\d{3}/\d{4}-\d{2}|[A-Za-z]{6}\d{2}[A-Za-z]\d{2}|[A-Z]{5}\d{4}[A-Z]"
    r"|\d{4} \d{4} \d{4}|\d{2}\.\d{2}\.\d{2}-|\d{6}[-+A]\d{3}|[A-Z]{4}\d{6}[HM]|(?i)" + _without_looks(_WORD)
)


def national_ids(text: str) -> Iterator[Found]:
    """Numbers of persons, by their own shape and check digits, or by the word before them.

    >>> [found for _, _, found in national_ids("536-90-4399, passport no. C01X00T47, order 12345678")]
    ['536904399', 'C01X00T47']
    """
    for pattern, module in _OWN_SHAPE:
        for match in pattern.finditer(text):
            number = _compact(match.group())
            if module is None or _is_valid(module, match.group()):
                yield match.start(), match.end(), number
    for match in _NAMED.finditer(text):
        value = _numbered(match["value"])
        number = _compact(value)
        if sum(c.isdigit() for c in number) >= 4 and 6 <= len(number) <= 20:
            yield match.start("value"), match.start("value") + len(value), number


# An account number opens a purse behind a bank's own number: alone it may be the customer's number with us.
_BANK = r"routing|sort ?code|\bsort(?= ?\d)|\baba\b|\bblz\b|bankleitzahl|\bbsb\b|\bswift\b|\bbic\b"
_ACCOUNT = re.compile(
    rf"(?:{_BANK})(?:[^\n.?!]|(?<!\w{{4}})\.){{0,60}}?(?:account|acct?|a/c|konto|compte|cuenta|conto|rekening|conta|rachunek)[^\d\n]{{0,20}}(?P<value>\d(?:[ -]?\d){{5,16}})(?![\w-])",
    re.IGNORECASE,
)
MAY_TELL_AN_ACCOUNT = _without_looks(
    rf"(?i)(?:{_BANK}|abi\b|cab\b|ag.ncia|ag\.)[^\n]*\d|(?:iban|konto|konta|kto|rachun|rek|nrb|nib|rib|cbu)[^\n]*\d"
    rf"|(?:account|acc|a/c|compte|cuenta|conto|rekening|conta)[^\n]*\d[^\n]*(?:{_BANK}|abi\b|cab\b)"
)


_ACCOUNT_FIRST = re.compile(
    rf"(?<!\w)(?:account|acct?|a/c|konto|kto|compte|cuenta|conto|rekening|conta|rachunek)\.?(?: (?:number|no|nr|n[º°]|is))?\.?[ :#]{{1,3}}(?P<value>\d(?:[ -]?\d){{4,16}})(?=[ ,;/]{{1,3}}(?:and |und |y |et |e |con )?(?:{_BANK}|abi\b|cab\b))"
    rf"|(?<!\w)(?:agência|ag\.) ?\d{{3,5}}(?:-\d)?,? (?:e )?(?:conta|c/c)(?: corrente)?:? (?P<behind>\d[\d.]{{3,12}}-?\d?)(?!\w)",
    re.IGNORECASE,
)
# behind its own word an account is one even where a digit was mistyped, as the twenty-six of Poland without their PL
_SAID = re.compile(
    r"\biban\b[^\d\n]{0,20}?(?P<value>[A-Z]{2}\d{2}(?: ?[A-Z0-9]){10,30})(?!\w)|(?<!\w)(?:konto|konta|rachunek|rachunku|rek\.?|nrb)\b[^\d\n]{0,12}(?P<behind>\d{2}(?: ?\d{4}){6})(?!\d)"
    r"|\b(?:nib|rib|cbu)\b[^\d\n]{0,6}(?P<own>\d(?: ?\d){16,22})(?!\d)",
    re.IGNORECASE,
)


def bank_accounts(text: str) -> Iterator[Found]:
    """Numbers of bank accounts, where the sentence names a bank's own number before.

    >>> [found for _, _, found in bank_accounts("sort code 20-00-00, account 5577 9911; my account number 1234567")]
    ['55779911']
    """
    for pattern in (_ACCOUNT, _ACCOUNT_FIRST, _SAID):
        for match in pattern.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            yield match.start(group), match.end(group), _compact(match[group])


def _numbered(value: str) -> str:
    """Without the words of the sentence that the pattern ran on into: groups end where a word without digits begins."""
    kept = 0
    for group in re.finditer(r"[^ ]+", value):
        is_word = group.group().isalpha() and len(group.group()) > 3
        if is_word or (kept and group.group().isalpha() and group.group().islower()):
            break
        kept = group.end()
    return value[:kept].rstrip(" ./-")


def _compact(text: str) -> str:
    return re.sub(r"[ ./-]", "", text).upper()


@lru_cache(maxsize=10_000)
def _is_valid(module: str, number: str) -> bool:
    return bool(import_module(f"stdnum.{module}").is_valid(number))
