"""Names of people: the customer's own in every form, names that people introduce themselves by, and other people's.

Every function takes one text and yields ``(start, end, normal form)``, as those of ``secret_words`` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_scorecard.text.name_spellings import name_patterns

Found = tuple[int, int, str]
_CAPITALISED = r"[^\W\d_a-z][\w'’-]{1,30}(?: (?:(?:van|von|den|de|der|del|da|do|dos|di|la|le|ten|ter|af) ){0,2}[^\W\d_a-z][\w'’-]{1,30})"
_CLOSING = (
    r"(?:[Rr]egards|[Ss]incerely|[Gg]r(?:ü|u)(?:ß|ss)en?|[Cc]ordialement|[Bb]ien à (?:vous|toi)|[Ss]aludos?(?: cordial(?:es)?)?"
    r"|[Aa]tentamente|[Aa]tenciosamente|[Cc]umprimentos|[Aa]braços?|[Pp]ozdrawiam|[Zz] poważaniem|[Hh]älsning(?:ar)?"
    r"|[Ss]aluti|[Ss]alutations(?: distinguées)?|[Aa]brazos?|[Bb]est wishes|[Gg]roet(?:en|jes)?|MfG|LG|VG|[Mm]vh)"
)
# a letter may close twice ("Thanks, kind regards, Jana"): a closing is nobody's name, nor are the words before it
_NO_CLOSING = rf"(?!(?:[^\W\d_]{{1,15}} ){{0,2}}{_CLOSING}\b)"
_INTRODUCED = re.compile(
    r"(?:\b[Mm]y (?:full )?name is|\b[Mm]y name's|\b[Mm]ein [Nn]ame ist|\b[Ii]ch hei(?:ß|ss)e|\b[Mm]e llamo|\b[Mm]i nombre es"
    r"|\b[Jj]e m['’]appelle|\b[Mm]on nom est|\b[Mm]i chiamo|\b[Ii]l mio nome è|\b[Mm]ijn naam is|\b[Ii]k heet"
    r"|\b[Mm]eu nome é|\b[Cc]hamo-me|\b[Mm]e chamo|\b[Nn]azywam się|\b[Mm]am na imię|\b[Jj]ag heter|\b[Mm]itt namn är) +("
    + _CAPITALISED
    + r"{0,2})"
    r"|\b[Tt]his is (" + _CAPITALISED + r"{1,2})(?=\s*(?:$|[,.!;\n]|(?:from|here|again|writing|speaking|and I)\b))"
    r"|(?:^|[\n.!?,] ?)(?:[Bb]uongiorno,? |[Ss]alve,? |[Cc]iao,? )?[Ss]ono ("
    + _CAPITALISED
    + r"{1,2})(?=\s*(?:$|[,.!;\n]|(?:e|di|da)\b))"
    # ... and names that they sign with, on what is left of the line.
    rf"|\b{_CLOSING}[,!.]?\s{{1,3}}{_NO_CLOSING}("
    + r"(?:[^\W\d_a-z]\. ?){0,2}(?:(?<=\. )[^\W\d_a-z][\w'’-]{1,30}|"
    + _CAPITALISED
    + r"{1,2}))(?=\s*(?:$|\n|[.,]))"
    # "Thanks" and "Best" sign only at the end of their own line; with a capital that line may have begun as a sentence.
    r"|(?:(?:^|\n|[.!?] )(?:[Mm]any )?(?:[Tt]hanks|[Tt]hank you|[Cc]heers|[Bb]est|[Yy]ours(?: truly| faithfully)?|[Dd]anke|[Gg]racias|[Mm]erci|[Gg]razie)"
    r"|(?<= )(?:Many thanks|Thanks|Thank you|Cheers|Best|Yours(?: truly| faithfully)?|Danke|Gracias|Merci|Grazie))[,!.]?[ \t]?\n\s{0,3}"
    + _NO_CLOSING
    + "("
    + _CAPITALISED
    + r"{1,2})(?=\s*(?:$|\n))"
)
_SENDERS = re.compile(
    r"\b(?:not|very|really|so|too|my|your|our|the|all|what|why|how|no|google|microsoft|apple|amazon|support|team|customer|service|success|desk|help|assistant|bot|agent|inc|ltd|gmbh|llc)\b",
    re.IGNORECASE,
)


def known_names(text: str, known: str | None) -> Iterator[Found]:
    """A customer's own name, whole or in part. Its normal form is always the whole.

    ``known`` is the name that the customer table gives (several, apart by ``;``, where one person has more).

    >>> [name for _, _, name in known_names("Thanks, Anna. Will Mr Mueller call?", "Anna Müller")]
    ['anna müller', 'anna müller']
    """
    within = folded(text)
    for name in (known or "").split(";"):
        parts, pattern, addressed = name_patterns(name.strip())
        if not any(_stands_in(within, part) for part in parts):
            continue
        owner = " ".join(name.split()).casefold()
        for match in pattern.finditer(text):
            yield match.start(), match.end(), owner
        for match in addressed.finditer(text):
            yield match.start(1), match.end(1), owner


def folded(text: str) -> str:
    """The text as `may_hold` reads it."""
    return text.casefold().replace("’", "'")


def may_hold(text: str, known: str) -> bool:
    """Is a part of any of the names in the `folded` text? Never no where `known_names` would find one."""
    return any(part in text for name in known.split(";") for part in name_patterns(name.strip())[0])


_RELATION = (
    r"wife|husband|spouse|partner|boss|manager|supervisor|colleague|co-?worker|assistant|secretary|brother|sister|son|daughter|mother|father|mom|mum|dad"
    r"|friend|neighbou?r|roommate|accountant|lawyer|landlord|tenant|fianc[eé]e?|uncle|aunt|cousin|nephew|niece|ceo|cto|cfo"
    r"|frau|mann|chefin|chef|kollegin|kollege|bruder|schwester|sohn|tochter|mutter|vater|freundin|freund|nachbarin|nachbar"
    r"|esposa|esposo|marido|mujer|jefa|jefe|compañer[oa]|hermana|hermano|hija|hijo|madre|padre|amiga|amigo"
    r"|femme|mari|patron|collègue|frère|sœur|soeur|fils|fille|mère|père|amie|ami|voisine?"
    r"|moglie|marito|capo|collega|fratello|sorella|figlio|figlia|amica|amico"
    r"|esposa|chefe|irmã|irmão|filha|filho|mãe|pai|vrouw|man|baas|broer|zus|zoon|dochter|vriendin|vriend|moeder|vader|żona|mąż|szefow?a?|dyrektork?a?|koleżanka|kolega|brat|siostra|córka|syn|mama|tata|matka|ojciec|przyjaciel|przyjaciółka|sąsiadk?a?"
)
_POSSESSIVE = r"my|our|his|her|their|meine?[rmn]?|unsere?[rmn]?|mis?|nuestr[oa]|mon|ma|mes|notre|mi[oa]|il mio|la mia|meu|minha|mijn|onze|moja|mój|moj"
_GIVEN_OR_FULL = r"[^\W\d_a-z][^\W\d_]{1,30}(?:[-'’][^\W\d_]{2,30})?(?: (?:(?:van|von|de|der|del|da|di|la|le|dos|ter) ){0,2}[^\W\d_a-z][^\W\d_]{1,30}(?:[-'’][^\W\d_]{2,30})?){0,2}"
_RELATED = re.compile(
    rf"\b(?i:{_POSSESSIVE}) (?:(?i:new|ex|old|best|elder|older|younger|late)[ -]){{0,2}}(?i:{_RELATION})(?:,? (?i:called|named|namens|llamad[oa]|nommée?|chiamat[oa]))?[,:]? \(?({_GIVEN_OR_FULL})"
)
# "la collega Ermenegilda Tosatti": with an article it takes both names, as "the manager Monday" is nobody
_RELATED_BY_ARTICLE = re.compile(
    rf"\b(?i:the|la|el|il|lo|le|a|o|de|het) (?i:{_RELATION}),? (?=[^\W\d_a-z][^\W\d_]+ [^\W\d_a-z])({_GIVEN_OR_FULL})"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sra?|Srta|Dra|Mme|Mlle|Sig|Sig\.ra|Dott|Dhr|Mevr|Mw)\.? "
    r"(" + _GIVEN_OR_FULL + r")"
    r"|\b(?:Herrn?|Frau|Hr\.|Fr\.|[Ss]eñora?|[Ss]eñorita|[Dd]on|[Dd]oña|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Ss]ignora?|[Ss]enhora?|[Mm]eneer|[Mm]evrouw|[Pp]ani?|[Pp]ana|[Pp]anem|[Pp]anią|[Pp]anu|[Dd]ottor(?:e|essa)?|[Aa]vvocato|[Ii]ngegnere?|[Pp]rofessor(?:e|essa|in|a)?|[Dd]o[ck]tor[ai]?|[Dd]outora?|[Mm]aître) (?:(?:Dr|Prof|Ing|Dipl)\.? ){0,2}"
    r"(" + _GIVEN_OR_FULL + r")"
)
_SPOKE = re.compile(
    r"\b(?i:spoke (?:to|with)|talked (?:to|with)|chatted with|was told by|on the phone with|behalf of|in the name of|made out to|addressed to|belongs to|account holder(?: is|:)?"
    r"|cardholder(?: name)?(?: is|:)?|emergency contact(?: is|:)?|beneficiary(?: is|:)?|recipient(?: is|:)?|passenger(?: is|:)?|full name(?: is|:)|sprach mit|gesprochen mit|im namen von|hablé con|en nombre de|parlé (?:à|avec)|au nom de|parlato con|a nome di|falei com|em nome de)"
    r" (" + _GIVEN_OR_FULL + r")"
)
# What follows such words with a capital and is nobody.
_NOBODY = frozenset(
    "the a an your our my their support team customer service sales billing help desk monday tuesday wednesday thursday friday saturday sunday"
    " google microsoft apple amazon paypal stripe visa mastercard excel chrome firefox safari windows android iphone i it he she they we you and or but who is has was had wants will can"
    " january february march april may june july august september october november december der die das ich wir sie er es und el la los las un una le les une il lo gli"
    " premium pro enterprise basic account invoice order subscription plan payment card bank english german french spanish italian dutch polish portuguese".split()
)


MAY_HOLD_ANOTHER = (
    r"(?i)\b(?:mr|mrs|ms|miss|mx|dr|prof|sra?|srta|dra|mme|mlle|sig|dott|dhr|mevr|mw|herrn?|frau|señora?|señorita|don|doña|monsieur|madame|mademoiselle|signora?|senhora?|meneer|mevrouw|pani?|pana|panem|panią|panu|dottor(?:e|essa)?|avvocato|ingegnere?|professor(?:e|essa|in|a)?|do[ck]tor[ai]?|doutora?|maître)\b\.? \pL"
    r"|\b(?:the|la|el|il|lo|le|a|o|de|het|" + _POSSESSIVE + r") (?:\pL+[ -]){0,2}(?:" + _RELATION + r")"
    r"|spoke|talked|chatted|told by|phone with|behalf of|name of|made out|addressed to|belongs to|holder|emergency contact|beneficiary|recipient|passenger|full name|sprach|gesprochen|im namen|hablé|en nombre|parlé|au nom|parlato|a nome|falei|em nome"
)


def other_names(text: str) -> Iterator[Found]:
    """Names of third persons, where a title, a relation or what was done with them says that a name follows.

    >>> [name for _, _, name in other_names("My wife Maria Lopez and Mr. Okafor called; my boss Monday said no")]
    ['okafor', 'maria lopez']
    """
    for pattern in (_TITLED, _RELATED, _RELATED_BY_ARTICLE, _SPOKE):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            start, end = match.span(group)
            words = text[start:end].split()
            if pattern is _SPOKE and len(words) < 2 and "name" not in match.group().casefold():
                continue
            while words and words[-1].casefold() in _NOBODY:
                end = start + len(text[start:end].rstrip()) - len(words.pop())
            name = " ".join(words)
            if words and words[0].casefold() not in _NOBODY and not _SENDERS.search(name):
                yield start, start + len(text[start:end].rstrip()), name.casefold()


def introduced_names(text: str) -> Iterator[Found]:
    """Names that people introduce themselves by, or sign with.

    >>> [name for _, _, name in introduced_names("My name is Tom de Boer and I wait. Regards, Support Team")]
    ['tom de boer']
    """
    for match in _INTRODUCED.finditer(text):
        group = match.lastindex or 1
        if not _SENDERS.search(match.group(group)):
            yield match.start(group), match.end(group), " ".join(match.group(group).split()).casefold()


def _stands_in(folded: str, part: str) -> bool:
    """Is the part a word of the text? Far cheaper than the pattern, which only few texts then need."""
    position = folded.find(part)
    while position >= 0:
        end = position + len(part)
        if not part.isascii() or not (folded[position - 1 : position].isalnum() or folded[end : end + 1].isalnum()):
            return True
        position = folded.find(part, end)
    return False
