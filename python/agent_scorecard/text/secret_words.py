"""Secrets made of words: e-mail addresses, keys and passwords.

Every function takes one text and yields ``(start, end, normal form)``. The normal form is what the same secret
looks like however it was typed, so that one secret gets one token. No pattern can run away: every repetition is
bounded or starts where the one before it could not (there is no quadratic scan).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from agent_scorecard.text.secret_emails import Found
from agent_scorecard.text.secret_issued import case_changes

# creds admin:hunter2 · log in as bob with hunter2! · I changed it to Summer2024! but the password is rejected
_CREDENTIALS = re.compile(
    r"\b(?:creds?|credentials?|log-?ins?|zugangsdaten|accesso)\b:? [\w.@+-]{1,64}:([^\s:/]{5,64})", re.IGNORECASE
)
_LOGIN_WITH = re.compile(
    r"\b(?:log(?:ged|ging)? ?-?in(?:to)?|sign(?:ed|ing)? ?-?in(?:to)?)\b(?: (?:as|to|into|at|on))? [^\s,]{1,64} (?:with|using|via) ([^\s\"'“”]{5,64})",
    re.IGNORECASE,
)
_SET_TO = re.compile(
    r"\b(?:set|changed?|reset|updated?|switch(?:ed)?)(?: it| that| mine)?(?: back)? to [\"'“]?([^\s\"'“”]{6,64})",
    re.IGNORECASE,
)
# use correct-Horse-9 as the password
_USED_AS = re.compile(
    r"(?<!\S)[\"'“]?([^\s\"'“”]{6,64})[\"'”]? (?:as|als|como|come|comme|jako) (?:(?:the|my|our|a|your|das|mein|la|il|le|mi|a minha|het) )?(?:new )?"
    r"(?:pass(?:word|wort|code|phrase)|kennwort|contraseña|clave|mot de passe|mdp|senha|wachtwoord|hasło)\b",
    re.IGNORECASE,
)
# Blitz-Donner-5 (password)
_IN_BRACKETS = re.compile(
    r"(?<!\S)([^\s()\"']{6,64}) \((?:the |my |das |mein )?(?:pass(?:word|wort|code)|pw|pwd|kennwort|contraseña|clave|mot de passe|mdp|senha|wachtwoord|hasło)\)",
    re.IGNORECASE,
)
_PASSWORD_WORD = re.compile(r"pass(?:word|wort|wd|code|phrase)|\bpwd\b", re.IGNORECASE)
# the password is "correct horse battery staple"
_PHRASE = re.compile(
    r"\bpass(?:word|phrase|wort|code)\b[^.\n\"'“„«]{0,40}(?:\bis|\bwas|\bbe|\bto|\bist|[:=]) ?[\"“„«]([^\"”“»\n]{6,100})[\"”“»]",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<![A-Za-z])(?P<word>"
    r"pass(?:word|wort|wd|code|phrase)|(?<!boarding )(?<!season )pass(?=\s?[:=]| is\b)|pwd|pw|kennwort|contraseña|contrasena|clave|mot de passe|mdp|senha|palavra[- ]passe|parola d['’]ordine|wachtwoord|ww(?=\s?[:=]| is\b| \S*[A-Za-z]\S*[!@#$%^&*?]\S)|psw|haslo|hasło|hasla|lösenord(?:et)?"
    r"|(?:api|access|secret|private|licen[cs]e|signing|encryption|client|auth|master|account|storage|shared|ssh)[ _-]?(?:access[ _-]?)?key|apikey"
    r"|(?:client|app|api|shared|webhook)?[ _-]?secret|(?:access|auth|api|refresh|session|bearer|bot|personal access)?[ _-]?token"
    r"|(?:api|zugangs|access)[ -]?schlüssel|(?:clave|llave) (?:de (?:la )?)?api|chiave (?:api|d'accesso)|(?:api|toegangs)[ -]?sleutel|klucz (?:api|dostępu)|clé (?:d')?api|chave (?:de |da )?(?:api|acesso)|(?:code|codice|código|codigo|kod)(?: (?:do|del|de|du|della?))? ?(?:wi-?fi|wlan)|(?:wi-?fi|wlan)[- ](?:code|key|pass|pw)"
    r"|pin(?:[ -]?code)?|kod pin|código pin|tan|cryptogramme|(?:cvc|cvv)[ -]code|otp|(?:verification|one[- ]time|2fa|security|recovery|backup) (?:pass)?code|cvv2?|cvc2?|geheimzahl"
    r")s?(?:(?: (?:actuel(?:le)?|viej[ao]|nuev[ao]|actual|vecchia|nuova|attuale|antiga|nova|atual|tempor[áa]ri[ao]|temporal|temporaire|provvisoria|wifi|wlan|wi-fi|old|new|current|temporary))?(?: (?:del?|dell[ao]|d[oae]|du|de la|de mon|de mi|da minha|do meu|fürs?|für (?:das|den|mein)|zum|vom|von|voor|van(?: mijn| het)?|dla|do) (?!is\b|ist\b|es\b)[\w.’'-]{1,20})?)(?: (?:number|value|for (?:(?:my|the|our|your) )?[\w.-]{1,30}(?: (?:account|login|portal))?"
    r"|(?:i|we|he|she|they) (?:use|used|have|set|chose|entered|typed|tried|got|was given)))?"
    r"(?P<join>(?:['’]s\b)?[\"'`]?\s{0,3}(?:(?:is now|(?:should|must|will|can) be|is|was|are|ist|lautet|war|es|c['’]est|est|é|è|(?:set |changed )?to|jest|är|to|era|foi|fue|était|étais|lautete|hei(?:ß|ss)t|brzmi|było|był|reads|remains|sería|seria|:?→)\b\s{0,2}:?|=>|->|→|:=|:|=)\s{0,3}|['’]s\s{1,2}|\s{1,2})"
    r"(?P<quote>[\"'`“„«‘]?)(?P<value>[^\s\"`”“»<>]{3,200})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w/+.@-])[A-Za-z0-9_+-]{20,200}={0,2}(?![\w/@.-]*\w)")
# A forty-letter key of AWS's kind holds slashes, as paths do: only disorder tells them apart.
_FORTY = re.compile(r"(?<![\w/+.:-])[A-Za-z0-9/+]{40}(?![\w/+.=-])")
_BARE_KEY = re.compile(r"(?<![A-Za-z])[Kk](?:ey|EY)\s?(?:[:=]|is:?)\s?[\"'`]?([A-Za-z0-9_-]{12,200})")
# "the code is 771203", and near it what such codes are sent for
_SENT_CODE = re.compile(
    r"\b(?:code|código|codigo|codice|kod)\b(?: (?:de verificación|de verificação|di verifica|de vérification|weryfikacyjny|de confirmation|de segurança|de seguridad|de sécurité|ricevuto|recibido|recebido|reçu|otp|via sms|por sms|par sms|uit sms|z sms|uit de sms|in sms|von sms)){0,2}(?: (?:is|was|ist|war|lautet|es|est|è|é|to)|:| (?:i|we) (?:got|received)(?: is| was)?:?)? ?(\d{4,8})\b",
    re.I,
)
_SENT = re.compile(
    r"\bsms\b|sms-|text message|v[ée]rif|weryfik|confirma|ricevut|recib|log[- ]?in|sign[- ]?in|authenti|2fa|\botp\b|one[- ]time|anmeld",
    re.I,
)
_OTHER_CODE = re.compile(
    r"error|status|zip|post(?:al|leit)?|area|country|promo|discount|voucher|coupon|gift|order|tracking|product|item|qr|bar|source|sort|swift|branch|reference|exit|response|http",
    re.I,
)
# "the answer to my security question is ...", in eight languages: whatever follows, up to three words
_QUESTION = re.compile(
    r"\b(?:answer|antwort|antwoord|réponse|respuesta|risposta|resposta|odpowiedź)\b[^.\n?!]{0,30}"
    r"(?:security|secret|sicherheits|geheime|secrète|seguridad|secreta|sicurezza|segreta|segurança|zabezpieczając|tajne)[^.\n?!:]{0,20}?"
    r"(?:\b(?:is|was|ist|lautet|est|es|è|é|to)\b|:) ?[\"'“„«]?([^\W_][\w'’-]{1,40}(?: [A-ZÄÖÜÉ\d][\w'’-]{1,40}){0,2})",
    re.IGNORECASE,
)
_IN_HALVES = re.compile(r"\d{3} \d{3}(?!\w| ?\d)")
# Payments, customers and the like: identifiers that open nothing.
_IDENTIFIER = re.compile(r"(?:acct|ch|cus|evt|in|msg|order|pi|pm|price|prod|re|req|seti|sub|tr|txn|usr|user|conv)_")
_NOT_A_VALUE = re.compile(
    r"https?://|\*{3,}|x{4,}|•{2,}|\.{3}|\{\{|\[|\$\{|\d{4}-\d\d?-\d\d?|[\d.,]+%|\S+@\S+\.\w", re.IGNORECASE
)
_DIGITS_ONLY = re.compile(
    r"pin\b|pin[ -]?code|otp|^tan|(?<!wifi )(?<!wlan )(?<!wi-fi )code$|cryptogramme|cvv|cvc|geheimzahl", re.IGNORECASE
)
_WORDS = frozenset(
    "please required invalid incorrect wrong expired missing reset changed field fields policy manager protected must cannot "
    "can't don't doesn't didn't isn't forgot forgotten lost none null empty optional hidden correct valid unknown rejected "
    "accepted blocked updated and with from that this your their again still never always page screen link email error "
    "failed failure authentication change changes when what where which here there have need needs not the for you too very "
    "just being going only also already working work works fine okay good unchanged stored saved encrypted hashed based "
    "limit limits usage budget count counts refresh rotation login sign user users account accounts prompt prompts box form "
    "true false yes nicht falsch abgelaufen vergessen incorrecta incorrecto oublié expiré case-sensitive auto-generated".split()
)


def named_keys(text: str) -> Iterator[Found]:
    """Passwords, PINs, codes and keys that the word before them gives away.

    >>> [value for _, _, value in named_keys("my password is hunter2, the other password is wrong")]
    ['hunter2']
    """
    position = 0
    while match := _NAMED.search(text, position):
        value = match.group("value").rstrip(".,;:)]}'’‘")
        if halves := _IN_HALVES.match(text, match.start("value")):
            value = halves.group()
        # A rejected value may itself be the word that names one: "token secret: abc123".
        position = match.start("value")
        if _is_secret_value(text, match, value):
            yield match.start("value"), match.start("value") + len(value), value
            position += len(value)
    for match in _BARE_KEY.finditer(text):
        if re.search(r"\d", match.group(1)) and re.search(r"[A-Za-z]", match.group(1)):
            yield match.start(1), match.end(1), match.group(1)


# RE2 knows borders of ASCII words alone: none is asked for next to an ó or a ź
MAY_SEND_A_CODE = r"(?i)(?:code|código|codigo|codice|kod)\b.{0,24}\d{4}|answer|antwort|antwoord|réponse|respuesta|risposta|resposta|odpowied"


def sent_codes(text: str) -> Iterator[Found]:
    """Codes that were sent to sign in with, and answers to secret questions.

    >>> [value for _, _, value in sent_codes("the text message says: your code is 771203")]
    ['771203']
    >>> [value for _, _, value in sent_codes("Die Antwort auf meine Sicherheitsfrage ist Bello")]
    ['Bello']
    """
    for match in _SENT_CODE.finditer(text):
        around = text[max(0, match.start() - 60) : match.end() + 40]
        if _SENT.search(around) and not _OTHER_CODE.search(text, max(0, match.start() - 16), match.start()):
            yield match.start(1), match.end(1), match.group(1)
    for match in _QUESTION.finditer(text):
        if match.group(1).lower() not in _WORDS:
            yield match.start(1), match.end(1), match.group(1)


MAY_TELL_A_KEY = (
    r"(?i)\bcreds?\b|credential|log-? ?ins?\b|logged|logging|sign(?:ed|ing)? ?-?in|zugangsdaten|accesso|\bset\b|\bchanged?\b|\breset\b|\bupdated?\b|\bswitch|pass(?:word|phrase|wort|code)| (?:als|como|come|comme|jako) [\pL ]{0,12}(?:kennwort|contrase|clave|mot de passe|mdp|senha|wachtwoord|has.o)| \((?:pw|pwd|kennwort|contrase|clave|mot de|mdp|senha|wachtw|has.o)",
    r"\d|[!#$%^&*+=~|\\?\"“”„«»]",
)


def told_keys(text: str) -> Iterator[Found]:
    """Passwords that a sentence gives away: a quoted phrase, a pair of user and password, what something was set to.

    >>> [value for _, _, value in told_keys("log in as bob with hunter2!, or creds admin:s3cret")]
    ['s3cret', 'hunter2!']
    """
    for match in _PHRASE.finditer(text):
        yield match.start(1), match.end(1), match.group(1)
    for pattern in (_CREDENTIALS, _LOGIN_WITH, _SET_TO, _USED_AS, _IN_BRACKETS):
        for match in pattern.finditer(text):
            value = match.group(1).rstrip(".,;:)")
            around = text[max(0, match.start() - 80) : match.end() + 80]
            is_told = pattern is not _SET_TO or _PASSWORD_WORD.search(around)
            if is_told and _is_mixed(value):
                yield match.start(1), match.start(1) + len(value), value


def random_keys(text: str) -> Iterator[Found]:
    """Long strings without any word in them.

    >>> [value for _, _, value in random_keys("Wq8zR2tY7uPk3LmN9xVb works, IntercomConversationPartHistory not")]
    ['Wq8zR2tY7uPk3LmN9xVb']
    """
    for pattern in (_LONG, _FORTY):
        for match in pattern.finditer(text):
            if _looks_random(match.group()) and not _IDENTIFIER.match(match.group()):
                yield match.start(), match.end(), match.group()


def _is_mixed(value: str) -> bool:
    """Letters with digits or with signs inside, as passwords have and words, versions, dates and addresses have not."""
    if _NOT_A_VALUE.match(value) or ("@" in value[1:-1] and "." in value) or re.fullmatch(r"v?\d[\w.-]*", value):
        return False
    has_letter, has_digit = any(c.isalpha() for c in value), any(c.isdigit() for c in value)
    return has_letter and (has_digit or bool(re.search(r"[!#$%^&*+=~|\\?]", value[:-1])))


def _is_secret_value(text: str, match: re.Match, value: str) -> bool:
    if len(value) < 3 or _NOT_A_VALUE.match(value) or value.lower().rstrip("!?") in _WORDS:
        return False
    join = match.group("join").strip(" \"'`\n\t").lower()
    is_assigned = join.endswith((":", "=", ">"))
    has_digit, has_letter = any(c.isdigit() for c in value), any(c.isalpha() for c in value)
    word = match.group("word").lower()
    if _DIGITS_ONLY.search(word) and "pass" not in word:
        # PINs and one-time codes are digits, and few enough words join them.
        if re.search("recovery|backup", word) and re.fullmatch(r"[A-Za-z0-9]{3,12}(?:-[A-Za-z0-9]{3,12}){0,8}", value):
            return has_digit and (has_letter or len(value) >= 6)
        return bool(re.fullmatch(r"(?:[A-Z]-)?\d{3,8}|\d{3}[- ]\d{3}", value))
    if word.startswith("passcode") and re.fullmatch(r"\d{4,8}", value):
        return True
    if len(value) < 4:
        return False
    has_symbol = bool(re.search(r"[!@#$%^&*_+=~|\\?]", value.rstrip("!?"))) and has_letter
    if has_digit and (has_letter or has_symbol):
        return (
            not re.fullmatch(r"(?:v|version)?\d[\d.]*[a-z]{0,3}|[a-z]{1,4}\d{1,2}", value, re.IGNORECASE)
            or is_assigned
            or bool(match.group("quote"))
        )
    if has_digit:
        return bool(join) and bool(re.fullmatch(r"\d{4,}", value))
    if len(value) >= 6 and case_changes(value) >= (3 if join else 4):
        return True
    if not join:
        return False
    if has_symbol or match.group("quote"):
        return True
    if not is_assigned or not value.isalpha():
        return False
    # Letters alone, after a colon: a word that ends the clause is the value, one that goes on is a sentence.
    return bool(re.match(r"\s*(?:$|[\n,;).])", text[match.start("value") + len(value) :]))


def _looks_random(text: str) -> bool:
    """Upper and lower case and digits in disorder: no word, name or identifier changes its kind so often."""
    if text.lower() == text or text.upper() == text:
        return False
    kinds = "".join("d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "" for c in text)
    changes = sum(a != b for a, b in itertools.pairwise(kinds))
    has_all = kinds.count("d") >= 2 and "u" in kinds and "l" in kinds
    return len(set(text)) >= 12 and (has_all or case_changes(text) >= 6) and changes >= 0.36 * len(kinds)
