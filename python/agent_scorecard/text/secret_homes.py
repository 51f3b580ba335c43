"""Where an address begins and ends, and addresses of any form behind a word that announces one.

A street's own forms are in `secret_places`. Here is what they share: the floor, the town, the hamlet in front; and the places
that no form knows, taken where somebody says that they live, move, or want something delivered there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# ---------------------------------------------------------------- how far an address goes

_CAPITAL = r"[^\W\d_a-zß-öø-ÿāąćčďęěğįłńňōőœřśşšťūůűųźżž][\w'’.-]{0,30}"
_LINK = r"(?:de|da|do|dos|das|del|della|dei|degli|di|du|des|la|las|los|les|le|lo|van|von|den|der|het|ten|ter|am|an|im|in|op|aan|sur|sous|en|e|upon|on|bei|nad|pod|św\.|d'|l')"
_TOWN = rf"(?:(?:[Dd]en|[Dd]e|[LlEe][aeol]s?|'[st]-?|Saint|Sankt|São|S\.|Św\.) ?)?{_CAPITAL}(?:(?<![^\W_]{{3}}\.)[ -](?:{_LINK}[ -]){{0,2}}{_CAPITAL}){{0,3}}"
_CODE = r"(?:[A-Z]{1,2}[- ])?(?:\d{5}(?:-\d{3,4})?|\d{4} ?[A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z\d]? ?[A-Z\d]{3,4})"
_PART = (
    r"apartment|apartamento|appartement|apt|apto|appt|app|ap|suite|ste|unit|flat|floor|fl|room|rm|building|bldg|block|level|entrance|gate code|whg|wohnung|tür|top|stiege|haus|aufgang"
    r"|hinterhaus|vorderhaus|seitenflügel|etage|stock|og|eg|dg|ug|piso|planta|puerta|pta|escalera|esc|portal|bloque|blq|bajo|bj|ático|entresuelo|principal|izquierda|izda|izq|derecha|dcha"
    r"|interior|interno|int|scala|sc|piano|palazzina|pal|lotto|edificio|edif|bâtiment|bât|bat|étage|etage|ét|porte|cage|hall|boîte|bte|bus|verdieping|hoog|huis|toren|andar|bloco|bl|lote|lt|fração"
    r"|frente|fte|depto|dpto|departamento|digicode|ppal|escalier|gauche|droite|links|rechts|halle|hala|dock|gate|stall|puesto|loja|local|hof|toren|tower|torre|kamer|zimmer|ingresso|citofono|mezzanine|sous-sol|rez-de-chaussée|parter|poddasze|fundos|esquerdo|esq|direito|dto|dta|rés-do-chão|r/c|sala|conjunto|conj|cj|casa|mieszkanie|miesz|m|lokal|lok|piętro|klatka|kl|blok|budynek|nave|módulo|box"
)
_NUMBERED = (
    rf"(?i:(?:{_PART})(?![^\W_])\.?(?: ?(?:n[.º°]?|nr\.?|no\.?|#))? ?(?:\d{{1,4}}[a-z]?\d{{0,3}}|[a-z](?![^\W_]))?(?:[ -]?(?:izda?|izq|dcha?|der|esq|dto|[a-d])(?![^\W_])\.?)?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th|º|ª|°|er|e|ème|è|a|o)?\.?[ -]?(?:{_PART})(?![^\W_])\.?(?: ?\w{{1,3}}(?![^\W_]))?|\d{{1,2}}[ºª°]\.?[ -]?\w{{1,4}}(?![^\W_])\.?|s/n)"
)
_GAP = r"(?:,? ?\n ?|,? [-–—|/·] ?|, ?| ?/ ?| )"
_MORE = re.compile(
    rf"{_GAP}(?:(?i:postcode|postal code|zip|plz|c\.?p\.?|cep|cap|cód\.? postal|kod):? )?{_CODE}(?![\w-])(?:(?:,| -)? ?{_TOWN})?"
    rf"|{_GAP}\(?{_NUMBERED}\)?"
    # whatever is between the number and the code of the town
    rf"|, ?[^,\n;.!?\0]{{1,24}}\.?(?=, ?{_CODE},? {_CAPITAL})"
    rf"| (?:{_LINK} ){{1,2}}{_CAPITAL}"
    rf"|(?:,? ?\n|, ?| [-–—|] ){_TOWN}(?: \d{{1,2}}(?![\w.:,/-]))?"
    r"|,? ?\([A-Z]{2}\)|(?: ?[-/,] ?| )(?:[A-Z]{2,3})(?![^\W_])(?! ?\d{1,2}[^\d])"
    # a town without a comma, as the last word of the sentence
    rf"| {_TOWN}(?=\s*(?:$|[\n.;!?)]))"
)
# what a sentence goes on with behind an address, with a capital
_NO_TOWN = re.compile(
    r"\W*(?:I|It|We|My|The|This|That|Thanks?|Thx|Please|Pls|Can|Could|But|And|Is|Are|Not|Regards|Best|Cheers|Danke|Bitte|Ich|Wir|Das|Die|Der|Es|Und|Aber|MfG|LG|Gracias|Por|El|La|Mi|Merci|Je|Nous|Le|Mon|Ma|Bonjour|Cordialement"
    r"|Grazie|Il|Mio|Non|Obrigad[oa]|O|Meu|Não|Bedankt|Ik|Het|De|Mijn|Dank|Groet\w*|Dzięk\w*|Proszę|Nie|Mój|Pozdrawiam)\b(?! ?[A-Z]{1,2}\d)(?![ -][^\W\d_a-z])"
)
_HELLO = r"Hi|Hello|Hey|Dear|Hallo|Hola|Bonjour|Ciao|Olá|Oi|Cześć|Dzień|Thanks|Danke|Gracias|Merci|Grazie|Obrigad[oa]|Bedankt|Yes|No|Ja|Nein|Sí|Oui|Sì|Sim|Nee|Tak|Nie|So|But|And|Please|Bitte|OK|Ok|Sorry|Well|Now|Monday|Tuesday|Wednesday|Thursday|Friday"
_BEFORE = re.compile(
    r"(?:(?<!\w)(?:(?i:flat|apt\.?|apartment|unit|suite|studio|room|level|floor) ?#?\w{1,5}[,/]? ?|\d{1,3}/"
    rf"|(?i:résidence|immeuble|lotissement|zone|bâtiment|bât\.?|appt?\.?|apt\.?|esc\.?|lieu-dit|chez|hameau|urb\.|urbanización|urbanização|edificio|edif\.|pol\. ?ind\.|polígono|bairro|quinta|condom[ií]nio|cond\.|c\.c\.|quadra|setor|loc\.|località|fraz\.|frazione|contrada|c\.da|osiedle|os\.|haus|c/o|t\.a\.v\.) ?(?:{_LINK} ?){{0,2}}[^\n,;:!?\0]{{1,40}},? "
    # a house, a firm, a town or a part of one, with its comma
    rf"|(?<![\w.])(?!(?:{_HELLO})(?!\w))(?:(?i:de|the|het|la|le|el|il|o|a) )?{_CAPITAL}(?: (?:(?:{_LINK} ){{0,2}}{_CAPITAL}|[A-Z]|\d{{1,3}})){{0,3}}, ?|(?:{_NUMBERED}|(?i:loja|sector|setor|box|lote) [\w.]{{1,6}}), ?"
    rf"|'[ts] |(?:RR|HC) \d{{1,3}} Box \d{{1,5}}, ?|\d{{1,2}}e |\d{{1,3}}/|{_CODE} {_CAPITAL}, ?|(?:{_LINK} )+|(?i:loc\.|burg\.|ulica|ul\.|al\.|p\.za|p\.zza|rua|r\.) ?(?:{_LINK} )*(?:\d{{1,2}} )?|{_CODE},? (?:{_CAPITAL},? )?))$"
)


_LINKS = re.compile(rf"(?:{_LINK} )+")
_NUMBERED_HOME = re.compile(rf"\d|{_NUMBERED}")


def reach(text: str, start: int, end: int) -> tuple[int, int]:
    """The address that begins and ends here or further out: with its floor, town and code, and what is in front of it.

    >>> text = "We live in Apt 4, 12 Elm Road, Leeds. Thanks"
    >>> text[slice(*reach(text, 18, 29))]
    'Apt 4, 12 Elm Road, Leeds'
    """
    for _ in range(6):
        match = _MORE.match(text, end)
        if not match or match.end() == end or _NO_TOWN.match(match.group()):
            break
        end = match.end()
    for _ in range(3):
        match = _BEFORE.search(text, max(0, start - 60), start)
        # "in 12 Elm Road", "in Apt 4": a small word belongs to the name of a street alone
        if (
            not match
            or match.start() == start
            or (_LINKS.fullmatch(match.group()) and _NUMBERED_HOME.match(text, start))
        ):
            break
        start = match.start()
    return start, end - (len(text[start:end]) - len(text[start:end].rstrip(" .,-/\n")))


def joined(spans: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Spans that overlap, or have only a comma between them, as one."""
    begun: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if begun and (start <= begun[1] or (start - begun[1] <= 3 and not text[begun[1] : start].strip(" ,-–\n"))):
            begun = begun[0], max(begun[1], end)
            continue
        if begun:
            yield begun
        begun = start, end
    if begun:
        yield begun


