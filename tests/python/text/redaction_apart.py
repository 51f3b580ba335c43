"""Lines as customers type them, in eight languages, by a writer who had read no rule of the redaction: the honest measure.

No rule was mended by them: a test only keeps what is found from falling. The format is that of redaction_lines.py. No secret
here opens anything, and nobody here lives.
"""

UNSEEN = r"""
hi, ive moved, pls send the parcel to [[address|flat 3b, 47 Wetherby Gardens, Leeds LS8 2QJ]] not the old place
Shipping address: [[address|1882 Cottonwood Ln Apt 14, Boise, ID 83704]]
the driver left it next door again, we are at [[address|12 orchard close, little haddenby, norfolk nr20 4tx]]
My new address is [[address|Unit 6/221 Banksia Street, Fremantle WA 6160]], can you update it before Friday?
can u deliver to [[address|PO Box 2291, Tulsa OK 74101]] instead? nobody home in the daytime
I live at [[address|Rose Cottage, Mill Lane, Upper Thornley, Shropshire SY7 9PL]] and your site says the postcode does not exist
Please be advised that our premises have relocated to [[address|Third Floor, Harbour House, 90-92 Quay Street, Bristol, BS1 6DH]]
wrong adress on the invoice!! should be [[address|305 w 29th st #5F new york ny 10001]]
Street: my billing one is [[address|77 Maple Grove Crescent, Ottawa, ON K2C 1N5]], the card gets declined each time
technician can come tuesday, its [[address|9a station rd, 2nd floor, Ballinmore, Co. Leitrim]], ring the top bell
my date of birth is [[birth|14/03/1987]] and it still says i am under age
DOB: [[birth|02-11-79]]
i was born on [[birth|the 3rd of June 1992]] so yes im allowed to order wine
to verify my account: [[birth|July 9, 1968]] is my birthday, what else do you need
[[birth|1990-08-21]] - thats when i was born, you have it wrong in my profile
You asked for my birth date in your last mail, here it is, [[birth|27 Sept 1955]].
Date of Birth (mm/dd/yyyy): [[birth|12/30/2001]] is what I typed and the form keeps failing
my son, born [[birth|5.4.2013]], needs a child ticket for the ferry
im a pensioner, born in 1948, [[birth|jan 22nd 1948]] to be exact
birthday [[birth|8 oct 84]], please send me the voucher you promise every year
you can reach me under [[form|penny.marsh82@example.com]] after six
call me back on [[form|07700 900 461]] pls, your chat keeps dropping
i payed with [[form|4111 1111 1111 1111]] and was charged twice
refund should go to [[form|GB29 NWBK 6016 1331 9268 19]] thank you
the password is [[form|BlueOtter!77]] but it still wont let me in
my national insurance number is [[form|QQ 12 34 56 C]], you asked for it on the form
ssn [[form|078-05-1120]], please check why the credit application was rejected
our server [[form|203.0.113.87]] is blocked by your firewall since this morning
I use the api key [[form|sk_test_4eC39HqLyjWDarjtT1zdp7dc]] and get 401 on every request
Passport number: [[form|533401372]], expires next year, visa upload not working
Bitte schicken Sie das Paket an [[address|Lindenstraße 48a, 04177 Leipzig]], danke
hallo bin umgezogen, neue adresse [[address|am alten bahnhof 3, 24848 kropp]] bitte ändern
Lieferanschrift: [[address|Gartenweg 7, Hinterhaus 2. OG links, 10437 Berlin]]
ich wohne in der [[address|Schillerstr. 112/4/19, 1090 Wien]] und der Bote findet die Tür nie
Sehr geehrte Damen und Herren, unsere neue Geschäftsadresse lautet [[address|Kaiserdamm 201, Aufgang B, D-14057 Berlin]].
paket liegt beim nachbarn, wir sind aber [[address|dorfstr 9, 17291 gramzow ot meichow]] nicht nr 19
können sie an die packstation liefern? [[address|Packstation 138, 50823 Köln]] wäre mir lieber
Straße und Ort stimmen nicht, richtig ist [[address|Im Winkel 5, 8712 Stäfa]], bitte korrigieren
die rechnung bitte an [[address|Postfach 11 04 27, 60039 Frankfurt am Main]] nicht an die firma
Der Techniker soll zu [[address|Hof Eichengrund 1, 49594 Alfhausen]] kommen, Zufahrt über den Feldweg
geboren bin ich am [[birth|17.05.1983]] falls sie das zur prüfung brauchen
Geburtsdatum: [[birth|3.9.71]]
mein geburtstag ist der [[birth|24. Dezember 1990]], kein witz
Ich habe am [[birth|8. März 1966]] Geburtstag und habe den Gutschein nicht erhalten
geb. [[birth|01.02.1958]], Kundin seit zehn Jahren, und jetzt wird mein Vertrag gekündigt
im profil steht ein falsches geburtsdatum, richtig wäre [[birth|30/11/1999]]
[[birth|11.07.2004]] ist mein geburtsdatum, ich bin also längst volljährig
Zur Legitimation teile ich Ihnen mit, dass ich am [[birth|neunten August 1977]] geboren wurde.
meine tochter ist am [[birth|6.1.2016]] auf die welt gekommen, gilt da noch der kindertarif?
Wann ich geboren wurde wollten Sie wissen: [[birth|19. Okt. 1949]]
schreibt mir bitte an [[form|kira-lohmann@example.de]] hier schau ich selten rein
bin telefonisch unter [[form|0171 3920047]] erreichbar ab 17 uhr
Rückruf erbeten: [[form|+49 (0)30 2312 5098]]
erstattung bitte auf [[form|DE89 3704 0044 0532 0130 00]] überweisen
die karte [[form|5555 5555 5555 4444]] wird immer abgelehnt, warum
mein passwort lautet [[form|Sommerwiese_2391]] und trotzdem sagt er falsch
Steuer-ID [[form|86 095 742 719]], die fehlte noch für den Freistellungsauftrag
personalausweisnummer ist [[form|L01X00T47]], foto kann ich nicht hochladen
von der ip [[form|198.51.100.23]] kommt keiner mehr ins kundenportal
unser token [[form|tok_live_9fK2xQ7LmB4vRz81TnWc]] ist seit gestern ungültig
hola, mi direccion es [[address|calle olmo 23, 2º izq, 28012 madrid]] y no llega nada
Dirección de envío: [[address|Avda. de la Constitución, 118, Esc. B, 4.º 2.ª, 46009 València]]
por favor mandenlo a [[address|c/ Fuente Vieja s/n, 49594 Villalobos de la Sierra (Zamora)]], es la casa de la esquina
Me he mudado, ahora vivo en [[address|Plaza del Pilar 5, bajo A, 50003 Zaragoza]]
el repartidor dice que no existe [[address|Camino de los Almendros km 3,5, finca La Noria, 18100 Armilla]] pero llevo aqui 20 años
Estimados señores: les ruego remitan la documentación a [[address|Paseo de Gracia 204, 3º-1ª, 08008 Barcelona]].
mi domicilio [[address|Av. Insurgentes Sur 1845 int. 302, Col. Florida, 01030 Ciudad de México]] sale mal en la factura
enviar al trabajo mejor: [[address|Poligono Industrial El Saladar nave 14, 30850 Totana, Murcia]]
la instalacion es en [[address|Calle 72 # 10-34 apto 501, Bogotá]] el jueves verdad?
puse mal la calle, es [[address|ronda de toledo 8 portal 3 piso 1 C, 13003 ciudad real]] cambienlo pls
naci el [[birth|12/04/1985]] y la web dice que soy menor
Fecha de nacimiento: [[birth|07-09-1962]]
mi cumpleaños es el [[birth|23 de febrero de 1994]] y no recibi el descuento
Para verificar mi identidad, nací un [[birth|1 de enero del 1979]], ¿falta algo más?
f. nac. [[birth|15.11.88]], es para el abono joven, bueno, ya no tan joven
[[birth|30/06/2002]] es mi fecha de nacimiento, la que teneis esta equivocada
mi madre, nacida el [[birth|4 de octubre de 1941]], no entiende la nueva aplicación
me pedían cuándo nací: [[birth|19 mayo 1973]]
la niña nació el [[birth|2-8-2017]], ¿paga billete completo o no?
en el registro puse mal el dia que naci, deberia ser [[birth|9/dic/1990]]
mi correo es [[form|lucia_baro@example.es]] escribidme ahi
llamadme al [[form|612 34 09 85]] por las tardes
mi movil es el [[form|+52 55 5012 7743]] tambien tengo whatsapp
el dni es [[form|12345678Z]], lo pide el formulario y no lo acepta
hagan la devolucion en [[form|ES91 2100 0418 4502 0005 1332]] porfa
me cobraron dos veces en la tarjeta [[form|4242424242424242]]
la contraseña que uso es [[form|Gat0Negro55]] y me dice que no es valida
numero de pasaporte [[form|PAB482019]], es para el check in
nos conectamos desde [[form|203.0.113.204]] y da error 403, es nuestra ip de oficina
NIE: [[form|X1234567L]], me falta el contrato firmado
bonjour jai démenagé, ma nouvelle adresse [[address|18 bis rue des tilleuls 69003 lyon]] merci
Adresse de livraison : [[address|Bât. C, appt 42, 7 avenue du Maréchal Leclerc, 31400 Toulouse]]
j'habite au [[address|lieu-dit Le Petit Moulin, 24290 Saint-Aubin-des-Bois]], le GPS ne connait pas
Veuillez expédier le remplacement au [[address|145, boulevard Voltaire, 3e étage, 75011 Paris]].
le colis est parti chez l'ancienne locataire, moi c'est [[address|3 impasse du Lavoir, 35510 Cesson-Sévigné]]
Madame, Monsieur, notre siège est désormais situé [[address|Zone artisanale des Prés Verts, 12 rue Ampère, 67500 Haguenau]].
envoyez plutot a [[address|BP 30217, 44002 Nantes Cedex 1]] svp
rue et numero faux sur la facture c'est [[address|chaussée de Wavre 388 bte 6, 1040 Etterbeek]]
le technicien doit passer [[address|chemin de la Colline 4, 1007 Lausanne]] sonnez deux fois
mon adresse c'est le [[address|2240 rue Saint-Hubert app. 8, Montréal (Québec) H2L 3Z5]] pas le 2420
je suis né le [[birth|05/12/1981]] et je ne peux pas valider le compte
Date de naissance : [[birth|22.03.1959]]
mon anniversaire c'est le [[birth|1er avril 1996]] et pas de cadeau cette année ?
Née le [[birth|17 août 1970]] à Rennes, je vous confirme mon identité par la présente
ddn [[birth|09-06-03]] pour la carte jeune svp
[[birth|28 février 1988]], voila ma date de naissance, corrigez svp
vous avez mis une mauvaise date de naissance dans mon dossier, la bonne est le [[birth|11/01/1965]]
mon fils est né le [[birth|14 juil. 2012]], est ce qu'il a droit au tarif enfant
pour vérifier que c'est bien moi, date à laquelle je suis née: [[birth|3/10/1993]]
mon père (né le [[birth|30 nov 1938]]) n'arrive pas a activer sa box
mon mail [[form|bastien.oriol@example.fr]] si besoin
appelez moi au [[form|06 12 58 90 34]] avant midi
tel fixe : [[form|+33 1 70 18 44 29]]
mon rib pour le remboursement [[form|FR14 2004 1010 0505 0001 3M02 606]]
j'ai payé avec la carte [[form|4012 8888 8888 1881]] et rien reçu
mon mot de passe c'est [[form|Coquelicot*48]] et ça marche pas
numéro de sécu [[form|2 55 08 14 168 025 38]], il manquait sur la feuille
passeport n° [[form|14AL59326]], à ajouter sur la réservation
Notre adresse IP [[form|198.51.100.142]] semble être sur votre liste noire.
la clé API [[form|ak-7d91e0c4b25f48a3a6e2]] renvoie une erreur depuis hier soir
salve, mi sono trasferita, il nuovo indirizzo è [[address|via dei glicini 14 int 6, 00154 roma]]
Indirizzo di spedizione: [[address|Corso Vittorio Emanuele II, 203 - scala B, 10139 Torino (TO)]]
abito in [[address|Frazione Pian dei Morti 8, 12020 Sampeyre CN]] e il corriere non trova mai la casa
potete consegnare in [[address|piazza Garibaldi 3/A, 43121 Parma]] al negozio sotto casa?
Spett.le ditta, la nostra sede si è spostata in [[address|Viale dell'Industria 57, 36100 Vicenza]] dal primo del mese.
la via è sbagliata sulla fattura, quella giusta è [[address|Via Monte Nero n. 22, piano 4, 20135 Milano]]
il tecnico deve venire in [[address|strada provinciale 12 km 4, contrada Serralunga, 72017 Ostuni]] domani
residente in [[address|Vicolo Stretto 1, 37121 Verona]], vorrei disdire il contratto
speditelo a [[address|c.da san leonardo snc, 92013 menfi ag]] per favore, cancello bianco
mandate tutto qui [[address|Calle Lunga 2841, Dorsoduro, 30123 Venezia]] grazie
sono nato il [[birth|16/02/1978]] e il sito non accetta la data
Data di nascita: [[birth|08.10.1954]]
il mio compleanno è il [[birth|25 aprile 1991]], dove sta lo sconto?
Nata a Bari il [[birth|1° settembre 1967]], chiedo la modifica dell'intestatario
[[birth|13-7-2000]] è la mia data di nascita, correggetela grazie
nel profilo avete sbagliato quando sono nata, è [[birth|31 ottobre 1986]] non 1968
mia figlia nata il [[birth|6/6/2015]] paga il biglietto intero?
d.d.n. [[birth|20/12/95]] per la tessera giovani
vi serve la data di nascita per la verifica, eccola: [[birth|4 mag. 1972]]
mio nonno è del 1936, nato il [[birth|ventuno marzo 1936]], non sa usare lo spid
la mia mail è [[form|g.tessaro91@example.it]]
chiamatemi al [[form|347 120 5566]] dopo le 18
telefono casa [[form|+39 06 4990 2217]] risponde mia moglie
codice fiscale [[form|RSSMRA85T10A562S]] mi dice non valido
iban per il rimborso: [[form|IT60 X054 2811 1010 0000 0123 456]]
addebito doppio sulla carta [[form|5105 1051 0510 5100]]
la password è [[form|Pistacchio2024!]] ma non entra
passaporto numero [[form|YA3816520]] da inserire nella prenotazione
il nostro ip è [[form|203.0.113.19]] e risulta bloccato
n. carta d'identità [[form|CA48213FG]], la foto l'ho caricata ieri
hoi, ik ben verhuisd naar [[address|kerkstraat 81-2, 1017 gc amsterdam]] graag aanpassen
Bezorgadres: [[address|Prins Hendriklaan 14 bis, 3583 EP Utrecht]]
pakket is bij de buren afgegeven, wij wonen op [[address|de Meent 203, 8224BR Lelystad]]
kunnen jullie het sturen naar [[address|Boerderij De Hoge Akker, Zandweg 5, 7991 PD Dwingeloo]]? achterom graag
Geachte heer/mevrouw, ons kantoor is gevestigd aan de [[address|Westblaak 177, 4e verdieping, 3012 KJ Rotterdam]].
adres op de factuur klopt niet moet zijn [[address|Brusselsesteenweg 412 bus 3, 9050 Gentbrugge]]
stuur de brief maar naar [[address|Postbus 6120, 5600 HC Eindhoven]]
monteur kan komen, [[address|Lange Nieuwstraat 9 app. 12, 2512 DH Den Haag]], bel doet het niet dus even bellen
ik woon [[address|t Zand 22a 4331 LE Middelburg]] maar jullie site pakt de apostrof niet
retour ophalen op [[address|Molendijk 1, 9951 RT Winsum]] graag in de ochtend
ik ben geboren op [[birth|18-04-1980]] en krijg steeds een foutmelding
Geboortedatum: [[birth|07/08/1963]]
mijn verjaardag is [[birth|29 februari 1996]] dus ja dat is een schrikkeldag
geb.datum [[birth|3-12-'74]], klopt niet in jullie systeem
[[birth|21 maart 2003]] ben ik geboren, dus ik ben gewoon 18+
Ter verificatie: ik ben geboren te Zwolle op [[birth|11 november 1957]].
jullie vroegen wanneer ik jarig ben, [[birth|2 sept 1989]] dus
mijn zoontje, geboren [[birth|15.06.2018]], mag die gratis mee
de geboortedatum op mijn polis is fout, het moet [[birth|30 okt. 1971]] zijn
mn moeder is van 1944 ([[birth|9 januari 1944]], haar geboortedag) en snapt de app niet
mail me op [[form|sanne.dewit7@example.nl]]
bel mij op [[form|06-41259073]] aub
ons vaste nummer is [[form|+31 20 794 0135]], alleen kantooruren
geld terug naar [[form|NL91 ABNA 0417 1643 00]] graag
mijn bsn is [[form|111222333]], dat vroegen jullie voor de aanvraag
kaart [[form|3782 822463 10005]] wordt geweigerd bij afrekenen
het wachtwoord is [[form|stroopwafel#09]] en toch kan ik niet inloggen
paspoortnummer [[form|NXK4R72P8]], hoort bij de boeking van vrijdag
ons ipadres [[form|2001:db8:85a3::8a2e:370:7334]] wordt geblokkeerd
access token: [[form|pat_Zq81LdKe03VbNsXw5RtY]] werkt sinds de update niet meer
oi mudei de casa, a nova morada é [[address|rua das amoreiras 31, 2º dto, 1250-023 lisboa]]
Endereço de entrega: [[address|Av. Paulista, 1999, ap. 83 - Bela Vista, São Paulo - SP, 01311-300]]
moro na [[address|Travessa do Poço nº 4, 7000-512 Évora]] e o estafeta nunca encontra
podem mandar para o [[address|Lugar da Ribeira, s/n, 4980-610 Ponte da Barca]]? é a casa amarela ao pé da capela
Exmos. Senhores, informo que a nossa sede passou para a [[address|Rua Direita, 118 - R/C Esq., 3500-115 Viseu]].
a rua ta errada na nota, o certo é [[address|Rua Sete de Setembro 450 casa 2, Centro, 88010-060 Florianópolis SC]]
o tecnico tem de vir a [[address|Praceta Almada Negreiros lote 7 3ºA, 2855-405 Corroios]]
entregar no trabalho pf: [[address|Zona Industrial da Maia, Sector IV, Lote 22, 4470-177 Maia]]
meu endereço [[address|quadra 104 norte, bloco c, apto 210, brasília df, 70733-030]] não aparece no sistema
enviem a carta para o [[address|Apartado 1043, 8000-901 Faro]] obrigada
nasci em [[birth|13/05/1984]] e o site não aceita
Data de nascimento: [[birth|26-01-1960]]
faço anos a [[birth|8 de março de 1992]] e não recebi o vale
nascida a [[birth|30 de novembro de 1975]], natural de Braga, peço a correção dos meus dados
[[birth|02/09/2001]] é a minha data de nascimento, não a que está na conta
meu aniversário é [[birth|17 de julho de 1998]] cadê o brinde
dn: [[birth|4.10.69]], para o passe sénior
vocês pediram pra confirmar quando eu nasci, foi dia [[birth|1º de abril de 1987]]
o meu filho nasceu em [[birth|19/12/2014]], paga bilhete de criança?
o meu pai (nasc. [[birth|6 fev 1943]]) não consegue entrar na aplicação
meu email é [[form|tiago.ramalho@example.pt]]
liguem para [[form|912 045 778]] depois das 5
whatsapp [[form|+55 11 98802-4417]] responde mais rapido
o meu nif é [[form|123456789]], faltou na fatura
meu cpf [[form|111.444.777-35]] dá como inválido
reembolso para [[form|PT50 0002 0123 1234 5678 9015 4]] se faz favor
cobraram duas vezes no cartão [[form|6011 1111 1111 1117]]
a senha é [[form|Maracuja_66x]] mas nao entra
passaporte nº [[form|CB294817]], precisa atualizar na reserva
o ip [[form|198.51.100.77]] do nosso escritório foi bloqueado
dzień dobry, przeprowadziłam się, nowy adres to [[address|ul. Lipowa 17 m. 5, 30-702 Kraków]]
Adres dostawy: [[address|al. Niepodległości 124/38, 02-577 Warszawa]]
mieszkam w [[address|Stara Wieś 43, 08-311 Bielany]] i kurier nigdy nie trafia
prosze wyslac na [[address|os. bohaterow wrzesnia 9/61, 60-101 poznan]] bo tamten adres stary
Szanowni Państwo, siedziba naszej firmy mieści się obecnie przy [[address|ul. Przemysłowej 8, lok. 210, 35-105 Rzeszów]].
zły adres na fakturze, powinno być [[address|Plac Wolności 3a, III piętro, 90-001 Łódź]]
serwisant ma przyjechac na [[address|kolonia zawady 12, 22-400 zamosc]] droga przez las
Ulica i numer: [[address|Gen. Andersa 56B/2, 58-304 Wałbrzych]], dzwonek nie działa
paczkę zostawcie pod [[address|Rynek 11, 56-400 Oleśnica]] w kwiaciarni na dole
korespondencję kierować na [[address|skr. poczt. 77, 80-958 Gdańsk 50]] proszę
urodziłem się [[birth|15.03.1982]] a system mówi że nie jestem pełnoletni
Data urodzenia: [[birth|04-11-1959]]
mam urodziny [[birth|7 lipca 1995]] i nie dostałam kodu rabatowego
ur. [[birth|22.08.70 r.]] w Lublinie, proszę o poprawienie danych
[[birth|1 stycznia 1988]] to moja data urodzenia, w profilu jest błąd
w formularzu pytacie kiedy się urodziłam, no to [[birth|30 września 1964 roku]]
data ur [[birth|2003-02-14]] do legitymacji
córka urodzona [[birth|9 maja 2016 r.]] czy potrzebuje osobnego biletu
moj tata, urodzony [[birth|12 XII 1946]], nie umie zalogowac sie do konta
do weryfikacji podaję dzień moich narodzin: [[birth|18 paź 1977]]
prosze pisac na [[form|ola.wrzos@example.pl]]
mój telefon [[form|601 234 987]] dzwonić po 16
tel. stacjonarny [[form|+48 22 307 41 16]]
pesel [[form|44051401359]] nie przechodzi w formularzu
zwrot na konto [[form|PL61 1090 1014 0000 0712 1981 2874]] poproszę
karta [[form|4000 0566 5566 5556]] została obciążona dwa razy
haslo to [[form|Zielony.Kot31]] i nadal nie moge wejsc
nr paszportu [[form|ZS 0000177]], do zmiany w rezerwacji
NIP: [[form|123-456-32-18]], proszę dodać do faktury
nasz adres ip [[form|203.0.113.131]] jest u was zablokowany
"""

