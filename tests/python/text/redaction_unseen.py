"""Six hundred lines as customers type them, in eight languages, written once the rules stood, and sixty harmless ones.

The format is that of redaction_lines.py. docs/figures/redaction.md says what the first run gave, before any rule had seen
them; the rules were mended by them since. No secret here opens anything, and nobody here lives.
"""

UNSEEN = r"""
Hi team, parcel went back again. Correct place is [[address|41 Wexford Drive, Apt 9, Tulsa, OK 74133]].
can u change it to [[address|5 Copper Beech Lane, Tunbridge Wells TN2 5QP]] before it goes out
We've left Leeds, post now goes to [[address|The Coach House, 3 Priory Road, Malvern WR14 3DS]]
my place: [[address|1180 E Colfax Ave Unit 304, Denver CO 80218]]
driver left it at 16 instead of [[address|61 Saltmarsh Way, Exeter]]
the invoice should say [[address|Level 6, 120 Collins Street, Melbourne VIC 3000]]
I'm staying with my sister at [[address|27 Tanglewood Cres, Mississauga, ON L5N 2T7]] until June
Street: [[address|88 Harbour View]], town: [[address|Galway]]
shipping label shows [[address|9 Oak St]] but it's [[address|90 Oak St, Burlington VT 05401]]
collect from [[address|Flat 2B, 14 Argyle Place, Edinburgh, EH9 1JL]] please
I typed [[address|402 North Main Street, Fairfield, Iowa]] and it said unknown
our warehouse (use this one) is at [[address|7750 Industrial Pkwy, Dock 4, Lorain, OH 44053]]
[[address|RR 2 Box 114, Decatur, IL 62521]] is a rural route, your form refuses it
we're the blue door, [[address|118 St Aldates, Oxford OX1 1DS]]
bill goes to [[address|P.O. Box 77, Kilkenny]]
it's for my dad, [[address|6 Glebe Close, Ballymena, BT43 5LQ]]
old house was [[address|302 Larkspur Ct, Boulder, Colorado 80304]], forget that one
Home address on file = [[address|15/23 Beach Parade, Surfers Paradise QLD 4217]]
pls use work: [[address|One Canada Square, 22nd floor, London E14 5AB]]
i live on [[address|29 pinecrest blvd, asheville nc 28803]]
the deposit return should be posted to [[address|44 Ferry Road, Cardiff, CF11 7DW]]
Could you resend to [[address|Suite 210, 5 Penn Plaza, New York, NY 10001]]?
location for the engineer visit is [[address|Hillcrest Farm, Dunkeld Rd, Perth PH1 3AB]]
my zip is wrong, whole thing reads [[address|2217 Bluebonnet Trl, Plano, TX 75023]]
Nobody was at [[address|73 Mount Pleasant, Liverpool L3 5TB]] when they came
The account is my late husband's, he was born [[birth|2 June 1948]]
For security: [[birth|11/30/1986]], that's my DOB
you have my birthday as May, it's [[birth|17 Apr 1993]]
DoB [[birth|1/2/85]]
Patient born [[birth|1972-11-08]], the portal shows 1927
I turned 18 on [[birth|4 March 2006]] so the age check is wrong
my birthdate reads 1900, should be [[birth|09.09.1990]]
age gate rejects me, born in [[birth|August 1999]]
date of birth is the [[birth|21st of October 1964]]
My twins' birthday is [[birth|14 Feb 2017]]
B-day: [[birth|07-07-1977]]
he's [[birth|13/01/2001]] (date of birth) if you need it
Name ok, Birth date [[birth|June 6, 1958]] not ok
I entered [[birth|31/12/1979]] as my date of birth and it flipped day and month
you ask when was I born: [[birth|25.5.1969]]
my mother, born the [[birth|8th January, 1951]], wants her own login
dob:[[birth|19840620]]
passenger 2 date of birth [[birth|28 Nov 2012]]
I share a birthday with my son, [[birth|September 3rd]]
Born: [[birth|15 Dec '88]], London
the DOB you hold, [[birth|10/10/1910]], makes me over 100
child's d.o.b [[birth|05 / 08 / 2019]]
confirm identity - birthdate [[birth|12-Mar-1975]]
i was born on [[birth|the 1st of may 1990]]
Year of birth 1982, full: [[birth|1982/04/19]]
reach me after 6 on [[form|(617) 555-0188]]
txt [[form|07911 123456]] when it ships
new mail is [[form|barnaby.tuck@quietpost.example]]
it's dana underscore reef at mailhaven dot com: [[form|dana_reef@mailhaven.example]]
password I used: [[form|Crumpet!Lane42]]
pw for the test user is [[form|gr33nKettle]]
Visa [[form|4539 5787 6362 1486]] was charged twice
SSN [[form|318-62-7745]], please delete it from the chat
my NI is [[form|JG 10 37 59 A]]
passport number [[form|521098764]] expires in May
account [[form|31926819]], sort code [[form|60-16-13]]
IBAN is [[form|GB33 BUKB 2020 1555 5555 55]]
routing number 121000358, checking acct [[form|004451237789]]
api_key=[[form|f3c9a1e07bd24c5f9a6e]]
bearer token was [[form|q7Rt0ZpLw3XcVb8NmK2s]]
my IP is [[form|198.51.100.23]]
the verification code I got is [[form|640182]]
SIN [[form|046 454 286]] for the T4
driver licence no [[form|MORGA753116SM9IJ]]
cvc [[form|882]]
landline [[form|01632 960983]]
Medicare card [[form|2950 60171 1]]
login: rick / [[form|Pa55word#Rick]]
+61 [[form|412 345 678]] is my mobile
they texted the otp [[form|77120]]
Bitte nochmal zustellen: [[address|Kastanienallee 77, Hinterhaus links, 10435 Berlin]]
ab 1.6. bin ich unter [[address|Am Mühlbach 3, 82467 Garmisch-Partenkirchen]] zu finden
Paket liegt beim Nachbarn, ich wohne aber [[address|Schillerstraße 12b, 39108 Magdeburg]]
die rechnung geht an [[address|Wiener Str. 200, 8051 Graz]]
Meine neue Straße heißt [[address|Zum Sportplatz 6, 26180 Rastede]]
Bitte ändern in [[address|Neuer Wall 10, 20354 Hamburg]]
Standort des Geräts: [[address|Industriestraße West 4, Halle 3, 70565 Stuttgart]]
Wohnort [[address|4053 Basel, Güterstrasse 188]]
bin umgezogen, jetzt [[address|bahnhofstr. 9, 99084 erfurt]]
Adresse im Profil: [[address|Ludwigkirchplatz 2 (2. OG), 10719 Berlin]]
Ihr habt an [[address|Dorfstr. 1, 17192 Torgelow am See]] geliefert, falsch
ins Büro bitte: [[address|c/o Holzwerk, Lange Reihe 50, 20099 Hamburg]]
mein vater wohnt in der [[address|Gartenstraße 31, Kleinmachnow]]
Abholung [[address|Frankfurter Ring 193a, 80807 München]]
[[address|Packstation 145, 50667 Köln]] funktioniert nicht
richtige Hausnummer: [[address|Hohe Straße 44]] statt 4
Retoure ging an [[address|Mozartgasse 7/12, 1040 Wien]]
Lieferung bitte nach [[address|Obere Bachgasse 5, D-93047 Regensburg]]
Postanschrift [[address|Postfach 1255, 49002 Osnabrück]]
Unsere Praxis: [[address|Markt 18, 07743 Jena]]
hab eure Karte an [[address|Sonnenhang 14, 57399 Kirchhundem]] bestellt
Ich wohne seit Mai in [[address|Zürich, Langstrasse 120]]
Anlieferung Tor 2, [[address|Carl-Zeiss-Straße 22, 73447 Oberkochen]]
Für meine Mutter: [[address|Haus Abendrot, Kirchplatz 9, 84307 Eggenfelden]]
steht auf dem Ausweis: [[address|Eichendorffweg 2, 97074 Würzburg]]
geboren bin ich am [[birth|7.8.1990]]
Mein Geburtsdatum, [[birth|30.04.1957]], ist bei Ihnen falsch
Geb.-Datum [[birth|02.12.1985]]
Kind: Mia, geb. [[birth|15.03.2018]]
Ich bin am [[birth|19. Oktober 1976]] in Ulm geboren
Versicherte Person [[birth|11.05.1949]] (Geburtsdatum)
mein mann ist [[birth|3.3.63]] geboren
Geburtstag habe ich am [[birth|24. Juni]]
Es steht 1.1.1970 drin, geboren wurde ich aber am [[birth|1. Juli 1970]]
Geburtsdatum: [[birth|1994-08-27]]
geb [[birth|09/1981]]
Meine Oma, Jahrgang 1938, Geburtstag [[birth|12.12.1938]]
Altersprüfung schlägt fehl, ich bin [[birth|14.02.2005]] geboren
zur Legitimation: geboren [[birth|28 Sep 1968]]
Geburtsdaten der Reisenden: [[birth|06.06.2010]]
wurde [[birth|1961]] am [[birth|23. November]] geboren
Geburtsdatum lautet richtig [[birth|05.10.1999]]
Ihre Nachfrage zum Geburtstag: [[birth|17.01.1988]]
mein Sohn (*[[birth|08.08.2014]])
Antragsteller, geb. am [[birth|29. Februar 1992]] in Graz
GEBOREN AM: [[birth|20.07.1983]]
Tochter wird am [[birth|4. Mai]] 18, ihr Geburtstag
geburtsdatum des patienten [[birth|31.10.1944]]
bday [[birth|13.9.2001]]
Ich, geboren im [[birth|März 1979]], darf doch bestellen
ruft mich an: [[form|0176 81234567]]
Festnetz [[form|0341 9876543]]
mail: [[form|birgit-kloss@eisvogel.example]]
Passwort: [[form|Kiefer!1987]]
mein kennwort war [[form|Morgenrot_55]]
IBAN [[form|DE75 5121 0800 1245 1261 99]]
IBAN lautet [[form|AT61 1904 3002 3457 3201]]
Steuernummer [[form|93815/08152]]
SV-Nummer [[form|12 010188 M 011]]
Personalausweis [[form|T22000129]]
Reisepassnummer [[form|C01X0006H]]
Kreditkarte [[form|5425 2334 3010 9903]]
Prüfziffer CVC [[form|310]]
PIN ist [[form|7340]]
TAN [[form|884213]] kam nicht an
Handynummer +43 [[form|664 1234567]]
erreichbar 079 / [[form|079 412 33 90]]
AHV [[form|756.1234.5678.97]]
Kto [[form|532013000]] BLZ 37040044
API-Schlüssel [[form|b81f04c2e95d4d7da3c6]]
mein Login ist kmeier, Passwort [[form|Wolke7xRegen]]
USt-ID [[form|DE136695976]]
Führerscheinnummer [[form|B072RRE2I55]]
WLAN Passwort lautet [[form|zitrone-2019-blau]]
IP [[form|192.0.2.66]] wird geblockt
Por favor reenvíen a [[address|Calle Serrano 88, 3º D, 28006 Madrid]]
me mudé a [[address|C/ San Vicente Mártir 121, pta 14, 46007 Valencia]]
la factura va a [[address|Gran Vía 45, 48011 Bilbao]]
el repartidor fue a la 12, yo vivo en el [[address|Paseo del Prado 21, bajo B]]
Dir: [[address|Av. Providencia 2330, depto 1204, Santiago]]
colonia y calle: [[address|Durango 215, Roma Norte, 06700 Ciudad de México]]
vivimos en [[address|Rambla de Catalunya 57, ppal 1a, 08007 Barcelona]]
recogida en [[address|Polígono El Prado, C/ Sevilla 3, 06800 Mérida]]
mi casa queda en la [[address|Calle 72 # 10-34 apto 501, Bogotá]]
mándenlo al trabajo: [[address|Torre Picasso, planta 9, Plaza Pablo Ruiz Picasso 1, Madrid]]
[[address|Jr. de la Unión 518, Lima]] es la buena
pongan [[address|Avenida de los Poetas 6, portal 3, 2º A, 28970 Humanes]]
dejaron el paquete en [[address|Ctra. de Burgos km 14, Alcobendas]]
domicilio: [[address|Bulevar Artigas 1055, Montevideo]]
estoy en [[address|urb. las lomas, casa 14, 29602 marbella]]
facturar a nombre de la empresa, [[address|Ronda del Guinardó 99, 08025 Barcelona]]
nos cambiamos a la [[address|Travesía de la Cruz 4, 15001 A Coruña]]
el piso es [[address|Cuesta de Gomérez 17, 18009 Granada]]
lo quiero en [[address|San Martín 540, 2B, Mendoza]]
dirección del local [[address|Mercado Central, puesto 31, 46001 Valencia]]
vive con su abuela en [[address|Barrio La Paz, calle 3 nº 8, Mieres]]
entregar en [[address|Hernán Cortés 5, 37001 Salamanca]]
apartado [[address|Apartado de Correos 312, 07080 Palma]]
puse [[address|Alameda de Hércules 60]] pero falta el piso
mi dirección de siempre, [[address|Camí de la Mar 12, 03590 Altea]]
nací un [[birth|12 de octubre de 1984]]
Fecha de nacimiento: [[birth|28/02/1979]]
f. nacimiento [[birth|5-5-05]]
mi hija cumple el [[birth|16 de enero]]
soy del [[birth|23/04/1991]]
nacido el [[birth|3 de julio de 1958]] en Soria
fecha nac. [[birth|1967-09-30]]
pone que nací en [[birth|1900]] y es [[birth|19/06/1990]]
mi cumpleaños: [[birth|8 de agosto]]
titular nacida [[birth|11.11.1949]]
la fecha de nacimiento que consta es [[birth|01/01/1970]] y está mal
nacimos el [[birth|25 de mayo de 2003]]
mi esposo, nacido en [[birth|febrero de 1975]]
FECHA NACIMIENTO [[birth|30/12/1988]]
Nac: [[birth|14/03/1996]]
cumplí 18 el [[birth|2 de septiembre de 2006]]
para verificar, mi nacimiento es [[birth|22-10-1982]]
el niño nació [[birth|17/7/2016]]
fecha de nacim. [[birth|9 abril 1973]]
data de naixement no, fecha de nacimiento [[birth|27 nov 1965]]
mi mamá es nacida el [[birth|4 de abril de 1947]]
edad incorrecta: nací el [[birth|31/08/2000]]
cumple [[birth|10/12/1993]]
FDN [[birth|06/06/1986]]
Soy de [[birth|marzo de 1980]], nací el [[birth|15]]
mi celular [[form|55 3412 7789]]
fijo [[form|956 22 33 44]]
tel. +54 9 [[form|11 2345-6789]]
escríbanme a [[form|tito.almendros@cartero.example]]
contraseña: [[form|Naranja$Azul9]]
la clave del wifi es [[form|perrito2011]]
DNI [[form|71548236H]]
NIE [[form|Y3456789D]]
cuenta [[form|ES79 2100 0813 6101 2345 6789]]
tarjeta [[form|4532 0151 1283 0366]]
código cvv [[form|119]]
mi pin es [[form|2580]]
pasaporte n.º [[form|PAB998877]]
CURP [[form|LOOA531113HTCPBN07]]
RUT [[form|12.345.678-5]]
CUIL [[form|20-12345678-6]]
seguridad social [[form|08/12345678/52]]
whatsapp: [[form|+57 300 123 4567]]
usuario marta, contraseña [[form|Sol&Luna_81]]
código de verificación [[form|304958]]
licencia de conducir [[form|B1234567]]
RFC [[form|GODE561231GR8]]
cédula [[form|1.032.456.789]]
CLABE [[form|032180000118359719]]
mi ip: [[form|203.0.113.201]]
Merci de livrer au [[address|17 rue des Martyrs, 75009 Paris, digicode 45B7]]
j'ai quitté Lille, maintenant c'est [[address|22 avenue de la République, 59110 La Madeleine]]
facture à envoyer [[address|ZA des Ormeaux, 6 rue Ampère, 37250 Montbazon]]
j'habite [[address|4 place du Marché, 1260 Nyon]]
le colis est parti au 3, or je suis au [[address|13 rue Victor Hugo 38000 Grenoble]]
adresse : [[address|Bât. D, résidence Les Cèdres, 40 bd Gambetta, 06000 Nice]]
mon domicile : [[address|chemin de la Fontaine, 83440 Fayence]]
nous sommes au [[address|260 chaussée de Waterloo, bte 7, 1060 Saint-Gilles]]
envoi à [[address|5, cours Mirabeau - 13100 AIX EN PROVENCE]]
mes parents, [[address|La Grande Bastide, 84220 Gordes]]
votre livreur cherche [[address|8 ter, ruelle des Jardins, 67000 Strasbourg]]
au bureau plutôt : [[address|Tour Incity, 25e étage, 116 cours Lafayette, 69003 Lyon]]
point de collecte [[address|1500 rue Sherbrooke Ouest, Montréal (QC) H3G 1K4]]
le bon code postal : [[address|29200 Brest, 14 rue de Siam]]
on a déménagé [[address|quai des Chartrons 71, Bordeaux]]
à [[address|Kervadec, 56400 Pluneret]] svp
l'adresse affichée, [[address|2 rue Neuve, 57000 Metz]], date de 2015
livrez chez la voisine, [[address|19 allée Paul Cézanne, 34070 Montpellier]]
BP : [[address|B.P. 40, 97200 Fort-de-France]]
siège social [[address|3 rond-point des Champs-Élysées, 75008 Paris]]
habite au [[address|12b route de Colmar, 68040 Ingersheim]]
retour à faire à [[address|46 rue du faubourg saint-denis 75010 paris]]
c'est au [[address|7 passage Lemoine, escalier C, 2e gauche, 75002 Paris]]
ma mère : [[address|EHPAD Les Mimosas, 10 rue Jean Moulin, 30100 Alès]]
Adresse de facturation incorrecte, mettre [[address|33 montée de la Butte, 69001 Lyon]]
je suis née le [[birth|14 juillet 1982]]
Date de naissance : [[birth|03/05/1969]]
né le [[birth|9.12.1990]] à Brest
mon fils né en [[birth|avril 2011]]
mon anniversaire, le [[birth|25 novembre]]
ma date de naissance ([[birth|08/01/1955]]) est fausse
naissance [[birth|1976-03-18]]
née un [[birth|29 février 1996]]
vous avez 1970, je suis du [[birth|6 juin 1979]]
DDN [[birth|22/09/2001]]
Titulaire, née le [[birth|1er janvier 1944]]
nés le [[birth|17 octobre 2013]], des jumeaux
âge refusé, né le [[birth|30/04/06]]
passager : [[birth|12/08/1967]] (date de naissance)
je fête mes 40 ans le [[birth|2 mars]], né en [[birth|1984]]
date naiss. [[birth|15-06-1993]]
Anniv : [[birth|7 mai 1988]]
mon épouse est née à Oran le [[birth|28 août 1951]]
je suis de [[birth|1962]], né le [[birth|19/11/1962]]
né.e le [[birth|04/04/1999]]
la date de naissance du patient est le [[birth|21 décembre 2008]]
naiss: [[birth|10 02 1973]]
il est né [[birth|le 5 septembre 1947]]
nous demandons correction, né le [[birth|13 févr. 1986]]
carte jeune, née le [[birth|26 juil. 2004]]
appelez au [[form|07 81 22 33 44]]
fixe : [[form|03 88 12 34 56]]
+33 [[form|7 56 78 90 12]]
écrire à [[form|marius.pelletan@courriervif.example]]
mdp : [[form|Tournesol?33]]
mon ancien mot de passe était [[form|Violette_1815]]
n° sécu [[form|1 68 11 75 115 324 61]]
IBAN [[form|FR76 1820 6002 0054 8710 2660 103]]
BIC et compte belge [[form|BE68 5390 0754 7034]]
carte bleue [[form|4978 3612 3456 7893]]
cryptogramme [[form|654]]
passeport [[form|14AB12345]]
permis de conduire n° [[form|130693201234]]
carte d'identité [[form|X4RTBPFW4]]
code reçu par SMS : [[form|908172]]
numéro fiscal [[form|07 12 345 678 901]]
SIREN [[form|552 100 554]]
code pin [[form|6027]]
identifiant lucb, mot de passe [[form|Pluie&Vent12]]
jeton d'accès [[form|Zx81kQpL0vNmT4rYs6Wd]]
portable suisse [[form|079 345 67 89]]
le code wifi est [[form|chaton-bleu-88]]
TVA [[form|FR40303265045]]
registre national [[form|93.05.18-223.61]]
depuis l'IP [[form|203.0.113.5]]
Rispedite a [[address|Via Monte Napoleone 8, 20121 Milano]] per favore
mi sono trasferito in [[address|Viale dei Tigli 45, int. 7, 40136 Bologna]]
il pacco era per [[address|Piazza Garibaldi 11, 43121 Parma]]
fattura intestata a noi, [[address|Via dell'Artigianato 30/B, 36100 Vicenza]]
sto ancora in [[address|corso buenos aires 64, 20124 milano]]
Ind: [[address|Vicolo Cieco 2, 50122 Firenze]]
consegnate al piano terra, [[address|Via Po 9, Torino]]
abitiamo a [[address|Palermo, via Maqueda 230]]
nuova residenza [[address|Strada della Pieve 114, 06132 Perugia (PG)]]
il corriere dice che [[address|Lungotevere dei Mellini 18, Roma]] non esiste
casella [[address|C.P. 55, 39100 Bolzano]]
indirizzo di lavoro: [[address|Centro Direzionale, Isola E3, 80143 Napoli]]
da mia madre: [[address|Frazione San Lorenzo 21, 12030 Manta]]
ritiro presso [[address|Largo La Foppa 1, 20121 Milano]]
spedite qui [[address|Borgo Pinti 75, 50121 Firenze]]
vivo in [[address|Via Nazionale 12, scala A, interno 3, 00184 Roma]]
metti [[address|Salita Pollaiuoli 8r, 16123 Genova]]
[[address|Località Poggio 5, 58051 Magliano in Toscana]] e non 55
civico sbagliato: [[address|Via Mazzini, 102]] invece di 120
hotel dove alloggio: [[address|Riva degli Schiavoni 4171, 30122 Venezia]]
la sede è in [[address|Galleria Subalpina 3, 10123 Torino]]
per il rimborso via posta [[address|Viale Europa n. 190, 00144 Roma]]
abito al [[address|Rione Terra 6, Pozzuoli]]
consegna domani in [[address|Contrada Piano d'Ischia 9, 98050 Malfa]]
studio medico, [[address|via s. francesco 40, 35121 padova]]
sono nato il [[birth|6 agosto 1977]]
Data di nascita: [[birth|19/03/1962]]
nata a Como il [[birth|11.01.1990]]
il compleanno di mia figlia è il [[birth|27 settembre]]
nascita [[birth|1985-12-02]]
nato nel [[birth|maggio 1949]]
la data di nascita registrata ([[birth|01/01/1901]]) è assurda
classe [[birth|1958]], [[birth|14 aprile]]
ho compiuto 18 anni il [[birth|5 luglio 2006]]
mia madre, nata il [[birth|30-10-1939]]
Nato/a il [[birth|22/02/2002]]
nascita intestatario: [[birth|8 giu 1971]]
compleanno [[birth|03/09]]
d. nascita [[birth|16.06.1994]]
dati: Rossi, [[birth|25/11/1966]], nato a Bari
il bambino è nato l'[[birth|11 marzo 2019]]
data nasc. [[birth|2 ottobre 1980]]
sono del [[birth|13 dicembre 1998]]
compio gli anni il [[birth|20 febbraio]]
nati il [[birth|7/4/2015]], gemelli
risulta nato il [[birth|31/06/1975]], è il [[birth|30/06/1975]]
nacqui il [[birth|1 novembre 1941]]
data di nascita del socio [[birth|28 gennaio 1987]]
anno 1969, nata il [[birth|9/5/1969]]
d.d.n.: [[birth|17/08/1983]]
cell. [[form|333 98 76 543]]
chiamate lo [[form|06 5544 3322]]
+39 [[form|348 112 2334]]
scrivetemi: [[form|gelsomina.torre@postaverde.example]]
password [[form|Basilico#22]]
la vecchia password era [[form|tramonto_Rosso5]]
CF [[form|VRDLGI65D15H501O]]
IBAN [[form|IT40 S054 2811 1010 0000 0123 456]]
carta di credito [[form|5333 1711 2345 6781]]
cvv [[form|027]]
pin [[form|14725]]
passaporto [[form|YA1234567]]
patente n. [[form|TO5123456X]]
carta identità [[form|AX1234567]]
codice otp [[form|552901]]
P.IVA [[form|00743110157]]
tessera sanitaria [[form|80380000300012345678]]
utente luca e password [[form|Mare!Blu19]]
fisso [[form|011 234 5678]]
il codice ricevuto via sms è [[form|449120]]
chiave api [[form|9d0c2fb7e41a4c6f8b35]]
numero di conto [[form|000000123456]], ABI 05428
il wifi ha come password [[form|GattoNero77]]
indirizzo ip [[form|198.51.100.77]]
posta: [[form|ugo_p(at)lettere.example]]
Graag bezorgen op [[address|Oudegracht 158, 3511 AZ Utrecht]]
sinds kort wonen we [[address|Zonnebloemstraat 4, 8012 XB Zwolle]]
pakje ligt bij nr 6, ik zit op [[address|Prins Hendrikkade 33-1, Amsterdam]]
factuur naar [[address|Noorderlaan 147, bus 9, 2030 Antwerpen]]
Mijn adres: [[address|'t Hofke 12, 5641 AK Eindhoven]]
verhuisd, nu [[address|lange voorhout 60, 2514 ej den haag]]
afhalen bij [[address|Markt 1, 8000 Brugge]]
mijn ouders wonen [[address|De Dreef 7, 9301 Roden]]
bedrijf: [[address|Havenstraat 200 unit B, 1271 GD Huizen]]
chauffeur stond bij [[address|Kerkplein 2, Ede]]
adres in systeem [[address|Burgemeester Stramanweg 102k, 1101 AA Amsterdam]]
juiste postcode: [[address|6221 BT, Wycker Brugstraat 50, Maastricht]]
stuur retour naar [[address|Antwoordnummer 10123, 3000 WB Rotterdam]]
ik woon in [[address|Gent, Sleepstraat 88]]
[[address|Veldweg 3a, 7447 HL Hellendoorn]] moet het zijn
levering graag [[address|2e Jan Steenstraat 41-III, 1073 VL Amsterdam]]
op vakantie in [[address|Duinweg 117, Bergen aan Zee]]
kantooradres [[address|WTC toren H, Strawinskylaan 1, 1077 XW Amsterdam]]
oma's adres: [[address|Zorgcentrum De Linde, Parklaan 20, 5611 EM Eindhoven]]
het is [[address|Achterom 8]], niet 80
nieuwe woning: [[address|Kanaaldijk Noord 15, 5691 NM Son en Breugel]]
huisnr vergeten: [[address|Boompjes 40, Rotterdam]]
bezorging mislukt [[address|Rue Neuve 12, 1000 Brussel]]
wij zitten aan de [[address|Hoge Rijndijk 211, 2382 AK Zoeterwoude]]
pak adres [[address|Steenstraat 2, 6828 CJ Arnhem]] aub
geboren [[birth|17 maart 1988]]
Geboortedatum: [[birth|04-09-1970]]
ik ben geboren op [[birth|1 januari 1965]]
geb.datum [[birth|22/06/1991]]
mijn zoon is van [[birth|30 november 2012]]
verjaardag [[birth|8 juli]]
geboortedatum staat op [[birth|01-01-1900]]
geb [[birth|12-12-83]]
moeder, geboren te Breda [[birth|5 mei 1947]]
ik word 18 op [[birth|19 oktober]], geboren in [[birth|2006]]
GEBOORTEDATUM [[birth|1979-02-25]]
mijn verjaardag is op [[birth|3 augustus 1994]]
dochter jarig op [[birth|14 feb]]
geb. dd. [[birth|28-04-1959]]
de patiënt (geboren [[birth|09.10.2001]])
leeftijd klopt niet, ik ben van [[birth|1986]], [[birth|16 december]]
geboortedag [[birth|11 juni 1973]]
geboren: [[birth|7-7-'77]]
mijn man is geboren in [[birth|september 1955]]
tweeling, geboren [[birth|29 februari 2016]]
geb.dat.: [[birth|15011990]]
datum geboorte [[birth|20/08/1998]]
jarig [[birth|31-12]]
houder geboren den [[birth|2 april 1942]]
op [[birth|26 maart 2004]] geboren
bel mij op [[form|06 12 98 76 54]]
vast [[form|010-2345678]]
+32 [[form|486 12 34 56]]
mailen kan naar [[form|fleur.duinker@postduif.example]]
wachtwoord: [[form|Stroopwafel&8]]
mijn oude wachtwoord was [[form|regenJas_2018]]
BSN [[form|237419586]]
IBAN [[form|NL02 ABNA 0123 4567 89]]
creditcard [[form|5555 3412 4444 1115]]
cvc code [[form|390]]
pincode [[form|4416]]
paspoort [[form|SPECI2014]]
rijbewijsnummer [[form|4567890123]]
id-kaart [[form|IRF4K7P82]]
code uit sms: [[form|120394]]
rijksregisternr [[form|90.02.01-997.04]]
btw [[form|NL123456782B90]]
KvK [[form|12345678]]
gebruiker jan ww [[form|Fietsbel!77]]
wifi wachtwoord is [[form|appelboom1234]]
rekening [[form|BE71 0961 2345 6769]]
api sleutel [[form|c4d8e01f77ab49be9123]]
ip-adres [[form|192.0.2.200]]
telefoon werk [[form|0497-512345]]
mail = [[form|w.terlinden[at]briefje.example]]
Podeis enviar para a [[address|Rua do Almada 320, 3.º Dto, 4050-032 Porto]]
mudei para [[address|Avenida da Liberdade, 110, 1250-146 Lisboa]]
o carteiro foi ao 5, eu moro no [[address|Beco do Carneiro 15, Lisboa]]
Endereço: [[address|Rua Haddock Lobo, 595, ap 112, Cerqueira César, São Paulo/SP]]
entrega na portaria, [[address|Av. Atlântica 1702, Copacabana, Rio de Janeiro, 22021-001]]
fatura para [[address|Zona Industrial da Maia, Sector IX, Lote 7, 4475-132 Maia]]
casa da minha avó: [[address|Travessa das Amoreiras n.º 9, Évora]]
minha rua é a [[address|rua sete de abril 264, sala 510, são paulo]]
CEP e rua: [[address|80420-090, Rua Comendador Araújo 143, Curitiba]]
mandem para o trabalho: [[address|Edifício Burgo, Av. da Boavista 1837, 4100-133 Porto]]
[[address|SQS 308 Bloco C Apto 201, Brasília - DF]] é o certo
apartado [[address|Apartado 2014, 8900-211 Vila Real de Santo António]]
moramos em [[address|Largo da Portagem 27, Coimbra]]
morada antiga: [[address|Praça do Giraldo 4, 7000-508 Évora]]
ponham [[address|Estrada Monumental 316, 9000-100 Funchal]]
fica na [[address|Alameda Santos, 2300 - Jardins]]
nova casa em [[address|Quinta do Lago, lote 33, 8135-024 Almancil]]
levantar em [[address|Rua Direita 88, Viseu]]
o número está errado: [[address|Rua da Bahia 1148]] e não 148
residência [[address|Rodovia BR-101, km 205, São José - SC]]
a loja fica no [[address|Centro Comercial Colombo, loja 0.112, Av. Lusíada, 1500-392 Lisboa]]
vivo na [[address|Calçada do Combro 58, 2.º, 1200-115 Lisboa]]
entregar na [[address|Vila Nova de Cacela, Sítio da Manta Rota 12]]
domicílio fiscal [[address|Rua 25 de Abril, 3, 2070-101 Cartaxo]]
meu prédio: [[address|Rua Augusta 2690, bloco B, apto 34]]
nasci a [[birth|7 de março de 1983]]
Data de nascimento: [[birth|15/09/1971]]
data nasc [[birth|02-02-1990]]
nascida em [[birth|24 de dezembro de 1968]]
o meu aniversário é a [[birth|11 de maio]]
meu filho nasceu em [[birth|30/10/2014]]
nascimento [[birth|1959-07-21]]
D.N.: [[birth|09/04/1987]]
consta que nasci em [[birth|01/01/1980]], o certo é [[birth|10/01/1980]]
sou de [[birth|junho de 1976]]
faço anos em [[birth|18 de agosto]]
a titular, nascida a [[birth|5 de novembro de 1945]]
dt nasc [[birth|27/03/2001]]
niver [[birth|12/06]]
nascido [[birth|20.02.1962]] em Braga
minha esposa é de [[birth|14/07/1993]]
fiz 18 anos no dia [[birth|3 de setembro de 2006]]
data de nasc.: [[birth|8 out 1979]]
aniversário [[birth|29/02/1988]]
nasceu no dia [[birth|16 de abril de 1950]]
a data de nascimento do menor é [[birth|22/11/2018]]
ano 1966, nascido a [[birth|1/12/1966]]
Nasc. [[birth|25/05/1995]]
gémeos nascidos a [[birth|13 de janeiro de 2010]]
idade errada, nasci [[birth|06/08/1974]]
liga para [[form|934 567 812]]
tel fixo [[form|(31) 3456-7890]]
+351 [[form|217 123 456]]
meu email [[form|serafim.lobo@correiovivo.example]]
palavra-passe: [[form|Sardinha!Azul3]]
a senha antiga era [[form|Cachoeira_99]]
CPF [[form|111.444.777-35]]
NIF [[form|245678903]]
IBAN [[form|PT50 0002 0123 1234 5678 9015 4]]
cartão [[form|4916 3385 0608 2832]]
cvv [[form|555]]
pin [[form|8265]]
passaporte [[form|FX123456]]
carta de condução [[form|P-1234567 8]]
CC [[form|13456789 0 ZX2]]
código por SMS [[form|667012]]
CNPJ [[form|45.997.418/0001-53]]
PIS [[form|120.45678.90-1]]
usuário bia senha [[form|Flor@Campo21]]
whats [[form|(85) 98877-6655]]
niss [[form|11234567890]]
agência 1234 conta [[form|56789-0]]
chave pix: [[form|bia.flor@bancoverde.example]]
CNH [[form|04512367890]]
do IP [[form|203.0.113.140]]
Proszę dostarczyć na [[address|ul. Piotrkowska 112/5, 90-007 Łódź]]
przeprowadziłam się: [[address|Słoneczna 8, 05-120 Legionowo]]
kurier był pod 3, mieszkam pod [[address|al. Niepodległości 33 m. 12, Warszawa]]
faktura na [[address|Rynek Główny 27, 31-010 Kraków]]
Adres: [[address|Jana Pawła II 45a/16, 01-008 Warszawa]]
mieszkam na [[address|osiedlu Piastowskim 62/8, Poznań]]
paczka dla mamy [[address|Dąbrówka 14, 83-212 Bobowo]]
nowe mieszkanie [[address|ul. gdańska 5 m 20, 85-005 bydgoszcz]]
odbiór osobisty [[address|plac Wolności 1, Łódź]]
firma: [[address|Strefowa 22, hala B, 58-200 Dzierżoniów]]
wysyłka do [[address|Zakopane, ul. Krupówki 40]]
skrytka [[address|skr. poczt. 17, 00-950 Warszawa]]
zły numer, powinno być [[address|ul. Lipowa 18]] nie 81
dom rodziców: [[address|Kolonia Brzeźce 9, 24-100 Puławy]]
proszę na adres pracy: [[address|Rondo ONZ 1, piętro 14, 00-124 Warszawa]]
[[address|ul. Św. Marcin 80/82, 61-809 Poznań]] jest dobry
mieszkamy w [[address|Sopocie, Monte Cassino 53]]
adres zameldowania [[address|ul. 11 Listopada 4B, 43-300 Bielsko-Biała]]
dostawa do [[address|Bulwar Filadelfijski 8, Toruń]]
kod się nie zgadza: [[address|35-064 Rzeszów, Rynek 12]]
prześlijcie do [[address|DPS Złota Jesień, ul. Leśna 2, 38-700 Ustrzyki Dolne]]
szkoła: [[address|Szkolna 15, Kąty Wrocławskie]]
siedziba spółki [[address|ul. Towarowa 28, lok. 310, 00-839 Warszawa]]
teraz mieszkam [[address|Nad Potokiem 6, 34-500 Zakopane]]
działka nr 3, [[address|Ogrodowa 77, 62-030 Luboń]]
urodziłam się [[birth|9 lipca 1984]]
Data urodzenia: [[birth|23.05.1970]]
ur. [[birth|1 stycznia 1962]] w Kielcach
dziecko ur. [[birth|14.09.2017]]
urodziny mam [[birth|30 marca]]
data ur. [[birth|1991-11-12]]
mąż urodzony [[birth|5.06.1958]]
w systemie jest [[birth|01.01.1970]], a urodziłem się [[birth|11.01.1970]]
jestem z [[birth|sierpnia 1999]]
urodzona dnia [[birth|28 lutego 1946]]
dzień urodzin [[birth|17.12.1988]]
rok ur. 1977, dokładnie [[birth|2 października 1977]]
córka urodziła się [[birth|20/04/2013]]
DATA URODZENIA [[birth|08-08-1993]]
pacjent, ur. [[birth|19 XI 1951]]
18 lat skończyłem [[birth|3 maja 2006]]
data urodz. [[birth|26.10.1965]]
urodziny: [[birth|15 sierpnia 1980]]
bliźniaki urodzone [[birth|6 grudnia 2011]]
mama, rocznik 49, ur. [[birth|12.03.1949]]
d.ur. [[birth|31.07.1996]]
urodzeni [[birth|22 września 2004]]
moje urodziny są [[birth|4 kwietnia]]
błędna data urodzenia ([[birth|10.10.1910]])
urodził się w [[birth|czerwcu 1955]]
dzwonić na [[form|503 112 998]]
stacjonarny [[form|(22) 615 44 33]]
+48 [[form|660 123 321]]
mail: [[form|bozena.klon@skrzynka24.example]]
hasło: [[form|Wiewiorka!55]]
stare hasło to [[form|JesiennyLisc_3]]
PESEL [[form|92071314764]]
NIP [[form|8567346215]]
konto [[form|10 1050 0099 7603 1234 5678 9123]]
karta [[form|4556 7375 8689 9855]]
cvv [[form|808]]
kod pin [[form|9137]]
paszport [[form|EB1234567]]
prawo jazdy nr [[form|00123/11/1437]]
dowód osobisty [[form|DEF 654321]]
kod z sms: [[form|715093]]
REGON [[form|732065814]]
login ania hasło [[form|Zupa_Pomidor7]]
wifi hasło [[form|kotek-2022-ruda]]
IBAN [[form|PL10 1050 0099 7603 1234 5678 9123]]
klucz api [[form|e7a90b3c5d1f4e8896aa]]
z adresu IP [[form|198.51.100.9]]
nr legitymacji [[form|A 123456]]
tel. kom. [[form|+48 797 55 44 33]]
piszcie: [[form|k_wrona@ptasipost.example]]
"""