# ---------------------------------------------------------------- behind a word that announces an address

_CUES = (
    r"address|adress|addr|post|posted|parcel|package|collect|work|warehouse|street|location|place|live|lives|living|reside|resides|residing|moved|moving|relocated|ship|shipped|shipping|deliver|delivered|delivery|send|sent|mail|mailed|courier|located|based|home|billing|office|return it|forward|pick ?up"
    r"|paket|post|standort|abholung|retoure|rechnung|arbeit|praxis|straße|strasse|adresse|anschrift|lieferadresse|rechnungsadresse|rechnungsanschrift|lieferanschrift|postanschrift|wohne|wohnen|wohnt|wohnhaft|wohnung|umgezogen|gezogen|ziehe|ziehen|zieht|umzug|schicken|schickt|schick|senden|liefern|liefert|lieferung|zustellen|zustellung|hausnummer|büro|firmensitz|sitz"
    r"|dir|paquete|trabajo|calle|local|estoy|estamos|quiero|facturar|factura|dirección|direccion|domicilio|vivo|vive|vivimos|resido|envíen|envien|envía|envio|envío|enviar|envíenlo|envíalo|mandar|mándalo|mandadlo|manden|mándenlo|entrega|entregar|entreguen|casa|mudado|mudé|oficina|recoger|recogida"
    r"|colis|retour|facture|travail|suis|sommes|mettre|chez|parents|mère|adresse|habite|habitons|habitant|livrer|livraison|livrez|envoyer|envoyez|envoi|expédier|expédiez|déménagé|déménage|domicile|domicilié|domiciliée|demeurant|réside|résidons|loge|bureau|bureaux|siège"
    r"|pacco|fattura|ritiro|lavoro|corriere|hotel|studio|metti|rimborso|ind|indirizzo|abito|abita|abitiamo|vivo|risiedo|residente|residenza|spedire|spedite|spedizione|spedisca|consegna|consegnare|consegnate|mandate|inviare|inviate|trasferito|trasferita|trasferiti|recapito|ufficio|sede|sto|domicilio"
    r"|fatura|trabalho|loja|fica|rua|prédio|vivo|ponham|levantar|casa|endereço|endereco|morada|moro|moramos|mora|resido|enviem|entreguem|mandem|mudei|mudámos|mudamos|escritório|residência|cep|correio"
    r"|pakje|pakket|factuur|bedrijf|afhalen|levering|bezorging|retour|zit|zitten|huisnr|vakantie|adres|bezorgadres|afleveradres|factuuradres|postadres|woonadres|woon|wonen|woont|wonende|stuur|sturen|verstuur|verzenden|verzend|bezorgen|bezorg|bezorgd|leveren|afleveren|lever|verhuisd|verhuis|verhuizen|kantoor|thuis"
    r"|faktura|fakturę|firma|szkoła|mieszkanie|mieszkaniu|pracy|wysyłka|skrytka|działka|kod|adresem|adresie|adresu|mieszkam|mieszkamy|mieszka|zamieszkały|zamieszkała|wyślijcie|wyślij|wysłać|wysyłka|wysyłkę|prześlijcie|dostawa|dostawę|dostawy|dostarczyć|dostarczcie|przeprowadziłem|przeprowadziłam|przeprowadziliśmy|przeprowadzka|siedziba|biuro|dom|kurier|paczkę|paczka|odbiór"
)
_CUE = re.compile(
    rf"(?<![\w-])(?:{_CUES})(?!\w)(?P<join>[^\n\d;!?\0]{{0,34}}?[\s:,\"'(]{{1,3}})(?=(?P<place>[^\s\W_][^\n;!?\0]{{4,110}}))",
    re.IGNORECASE,
)
_ANY_CUE = (
    r"(?i)post|parcel|pack|collect|work|ware|place|street|paket|stand|abhol|retou?r|rechn|arbeit|praxis|stra|\bdir\b|paq|traba|calle|local|est[oa]|quier|fa[ck]tu|colis|trava|suis|sommes|mettr|chez|paren|pacco|fatt|ritir|lavor|corrier|hotel|studi|metti|rimbor|\bind\b|trabal|loja|fica|rua|pr.dio|ponham|levant|pak|bedrij|afha|zit|huisn|vakan|firma|szk|prac|skryt|kod|addr|adres|live|living|resid|mov(?:ed|ing)|reloc|ship|deliver|send|sent\b|mail|courier|locat|based|home|billing|office|forward|pick ?up|anschrift|wohn|gezogen|zieh|umzug|schick|liefer|zustell|hausn|b.ro|sitz"
    r"|direcci|domicil|\bviv|env|mand|entreg|casa|mud|oficina|recog|habit|livr|exp.di|d.m.nag|demeur|loge|bureau|si.ge|indirizzo|abit|risied|sped|consegn|invi|trasfer|recapit|uffici|\bsede|\bsto\b"
    r"|endere|morada|mor[ao]|escrit|\bcep\b|correio|woon|won|stu+r|verz|bezorg|lever|verhui|kanto|thuis|mieszka|wys|prze|dosta|siedzib|biuro|\bdom\b|kurier|paczk|odbi"
)
_A_STREET = r"(?i:\b(?:ul\.|ulica|al\.|os\.|via|viale|corso|piazza|calle|c/|avenida|avda|av\.|plaza|paseo|urb\.|rua|travessa|pra.a|rue|avenue|av|boulevard|bd|place|chemin|impasse|all.e|route))"
# a name with a number, a number with a name, or the code of a town; and a word that announces them
MAY_ANNOUNCE_AN_ADDRESS = (
    r"\p{Lu}[\pL'’.\-]*,? (?:(?i:n|nr|no|n.m|km)[.º°o]* ?)?\d|\p{Lu}[\pL'’.\-]*,? [Ss]/[Nn]|\d[a-zA-Z]?(?: ?bis| ?ter)?,? \p{Lu}"
    r"|(?:^|[^\d#\-])(?:\d{5}|\d{4} ?[a-zA-Z]{2}|\d\d-\d{3}|\d{4}-\d{3}|[a-zA-Z]{1,2}\d[a-zA-Z\d]? \d[a-zA-Z]{2})(?:[^\d]|$)"
    r"|\pL \d{1,4}[a-z]?(?: ?[/\-] ?\d{1,4})?(?:,| m)",
    (_ANY_CUE, _A_STREET),
)
_STREET_AND_NUMBER = (
    # Kouter 7b · Steenweg op Gent 210 · Calle Olmo nº 7: a name, a number
    rf"(?:{_LINK} ){{0,2}}(?:\d{{1,2}}\.? )?{_CAPITAL}(?:[ -](?:{_LINK}[ -]){{0,2}}(?:{_CAPITAL}|[a-z]{{3,12}}(?= [A-Z])))"
    r"{0,5},? (?:(?i:n\.?[ºo°]?|núm\.?|nr\.?|no\.?|numero|número|km) ?)?(?:\d{1,5}(?: ?[a-zA-Z](?!\w))?(?:[-/]\d{1,4}[a-zA-Z]?)?|[Ss]/[Nn])(?![\w%€$£:°]|[.,]\d)"
)
_ANNOUNCED = re.compile(
    # 14 Maple Ridge Rd · 5 Old Orchard: a number, a name of two words or with a town behind
    rf"(?:{_STREET_AND_NUMBER}(?P<town>(?:,|\n| -| –)? ?{_CODE}(?![\w-])(?:,? ?{_TOWN})?|,? ?{_TOWN})?"
    rf"|\d{{1,5}}[a-zA-Z]?(?: ?(?:bis|ter))?,? {_CAPITAL}(?: (?:{_LINK} ){{0,2}}{_CAPITAL}){{0,4}}(?P<behind>,? (?:{_CODE}|{_TOWN},? [A-Z]{{2}} \d{{5}}|{_TOWN},? {_CODE})(?![\w-]))"
    rf"|(?:{_CAPITAL}[^\n;!?\0]{{2,60}}?[ ,])?{_CODE}(?![\w-]),? {_TOWN})"
)
# before such words a number counts or names something else
_NOT_A_STREET = re.compile(
    r"^(?:\d{1,5} )?(?:order|ticket|invoice|version|page|step|plan|chapter|figure|table|room|row|line|case|option|day|week|month|hour|user|seat|agent|windows|office|excel|iphone|ios|android|chrome|bestellung|rechnung|seite|schritt|platz|tag|woche|stunde"
    r"|pedido|factura|página|paso|día|semana|commande|facture|page|étape|jour|semaine|ordine|fattura|pagina|passo|giorno|settimana|encomenda|fatura|passo|dia|bestelling|factuur|stap|dag|zamówienie|faktura|strona|krok|dzień"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday|januar|februar|märz|mai|mei|maart|juni|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|décembre|januari|februari|maart|mei|augustus|juli|oktober|dezember"
    r"|op|on|am|el|le|il|em|al|del|du|van|vom|today|tomorrow|only|about|over|under|at least|around|after|before|within|nr|no|the \d)s?(?![^\W_])",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "please pls plz asap thanks thx not and or but instead now since if when because my is was with for from as on at in to it und oder nicht bitte statt seit ist die das danke aber por favor gracias no y o porque es el mas svp merci et pas"
    " est il un une grazie per favore non ma è obrigado obrigada não bedankt graag aub niet maar het een proszę dzięki nie i ale jest a de da do dos das del della dei di du des la las los les le lo van von den der ten ter am an im op aan sur sous"
    " en e upon bei before after today tomorrow bis".split()
)
_WORD = re.compile(r"[^\W_]+")


