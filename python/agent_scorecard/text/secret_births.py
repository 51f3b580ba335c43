"""When people were born, in the words and dates of eight languages.

Every function takes one text and yields ``(start, end, normal form)``, as those of ``secret_words`` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = tuple[int, int, str]

_MONTHS = (
    r"jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero|braio)?|f[ée]vr?(?:ier)?|fevereiro|mar(?:ch|zo|s|ço|t)?|märz|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|ma[iy]o?|maggio|maio|mei|jun[eio]?|juni|junio|juin|giugno|junho"
    r"|jul[yi]?|juli|julio|juillet|luglio|julho|juil|lug|giu|gen|out|mag|ott|set|aug(?:ust|ustus)?|ago(?:sto)?|août|sep(?:t(?:ember|iembre|embre)?)?|settembre|setembro|okt(?:ober)?|oct(?:ober|ubre|obre)?|ottobre|outubro|nov(?:ember|iembre|embre|embro)?"
    r"|dez(?:ember|embro)?|dec(?:ember)?|dic(?:iembre|embre)?|déc(?:embre)?|enero|ene|gennaio|janeiro|maart"
    r"|januari|februari|augusti|juli|stycz(?:nia|eń)|lut(?:ego|y)|marca|kwie(?:tnia|cień)|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|styczniu|lutym|marcu|kwietniu|maju|czerwcu|lipcu|sierpniu|wrześniu|październiku|listopadzie|grudniu"
)
_DATE = (
    r"(?:\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?'?(?:\d{4}|\d{2})|\d{1,2} \d{1,2} (?:19|20)\d{2}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{8}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|º|er)?(?: (?:of|de|di)|,)?[ -](?:{_MONTHS})\.?,?(?: (?:de|del))?[ -]?(?:\d{{4}}|'?\d{{2}})"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? ?(?:\d{{4}}|'?\d{{2}})|\d{{1,2}} [IVX]{{1,4}} \d{{4}})"
)
# "marzo" alone may follow the day of a birthday, and a month with its year is one, too
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.|º|er)?(?: (?:of|de|di))? (?:{_MONTHS})(?:,? del? \d{{4}})?|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?)(?!\w)"
_MONTH = rf"(?:(?:{_MONTHS})\.? (?:de |del )?\d{{4}}|(?:0?[1-9]|1[0-2])/(?:19|20)\d{{2}})"
_BIRTH_WORD = (
    r"(?:date of birth|birth ?date|birth|fdn|nac\.?(?=:| \d)|geboorte|geboortedag|d\.? ?o\.? ?b\.?|y\.?o\.?b\.?|d\.? ?d\.? ?n\.?|d\. ?n\.?|dn|f\. ?n\.?|f\. ?nac\.|born|(?:fecha|data|date|dt)\.?(?: de| di| d')? ?(?:nac|nasc|naiss|ur)\w{0,7}\.?"
    r"|geb\.? ?-?dat(?:um)?|geburts?-?dat(?:um|en)|geburtst?\.?|geb(?:oren|\.)?|jahrgang|nacimiento|naci(?:d[oa]s?|ó|eron|mos)?|nací|n[ée](?:\(e\)|\(é\)|\.e|e)?s?(?= (?:le|en|à|a|au|un)\b)|naissance|naiss\.?|naquis|classe"
    r"|data di nascita|nascita|nacqui|nacque|nat[oai](?:/[oaie])?(?= (?:il|lo|nel|l'|in|a|ad|al)\b)|nascimento|nasc\.|nasci(?:d[oa]s?|ó|ou)?|nasceu|nasceram|geboorte ?dat(?:um|a)?|geboren|urodzeni[ae]|urodz(?:on[yaei]|eni|iłem|iłam|iła|iło|ił|ony)|ur\.|rocznik|född|födelsedatum)"
)
_BIRTHDAY_WORD = r"(?:turned \d\d|turn \d\d|cumplí \d\d|compiuto \d\d anni|compiuto|fiz \d\d|word \d\d|werde \d\d|skończy\w+|niver|wird (?:am|im)|mes \d\d ans|fête mes|b-?day|birth-? ?day|geburtstag|gebtag|wiegenfest|cumpleaños|cumple|cumplo|cumple años|cumplir|anniversaire|anniv|compleanno|compio|compie|aniversário|anos a|anos no dia|anos em|verjaardag|verjaar|jarig|urodziny|urodzin)"
# what else has a day beside a birthday
_NOT_OF_A_BIRTH = re.compile(
    r"voucher|coupon|offer|promo|discount|expire|order|party|cake|gift|present|invoice|gutschein|rabatt|angebot|geschenk|bestell|cupón|oferta|descuento|regalo|pedido|bon d|code promo|cadeau|commande|remise|sconto|buono|ordine|desconto|prenda|encomenda|korting|bestelling|rabat|prezent|zamówieni",
    re.IGNORECASE,
)
_JOIN = r"(?P<join>(?:[^\n\d;]|\d{4}(?=,)|\d{2}(?= (?:anni|ans|años|anos|lat|jaar|jahre))){0,34}?)"
_BIRTH = re.compile(rf"(?<!\w)(?:{_BIRTH_WORD})(?!\w){_JOIN}(?P<date>(?<!\d)(?:{_DATE}|{_MONTH}))(?!\d)", re.IGNORECASE)
_BIRTHDAY = re.compile(
    rf"(?<!\w)(?:{_BIRTHDAY_WORD})(?!\w){_JOIN}(?P<date>(?<!\d)(?:{_DATE}|{_DAY}|\d{{1,2}}[./-]\d{{1,2}}))(?!\d)",
    re.IGNORECASE,
)
_BIRTH_AFTER = re.compile(
    rf"(?P<date>(?<!\d)(?:{_DATE}|{_MONTH}|{_DAY}))(?!\d)(?P<join>[^\n\d;.!?]{{0,24}}?)(?<!\w)(?:my|his|her|our|the|mein|ihr|mi|ma|la mia|a minha|mijn|moja)? ?(?:date of birth|birth ?date|b-?day|birth ?day|d\.?o\.?b\b|born|geburtsdatum|geburtstag|fecha de nacimiento|cumpleaños|cumple|date de naissance|anniversaire"
    r"|data di nascita|compleanno|data de nascimento|aniversário|geboortedatum|verjaardag|jarig|data urodzenia|urodziny|geboren|né?e?\b(?= (?:à|en)\b)|nacid[oa]|nací|nat[oa]|nascid[oa]|nasci|urodzon[ya]|urodzi\w+|född)(?!\w)",
    re.IGNORECASE,
)
# *13.06.1991: the sign of genealogists; "mio padre è del 7/7/1950", "ik ben van 14 mei 1955": whoever is of a day
_THEN = r"(?:19[2-9]\d|20[01]\d)"
_OF_A_DAY = re.compile(
    rf"(?:(?:^|(?<=[\s(]))\* ?|\b(?:sono|siamo|è|é) (?:una? )?(?:del|dell'|de|di) ?(?:classe )?|\b(?:ben|is) (?:er een )?van |\bsoy (?:de la quinta )?del? |\b(?:sou|somos) de |\bich bin (?:vom|Jahrgang) |\bje suis (?:de|du) |\bjestem z )(?P<join>)"
    rf"(?P<date>(?<!\d)(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_THEN}|(?:\d{{1,2}}\.? (?:de |di )?)?(?:{_MONTHS})\.? (?:de |del )?{_THEN}))(?!\d)",
    re.IGNORECASE,
)
# né en 1984 · classe 1958, 14 aprile · soy del 75: the year alone, and the day that follows it
_OF_A_YEAR = re.compile(
    rf"(?<!\w)(?:né(?:e|\(e\))? en|nací en|nacid[oa] en|nació en|born in|geboren in|geboren im Jahr|nat[oa] nel|nasci em|nascid[oa] em|urodzon[ya] w|je suis de|ik ben van|bouwjaar|soy del|sou de|wurde)(?P<join>) (?P<date>{_THEN}(?:,? (?:el |le |il |am |op |a )?\d{{1,2}}\.? (?:de |di )?(?:{_MONTHS})(?!\w)|(?= am \d)|(?!\w|,? (?:el |le |il |am )?\d)))",
    re.IGNORECASE,
)
_ANY_MONTH = r"(?:jan|feb|f.v|maa|mar|m.r|apr|avr|abr|ma[iyjg]|mei|jun|jul|juin|juil|lug|giu|aug|ago|ao.t|sep|set|oct|okt|ott|out|nov|dec|dez|dic|d.c|gen|ene|stycz|lut|kwie|czerw|lip|sierp|wrze|pa.dz|list|grud)"
# a date of any form, and a word that makes it a birth
MAY_HOLD_A_BIRTH_DATE = (
    rf"(?i)\d{{1,4}} ?[./-] ?\d{{1,2}}|\d(?:st|nd|rd|th|\.|º|er)?,?[ -](?:of |de |di )?{_ANY_MONTH}|{_ANY_MONTH}\pL*\.? (?:de |del )?\d|\d [ivx]+ \d|\d{{8}}|\d \d{{1,2}} (?:19|20)\d",
    r"(?i)birth|b-?day|\bd\.? ?o\.? ?b|\by\.?o\.?b|\b(?:nac|nasc|naiss|ur)|geb|\bborn|jahrgang|nac[ií]|cumpl|naissance|naqui|nacqu|\bn[ée]|anniv|nascita|\bnat[oai]\b|complean|\bcompi|nasc|anivers|anos |geboorte|verjaa|jarig|\bd\. ?n|\bdn\b|\bd\.?d\.?n|\bfdn\b|\bf\. ?n|urodz|rocznik|classe|f.d(?:d|else)|\bturn|word \d|werde|\bwird|\bfiz|niver|ompiuto|skończ|mes \d|f.te mes|wiegen",
)
MAY_TELL_OF_A_DAY = (
    r"(?:19[2-9]\d|20[01]\d)",
    r"(?i)\* ?\d|(?:sono|siamo|è|é) (?:una? )?d|(?:ben|is) (?:er een )?van|soy d|(?:sou|somos) de|ich bin|je suis d|jestem z|n.e?(?:\(e\))? en|nac|born in|geboren in|nat[oa] nel|nasci|urodzon|bouwjaar|wurde",
)


def birth_dates(text: str) -> Iterator[Found]:
    """Dates that the words around them call a birth, and the days of birthdays.

    >>> [found for _, _, found in birth_dates("DOB: 04/12/1981, ordered 04/12/2025; geboren am 3. Mai 1990")]
    ['04/12/1981', '3. mai 1990']
    """
    yield from _dates(text, (_BIRTH, _BIRTHDAY, _BIRTH_AFTER))


def days_of_people(text: str) -> Iterator[Found]:
    """Days and years that somebody says to be of: a way to tell a birth without a word for it.

    >>> [found for _, _, found in days_of_people("mio padre è del 7/7/1950, je suis née en 1984")]
    ['7/7/1950', '1984']
    """
    yield from _dates(text, (_OF_A_DAY, _OF_A_YEAR))


def _dates(text: str, patterns: tuple[re.Pattern, ...]) -> Iterator[Found]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not _NOT_OF_A_BIRTH.search(match["join"]):
                yield match.start("date"), match.end("date"), " ".join(match["date"].split()).casefold()