HARMLESS = r"""
My order from 12/04/2024 still says 3 to 5 working days
We moved 14 users to the Premium plan on 2 May 2024
I live chat with you every day and wait 20 minutes
Please send it to 5 people in Group B, not 50
The delivery window was 14:00 to 16:00 on Tuesday
home page takes 12 seconds, the office plan has 25 seats
Invoice 2024-0091 from March 3rd is paid
I was born ready for version 5.2
Our birthday promo of 12/06/2024 did not apply the 20 % coupon
Ship date 03/09/2024, tracking shows 2 stops
Section 4.12.1 on page 88 says 30 days
The road map lists 14 items for Q3 2024
ticket 448120, opened 5 days ago, priority 2
based on 3 tests and 120 rows it fails
error 1045 (28000) at line 12
Moved to folder 7, then back to 3
the code 404 is shown, error code 500123
My card was charged 49.00 on 12 May 2024
Wir wohnen im 3. Quartal nicht, das war ein Scherz aus Version 2
Bestellung 7788 vom 12.03.2024, 3 Artikel
Ich ziehe 2 Lizenzen zurück und kündige zum 31.12.2024
Bitte schickt mir die Rechnung 2024-55 bis 15. Mai
Am 14. April war das System 20 Minuten weg
Seite 12, Zeile 4, Feld 3
Die Lieferung vom 02.04.2024 fehlt seit 5 Tagen
Im Juni 2024 hatten wir 12 Tickets
Zum Tarif 3 gibt es keine Info
Der Zugang läuft am 30.06.2025 ab
Envío 5543 del 3 de mayo de 2024, faltan 2 cajas
Vivo esperando 3 semanas la respuesta
La casa 5 del juego no carga
pedido del 12/04/2024 por 85,50 euros
Me cobraron el 5 de abril 49,00 dos veces
la página 14 del manual, paso 3
El plan nuevo cuesta 12 al mes desde 2024
Livraison prévue le 12 mai 2024, toujours rien
J'habite presque votre chat, 3 heures hier
Commande 8871 du 03/04/2024, 2 articles
version 4.2.1, étape 3, page 12
Le bureau virtuel 2 plante 5 fois par jour
Facture du 1er mars 2024, 120 euros
Consegna prevista il 3 maggio 2024 tra le 9 e le 12
ordine 5521 del 12/04/2024, 3 pezzi
la sede 2 non appare nel menu, passo 4
Sono del parere che 3 giorni bastino
fattura 88 del 4 aprile 2024 da 120 euro
Levering op 12 mei 2024 tussen 9 en 12
bestelling 5512 van 03-04-2024
ik ben van plan 3 licenties op te zeggen
stap 4, pagina 12, versie 3.1
kantoor 365 werkt niet sinds 2 dagen
Factuur 2024-12 van 5 maart is betaald
Entrega marcada para 12 de maio de 2024
encomenda 4412 de 03/04/2024, 2 caixas
sou de opinião que 3 dias chegam
passo 4 da página 12
A fatura 118 de 5 de março tem 85,00
Dostawa 12 maja 2024 między 9 a 12
zamówienie 7712 z 03.04.2024, 3 sztuki
strona 12, krok 4, wersja 3.1
Faktura z 5 marca 2024 na 149 zł
jestem z firmy od 3 lat i mam 12 licencji
"""
