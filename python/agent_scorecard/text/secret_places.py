"""Where people live.

Every function takes one text and yields ``(start, end, normal form)``, as those of ``secret_words`` do. Forms of eight
languages: English, German, Spanish, French, Italian, Portuguese, Dutch, Polish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_scorecard.text.secret_homes import announced, joined, reach, small_places

Found = tuple[int, int, str]

# ---------------------------------------------------------------- postal addresses

_MONTH_NAME = r"(?i:jan|feb|mar|mär|apr|avr|abr|ma[iyj]|mei|jun|jul|lug|aug|ago|sep|set|oct|okt|ott|out|nov|dec|dez|dic|déc|gen|ene)"

_NAME = r"(?:(?:St|Ste|Mt|Ft|Dr|Prof|Gen|Gral|Sta)\. ?)?[^\W\d_a-z][\w'’-]{0,30}"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,3}}"
_OF = r"(?:(?:de|da|do|dos|das|del|della|dello|dei|degli|di|du|des|la|las|los|les|le|lo|l'|d'|van|von|den|der|het|św\.?) ?){0,3}"
_NUMBER = r"(?:# ?)?\d{1,5}(?:(?:/?[a-zA-Z]| [A-Za-d])(?![\w@]))?(?: ?[-/#] ?\d{1,4}[a-zA-Z]?){0,2}"
_UNIT = (
    r"(?:,? ?(?i:apartment|apto|appt|apt|suite|ste|unit|flat|floor|room|whg|wohnung|piso|puerta|planta|escalera|esc|appartamento|piano|bte|étage|bâtiment|bât|interno|int|scala|andar|bloco|bl|lote|ap|bus|bât|m|lok)\b\.? ?#?\w{1,6}|,? ?#\d{1,5}[A-Za-z]?"
    r"|,? \d{1,2}[ºª°]?[ -]?[A-D](?!\w)|,? \d{1,2}\.?[ºª°]\.?,? ?(?i:izq|izda|izquierda|dcha?|derecha|esq|dto|dta|direito|frente|fte|ext|int|andar|planta|piso|[a-d])\b\.?|,? \d{1,2}(?:r|n|t|è|er|a) \d{1,2}[aª](?!\w)|,? km\.? ?\d{1,4}(?!\w)){0,2}"
)
_UK_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_POSTCODE = rf"(?:[A-Z]{{1,2}}-)?(?:\d{{5}}(?:-\d{{3,4}})?|\d{{4}} ?[A-Z]{{2}}|{_UK_POSTCODE}|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|\d{{4}}|\d{{3}} \d{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?!\w)"
_STATE = r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
_TOWN_NAME = rf"{_NAMES}(?:[ -](?:op|aan|a/d|am|an|bei|sur|sous|en|in|bij|upon|on|de|di|do|da|la|le)[ -]{_NAMES})?"
# what may follow the street: town and postcode, in either order, on the same or the next line
_TOWN = (
    rf"(?:,? ?(?:Col\.|Colonia|Bairro|Urb\.|Urbanización|Polígono) {_NAMES})?(?:(?:,|\n|,? -| in)? ?(?:{_NAMES}, ?)?(?:{_NAMES},? )?(?:(?:- ?)?[A-Z]{{2}},? )?(?:(?i:CEP|C\.?P\.?|cód\.? postal):? ?)?{_POSTCODE}(?:[ ,]{{1,2}}{_TOWN_NAME}(?: \([A-Z]{{2}}\))?(?: [A-Z]{{2}}(?!\w))?)?"
    rf"|, ?{_NAMES}(?: \d{{1,2}}(?![\w.:,/-]))?(?:, ?(?:[A-Z]{{2}}|{_TOWN_NAME})){{0,2}}(?: - [A-Z]{{2}}(?!\w))?)?"
)
_STREET_WORD = (
    r"(?:street|road|avenue|lane|drive|court|boulevard|square|terrace|crescent|parade|promenade|esplanade|rise|vale|view|chase|pike|trl|ridge|cove|heights|parkway|highway|close|gardens|grove|mews|row|walk|way|place|hill|circle|trail|loop|alley|plaza|quay"
    r"|St|Rd|Ave|Av|Ln|Dr|Ct|Blvd|Sq|Ter|Cres|Pkwy|Hwy|Pl|Cir)"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,#/-])(?:(?i:flat|apt\.?|apartment|unit|suite) \w{{1,5}},? )?\d{{1,5}}[a-zA-Z]?(?:[-/]\d{{1,4}})? (?:[NSEW]\.? |North |South |East |West )?(?:"
    rf"(?:(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,3}}(?i:{_STREET_WORD})"
    # one word: Kingsway, Broadway, Cheapside, Moorgate
    r"|[A-Z][a-z]{2,12}(?:way|gate|side|bury|wharf)|Strand|The [A-Z][a-z]{3,12}"
    r"|(?i:[a-z'’]{3,20} ){1,2}(?i:street|road|avenue|lane|boulevard))(?![\w])\.?(?: (?:NW|NE|SW|SE|[NSEW])(?!\w))?"
    + _UNIT
    + _TOWN
)
_GERMAN = re.compile(
    rf"(?<![\w-])(?!(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Einen) )(?:{_NAMES}[ -])?(?:[^\W\d_][\w-]{{1,30}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|markt|hof|wall|graben|stieg|pfad)"
    rf"|{_NAME}[ -](?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer)|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Unter den|Alte|Neue) (?!(?:Menü|Schritt|Monat|Jahr|Quartal|Abschnitt|Kapitel|Feld|Fenster|Fall|Anhang|Bereich|Reiter|Tab|Bild|Artikel|Ticket|Tarif|Plan|Raum|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Punkt|Test|Paket|Warenkorb|Portal|Version|Stand|Stück|Preis|Update|Anfang|Ende|Rechnung|Bestellung|Liste|Seite|Spalte|Zeile|Tabelle)\b){_NAME}(?: {_NAME})?) {_NUMBER}(?!\w)"
    + _UNIT
    + _TOWN
)
_DUTCH = re.compile(
    rf"(?<![\w-])(?:(?:{_NAMES} {_OF})?(?:{_NAMES} )?[^\W\d_][\w-]{{2,30}}(?:straat|laan|plein|gracht|kade|dijk|steeg|singel|hof|weg|pad|baan|markt|gatan|vägen|gränd|torget)|(?:Grote|Oude|Nieuwe) (?:Markt|Kerk|Gracht)|(?:Laan|Plein|Weg|Straat|Kade|Singel|Dijk|Hof|Burgemeester|Prins|Prinses|Koning|Koningin) {_OF}{_NAMES}(?: {_OF}{_NAMES})?) {_NUMBER}(?!\w)"
    + _UNIT
    + _TOWN
)
_STREET_FIRST = re.compile(
    r"(?<![\w])(?i:ctra\.?|rambla|jr\.|jirón|bulevar|cuesta|camí|barrio|pasaje|calzada|cerrada|privada|calle|cl\.|c/|avenida|avda?\.?|av\.|paseo|pº|plaza|pza\.?|carrera|diagonal|transversal|carrer|camino|carretera|ronda|travesía|glorieta"
    r"|lungotevere|lungarno|salita|borgo|riva|fondamenta|galleria|rione|contrada|frazione|località|loc\.|traversa|vico|p\.za|circonvallazione|piazzale|piazzetta|via|viale|v\.le|piazza|p\.zza|corso|c\.so|vicolo|largo|strada|lungomare"
    r"|calçada|sítio(?: da| do)?|lugar|rotunda|viela|ladeira|sq[sn]|rua|r\.|travessa|praça|praceta|beco|calçada|quinta|alameda|estrada|rodovia"
    r"|osiedlu|rynek|rondo|bulwar|skwer|szosa|chaussée|quai|boulevard|steenweg|ulica|ulicy|ul\.|aleja|aleje|al\.|osiedle|os\.|plac|pl\.) ?"
    rf"(?:{_OF}(?:[Śś]w\. |[Ss]\. |km )?{_NAMES}(?: {_OF}{_NAMES})?|km|(?:[^\W\d_A-Z]{{3,14}} ){{1,3}}?(?=\d{{1,4}},)|\d{{1,3}}[A-Z]?(?: (?:bis|sur|este|oeste))? ?(?=#)),? ?(?:(?i:n\.?[ºo°]\.?|núm\.?|nr\.?|numero|número|num\.?|nº|s/n|lote|lt\.) ?)?{_NUMBER}(?!\w)"
    + _UNIT
    + _TOWN
)
_FRENCH = re.compile(
    rf"(?:(?<!\w)(?i:résidence|immeuble|lotissement|zone artisanale|chez) {_NAMES}, (?:(?i:bât|esc|appt|apt|ét)\.? ?\w{{1,4}},? )?)?"
    r"(?<![\w.,])\d{1,4}(?: ?(?i:bis|ter|quater|[a-d]))?,? (?i:rue|avenue|av\.|boulevard|bd\.?|blvd|place|impasse|allée|allee|chemin|quai|chaussée|montée|ruelle|venelle|voie|promenade|esplanade|hameau|route|cours|passage|square|faubourg|sentier|villa|cité|rond-point)"
    rf" {_OF}{_NAMES}(?: {_OF}{_NAMES}){{0,2}}(?!\w)" + _UNIT + _TOWN
)
_BOX = re.compile(
    r"(?i:\bp\.? ?o\.? ?box|\bpostfach|\bapartado(?: de correos)?|\bboîte postale|b\.? ?p\.(?= ?\d)|c\.? ?p\.(?= ?\d)|skr\. poczt\.|antwoordnummer|\bcasella postale|\bcaixa postal|\bpostbus|\bskrytka pocztowa) ?(?:#|no\.? ?)?\d[\d ]{1,8}\d?(?!\d)"
    + _TOWN
)
# "send it to Lieu-dit Kerbihan, 56340 Carnac": after such a word whatever begins with a capital and ends in a town's code
_CUED = re.compile(
    r"\b(?i:address|adress\w{0,2}|adresse|dirección|domicilio|indirizzo|endereço|morada|adres\w{0,3}|ship|deliver|send|lives?|living|moved?|liefer\w{0,4}|schick\w{0,3}|wohn\w{0,4}|umgezogen|livr\w{1,6}|envoy\w{1,3}|habit\w{1,4}"
    r"|env[ií]\w{0,5}|entreg\w{0,5}|mor[ao]\w{0,3}|sped\w{1,4}|consegn\w{1,4}|abit\w{1,4}|risied\w{1,4}|residente|woon|verzend\w{0,3}|bezorg\w{0,3}|stuur|wysł\w{1,4}|mieszka\w{0,3}|dostaw\w{0,2})\b"
    rf"[^\n\dA-ZÀ-Þ]{{0,25}}(?P<place>{_NAME}[^\n!?;]{{0,70}}?[ ,](?:\d{{5}}|\d{{4}}-\d{{3}}|\d{{2}}-\d{{3}}|\d{{4}} [A-Z]{{2}})(?![\w-]),? {_TOWN_NAME})"
)
# A town with its code, without a street or behind one of any name: "Springfield, IL 62704", "5 Old Orchard, Leeds LS6 2QT".
_US_TOWN = re.compile(
    rf"(?:(?<![\w.,#/-])\d{{1,5}} {_NAMES}{_UNIT},? )?(?<!\w){_NAMES}, {_STATE} \d{{5}}(?:-\d{{4}})?(?!\w)"
)
_UK_TOWN = re.compile(
    rf"(?<!\w)(?:(?i:flat|studio|unit|apt\.?|apartment) \w{{1,4}},? )?(?:\d{{1,4}}[a-zA-Z]?,? )?{_NAME}(?: [A-Za-z'’-]{{2,20}}){{0,2}}, (?:{_NAMES},? ){{0,2}}{_UK_POSTCODE}(?!\w)"
)
_TOWN_OF_CODE = re.compile(
    rf"(?<!\w){_NAME}(?:[ -]{_OF}{_NAME}){{0,3}} \d{{1,4}}[a-zA-Z]?(?!\w){_UNIT},? (?!19\d\d|20\d\d)\d{{4}} (?!{_MONTH_NAME})[A-Z][^\W\d_]{{2,20}}|"
    rf"(?<!\w){_NAME}(?: {_OF}{_NAME}){{0,3}},? (?:\d{{1,5}}[a-zA-Z]?|[Ss]/[Nn])(?!\w){_UNIT} ?,"
    rf" ?(?:{_TOWN_NAME}, ?(?:\d{{5}}|\d{{4}}-\d{{3}}|\d{{2}}-\d{{3}})(?!\w)|(?:\d{{5}}|\d{{4}} ?[A-Z]{{2}}|\d{{4}}-\d{{3}}|\d{{2}}-\d{{3}}),? {_TOWN_NAME}(?: \([A-Z]{{2}}\))?)"
    rf"|(?<!\w)(?i:rue|avenue|boulevard|place|chemin|allée|impasse) {_OF}{_NAMES}, \d{{5}} {_TOWN_NAME}"
)
_CODE_FIRST = re.compile(
    rf"(?<![\w-])(?:\d{{2}}-\d{{3}}|\d{{5}}-\d{{3}}|\d{{4}}-\d{{3}}|\d{{5}}|\d{{4}}(?: [A-Z]{{2}})?) {_NAMES}, {_OF}(?:ul\. |Rua |Via |Calle |C/ ?)?{_NAME}(?: {_OF}{_NAME}){{0,3}},? \d{{1,4}}[a-zA-Z]?(?![\w%€])|(?<![\w-])\d{{4}} [A-Z]{{2}}, {_NAME}(?: {_OF}{_NAME}){{0,3}} \d{{1,4}}"
)
_UK_CODE = re.compile(r"(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})(?!\w)")
# What each form above cannot be without, as patterns of RE2 (`redaction.Search`). Apart and without counted repeats of
# letters, they run through its automaton: as one pattern they took a hundred times as long.
_STREETS = (
    r"street|road|avenue|lane|drive|court|boulevard|square|terrace|crescent|parkway|highway|close|gardens|grove|mews|\brow\b|walk|way|place|hill|circle|trail|loop|alley|plaza|quay|parade|promenade|esplanade|rise|vale|view|chase|pike|ridge|cove|heights"
    r"|\b(?:trl|st|rd|ave?|ln|dr|ct|blvd|sq|ter|cres|pkwy|hwy|pl|cir)\b|gate\b|side\b|bury\b|wharf\b|strand\b|the \pL"
)
FORMS_OF_AN_ADDRESS = (
    rf"(?i)\d[a-z]?(?:[-/]\d{{1,4}})? [^\n,]*(?:{_STREETS})",
    r"(?i)\d(?: ?(?:bis|ter|quater|[a-d]))?,? (?:rue|avenue|av\.|boulevard|bd\.?|blvd|place|impasse|all[ée]e|chemin|quai|chaussée|montée|ruelle|venelle|voie|promenade|esplanade|hameau|route|cours|passage|square|faubourg|sentier|villa|cit[ée]|rond-point) ",
    r"(?i)\b(?:calle|cl\.|c/|avenida|avda?\.?|av\.|paseo|pº|plaza|pza\.?|carrera|diagonal|transversal|carrer|camino|carretera|ronda|travesía|glorieta|via|viale|v\.le|piazza|p\.zza|corso|c\.so|vicolo"
    r"|largo|strada|lungomare|rua|r\.|travessa|praça|praceta|beco|calçada|quinta|alameda|estrada|rodovia|ulic[ay]|ul\.|alej[ae]|al\.|osiedle|os\.|plac|pl\.)[^\n]*\d",
    r"(?i)(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|markt|hof|wall|graben|stieg|pfad|straat|laan|plein|gracht|kade|dijk|steeg|singel|pad|baan|kerk|gatan|vägen|gränd|torget) (?:# ?)?\d",
    r"(?i)\b(?:am|an de[rn]|auf de[rm]|im|in de[rn]|zum|zur|unter den|alte|neue|laan|plein|weg|straat|kade|singel|dijk|hof|burgemeester|prins|prinses|koning|koningin) [^\n]* (?:# ?)?\d",
    r"(?i)p\.? ?o\.? ?box|postfach|apartado|boîte postale|\bb\.? ?p\.|\bc\.? ?p\.|poczt|antwoordn|casella postale|caixa postal|postbus|skrytka",
    rf", {_STATE} \d{{5}}",
    _UK_POSTCODE,
    r",[^\n]*(?:\d{5}|\d{4} ?[A-Z]{2}|\d{4}-\d{3}|\d{2}-\d{3})",
    r"(?i)\b(?:ctra|rambla|jr\.|jir.n|bulevar|cuesta|cam[ií] |barrio|pasaje|calzada|cerrada|privada|lungotevere|lungarno|salita|borgo|riva|fondamenta|galleria|rione|contrada|frazione|localit|loc\.|traversa|vico|p\.za|circonvallazione|piazzale|piazzetta|cal[cç]ada|s[ií]tio|lugar|rotunda|viela|ladeira|sq[sn]|osiedlu|rynek|rondo|bulwar|skwer|szosa|chauss.e|quai|boulevard|steenweg)[^\n]*\d",
    r"\pL \d{1,4}[a-zA-Z]?,? \d{4} \p{Lu}",
    r"(?:\d{2}-\d{3}|\d{5}|\d{4}-\d{3}|\d{4}(?: [A-Z]{2})?),? \pL[^\n,]*,[^\n]* \d",
)
# Each form with those of FORMS_OF_AN_ADDRESS, by their places, of which the text must hold one.
_FORMS = (
    (_ENGLISH, {0}),
    (_FRENCH, {1}),
    (_STREET_FIRST, {2, 9}),
    (_GERMAN, {3, 4}),
    (_DUTCH, {3, 4}),
    (_BOX, {5}),
    (_US_TOWN, {6}),
    (_UK_TOWN, {7}),
    (_TOWN_OF_CODE, {8, 10}),
    (_CODE_FIRST, {8, 11}),
    (_UK_CODE, {7}),
)
_ALL_FORMS = frozenset(range(len(FORMS_OF_AN_ADDRESS)))
_CODE_AND_TOWN = re.compile(r"[ ,](?:\d{5}|\d{4}-\d{3}|\d{2}-\d{3}|\d{4} [A-Z]{2})(?![\w-]),? ")


def addresses(text: str, forms: frozenset[int] = _ALL_FORMS) -> Iterator[Found]:
    """Postal addresses: a street with its number, a box, a town with its code, and what of the town follows.

    ``forms``: the places of those patterns of FORMS_OF_AN_ADDRESS that the text may match.

    >>> [found for _, _, found in addresses("Send it to 221B Baker Street, London NW1 6XE please")][0]
    '221b baker street london nw1 6xe'
    """
    spans = [reach(text, *span) for span in _of_a_form(text, forms)]
    for start, end in joined(spans, text):
        yield start, end, _plain(text[start:end])


def announced_addresses(text: str) -> Iterator[Found]:
    """Addresses behind a word that announces one, of any form, and typed small; whole where a form knows but a part.

    >>> [found for _, _, found in announced_addresses("ship it to 14 maple ridge rd, dayton oh 45402 please")]
    ['14 maple ridge rd dayton oh 45402']
    """
    spans = [*announced(text)]
    for begin, place in small_places(text):
        spans += [(begin + start, begin + end) for start, end in (reach(place, *span) for span in _of_a_form(place))]
    if spans:
        spans += [reach(text, *span) for span in _of_a_form(text)]
    for start, end in joined(spans, text):
        yield start, end, _plain(text[start:end])


def _of_a_form(text: str, forms: frozenset[int] = _ALL_FORMS) -> Iterator[tuple[int, int]]:
    for pattern, cannot_be_without in _FORMS:
        for match in () if forms.isdisjoint(cannot_be_without) else pattern.finditer(text):
            yield match.span()
    for match in _CUED.finditer(text) if _CODE_AND_TOWN.search(text) else ():
        yield match.span("place")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\s,.]+", " ", text).split()).casefold()