def announced(text: str) -> Iterator[tuple[int, int]]:
    """Addresses behind a word that announces one, whatever the street is called; typed small, too.

    >>> text = "ik woon kouter 7b, 9000 gent"
    >>> [text[start:end] for start, end in announced(text)]
    ['kouter 7b, 9000 gent']
    """
    position = 0
    while match := _CUE.search(text, position):
        start = match.start("place")
        position = match.start("join")
        place = match["place"]
        is_small = not re.search(r"(?<!\w)[^\W\d_a-z][a-z]{2}", place)
        spelled = capitalised(place) if is_small else place
        found = _ANNOUNCED.match(spelled)
        if found and not _NOT_A_STREET.match(place):
            has_town = bool(found.groupdict().get("town") or found.groupdict().get("behind"))
            # a small word and a number are an address only with a town's code
            if not is_small or (has_town and re.search(_CODE, found.group())):
                shown = text[:start] + spelled + text[start + len(spelled) :]
                yield reach(shown, start, start + found.end())
                position = start + found.end()


_SMALL_STREET = re.compile(
    r"(?<!\w)(?:ul\.|ulica|al\.|os\.|via|viale|corso|piazza|calle|c/|avenida|avda\.?|av\.|plaza|paseo|urb\.|rua|travessa|praça|\d{1,4} (?:bis |ter )?(?:rue|avenue|av|boulevard|bd|place|chemin|impasse|allée|route)) (?:[^\W\dA-Z_][\w.'’-]* ?){1,5},? ?\d{1,4}[a-z]?(?: ?[/-] ?\d{1,4})?(?:,| \d{5}| m\.? ?\d)[^\n;!?\0]{0,60}"
    r"|(?<!\w)\d{1,4} (?:bis |ter )?(?:rue|avenue|av|boulevard|bd|place|chemin|impasse|allée|route) [^\n\dA-Z;!?\0]{3,40}\d{5}[^\n;!?\0]{0,30}"
)