HARMLESS = r"""
my order 20240315-7781 still hasnt shipped
the invoice from 12/03/2024 shows the wrong vat
since version 10.4.2.1 of the app the screen goes black
delivery window was 14:00-16:00 on 7 May 2024 and nobody came
i paid 1,299.00 for 12 chairs and only 11 came
Ticket 4471 9902 1180 is still open, any news?
the warranty runs until June 30, 2026, right?
i forgot my password and the reset link has expired
Bestellnummer 302-8841907-55 ist immer noch nicht da
die rechnung vom 03.04.2024 ist doppelt
seit Update 12.1.0.4 stürzt die App ab
lieferung war für den 17. Mai 2024 zwischen 8 und 12 Uhr angekündigt
der Preis ist von 49,90 auf 54,90 Euro gestiegen
Artikel 10437 in Größe 48 bitte umtauschen gegen 50
kündigungsfrist ist doch der 31.12.2025 oder
warum muss mein passwort mindestens 12 zeichen haben
el pedido 88213-4471 no ha llegado
la factura del 15/02/2024 tiene un error en el iva
con la versión 8.3.1.20 no puedo imprimir
la entrega era el 4 de octubre de 2024 de 9 a 14 h
me cobraron 28,12 euros en vez de 23,50
la garantía vence el 1 de enero de 2027, no antes
quiero cambiar la talla 42 por la 43 del artículo 46009
el plazo para devolver es de 30 días o de 14
ma commande 4410-22973 est toujours en préparation
la facture du 05/12/2023 est en double
depuis la version 6.0.14.2 ça plante au démarrage
livraison prévue le 17 août 2024 entre 10h et 12h
le prix affiché était 75,11 euros et pas 81,40
l'offre est valable jusqu'au 1er avril 2025 non ?
article 31400 taille 38, je voudrais du 40
j'ai oublié mon mot de passe, le lien ne marche plus
l'ordine 7741-09/24 risulta ancora in lavorazione
la fattura del 16/02/2024 non è corretta
dalla versione 4.12.0.7 l'app si chiude da sola
la consegna era il 25 aprile 2024 dalle 9 alle 13
ho pagato 154 euro per 6 pezzi ma ne sono arrivati 4
la garanzia scade il 31 ottobre 2026 giusto?
cambio articolo 20135 colore blu con quello verde
non ricordo la password e il link è scaduto
bestelling 5512-8830 is nog niet binnen
de factuur van 18-04-2024 klopt niet
na versie 9.2.0.11 werkt de printer niet meer
levering zou 29 februari 2024 tussen 12 en 14 uur zijn
prijs ging van 81,20 naar 89,95 zonder bericht
het contract loopt toch tot 11 november 2025
artikel 3583 in maat 44 graag ruilen
ik ben mijn wachtwoord vergeten, hoe lang is de link geldig
a encomenda 2024/55817 ainda não chegou
a fatura de 26-01-2024 veio com o valor errado
desde a versão 5.7.2.30 o programa não abre
entrega marcada para 8 de março de 2024 das 14h às 18h
paguei 1.250,00 por 31 caixas e vieram 30
a garantia vai até 30 de novembro de 2026, certo?
quero trocar o artigo 8000-12 pelo 8000-14
esqueci a senha e o código já não é válido
zamówienie nr 30-7021/24 nadal w realizacji
faktura z 15.03.2024 ma zły vat
po aktualizacji 11.0.3.8 aplikacja się zawiesza
dostawa miała być 7 lipca 2024 między 8 a 16
cena 124,38 zł zmieniła się na 139,00 zł
gwarancja do 30 września 2026 roku tak?
chcę wymienić rozmiar 38 na 40 w artykule 2577
nie pamiętam hasła a link do resetu wygasł
"""
