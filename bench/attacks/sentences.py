"""Secrets in the sentences of eight languages, made anew by a seed: {kind: sentence with {x}}, and who makes the value.

Written for the search of docs/figures/safety.md, after the rules of redaction and by nobody who looked at them for it.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "e-mail": "Please send the receipt to {x}, the old one bounces.",
        "e-mail, spelled": "You can reach me under {x} at any time",
        "phone": "Ring me on {x} after six, please",
        "bank account": "Refund it to {x}, as you did in May",
        "card": "I paid with {x} and it was charged twice",
        "password": "I tried to sign in, my password is {x} and it says no",
        "key": "our server sends Authorization: Bearer {x} and gets 401",
        "link with a token": "the reset link was https://app.example.com/reset?token={x} and it is dead",
        "national id": "For the invoice you asked for my National Insurance number: {x}",
        "address": "Ship it to {x} from now on",
        "birth date": "I was born on {x}, if you need it for the check",
        "ip": "We are blocked, our office comes from {x}",
        "name of somebody else": "My colleague {x} ordered it, not I",
        "one-time code": "the text message said your code is {x} but the field stays red",
        "database": "we connect with postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "The answer to my security question is {x}",
        "pin": "My PIN is {x} and the terminal swallowed the card",
        "licence": "my driving licence number {x} is on the form already",
        "hidden e-mail": "write to {x} then",
    },
    "de": {
        "e-mail": "Bitte schicken Sie die Rechnung an {x}, die alte Adresse geht nicht mehr.",
        "e-mail, spelled": "Am besten erreichen Sie mich unter {x}",
        "phone": "Rufen Sie mich unter {x} zurück, ab 18 Uhr",
        "bank account": "Überweisen Sie es auf {x}, wie im Mai",
        "card": "Ich habe mit {x} bezahlt, zweimal abgebucht!",
        "password": "Mein Passwort lautet {x} und es geht trotzdem nicht",
        "key": "unser Server schickt Authorization: Bearer {x} und bekommt 401",
        "link with a token": "der Link https://app.example.com/reset?token={x} ist abgelaufen",
        "national id": "Meine Steuer-ID ist {x}, die brauchen Sie für die Rechnung",
        "address": "Liefern Sie bitte künftig an {x}",
        "birth date": "Ich bin am {x} geboren, falls Sie das prüfen",
        "ip": "Unser Büro kommt von {x} und wird gesperrt",
        "name of somebody else": "Meine Kollegin Frau {x} hat das bestellt, nicht ich",
        "one-time code": "in der SMS steht: Ihr Code lautet {x}, er wird nicht angenommen",
        "database": "wir verbinden uns mit postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "Die Antwort auf meine Sicherheitsfrage ist {x}",
        "pin": "Meine PIN ist {x}, der Automat hat die Karte behalten",
        "licence": "meine Führerscheinnummer {x} steht schon im Formular",
        "hidden e-mail": "schreiben Sie an {x}",
    },
    "fr": {
        "e-mail": "Envoyez la facture à {x}, l'ancienne adresse ne marche plus.",
        "e-mail, spelled": "Vous pouvez me joindre à {x}",
        "phone": "Rappelez-moi au {x} après 18 heures",
        "bank account": "Remboursez sur {x}, comme en mai",
        "card": "J'ai payé avec {x} et on m'a débité deux fois",
        "password": "Mon mot de passe est {x} et ça ne passe pas",
        "key": "notre serveur envoie Authorization: Bearer {x} et reçoit 401",
        "link with a token": "le lien https://app.example.com/reset?token={x} est mort",
        "national id": "Mon numéro de sécurité sociale est {x}",
        "address": "Livrez désormais au {x}",
        "birth date": "Je suis né le {x}, pour la vérification",
        "ip": "Notre bureau sort par {x} et il est bloqué",
        "name of somebody else": "C'est ma collègue Mme {x} qui a commandé",
        "one-time code": "le SMS dit : votre code est {x}, il est refusé",
        "database": "on se connecte avec postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "La réponse à ma question secrète est {x}",
        "pin": "Mon code PIN est {x} et l'automate a gardé la carte",
        "licence": "mon numéro de permis de conduire {x} est déjà dans le dossier",
        "hidden e-mail": "écrivez à {x}",
    },
    "es": {
        "e-mail": "Manden la factura a {x}, la otra ya no funciona.",
        "e-mail, spelled": "Me pueden escribir a {x}",
        "phone": "Llámenme al {x} por la tarde",
        "bank account": "Devuelvan el dinero a {x}, como en mayo",
        "card": "Pagué con {x} y me cobraron dos veces",
        "password": "Mi contraseña es {x} y no entra",
        "key": "el servidor manda Authorization: Bearer {x} y recibe 401",
        "link with a token": "el enlace https://app.example.com/reset?token={x} ya no vale",
        "national id": "Mi DNI es {x}, para la factura",
        "address": "Envíenlo a {x} a partir de ahora",
        "birth date": "Nací el {x}, por si lo comprueban",
        "ip": "Nuestra oficina sale por {x} y está bloqueada",
        "name of somebody else": "Lo pidió mi compañera la señora {x}",
        "one-time code": "el SMS dice: tu código es {x}, y lo rechaza",
        "database": "conectamos con postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "La respuesta a mi pregunta de seguridad es {x}",
        "pin": "Mi PIN es {x} y el cajero se quedó la tarjeta",
        "licence": "mi número de carnet de conducir {x} ya está en el formulario",
        "hidden e-mail": "escriban a {x}",
    },
    "it": {
        "e-mail": "Mandate la fattura a {x}, l'altra non va più.",
        "e-mail, spelled": "Potete scrivermi a {x}",
        "phone": "Chiamatemi al {x} dopo le sei",
        "bank account": "Rimborsate su {x}, come a maggio",
        "card": "Ho pagato con {x} e mi avete addebitato due volte",
        "password": "La mia password è {x} e non entra",
        "key": "il server manda Authorization: Bearer {x} e riceve 401",
        "link with a token": "il link https://app.example.com/reset?token={x} è scaduto",
        "national id": "Il mio codice fiscale è {x}",
        "address": "Spedite d'ora in poi in {x}",
        "birth date": "Sono nato il {x}, se vi serve per il controllo",
        "ip": "Il nostro ufficio esce da {x} ed è bloccato",
        "name of somebody else": "L'ha ordinato la mia collega signora {x}",
        "one-time code": "nell'SMS c'è scritto: il tuo codice è {x}, ma lo rifiuta",
        "database": "ci colleghiamo con postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "La risposta alla mia domanda di sicurezza è {x}",
        "pin": "Il mio PIN è {x} e lo sportello ha tenuto la carta",
        "licence": "il numero della mia patente {x} è già nel modulo",
        "hidden e-mail": "scrivete a {x}",
    },
    "nl": {
        "e-mail": "Stuur de factuur naar {x}, het oude adres werkt niet meer.",
        "e-mail, spelled": "U kunt mij bereiken via {x}",
        "phone": "Bel mij op {x} na zes uur",
        "bank account": "Stort het terug op {x}, net als in mei",
        "card": "Ik heb met {x} betaald en er is twee keer afgeschreven",
        "password": "Mijn wachtwoord is {x} en het lukt niet",
        "key": "onze server stuurt Authorization: Bearer {x} en krijgt 401",
        "link with a token": "de link https://app.example.com/reset?token={x} is verlopen",
        "national id": "Mijn BSN is {x}, voor de factuur",
        "address": "Bezorg het voortaan op {x}",
        "birth date": "Ik ben geboren op {x}, als u dat controleert",
        "ip": "Ons kantoor komt van {x} en is geblokkeerd",
        "name of somebody else": "Mijn collega mevrouw {x} heeft het besteld",
        "one-time code": "in de sms staat: uw code is {x}, maar die wordt geweigerd",
        "database": "wij verbinden met postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "Het antwoord op mijn geheime vraag is {x}",
        "pin": "Mijn pincode is {x} en de automaat hield de pas",
        "licence": "mijn rijbewijsnummer {x} staat al in het formulier",
        "hidden e-mail": "schrijf naar {x}",
    },
    "pt": {
        "e-mail": "Enviem a fatura para {x}, o outro já não funciona.",
        "e-mail, spelled": "Podem escrever-me para {x}",
        "phone": "Liguem-me para o {x} depois das seis",
        "bank account": "Devolvam para {x}, como em maio",
        "card": "Paguei com {x} e cobraram duas vezes",
        "password": "A minha senha é {x} e não entra",
        "key": "o servidor envia Authorization: Bearer {x} e recebe 401",
        "link with a token": "o link https://app.example.com/reset?token={x} expirou",
        "national id": "O meu NIF é {x}, para a fatura",
        "address": "Enviem a partir de agora para {x}",
        "birth date": "Nasci em {x}, se precisarem de confirmar",
        "ip": "O nosso escritório sai por {x} e está bloqueado",
        "name of somebody else": "Foi a minha colega senhora {x} que pediu",
        "one-time code": "o SMS diz: o seu código é {x}, mas é recusado",
        "database": "ligamos com postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "A resposta à minha pergunta de segurança é {x}",
        "pin": "O meu PIN é {x} e a máquina ficou com o cartão",
        "licence": "o número da minha carta de condução {x} já está no formulário",
        "hidden e-mail": "escrevam para {x}",
    },
    "pl": {
        "e-mail": "Proszę wysłać fakturę na {x}, stary adres nie działa.",
        "e-mail, spelled": "Można do mnie pisać na {x}",
        "phone": "Proszę dzwonić pod {x} po osiemnastej",
        "bank account": "Proszę zwrócić na {x}, jak w maju",
        "card": "Zapłaciłem kartą {x} i pobrano dwa razy",
        "password": "Moje hasło to {x} i nie działa",
        "key": "nasz serwer wysyła Authorization: Bearer {x} i dostaje 401",
        "link with a token": "link https://app.example.com/reset?token={x} wygasł",
        "national id": "Mój PESEL to {x}",
        "address": "Proszę wysyłać odtąd na {x}",
        "birth date": "Urodziłem się {x}, jeśli to potrzebne",
        "ip": "Nasze biuro wychodzi z {x} i jest zablokowane",
        "name of somebody else": "Zamówiła to moja koleżanka pani {x}",
        "one-time code": "w SMS-ie jest: Twój kod to {x}, ale jest odrzucany",
        "database": "łączymy się przez postgres://shop:{x}@db.example.com:5432/orders",
        "secret question": "Odpowiedź na moje pytanie zabezpieczające to {x}",
        "pin": "Mój PIN to {x} i bankomat zatrzymał kartę",
        "licence": "numer mojego prawa jazdy {x} jest już w formularzu",
        "hidden e-mail": "proszę pisać na {x}",
    },
}
NAMES = {
    "en": ("Harriet Olsworth", "Desmond Frayling"), "de": ("Wiebke Ostertag", "Korbinian Lindhuber"),
    "fr": ("Solène Maugrier", "Thibault Carenac"), "es": ("Itziar Belmonteja", "Anselmo Quirogaray"),
    "it": ("Ludovica Terracciani", "Oreste Bellandini"), "nl": ("Femke Dijkgraver", "Joost Wieringaard"),
    "pt": ("Graciete Valadarim", "Domingos Serpinha"), "pl": ("Kazimiera Wrzosowicz", "Bogumił Sadkiewicz"),
}  # fmt: skip
ADDRESSES = {
    "en": ("14 Larkfield Terrace, Bristol BS8 3QT", "2207 Cedar Hollow Road, Dayton, OH 45409"),
    "de": ("Ahornweg 17b, 72070 Tübingen", "Am Alten Speicher 4, 18055 Rostock"),
    "fr": ("23 bis rue des Tanneurs, 37000 Tours", "8 impasse du Moulin Vert, 69005 Lyon"),
    "es": ("calle Alcalá 118, 3º B, 28009 Madrid", "avenida de la Paz 7, 41013 Sevilla"),
    "it": ("via Garibaldi 41, 16124 Genova", "piazza San Marco 3, 50121 Firenze"),
    "nl": ("Lindengracht 88, 1015 KK Amsterdam", "Oude Vest 12, 2312 XR Leiden"),
    "pt": ("Rua das Flores 52, 4050-262 Porto", "Avenida da Liberdade 190, 1250-147 Lisboa"),
    "pl": ("ul. Lipowa 12/4, 31-134 Kraków", "al. Niepodległości 63, 02-626 Warszawa"),
}  # fmt: skip
PHONES = {
    "en": "+44 7700 90{:04d}", "de": "0151 2345{:04d}", "fr": "06 12 34 {:02d} {:02d}", "es": "+34 612 34{:04d}",
    "it": "+39 347 123{:04d}", "nl": "06-1234{:04d}", "pt": "+351 912 34{:04d}", "pl": "+48 601 23{:04d}",
}  # fmt: skip
SPELLED = {
    "en": ("at", "dot"), "de": ("ät", "punkt"), "fr": ("arobase", "point"), "es": ("arroba", "punto"),
    "it": ("chiocciola", "punto"), "nl": ("apenstaartje", "punt"), "pt": ("arroba", "ponto"), "pl": ("małpa", "kropka"),
}  # fmt: skip
BANKS = {"en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "pl": "PL"}
SHAPES = {"GB": "aaaa14", "DE": "18", "FR": "23", "ES": "20", "IT": "a22", "NL": "aaaa10", "PT": "21", "PL": "24"}


def planted(seed: int, each: int = 2) -> Iterator[tuple[str, str, str, str]]:
    """(language, kind, the secret as it is written, the sentence): every kind in every language ``each`` times."""
    rng = random.Random(seed)
    for language, sentences in SENTENCES.items():
        for kind, sentence in sentences.items():
            for number in range(each):
                secret = _value(kind, language, number, rng)
                yield language, kind, secret, sentence.format(x=secret)


def _value(kind: str, language: str, number: int, rng: random.Random) -> str:
    letters, digits = string.ascii_letters + string.digits, string.digits

    def some(count: int, signs: str) -> str:
        return "".join(rng.choice(signs) for _ in range(count))

    local, domain = some(7, string.ascii_lowercase), some(6, string.ascii_lowercase) + ".com"
    if kind == "e-mail":
        return f"{local}.{some(3, digits)}@{domain}"
    if kind == "e-mail, spelled":
        at, dot = SPELLED[language]
        return f"{local} {at} {domain.replace('.', f' {dot} ')}"
    if kind == "hidden e-mail":
        return f"{local}&#64;{domain}" if number else f"{local}\u200b@{domain}"
    if kind == "phone":
        return PHONES[language].format(*(rng.randrange(100 if "02d" in PHONES[language] else 10000) for _ in range(2)))
    if kind == "bank account":
        return _iban(BANKS[language], some)
    if kind == "card":
        from stdnum import luhn

        body = "4" + some(14, digits)
        number_ = body + luhn.calc_check_digit(body)
        return " ".join(number_[i : i + 4] for i in range(0, 16, 4))
    if kind == "national id":
        return _national(language, some, rng)
    if kind == "address":
        return ADDRESSES[language][number % 2]
    if kind == "name of somebody else":
        return NAMES[language][number % 2]
    if kind == "birth date":
        day, month, year = rng.randrange(1, 29), rng.randrange(1, 13), rng.randrange(1950, 2004)
        return f"{day:02d}.{month:02d}.{year}" if language in ("de", "pl") else f"{day:02d}/{month:02d}/{year}"
    if kind == "ip":
        return (
            ".".join(str(rng.randrange(131, 168)) for _ in range(4))
            if number
            else f"2a02:810d:{some(4, 'abcdef123')}::{some(3, '1234')}"
        )
    if kind == "key":
        return some(40, letters)
    if kind == "link with a token":
        return some(28, letters)
    if kind in ("one-time code", "pin"):
        return some(6 if kind == "one-time code" else 4, digits[1:])
    if kind == "licence":
        return some(2, string.ascii_uppercase) + some(8, digits)
    if kind == "secret question":
        return some(9, string.ascii_lowercase).capitalize()
    return some(8, letters) + rng.choice("!?#$") + some(2, digits)


def _iban(country: str, some) -> str:
    from stdnum.iso7064 import mod_97_10

    shape = SHAPES[country]
    head = shape.count("a")
    body = some(head, string.ascii_uppercase) + some(int(shape[head:]), string.digits)
    whole = country + mod_97_10.calc_check_digits(body + country) + body
    return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def _national(language: str, some, rng: random.Random) -> str:
    """A number that passes its registry's check digits, by trying."""
    from stdnum.de import idnr
    from stdnum.es import dni
    from stdnum.fr import nir
    from stdnum.it import codicefiscale
    from stdnum.nl import bsn
    from stdnum.pl import pesel
    from stdnum.pt import nif

    digits = string.digits
    if language == "en":
        return f"AB {some(2, digits)} {some(2, digits)} {some(2, digits)} C"
    if language == "es":
        body = some(8, digits)
        return body + dni.calc_check_digit(body)
    if language == "fr":
        body = f"1{rng.randrange(50, 99)}{rng.randrange(1, 13):02d}75{some(6, digits)}"
        return body + nir.calc_check_digits(body)
    if language == "it":
        body = f"RSSMRA{rng.randrange(50, 99)}A{rng.randrange(1, 29):02d}H501"
        return body + codicefiscale.calc_check_digit(body)
    if language == "pl":
        body = f"{rng.randrange(50, 99)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{some(4, digits)}"
        return body + pesel.calc_check_digit(body)
    of = {"de": (idnr, 11), "nl": (bsn, 9), "pt": (nif, 9)}[language]
    while True:
        tried = some(of[1], digits)
        if of[0].is_valid(tried):
            return tried