def small_places(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, as it would be spelled) of what follows such a word and was typed without capitals."""
    for street in _SMALL_STREET.finditer(text):
        yield street.start(), capitalised(street.group())
    position = 0
    while match := _CUE.search(text, position):
        position = match.start("place") + 1
        if not re.search(r"(?<!\w)[^\W\d_a-z][a-z]{2}", match["place"]):
            yield match.start("place"), capitalised(match["place"])
            position = match.end("place")


def capitalised(text: str) -> str:
    """The text with the capitals that a street, a town and a code have; as long as it was.

    >>> capitalised("14 maple ridge rd, dayton oh 45402 please")
    '14 Maple Ridge Rd, Dayton OH 45402 please'
    """

    def word(match: re.Match) -> str:
        told = match.group()
        if any(c.isdigit() for c in told):
            new = told if re.fullmatch(r"\d+(?:st|nd|rd|th)", told) else told.upper()
        else:
            new = told if told in _SMALL else told[:1].upper() + told[1:]
        return new if len(new) == len(told) else told

    spelled = _WORD.sub(word, text)
    spelled = re.sub(r"(?<![^\W_])[A-Z][a-z](?= \d{5}(?!\d))", lambda match: match.group().upper(), spelled)
    return re.sub(r"(?<=\d{4} )[A-Za-z]{2}(?![^\W_])", lambda match: match.group().upper(), spelled)
