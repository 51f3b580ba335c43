"""Two more sets of lines in eight languages, both written before either was run and by somebody who had not read the rules.

The format is that of redaction_lines.py; kinds are what the figures ask for: form, address, birth, name. Lines without a
mark are harmless and must stay as they are. THIRD mended the rules; FOURTH was then run for the first time
(docs/figures/redaction.md says what each first run gave). No secret here opens anything, and nobody here lives.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator

import redaction_lines

THIRD = r"""
hi, could you swap the contact on file to [[form|p.haverstock77@fenmail.example]]? thx
the api call fails, header was X-Api-Key: [[form|Zt7~qPf2LwB9xKc4RmV8s]]
Use [[form|correct-Horse-9battery]] as password for the shared login please
My passwd: [[form|Winter!2031x]] and it says invalid
I'm on [[form|(415) 555-0137]] until five
You can ring [[form|020 7946 0321]] any weekday
SSN on the form was [[form|219-09-9999]] by mistake
NI number [[form|QQ 12 34 56 C]] is missing from the payslip
routing 021000021 and account number [[form|000123456789]] for the refund
the server at [[form|203.0.113.77]] cannot reach your webhook
my passport is [[form|533380006]], issued in Leeds
Ship it to [[address|Flat 3, 27 Gorse Lane, Penzance TR18 4NP]] please
New address: [[address|881 Whispering Pines Dr Apt 12, Boise, ID 83702]]
I moved to [[address|5 St Oswald's Close, York]] last month
We are at [[address|Unit 9, Harrow Industrial Estate, Leicester LE4 9HA]]
DOB [[birth|07/11/1983]]
I was born on the [[birth|3rd of March 1979]], is that old enough?
date of birth: [[birth|1991-06-24]]
My wife [[name|Prudence Ashgrove]] placed the order, not me
Please speak to my manager, Mr [[name|Tobias Hartwell]], about it
Order 4711-2231 arrived on 12/05/2024 with two boxes missing.
The build 10.4.22.1 crashes when I open page 12 of the report.
It says error 0x80070057 and code E-2041, version 3.11.4.
We need 45 seats from 1 March 2025, not 54.
Room 12 on Main Street was booked for the workshop.
The street view does not load on the map page.
I have paid 1,299.00 twice, on 03/04/2024 and 04/04/2024.
SKU AB-99812-XL is out of stock since Monday.
my IBAN [[form|GB33 BUKB 2020 1555 5555 55]] should get the money
the card ending 4242 was charged
Der Vertrag läuft auf [[form|w.kornblum@nordpost.example]], bitte ändern
Mein Kennwort lautet [[form|Sonne#47mond]], geht aber nicht
Erreichbar bin ich unter [[form|030 / 2345 67-89]] vormittags
Handy: [[form|0176-55 44 33 22]]
Bitte auf [[form|DE89 3704 0044 0532 0130 00]] überweisen
Sozialversicherungsnummer [[form|65 170839 J 003]] steht falsch drin
Personalausweis [[form|L01X00T47]] ist abgelaufen
Unser Gateway hat die [[form|198.51.100.23]]
Wir wohnen jetzt [[address|Kastanienallee 82, 10435 Berlin]]
Lieferadresse: [[address|Hinter der Mauer 3a, 99084 Erfurt]]
Bitte an [[address|Postfach 12 07 33, 60115 Frankfurt am Main]]
umgezogen in die [[address|Sudetenstr. 14]] in Kassel
geboren am [[birth|9. Februar 1968]] in Ulm
Geburtsdatum: [[birth|24.12.85]]
Meine Frau [[name|Hannelore Brinkmöller]] hat schon angerufen
Herr [[name|Gernot Alvensleben]] aus der Buchhaltung braucht Zugang
Bestellung 2024-88123 ist seit dem 14.03.2024 unterwegs.
Auf Seite 14 von 30 steht ein anderer Preis: 49,90 €.
Die Rechnung vom 1. Mai über 1.240,50 Euro fehlt.
Version 5.2.1 stürzt beim Öffnen ab.
Der Weg zur Einstellung ist nicht zu finden.
Mon courriel est maintenant [[form|celeste.boisvert@laposte.example]]
le mdp c'est [[form|Lune-rouge_88]] et rien
Joignable au [[form|01.45.67.89.10]] le matin
mon portable [[form|+33 (0)6 98 76 54 32]]
Virement sur [[form|FR76 3000 6000 0112 3456 7890 189]] svp
N° de sécu : [[form|2 84 05 88 123 456 70]]
Adresse IP [[form|192.0.2.144]] bloquée chez vous
J'habite au [[address|12, allée des Tilleuls, 31400 Toulouse]]
Livraison : [[address|Résidence Les Mouettes, bât. C, 7 quai Saint-Cyr, 35000 Rennes]]
changement d'adresse : [[address|3 place de l'Église, 74000 Annecy]]
née le [[birth|2 août 1975]] à Lille
Date de naissance : [[birth|17-09-1962]]
Mon mari [[name|Edmond Pellissier]] a passé la commande
voyez avec Monsieur [[name|Aurélien Castagnède]] du service achats
La commande n° 55821-A est arrivée le 12 mars 2024.
La page 7 affiche 129,00 € au lieu de 99,00 €.
La rue n'apparaît pas dans le menu déroulant.
Depuis la version 4.0.2 le bouton ne répond plus.
Mi correo nuevo: [[form|jacinta.robledo@correo.example]]
la clave es [[form|Perro_Azul77]] y no deja entrar
Mi móvil es [[form|655 21 43 65]]
Teléfono fijo [[form|91 523 44 18]] de nueve a dos
Cuenta [[form|ES91 2100 0418 4502 0005 1332]] para el reembolso
NIE [[form|X1234567L]] en la factura
CIF de la empresa [[form|B12345674]]
Vivo en [[address|C/ Mayor 45, 2º izq., 50001 Zaragoza]]
Envíen a [[address|Paseo de la Castellana 201, 28046 Madrid]]
mi dirección es [[address|Av. Insurgentes Sur 1602, Col. Crédito Constructor, 03940 CDMX]]
fecha de nacimiento [[birth|05/08/1990]]
nací el [[birth|23 de abril de 1971]] en Cádiz
Mi marido [[name|Evaristo Cifuentes]] firmó el contrato
pregunten por doña [[name|Remedios Albarracín]]
El pedido 8842-77 llegó el 3 de mayo de 2024 roto.
La página 4 tarda 30 segundos en cargar.
Cobran 59,90 € en vez de 49,90 €.
la mail giusta è [[form|ottavio.ferrante@postalibera.example]]
password: [[form|Gatto.Nero_12]] ma non va
chiamami al [[form|02 8765 4321]] in ufficio
cell. [[form|349 87 65 432]]
bonifico su [[form|IT60 X054 2811 1010 0000 0123 456]]
partita IVA [[form|12345670017]] da correggere
abito in [[address|Corso Vittorio Emanuele II 154, 10138 Torino]]
spedire a [[address|Via dei Mille 9/b, 80121 Napoli]]
nuovo indirizzo: [[address|Largo Augusto 3, Milano]]
nata il [[birth|14 luglio 1986]] a Bari
data di nascita [[birth|01.02.1959]]
mia moglie [[name|Fiorenza Mastrangelo]] ha ordinato
il signor [[name|Gaudenzio Pellizzari]] ha la password
L'ordine 7712/24 è arrivato il 9 marzo 2024.
La via più breve è cliccare due volte.
Costa 19,99 € al mese dalla versione 2.8.
mijn mailadres wordt [[form|s.vanderheyden@polderpost.example]]
ww is [[form|Fiets!Bel44]] maar werkt niet
bel [[form|020-123 45 67]] of mijn mobiel [[form|0612345678]]
rekening [[form|NL91 ABNA 0417 1643 00]] graag
burgerservicenummer [[form|111222333]]
Ik woon op [[address|Prinsengracht 263-II, 1016 GV Amsterdam]]
Verzend naar [[address|Dorpsstraat 7, 6941 AA Didam]]
ons adres: [[address|Grote Markt 15 bus 3, 2000 Antwerpen]]
geboortedatum [[birth|11-12-1977]]
geboren op [[birth|4 juni 1993]]
Mijn man [[name|Reinout Kuipersveld]] belde gisteren
vraag naar meneer [[name|Diederik Hoogstraten]]
Bestelling 20240391 kwam op 3 mei 2024 aan.
Op pagina 3 staat een bedrag van 24,95 euro.
o meu email é [[form|zulmira.antunes@correiolivre.example]]
a palavra-passe é [[form|Sol&Mar2029]] e dá erro
telemóvel [[form|93 456 78 12]]
meu CPF é [[form|529.982.247-25]]
CNPJ [[form|11.222.333/0001-81]] da firma
moro na [[address|Rua Augusta, 1508, ap. 73, São Paulo - SP, 01304-001]]
entreguem na [[address|Travessa do Carmo 12, 3.º dto., 1200-095 Lisboa]]
nasci a [[birth|30 de outubro de 1969]]
data de nascimento: [[birth|08/03/2001]]
o meu marido [[name|Belmiro Vasconcelos]] já ligou
fale com a senhora [[name|Etelvina Quaresma]]
A encomenda 99120 chegou no dia 5 de maio de 2024.
Na página 8 aparece R$ 129,90 em vez de R$ 99,90.
mój mail to [[form|b.zagorska@poczta-nowa.example]]
hasło: [[form|Zima_2030!k]] nie działa
tel. [[form|22 345 67 89]], najlepiej rano
komórka [[form|512-345-678]]
konto [[form|PL61 1090 1014 0000 0712 1981 2874]]
NIP firmy [[form|526-104-08-28]]
dowód osobisty [[form|ABA 300000]]
mieszkam przy [[address|ul. Marszałkowskiej 84/92 m. 15, 00-514 Warszawa]]
adres: [[address|os. Złotego Wieku 32/7, 31-618 Kraków]]
ur. [[birth|12.04.1981]]
data urodzenia: [[birth|3 stycznia 1970]]
mój mąż [[name|Dobrosław Kwiecień]] zamawiał
proszę o kontakt z panem [[name|Zdzisław Borkowiak]]
Zamówienie 2024/5512 przyszło 4 maja 2024 r.
Na stronie 6 jest kwota 149,00 zł.
"""

FOURTH = r"""
my old login was [[form|gwen_lockridge@brightpost.example]], drop it please
psw [[form|Marble$Fox19]] doesn't get me in
login kday / [[form|Pepper7!Mint]] is what IT gave us
PIN: [[form|8831]]
the CVV is [[form|417]]
OTP [[form|558 201]] never worked
export TOKEN=[[form|q9Xw~3LmP7vTz2RkBn8Yc5HdJ]]
connection string: Server=db1;User Id=sa;Password=[[form|Str0ng_Tiger]];Database=x
curl -u admin:[[form|h4rdT0Guess]] https://api.example.com/v1
mobile [[form|07700 900 461]], evenings
+1 [[form|212 555 0198]] ext. 4
from [[form|2001:db8:85a3::8a2e:370:7334]]
sort code 20-00-00, acct [[form|55779911]]
my driver's licence, [[form|MORGA657054SM9IJ]], was rejected
medicare number [[form|1EG4-TE5-MK73]]
card [[form|5555 5555 5555 4444]] exp 09/29
MAC 00:1B:44:11:3A:B7 is not registered
I live at [[address|The Old Rectory, Church Lane, Ludlow SY8 1AP]]
send to [[address|PO Box 5521, Wellington 6140]]
we relocated: [[address|1600 Peachtree St NW, Suite 400, Atlanta, GA 30309]]
postal address [[address|22/7 Wattle Street, Fremantle WA 6160]]
billing address is [[address|14A Rosebank Crescent, Dublin 6]]
birthday: [[birth|Aug 14, 1988]]
she was born [[birth|22-02-1954]]
d.o.b. [[birth|19.5.1996]]
my colleague [[name|Beatrix Fenwick-Stone]] can confirm
cc'ing Dr. [[name|Leopold Marchbanks]] on this
my son, [[name|Cormac Delahunt]], used the account
The 2019 edition has 512 pages, ours has 498.
Ticket #88213 has been open for 14 days.
Run 14:35:22.104 took 33 s and 12 MB.
Please upgrade 120 licences to the 2025 plan.
The Queen Street branch opens at 9.
Invoice 00098213 of 2024-03-01 is paid.
I was born to use this product, honestly!
His name on the badge is fine.
The password field is empty after reload.
My address book does not sync.
The pin icon is missing on the map.
schicken Sie alles an [[form|theodora-lenz@mailhof.example]]
PW [[form|Apfel?Baum63]] wird abgelehnt
Zugang: [[form|Blitz-Donner-5]] (Passwort)
unter der Nummer [[form|0043 660 1234567]] erreichbar
Tel [[form|044 668 18 00]] in Zürich
AHV-Nummer [[form|756.9217.0769.85]]
Steuernummer [[form|21/815/08150]]
Kreditkarte [[form|4012-8888-8888-1881]]
Bitte liefern an [[address|Schloßallee 1, Hinterhaus, 01309 Dresden]]
Adresse neu: [[address|Bahnhofstrasse 21, 8001 Zürich]]
wohnhaft [[address|Mariahilfer Straße 103/2/14, 1060 Wien]]
zieht um nach [[address|Auf dem Büchel 8, 53937 Schleiden]]
Geb. [[birth|03.10.1990]]
mein Geburtstag ist der [[birth|17. Juli 1955]]
meine Tochter [[name|Leonie Fassbinder-Krug]] nutzt das Konto
Ansprechpartnerin ist Frau Dr. [[name|Roswitha Ehrenpreis]]
Das Passwort-Feld bleibt leer.
Am 3. Oktober 2024 war die Seite 20 Minuten weg.
Artikel 55-2210-B kostet 12,90 €.
Mein Name steht falsch auf der Rechnung.
écrivez-moi : [[form|flo.tancrede@boitelettres.example]]
code secret [[form|Nuage*Gris31]] refusé
tél. [[form|0033 4 72 00 11 22]]
mon RIB : [[form|FR14 2004 1010 0505 0001 3M02 606]]
SIRET [[form|732 829 320 00074]]
carte [[form|4970 1000 0000 0014]]
mon adresse : [[address|45 boulevard Voltaire, 75011 Paris]]
à envoyer [[address|Lieu-dit Kerbihan, 56340 Carnac]]
nouvelle adresse [[address|18 ter chemin de la Procession, 13100 Aix-en-Provence]]
né(e) le [[birth|11/01/1958]]
anniversaire : [[birth|29 février 1984]]
ma collègue [[name|Apolline Verdurand]] s'en occupe
contactez Mme [[name|Hortense Laboulaye]]
Le chemin vers le fichier est faux.
Facture F-2024-0091 du 2 avril 2024, 340 €.
escriban a [[form|macario.urdaneta@buzon.example]]
contraseña [[form|Luna+Sol_55]]
whatsapp [[form|+52 1 55 1234 5678]]
DNI: [[form|12345678-Z]]
RFC [[form|VECJ880326XXX]]
CURP [[form|HEGG560427MVZRRL04]]
tarjeta [[form|4111-1111-1111-1111]] caducada
domicilio: [[address|Calle 50 #12-34, Bogotá]]
enviar a [[address|Ronda de Sant Pere 16, 1r 2a, 08010 Barcelona]]
mi casa está en [[address|Plaza Nueva 8, 41001 Sevilla]]
cumpleaños [[birth|15 de enero de 1999]]
F. nac.: [[birth|02-06-1966]]
mi jefa, la señora [[name|Obdulia Santamarta]], lo aprobó
mi hijo [[name|Fulgencio Irureta]] usa la cuenta
La calle no sale en el desplegable.
Factura 2024-118 del 4 de abril, 85,00 €.
scrivete a [[form|amalia_bonfiglio@casellanuova.example]]
la mia pwd [[form|Neve%Bianca8]]
telefono [[form|+39 06 698 12345]]
C.F. [[form|RSSMRA85T10A562S]]
carta [[form|5105 1051 0510 5100]]
indirizzo: [[address|Piazzale Roma 464, 30135 Venezia]]
residente in [[address|Strada Statale 16 km 798, 70126 Bari]]
consegna [[address|Vicolo del Moro 6, 00153 Roma]]
nato a Lecce il [[birth|27/05/1948]]
compleanno: [[birth|8 settembre 1994]]
la collega [[name|Ermenegilda Tosatti]] lo sa
chiedete al dottor [[name|Ludovico Zambelli]]
La piazza virtuale non si apre.
Fattura 118/2024 del 4 aprile, 85,00 €.
contact: [[form|jorrit.p.dekkers@briefkast.example]]
wachtwoord [[form|Molen_Wind22!]]
telefoon [[form|+32 470 12 34 56]]
BTW-nummer [[form|NL001234567B01]]
rijksregisternummer [[form|85.07.30-033.28]]
adres is [[address|Kerkstraat 108a, 9712 LM Groningen]]
bezorgen bij [[address|Singel 542, 1017 AZ Amsterdam]]
we zitten op [[address|Industrieweg 44, 3044 AT Rotterdam]]
geb. datum [[birth|21 maart 1952]]
jarig op [[birth|05-11-1980]]
mijn dochter [[name|Sietske Walravenstein]] logde in
mevrouw [[name|Geertruida Noordermeer]] heeft getekend
Het adresboek laadt niet.
Factuur 2024-118 van 4 april, 85,00 euro.
respondam para [[form|deolinda.m.freitas@caixanova.example]]
senha: [[form|Rio@Verde71]]
celular [[form|(11) 98765-4321]]
chave pix [[form|(21) 99876-5432]]
RG [[form|12.345.678-9]]
NIF [[form|123456789]]
endereço: [[address|Av. Paulista 1578, 4º andar, Bela Vista, São Paulo]]
morada [[address|Praceta das Oliveiras, lote 8, 2725-311 Mem Martins]]
moramos na [[address|Rua Sete de Setembro 55, Centro, Rio de Janeiro - RJ]]
D.N. [[birth|19/12/1973]]
aniversário em [[birth|6 de junho de 1982]]
a minha filha [[name|Iolanda Penaforte]] entrou
o senhor [[name|Clodoaldo Brandãozinho]] assinou
A rua sem saída do menu confunde.
Fatura 2024/118 de 4 de abril, 85,00 €.
piszcie na [[form|wit.okrasa@skrzynka.example]]
moje haslo [[form|Gwiazda$Noc9]]
telefon [[form|+48 (12) 345 67 89]]
REGON [[form|123456785]]
paszport [[form|ZS0000177]]
adres dostawy [[address|al. Jerozolimskie 144, 02-305 Warszawa]]
wysłać na [[address|pl. Wolności 5, 61-738 Poznań]]
mieszkanie [[address|ul. Długa 3B/11, Gdańsk]]
urodzona [[birth|7 sierpnia 1964]]
data ur. [[birth|1988-10-02]]
moja córka [[name|Bronisława Jasnorzewska]] korzysta
pani [[name|Kunegunda Wierzba]] podpisała
Pole hasła jest puste.
Faktura 118/2024 z 4 kwietnia, 85,00 zł.
"""

# Formats of vendors' keys, filled at random: {x12} is twelve letters and digits, {h}, {u} and {d} hex digits, capitals with
# digits, and digits.
VENDORS = (
    "xo~xb-{d12}-{d12}-{x24}", "xa~pp-1-{u11}-{d13}-{h64}", "rk_~live_{x24}", "wh~sec_{x32}", "gl~pat-{x20}",
    "github_~pat_{x22}_{x59}", "gho_~{x36}", "sk-~proj-{x48}", "sk-~ant-api03-{x80}AA", "hf_~{x34}", "npm_~{x36}",
    "pypi-~AgEIcHlwaS5vcmc{x60}", "SG.~{x22}.{x43}", "SK~{h32}", "key-~{h32}", "{h32}-us~14", "dop_~v1_{h64}", "shpat_~{h32}",
    "sq0atp-~{x22}", "AIza~{x35}", "ya29.~{x60}", "GOCSPX-~{x28}", "AccountKey=~{x86}==", "{d10}:AA~{x33}", "dapi~{h32}",
    "lin_~api_{x40}", "ntn_~{x46}", "pat~{x14}.{h64}", "figd_~{x40}", "PMAK-~{h24}-{h34}", "NRAK-~{u27}", "sntrys_~{x60}",
    "dp.pt.~{x43}", "hvs.~{x90}", "glsa_~{x32}_{h8}", "EAA~{x60}", "ATATT3x~{x60}", "rzp_~live_{x14}",
    "access-~production-{h8}-{h4}-{h4}-{h4}-{h12}", "sbp_~{h40}", "pscale_~tkn_{x43}", "nfp_~{x40}", "r8_~{x37}", "gsk_~{x52}",
    "pplx-~{x48}", "AGE-SECRET-~KEY-1{u58}", "rubygems_~{h48}", "dckr_~pat_{x27}", "pul-~{h40}", "sdk-~{h8}-{h4}-{h4}-{h4}-{h12}",
    "tfp_~{x44}", "bkua_~{h40}", "ops_~eyJ{x80}", "AKIA~{u16}", "ASIA~{u16}", "eyJ~{x20}.eyJ{x40}.{x43}", "sl.~{x60}",
    "ghs_~{x36}", "fo1_~{x43}", "cfut_~{x40}",
)  # fmt: skip

_SIGNS = {
    "x": string.ascii_letters + string.digits,
    "h": "0123456789abcdef",
    "u": string.ascii_uppercase + "234567",
    "d": string.digits,
}
_AROUND = ("{x}", "here is the log: {x} and then 401", "my key is {x}.", '"{x}"', "x={x}&y=1")


def vendor_keys(seed: int) -> Iterator[tuple[str, str]]:
    """(text, the key in it): every vendor's format in every sentence, made anew by a seed."""
    rng = random.Random(seed)
    for form in VENDORS:
        for around in _AROUND:
            key = re.sub(
                r"\{([xhud])(\d+)\}",
                lambda match: "".join(rng.choice(_SIGNS[match[1]]) for _ in range(int(match[2]))),
                form.replace("~", ""),
            )
            yield around.format(x=key), key


def covered(redactor, text: str, start: int, end: int, name: str | None = None) -> bool:
    """Is every letter and digit of the secret in a finding?"""
    found = {place for one in redactor.find(text, name) for place in range(one.start, one.end)}
    return all(place in found for place in range(start, end) if text[place].isalnum())


def measured(redactor, *blocks: str) -> dict[str, tuple[int, int]]:
    """{kind: (secrets, covered)}, and under `precision` (findings, on a secret) and `harmless` (lines, left as they are)."""
    counts: dict[str, list[int]] = {"precision": [0, 0], "harmless": [0, 0]}
    for block in blocks:
        for text, secrets, name in redaction_lines.lines(block):
            findings = redactor.find(text, name)
            for kind, start, end in secrets:
                tally = counts.setdefault(kind, [0, 0])
                tally[0] += 1
                tally[1] += covered(redactor, text, start, end, name)
            counts["precision"][0] += len(findings)
            counts["precision"][1] += sum(
                any(one.end > start and one.start < end for _, start, end in secrets) for one in findings
            )
            if not secrets:
                counts["harmless"][0] += 1
                counts["harmless"][1] += not findings
    return {kind: (tally[0], tally[1]) for kind, tally in counts.items()}
