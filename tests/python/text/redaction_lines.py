"""Lines that somebody wrote to get past the redactor, and harmless ones that look like secrets.

Written in two goes: the second only after the first had been used to mend the rules, so that its first run said how the
mended rules do on lines they had not seen (docs/figures/redaction.md). `[[kind|secret]]` marks what must go, `⏎` is a line
break, `~` is taken out (it keeps scanners of repositories from taking these made-up keys for real ones); what stands
after ` ¦ ` is the customer's name. No secret here opens anything.
"""

from __future__ import annotations

import re

FIRST = r"""
Please write to [[email|john.smith+billing@acme-corp.co.uk]] instead.
my mail is [[email|JOHN_SMITH@EXAMPLE.COM]]
Contact:[[email|o'brien@example.ie]]
<[[email|a.b-c_d@sub.sub2.example.org]]>
mailto:[[email|help.me@example.com]]?subject=hi
[[email|jürgen.müller@bücher.example]] is what I use
reach me on [[email|john at example dot com]]
my email is [[email|john.doe (at) example (dot) com]]
email [[email|john[at]example[dot]com]] please
[[email|maria_lopez AT gmail DOT com]] is my address
It's [[email|pete@example.com]], not [[email|pete@example.org]].
email me: [[email|tina {at} mail {dot} example {dot} net]]
you can email [[email|sam.w at outlook.com]] thanks
Email: [[email|user123@example.museum]]
I typed "[[email|bob@localhost.localdomain]]" in the form
account email [[email|x@y.io]]
cc [[email|first.last@example.com]];[[email|second.last@example.com]]
my e-mail address is [[email|lee@example.com]]and I cannot log in
The address [[email|no-reply.user@mail.example.com]]/ does not work
Sent from [[email|anna@example.com]]>
[[email|anna+test123@googlemail.com]]
E-Mail: [[email|karl.h@web.de]]
mi correo es [[email|juan.perez arroba gmail punto com]]
mon adresse: [[email|luc.dupont@orange.fr]]
[[email|1234567@qq.com]] is my login
you may contact [[email|d.o'neil%home@example.com]]
use john.smith as user, [[email|john.smith@corp.example]] as mail
[[email|jane@example.com]]'s account is locked
username is [[email|kim@example.co.jp]]。
see [[email|ana@example.com.br]]!
change [[email|old@example.com]]->[[email|new@example.com]]
My gmail is [[email|jonny5 at gmail dot com]]
his address [[email|ed_at@example.com]]
[[email|пример@пример.рф]] не работает
write to [[email|"odd name"@example.com]]
it is [[email|jane @ example.com]]
[[email|JANE＠EXAMPLE.COM]]
mail [[email|jane@example .com]]
my email: [[email|jane AT example DOT co DOT uk]]
[[email|mike(at)example.com]]
[[email|mike_at_example.com]]
reach me at [[email|mike [at] example.com]]
Email [[email|mike-at-example-dot-com]] ok
Call me on [[phone|+1 (415) 555-0132]]
call [[phone|415.555.0132]] after 5
cell [[phone|(415) 555-0132 ext. 45]]
my phone: [[phone|415-555-0132 x203]]
tel [[phone|+44 (0)20 7946 0958]]
phone number is [[phone|020 7946 0958]]
mobile [[phone|07700 900123]]
ring me [[phone|07700900123]]
[[phone|+4915112345678]] ist meine Nummer
Handy: [[phone|0151/12345678]]
Tel.: [[phone|030-901820]]
Tel. [[phone|(030) 90 18 20]]
[[phone|+49 (0) 30 / 901820]]
Telefon [[phone|0049 30 901820]]
rappelez-moi au [[phone|06 12 34 56 78]]
tél : [[phone|01.23.45.67.89]]
[[phone|+33 6 12 34 56 78]] svp
mi móvil es [[phone|612 345 678]]
llámame al [[phone|+34 612 34 56 78]]
[[phone|+39 333 123 4567]] chiamami
bel mij [[phone|06-12345678]]
[[phone|+31 6 1234 5678]]
call me at [[phone|98765 43210]]
whatsapp [[phone|+91 98765-43210]]
phone [[phone|+61 412 345 678]]
mobile: [[phone|0412 345 678]]
[[phone|+81-90-1234-5678]] please call
my number is [[phone|5551234567]]
My number is [[phone|555 123 4567]], thanks
text me at [[phone|4155550132]]
fax [[phone|1-800-555-0199]]
[[phone|1 (800) 555 0199]] is your hotline?
call [[phone|+1-415-555-0132;ext=12]]
+ phone [[phone|+1.415.555.0132]]
contact number [[phone|415 555 0132]]
You can reach me on [[phone|0044 7700 900123]]
you can reach me at [[phone|(02) 9374 4000]]
Phone:[[phone|+55 (11) 91234-5678]]
celular [[phone|(11) 91234-5678]]
[[phone|+27 82 123 4567]]
[[phone|+971 50 123 4567]] dubai
[[phone|+65 9123 4567]]
[[phone|+86 138 0013 8000]]
phone is [[phone|138 0013 8000]]
[[phone|+353 85 123 4567]]
call [[phone|085 123 4567]]
[[phone|+41 79 123 45 67]]
Natel [[phone|079 123 45 67]]
[[phone|+43 664 1234567]]
erreichbar unter [[phone|0664 1234567]]
[[phone|+48 512 345 678]]
phone [[phone|512-345-678]]
[[phone|+46 70-123 45 67]]
ring [[phone|070-123 45 67]]
[[phone|+7 916 123-45-67]] телефон
[[phone|8 (916) 123-45-67]] мой телефон
my landline [[phone|01632 960123]]
(phone [[phone|(555)123-4567]])
please call back on [[phone|555-0132 ]]today
phone=[[phone|4155550132]]&x=1
whats app: [[phone|+62 812-3456-7890]]
home: [[phone|212-555-0147]], work: [[phone|212-555-0148]]
call me: [[phone|four one five 555 0132]]
tel:[[phone|+14155550132]]
Phone [[phone|+1 415 555 0132]] or [[phone|+1 415 555 0133]]
my cell # is [[phone|415-555-0132]]
the number I called from was [[phone|02079460958]]
callback number [[phone|0207 946 0958]]
T: [[phone|+44 20 7946 0958]] M: [[phone|+44 7700 900456]]
[[phone|+1 (415)555-0132]]
[[phone|+1415-555-0132]]
My card is [[card|4111 1111 1111 1111]]
card [[card|4111-1111-1111-1111]] exp 12/28
[[card|4111111111111111]]
visa [[card|4012888888881881]] was charged twice
amex [[card|3782 822463 10005]]
amex: [[card|378282246310005]]
[[card|5555 5555 5555 4444]] mastercard
[[card|5105105105105100]], cvv [[key|123]]
discover [[card|6011 1111 1111 1117]]
diners [[card|3056 930902 5904]]
jcb [[card|3530111333300000]]
card number:[[card|4111.1111.1111.1111]]
card no. [[card|2223 0031 2200 3222]]
Card: "[[card|4242424242424242]]"
charged on [[card|4242 4242 4242 4242]] 05/27 CVC [[key|314]]
Debit card [[card|4000 0566 5566 5556]] declined
pay with [[card|5200828282828210]] please
Kartennummer [[card|4111 1111 1111 1111]]
tarjeta [[card|4111 1111 1111 1111]]
cc=[[card|4242424242424242]]
[[card|4111 1111 11111111]] is what I typed
[[card|41111111 11111111]] my card
card [[card|4111 – 1111 – 1111 – 1111]]
maestro card [[card|6759 6498 2643 8453]]
unionpay [[card|6200000000000005]]
[[card|3714-496353-98431]] amex
(card [[card|4111  1111  1111  1111]])
my card number is [[card|4111_1111_1111_1111]]
carte bancaire [[card|4970 1012 3456 7890]]
card [[card|4222222222222]]
4 digits of card [[card|4111/1111/1111/1111]]
card: [[card|4111 1111⏎1111 1111]] thanks
here:⏎[[card|4111⏎1111⏎1111⏎1111]]⏎it fails
IBAN [[iban|DE89 3704 0044 0532 0130 00]]
[[iban|DE89370400440532013000]]
iban: [[iban|de89370400440532013000]]
[[iban|GB82 WEST 1234 5698 7654 32]] is mine
refund to [[iban|FR14 2004 1010 0505 0001 3M02 606]]
[[iban|ES91 2100 0418 4502 0005 1332]]
IBAN:[[iban|IT60X0542811101000000123456]]
[[iban|NL91ABNA0417164300]]
nl91 abna: [[iban|nl91 abna 0417 1643 00]]
[[iban|CH93-0076-2011-6238-5295-7]]
[[iban|PL61 1090 1014 0000 0712 1981 2874]]
[[iban|NO93 8601 1117 947]]
[[iban|BE68 5390 0754 7034]]
[[iban|AT61 1904 3002 3457 3201]]
[[iban|SE45 5000 0000 0583 9825 7466]]
meine IBAN lautet [[iban|DE 89 3704 0044 0532 0130 00]]
account [[iban|PT50000201231234567890154]]
[[iban|IE29 AIBK 9311 5212 3456 78]].
([[iban|LU28 0019 4006 4475 0000]])
[[iban|SA03 8000 0000 6080 1016 7519]]
[[iban|AE07 0331 2345 6789 0123 456]]
Kontonummer [[iban|DE89.3704.0044.0532.0130.00]]
IBAN=[[iban|FI2112345600000785]];
[[iban|DK50 0040 0440 1162 43]]
IBAN[[iban|DE89370400440532013000]]
[[iban|TR33 0006 1005 1978 6457 8413 26]]
[[iban|Gb82West12345698765432]] as typed
IBAN [[iban|DE89 3704 0044⏎0532 0130 00]] please
[[iban|FR76 3000 6000 0112 3456 7890 189]]
OPENAI_API_KEY=[[key|sk~-proj-Ab12Cd34Ef56Gh78Ij90Kl12Mn34Op56]]
key [[key|sk-abcdEFGH1234567890abcdEFGH1234567890abcdEFGH12345678]]
[[key|sk~-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCd]]
[[key|gh~p_16C7e42F292c6912E7710c838347Ae178B4a]]
[[key|github~_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ]]
[[key|gh~o_16C7e42F292c6912E7710c838347Ae178B4a]]
aws [[key|AK~IAIOSFODNN7EXAMPLE]]
secret [[key|wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY]]
aws_secret_access_key = [[key|wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY]]
[[key|xo~xb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx]]
[[key|xo~xp-1234567890-1234567890-1234567890-abcdef1234567890abcdef1234567890]]
webhook https://hooks.sl~ack.com/services/[[key|T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX]]
[[key|eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U]]
Authorization: Bearer [[key|abcdef1234567890abcdef]]
curl -H "Authorization: Basic [[key|dXNlcjpwYXNzd29yZDEyMw==]]"
curl -u admin:[[key|s3cr3tPass]] https://api.example.com
postgres://app:[[key|hunter2]]@db.example.com:5432/app
mongodb+srv://u:[[key|P%40ss]]@cluster0.example.net
password: [[key|Tr0ub4dor&3]]
my password is [[key|correcthorse1]]
Password = "[[key|qwerty123]]"
pwd: [[key|Summer2024!]]
the password I use is [[key|Blue-Fish-77]]
pass: [[key|abc12345]]
passwort: [[key|Geheim!99]]
mein Passwort ist [[key|hund1234]]
contraseña: [[key|Gato_2024]]
mi contraseña es [[key|perro99x]]
mot de passe : [[key|Chat!123]]
mot de passe est [[key|soleil77]]
PIN [[key|4821]]
my pin is [[key|4821]]
pin code: [[key|1234]]
OTP: [[key|482913]]
your verification code is [[key|482913]]
security code [[key|123-456]]
the code is [[key|771203]] from the sms
cvv [[key|123]]
cvc: [[key|987]]
api key: [[key|a1b2c3d4e5f6a7b8c9d0]]
api_key=[[key|9f8e7d6c5b4a39281706]]
apikey "[[key|Zx9Yw8Vu7Ts6Rq5P]]"
token: [[key|f3b1c9d2e4a5]]
access token [[key|EA~ACEdEose0cBA1234567890abcdefghijklmnopq]]
[[key|AI~zaSyA1234567890abcdefghijklmnopqrstuv]]
[[key|ya~29.A0ARrdaM-abcdefghijklmnopqrstuvwxyz0123456789]]
stripe [[key|sk~_live_51H8abcDEFghiJKLmnoPQRstu]]
[[key|pk_test_TYooMQauvdEDq54NiTphI7jx]]
[[key|rk~_live_51H8abcDEFghiJKLmnoPQRstu]]
[[key|wh~sec_abcdefghijklmnop1234567890]]
[[key|S~G.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr]]
twilio [[key|S~K0123456789abcdef0123456789abcdef]]
[[key|gl~pat-ABCdef123456GHIjkl78]]
[[key|np~m_abcdefghijklmnopqrstuvwxyz0123456789]]
[[key|h~f_abcdefghijklmnopqrstuvwxyzABCDEFGH]]
[[key|py~pi-AgEIcHlwaS5vcmcCJDEyMzQ1Njc4LTEyMzQ]]
[[key|do~p_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef]]
[[key|sh~pat_0123456789abcdef0123456789abcdef]]
client_secret: [[key|8Q~abcdefGHIJKLMNOP.qrstu]]
{"password":"[[key|Winter#2023]]"}
{"apiKey": "[[key|A1B2-C3D4-E5F6]]"}
export TOKEN=[[key|abc123def456ghi789]]
X-Api-Key: [[key|5f4dcc3b5aa765d61d8327deb882cf99]]
?access_token=[[key|q1w2e3r4t5y6u7i8]]&a=1
session=[[key|7Hq2mZ9xKp4LsW8vTn3b]]
login admin / [[key|Passw0rd!]]
user: bob password: [[key|letmein9]] please check
username bob, password [[key|letmein9!]]
The temp password was [[key|Xy7-kkP2]].
Passwort lautet "[[key|katze]]"
recovery code [[key|ABCD-1234-EFGH]]
backup codes: [[key|12345678]]
license key [[key|ABCDE-12345-FGHIJ-67890-KLMNO]]
my secret is [[key|S3cret-Value]]
Wi-Fi password: [[key|guest_9921]]
passcode [[key|990017]]
Senha: [[key|Futebol10]]
wachtwoord is [[key|fiets123]]
hasło: [[key|Kotek77!]]
token [[key|1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw]]
Azure Account~Key=[[key|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==]]
discord [[key|M~Tk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs]]
x [[key|sk-aaaaBBBB1111ccccDDDD2222]]
[[key|-----BE~GIN RSA PRIVATE KEY-----⏎MIIEpAIBAAKCAQEA7⏎abc123⏎-----END RSA PRIVATE KEY-----]] here
[[key|-----BE~GIN PRIVATE KEY-----⏎MIIEvQIBADANBgkqhki]]
[[key|-----BE~GIN OPENSSH PRIVATE KEY-----⏎b3BlbnNzaC1rZXk⏎-----END OPENSSH PRIVATE KEY-----]]
[[key|-----BE~GIN EC PRIVATE KEY-----⏎MHcCAQEE⏎-----END EC PRIVATE KEY-----]]
Hi, [[name|Anna]] here, it still fails ¦ Anna Schmidt
Regards,⏎[[name|Anna Schmidt]] ¦ Anna Schmidt
regards⏎[[name|anna schmidt]] ¦ Anna Schmidt
[[name|ANNA SCHMIDT]] CANNOT LOG IN ¦ Anna Schmidt
[[name|Anna]]'s account is locked ¦ Anna Schmidt
the account of Ms. [[name|Schmidt]] ¦ Anna Schmidt
[[name|Schmidt, Anna]] (customer) ¦ Anna Schmidt
[[name|A. Schmidt]] ¦ Anna Schmidt
Hello [[name|José]], thanks ¦ José García
ich bin [[name|Jose Garcia]] ¦ José García
Dear Mr [[name|O'Brien]] ¦ Patrick O'Brien
[[name|Patrick O’Brien]] writes ¦ Patrick O'Brien
thanks, [[name|Mary-Jane]] ¦ Mary-Jane Watson
[[name|Mary Jane Watson]] speaking ¦ Mary-Jane Watson
[[name|mueller]] hier ¦ Thomas Müller
Herr [[name|Müller]] wartet ¦ Thomas Müller
I am [[name|Will]]. ¦ Will Turner
Thanks,⏎[[name|Will]] ¦ Will Turner
Hi [[name|Will]], any news? ¦ Will Turner
- [[name|Mark]] ¦ Mark Stone
[[name|Mark Stone]] ordered ¦ Mark Stone
[[name|Anna Maria Schmidt]] ¦ Anna Maria Schmidt
[[name|Anna M. Schmidt]] is me ¦ Anna Maria Schmidt
My name is [[name|Peter Novak]] and I wait
This is [[name|Laura Jones]], my order is late
Best regards,⏎[[name|Sven Olsen]]
Mit freundlichen Grüßen⏎[[name|Klaus Weber]]
je m'appelle [[name|Luc Martin]]
me llamo [[name|Carlos Ruiz]]
[[name|Nguyen Van An]] is waiting ¦ Nguyen Van An
[[name|李伟]]您好 ¦ 李伟
[[name|Li Wei]] here ¦ Wei Li
Cheers, [[name|Bob]] ¦ Bob Marsh
[[name|bob marsh]] ¦ Bob Marsh
[[name|Bob]]: no, still broken ¦ Bob Marsh
ticket of [[name|Marsh]] ¦ Bob Marsh
[[name|Dr. Bob Marsh]] ¦ Bob Marsh
ordered by [[name|Ludwig van Beethoven]] ¦ Ludwig van Beethoven
Mr. van [[name|Beethoven]] ¦ Ludwig van Beethoven
[[name|Ann-Marie]]!! ¦ Ann-Marie Le
It's [[name|Joy]] again. ¦ Joy Baker
signed [[name|Joy Baker]] ¦ Joy Baker
Sincerely, [[name|Tom Hardy]] ¦ Tom Hardy
from: [[name|Tom]] ¦ Tom Hardy
I'm [[name|tom]] btw ¦ Tom Hardy
hi its [[name|anna]] ¦ Anna Schmidt
(signed) [[name|a. schmidt]] ¦ Anna Schmidt
[[name|Søren]] venter ¦ Søren Kierkegaard
[[name|Soren Kierkegaard]] ¦ Søren Kierkegaard
[[name|Владимир Петров]] ждёт ¦ Владимир Петров
[[name|Zoë]] asks ¦ Zoë Clark
[[name|Zoe Clark]] asks ¦ Zoë Clark
"""

SECOND = r"""
Hey, I changed my mail from [[email|k.lang@firma.example.de]] to [[email|klang@neu.example.de]] yesterday
could you resend it to [[email|mrs_potts+orders@castle.example]]?
Login: [[email|R2D2@rebels.example]]
"[[email|nina.k@example.com]]" <- that one
[[email|tess[@]example.com]]
[[email|tess<at>example<dot>com]]
reply-to=[[email|ops-team@example.io]]&subject=
you'll find me under [[email|bilbo.baggins at yahoo dot co dot uk]]
ich habe [[email|fritz.walter@t-online.de]] angegeben
[[email|a@b.co]]
please remove [[email|long.name.with.many.parts.indeed@really.long.domain.example.com]] from the list
e-mail me on [[email|priya at company dot io]]
My email address [[email|tom_1980@hotmail.com]] bounced, and [[email|tom1980@live.com]] too
[[email|info@müller-shop.de]]
mein mail: [[email|hans (ät) example.de]]
(see [[email|jo@example.com]])
send to:[[email|qa@example.com]],[[email|qb@example.com]]
user=[[email|me@example.com]]
Please use [[email|name@example.com]]...
Hi, it's about account [[phone|+1 646-555-0187]] as login phone
Could someone ring [[phone|01865 556 789]] please
text [[phone|(646) 555 0187]]
[[phone|646.555.0187]]
Contact: [[phone|+49 89 1234567-89]]
Rufnummer [[phone|089/1234567]]
Meine Handynummer ist [[phone|0176 1234 5678]]
Mobil: [[phone|+49-176-12345678]]
mon portable c'est le [[phone|0612345678]]
num: call [[phone|0033612345678]]
teléfono [[phone|91 123 45 67]]
telefono [[phone|02 1234 5678]]
cell [[phone|333 1234567]]
telefoonnummer [[phone|020-1234567]]
phone +[[phone|1 646 555 0187]]
mob [[phone|+44-7911-123456]]
mobile no. [[phone|07911 123 456]]
my mobile is [[phone|+91 9876543210]]
ph: [[phone|9876543210]]
Phone # [[phone|(646)-555-0187]]
call us back at [[phone|646 555-0187]]
you have my number [[phone|646-555-0187]]
contact me at [[phone|+64 21 123 4567]]
[[phone|+852 9123 4567]]
[[phone|+82 10-1234-5678]]
[[phone|010-1234-5678]] 전화
tel:[[phone|+32 470 12 34 56]]
GSM [[phone|0470 12 34 56]]
[[phone|+420 601 123 456]]
[[phone|+36 20 123 4567]]
[[phone|+351 912 345 678]]
[[phone|+52 55 1234 5678]]
[[phone|+54 9 11 1234-5678]]
[[phone|+90 532 123 45 67]]
[[phone|+972 52-123-4567]]
[[phone|+380 50 123 4567]]
[[phone|+66 81 234 5678]]
[[phone|+234 803 123 4567]]
[[phone|+254 712 345678]]
dial [[phone|1800 123 456]]
my work line: [[phone|646-555-0187 extension 9]]
phone: [[phone|646 555 0187 ext 1234]]
[[card|5425 2334 3010 9903]] was used
my visa [[card|4263982640269299]]
kreditkarte: [[card|5425-2334-3010-9903]]
CC#[[card|4917484589897107]]
amex [[card|374245455400126]]
[[card|3742 454554 00126]]
Card number is [[card|6011 0009 9013 9424]], valid thru 03/29
num carte: [[card|4263 9826 4026 9299]]
carta di credito [[card|5425233430109903]]
credit card ([[card|4263.9826.4026.9299]])
Number: [[card|2222 4200 0000 1113]]
I entered [[card|4263-9826-4026-9299]] and then 02/30
use IBAN [[iban|DE75 5121 0800 1245 1261 99]] for refund
[[iban|FR7630006000011234567890189]]
bank account [[iban|GB33BUKB20201555555555]]
konto: [[iban|DE12 5001 0517 0648 4898 90]]
[[iban|es79 2100 0813 6101 2345 6789]]
[[iban|IT40 S054 2811 1010 0000 0123 456]]
[[iban|NL02ABNA0123456789]]
rekening [[iban|BE71 0961 2345 6769]]
IBAN:[[iban|CH56 0483 5012 3456 7800 9]]
(IBAN [[iban|PL10 1050 0099 7603 1234 5678 9123]])
my password's [[key|Dragon#88]]
pw [[key|Dragon88!]]
pass = [[key|zebra2020]]
the new password is "[[key|Sunny$Day1]]"
password changed to [[key|Rainy$Day2]]
Zugangsdaten: Passwort [[key|Sommer2025!]]
I set the password to [[key|Winter_2025]]
my password was [[key|mickey12]] before
PASSWORD:[[key|hunter2]]
user bob pass: [[key|hunter22]]
temp password [[key|aX9$kk21]]
the pin for the card is [[key|9931]]
PIN: [[key|0000]]
My PIN number is [[key|7788]]
otp is [[key|551209]]
one-time code: [[key|551209]]
verification code: [[key|G-551209]]
2FA code [[key|551 209]]
api_token: [[key|0a1b2c3d4e5f6071]]
"access_token": "[[key|ab12cd34ef56ab78cd90]]"
secret_key=[[key|zzTop9988kkLLmm]]
STRIPE_SECRET=[[key|sk~_test_4eC39HqLyjWDarjtT1zdp7dc]]
GITHUB_TOKEN [[key|gh~s_16C7e42F292c6912E7710c838347Ae178B4a]]
[[key|AI~zaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe]]
slack token [[key|xo~xa-2-123456789012-abcdefabcdef]]
key: [[key|AK~IAI44QH8DHBEXAMPLE]]
auth header is Bearer [[key|eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UifQ.abcDEF123_-x]]
https://user:[[key|p4ss]]@ftp.example.com/
redis://:[[key|s3cret]]@cache:6379
[[key|sk~-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef]]
[[key|li~n_api_AbCdEfGhIjKlMnOp1234567890]]
notion [[key|secre~t_AbCdEf1234567890GhIjKlMnOpQrStUv]]
sendgrid key [[key|S~G.abcdefghijklmnopqrstuv.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg]]
mailgun [[key|ke~y-3ax6xnjp29jd6fds4gc373sgvjxteol0]]
sig=[[key|Zb9Kq3Xv7Rm2Tn5Wp8Yc1]]
db password=[[key|Pg!2024x]];
my wifi password is [[key|home-sweet-1]]
contraseña "[[key|Luna77]]"
mdp: [[key|Azerty12]]
clave: [[key|Toro2024]]
security answer: code [[key|481516]] sms
Hi, this is [[name|Priya]]. ¦ Priya Nair
[[name|Nair]] P., order late ¦ Priya Nair
Kind regards [[name|Priya Nair]] ¦ Priya Nair
[[name|PRIYA]] AGAIN ¦ Priya Nair
yours, [[name|Max]] ¦ Max Power
[[name|Max Power]] wants it ¦ Max Power
Hello, I'm [[name|Max]] and ¦ Max Power
[[name|Léa]] ici ¦ Léa Dubois
[[name|Lea Dubois]] ¦ Léa Dubois
Mme [[name|Dubois]] ¦ Léa Dubois
[[name|MacDonald]] here ¦ Ian MacDonald
[[name|Ian Macdonald]] ¦ Ian MacDonald
[[name|Ian]] - Glasgow ¦ Ian MacDonald
[[name|D'Angelo]] ¦ Marco D'Angelo
[[name|Marco D´Angelo]] ¦ Marco D'Angelo
sig. [[name|d'angelo]] ¦ Marco D'Angelo
[[name|O. Wilde]] ¦ Oscar Wilde
[[name|Wilde]], [[name|Oscar]] ¦ Oscar Wilde
[[name|oscar wilde]] ¦ Oscar Wilde
[[name|Kim Min-jun]] ¦ Min-jun Kim
[[name|Minjun]] ¦ Minjun Kim
Viele Grüße, [[name|Jana Vogel]]
Thanks⏎[[name|Peter Parker]]
My name is [[name|Sarah Connor]].
my name is [[name|Ellen]]
Mi chiamo [[name|Paolo Rossi]]
Best,⏎[[name|Rita Ora]]
Customer [[name|Yusuf İslam]] ¦ Yusuf İslam
[[name|Šárka Nováková]] píše ¦ Šárka Nováková
[[name|Sarka]] pise ¦ Šárka Nováková
[[name|Łukasz]] ¦ Łukasz Wójcik
[[name|Lukasz Wojcik]] ¦ Łukasz Wójcik
"""

HARMLESS = r"""
Order 4111111111111112 has not arrived
order number 1234567890123456
Tracking 1Z999AA10123456784 says delivered
tracking number 9400110200881234567890
DHL JJD000390007234567890
invoice INV-2024-000123 is wrong
Invoice 20240131-7741
ticket #48213377
Ref: 5551234567
my order id is 5551234567
order 555-123-4567 was lost
case 00123456
version 10.15.7.1 crashes
upgrade from 3.11.4 to 3.12.0
IP 192.168.10.254 is blocked
server 10.0.0.1:8080
[[ip|2001:0db8:85a3:0000:0000:8a2e:0370:7334]]
on 2024-01-15 10:30:00
2024-01-15T10:30:00Z
15/01/2024 at 10.30
01.02.2024 - 03.02.2024
from 9:00-17:00
between 2023-2024
price $1,299.99
paid 1.299,99 EUR
EUR 12500
1 250 000 points
total 12,345,678
#FF5733 as colour
hex 0xDEADBEEF
color #a1b2c3
550e8400-e29b-41d4-a716-446655440000
id 550e8400e29b41d4a716446655440000
ISBN 978-3-16-148410-0
ISBN 0306406152
EAN 4006381333931
SKU 8801643554231
serial C02XK0ABCDEF
S/N 356938035643809
IMEI 356938035643809
VIN 1HGCM82633A004352
flight BA2490 on May 5
seat 23A, gate B12
room 1408, floor 14
zip 94105-1234
[[address|SW1A 1AA]] is my postcode
10115 Berlin
[[address|PO Box 123456]]
lat 52.520008, lon 13.404954
52.5200, 13.4050
coordinates 40.7128 -74.0060
error 0x80070057
error code 404
HTTP 500
code 1042 appears
status code: 503
step 3 of 12
1234567 views
commit 9fceb02d0ae598e95dc970b74767f19372d61af8
md5 d41d8cd98f00b204e9800998ecf8427e
branch feature/JIRA-12345-fix
JIRA-12345
build 20240115.3
iOS 17.2.1
Windows 10.0.19045
Chrome 120.0.6099.130
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36
model WH-1000XM5
iPhone 15 Pro Max 256GB
part no. 00-7462-113
file report_2024-01-15_103000.pdf
IMG_20240115_103000.jpg
https://example.com/orders/1234567890?page=2
https://example.com/a/b-c-d/e123456789012
visit example.com for help
look at example dot com
we met at example.com headquarters
follow @support on twitter
@anna thanks
npm install @types/node@20.10.0
git@github.com is a host alias
3 @ 5 euros each
100% sure
15% off until 31.12.
the password is wrong
forgot my password again
reset password link expired
your password must have 8 characters
password reset email
password: required
the token expired
invalid token error
token limit of 4096
uses 4096 tokens
api key rotation policy
API key missing
secret santa gift
key features are listed
the key to success is practice
pin it to the dashboard
pin the message
pinned 3 items
zip code 94105
promo code SUMMER24
discount code WELCOME10
country code 49
area code 415
postal code 10115
barcode 4006381333931
qr code does not scan
code of conduct
source code is here
Passport photo size
Visa application 2024
a visa for India
credit card declined
my card ending in 4242
card ending 1111 expired
card expires 12/28
account ending 9876
last four digits 4242
customer number 100023456
customer id 884422113
account number 12345678
contract 4711-0815
policy no 123-456-789
VAT DE123456789
USt-IdNr. DE123456789
tax id [[national_id|12-3456789]]
meter reading 0012345678
transaction 8374659201
payment id 8374659201
booking reference ABC123
PNR X7YZ2K
session 8f14e45f
user id 12345678901
device 00:1A:2B:3C:4D:5E
score 5-4-3-2-1
1-2-3-4-5-6-7-8-9
10-20-30-40
12 34 56 78
1 2 3 4 5 6 7
phone model SM-G991B
iphone 12 64gb
call me tomorrow at 10
call after 5 pm
I called 3 times in 2 days
call 1 of 4
reach the 2,000,000 mark
my phone broke on 2024-01-15
phone bill of 120.50
phone bought 12.05.2023
press 1 for english
number 4 on the list
my number one concern
DE is my country
GB 12345
IT department 24/7
24/7 support
it was 4 1/2 stars
5/5
2+2=4
+1 for this
+100 points
-20 degrees
x=1234567
width 1920x1080
1920 x 1080
resolution 3840*2160
8 GB RAM, 512 GB SSD
10.5 kg, 30x20x15 cm
temperature 36.6
ratio 16:9
chapter 7.4.2
section 12(3)(b)
article 1234567
SN-20231105-0001
Order-ID: 302-1234567-1234567
amazon order 302-1234567-1234567
PO 4500012345
RMA 77123456
batch 20231105A
lot L2309112
UPS 1Z12345E0205271688
FedEx 123456789012
USPS 9205 5000 0000 0000 0000 00
GLS 00340434161094042557
Bestellung 20231105123
Rechnungsnummer 2023-11-05-0001
Kundennummer 1002345678
Sendungsnummer 00340434161094042557
pedido 123456789
commande n° 123456789
factura 2023/000123
dossier 2023.11.05.001
ordine 1234567890
about 1500000 users
year 2023 vs 2024
1990-2024
Q3 2023
week 45/2023
from 01/2023 to 12/2023
uptime 99.999%
latency 120ms 340ms 560ms
ports 8080, 8443, 9090
chmod 755
sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
docker image app:1.2.3-20231105
node_modules/.bin/eslint
AbstractSingletonProxyFactoryBean
org.springframework.beans.factory.support.DefaultListableBeanFactory
getUserAccountBalanceHistory
thisIsAVeryLongCamelCaseIdentifier
SOME_VERY_LONG_CONSTANT_NAME_HERE
data-testid="submit-button-primary"
arn:aws:s3:::my-bucket-name
s3://bucket/path/2023/11/05/file.parquet
projects/my-project-123456/locations/us-central1
conversation_1234567890
msg_1234567
cus_9s6XKzkNRiz8i3
ch_1J2k3L4m5N
prod_ABC123
order_2023110500012345
I will mark it as done ¦ Will Mark
may I ask in may ¦ May Rose
a rose and grace ¦ Grace Rose
the Art of price ¦ Art Price
is the Alexa device working ¦ Alexa Page
the page is long ¦ Page Long
hope it works ¦ Hope King
the annals of history ¦ Anna Lis
tomato soup ¦ Tom Ato
bobbing ¦ Bob King
Markdown is fine ¦ Mark Down
Customer support team ¦ Customer Support
please bill me ¦ Bill Gates
frank opinion ¦ Frank Short
good day ¦ Day Good
join the chat ¦ Chat Jo
Kind regards,⏎Support Team
My name is not shown
This is Not Working
This is a test
My name is on the invoice
Regards
This is Really Bad, please help
Best regards,⏎The Acme Team
Sincerely disappointed
me llamo la atención
this is Monday, still waiting
This is Windows 11, fully updated
Order #302-9981234-8871234 is missing
my order 20241105-0098812 has the wrong size
Parcel 00340434292135100186 not delivered
RMA-2024-88123
Reference 9876543210 please check
ref no 646-555-0187-22
transaction id 4263982640269298
invoice 5425 2334 3010 9902
app version 4.12.0 (build 20240512)
firmware 1.02.003
100.64.0.1/10
fe80::1ff:fe23:4567:890a
[[ip|8.8.8.8]] and [[ip|1.1.1.1]]
09:30 - 18:45
2024-12-01 to 2024-12-24
12.12.2024, 13.12.2024
1st of May 2024 10am
$12,345.67 refund
12 345,67 €
CHF 1'250.00
£99 per month
1,000,000 rows
#12345
#c0ffee
rgb(255, 128, 0)
f47ac10b-58cc-4372-a567-0e02b2c3d479
ISBN 978 0 13 468599 1
9780134685991
EAN 5901234123457
product 4006381333931
sku: AB-12345-XL
size 42/44
size 10 x 20 x 30 cm
SN: 5CD1234XYZ
plate B-MW 1234
gate 14 row 27
ZIP 10001-2345
apt 4B, [[address|221 Baker Street]]
[[address|1600 Pennsylvania Ave]] NW
49.2827, -123.1207
ERR_CONNECTION_REFUSED
error 1603
0x8007045D
exit code 137
SIGTERM 15
line 1042, column 17
commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904
v2024.11.05-rc.1
KB5031356
CVE-2024-12345
RFC 7231
ISO 9001:2015
DIN EN 60335-1
IP67 rated
USB 3.2 Gen 2
5G 3500 MHz
4K 3840x2160@60Hz
battery 5000 mAh
12V 2.5A
50/50 split
1/2 cup
3:2
10^6
1e-9
step 1. 2. 3.
top 10
100 m, 200 m, 400 m
24-48 hours
5-7 business days
30-day trial
1-year warranty
12-month plan
Section 4.2.1.3
page 12 of 345
chapter 10-12
q1 2024, q2 2024
fy2023/24
week 12-2024
call centre is closed
the phone number field is empty
the phone rings 20 times
my phone shows 12:45
phone storage 128 GB of 256 GB
phone screen 1080 x 2400
mobile data 20 GB
text size 14
SMS not arriving since 2024-10-01
fax machine model 5678
card reader 3000
gift card 25 USD
sim card not working
visa status pending since 2024-05-05
my password does not work
password must contain 1 digit
password length 12
the password field
password manager extension
new password link
passwordless login
token refresh every 3600 seconds
token based auth
secret menu
api documentation
api key page shows error
pin code forgotten
PIN blocked after 3 attempts
otp never arrives
verification code not received
security code on the back
code review
code 39 scanner
coupon code SAVE20
key account manager
key performance
keyboard layout
monkey123 is a funny nick
log in with google
user story 1234
username taken
sign in at example.com
contact us at example.com
we are at office.com now
look at figure 2
meeting at 10 at cafe.com
arrive at gate.
john at reception
dot matrix printer
@everyone
@media (max-width: 600px)
ping @dev-team
import x from '@scope/pkg'
user@host ssh prompt
5 @ 3.99
DE123 road
ES-12 size
GB00 test
IT department 12 3456
AT&T 1234567890123
bank holiday 25/12
conversation id 5f2b8c1e9a7d4e3f
request_id=7d9f2a1b3c4e5f60
trace 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
etag W/"33a64df551425fcc55e4d42a148795d9f25f89d4"
cus_NffrFeUfNV2Hib
pi_3MtwBwLkdIwHu7ix28a3tqPa
order_item_1234567890
data_export_2024_11_05.csv
IMG-20241105-WA0012.jpg
Screenshot 2024-11-05 at 10.15.30.png
https://example.com/track?id=00340434292135100186
https://maps.example.com/@52.5200,13.4050,15z
https://youtu.be/dQw4w9WgXcQ
/var/log/app/2024-11-05.log
C:\Users\me\file_12345.txt
MyVeryLongComponentNameProvider
useIntersectionObserverCallback
customer_satisfaction_survey_response
one two three go
nine out of ten
two or three four times
seven eight people called
a will to live ¦ Will Power
he may come ¦ May Day
the price is high ¦ Vincent Price
Ford Mustang ¦ Henry Ford
max speed ¦ Max Power
Mark as read ¦ Mark Twain
grace period ¦ Grace Hopper
the art of ¦ Art Vandelay
sky is blue ¦ Sky Blue
bill attached ¦ Bill Bold
hope so ¦ Hope Solo
summer sale ¦ Summer Glau
amber light ¦ Amber Heard
I will. ¦ Tom Will
This is Great, thanks
My name is wrong in the app
Thanks⏎The Team
Best regards⏎Customer Care
this is URGENT
This is Apple Pay, right?
"""

THIRD = r"""
Please ship it to [[address|14 Elm Grove, Bristol BS6 6AH]], not to the office.
my new address is [[address|742 Evergreen Terrace, Springfield, OR 97477]]
We moved to [[address|350 Fifth Avenue, Suite 3300, New York, NY 10118]] in May.
billing address: [[address|12 Harbour View Road, Cork]]
deliver to [[address|Flat 3 27 Castle Street, Edinburgh EH2 3DN]]
The parcel went to [[address|9a Mill Lane]].
Send the letter to [[address|PO Box 4421, Denver, CO 80204]]
Bitte an [[address|Lindenallee 8, 20259 Hamburg]] schicken
Ich wohne jetzt in der [[address|Goethestr. 45b, 80336 München]]
Rechnungsadresse: [[address|Unter den Linden 77, 10117 Berlin]]
Neue Anschrift [[address|Karl-Marx-Allee 90, 10243 Berlin]] seit März
[[address|Postfach 1203, 53111 Bonn]]
Mi dirección es [[address|Calle Gran Vía 28, 28013 Madrid]]
Vivo en la [[address|Avenida de la Constitución 3, 41001 Sevilla]]
envíen a [[address|Paseo de Gracia, 92, 08008 Barcelona]]
J'habite au [[address|25 rue Victor Hugo, 69002 Lyon]]
Adresse de livraison : [[address|7, avenue des Champs-Élysées, 75008 Paris]]
livrer au [[address|118 boulevard Saint-Germain]]
Il mio indirizzo è [[address|Via Roma 15, 10121 Torino]]
spedite a [[address|Corso Vittorio Emanuele II, 154, 00186 Roma]]
Moro na [[address|Rua Augusta, 1508, 01304-001]]
meu endereço: [[address|Avenida Paulista, 1000]]
Mijn adres is [[address|Prinsengracht 263, 1016 GV Amsterdam]]
stuur naar [[address|Dorpsstraat 12, 3512 AB Utrecht]]
Mieszkam na [[address|ul. Floriańska 12/4, 31-021 Kraków]]
wysyłka: [[address|al. Jerozolimskie 65, 00-697 Warszawa]]
DOB: [[birth_date|04/12/1981]]
my date of birth is [[birth_date|12 March 1979]]
I was born on [[birth_date|July 4th, 1990]] so I am old enough
born [[birth_date|1985-11-02]], name as on the card
[[birth_date|03.07.1968]] is my birthday
geboren am [[birth_date|3. Mai 1990]]
mein Geburtsdatum: [[birth_date|21.10.1975]]
geb. [[birth_date|01.02.1988]]
fecha de nacimiento [[birth_date|14/08/1992]]
nací el [[birth_date|2 de enero de 1970]]
né le [[birth_date|5 août 1983]]
date de naissance : [[birth_date|17/09/1966]]
nata il [[birth_date|9 gennaio 1991]]
data di nascita: [[birth_date|30/06/1987]]
data de nascimento [[birth_date|11/05/1995]]
nasci em [[birth_date|7 de junho de 1982]]
geboortedatum: [[birth_date|08-03-1974]]
urodzony [[birth_date|12 maja 1969]]
data urodzenia: [[birth_date|1994-04-23]]
my IP is [[ip|203.0.113.77]]
blocked from [[ip|198.51.100.23]], please allow it
requests come from [[ip|2001:db8:85a3::8a2e:370:7334]]
meine IP-Adresse [[ip|84.132.17.201]] wird gesperrt
[[ip|81.2.69.142]] - - "GET /login" 403
my SSN is [[national_id|536-90-4399]]
social security number: [[national_id|219 09 9998]]
NI number [[national_id|AB 12 34 56 C]]
National insurance is [[national_id|JM123456B]]
passport no. [[national_id|C01X00T47]]
driving licence number [[national_id|MORGA657054SM9IJ]]
meine Steuer-ID lautet [[national_id|86 095 742 719]]
Personalausweis: [[national_id|L01X00T471]]
mi DNI es [[national_id|12345678Z]]
NIE [[national_id|X1234567L]]
mon numéro de sécurité sociale est [[national_id|1 85 05 78 006 084 91]]
codice fiscale [[national_id|RSSMRA85T10A562S]]
meu CPF é [[national_id|390.533.447-05]]
BSN: [[national_id|111222333]]
mój PESEL [[national_id|44051401359]]
personnummer [[national_id|811228-9874]]
my wife [[name|Maria Lopez]] placed the order
my colleague [[name|Tom Baker]] has the same problem
I spoke with [[name|Rachel Adams]] on Tuesday
Mr. [[name|Okafor]] promised a refund
on behalf of [[name|Susan Clark]] I ask you to close it
meine Kollegin [[name|Petra Schulz]] hat das gleiche Problem
Herr [[name|Weber]] hat mir das gesagt
mi esposa [[name|Carmen Ruiz]] no puede entrar
la señora [[name|Delgado]] llamó ayer
ma femme [[name|Claire Moreau]] a payé
Monsieur [[name|Lefèvre]] m'a répondu
mia moglie [[name|Giulia Conti]] ha pagato
falei com [[name|Paulo Mendes]] ontem
mijn vrouw [[name|Anke Visser]] heeft besteld
write to [[email|a​nna@example.com]]
mail [[email|ben&#64;example&#46;org]]
reset link for [[email|cara%40example.net]]
contact [[email|dan&commat;example.com]]
creds admin:[[key|hunter2]]
log in as bob with [[key|hunter2!]]
my pass is [[key|Tulip9garden]]
the password should be '[[key|letmein]]'
the password is "[[key|correct horse battery staple]]"
"""

# harmless lines that look like the kinds of THIRD
LOOK_ALIKES = r"""
The street view of the map does not load
I have 5 open tickets on the Road to Success course
It took 3 days to find a way to place the order
pages 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
24 hours a day, 7 days a week
we sell 12 square tables and 4 drive bays
Der Weg 1 war falsch, der Markt 2 auch nicht offen
Via email 3 times, via chat twice
corso di 10 lezioni
The release of 04/12/2025 broke the export
my subscription renews on 12 March 2026
ordered on July 4th, 2025, still waiting
geliefert am 03.05.2025
born to be wild is the name of the playlist
version 4.1.2.3 crashes
firmware 10.2.0.44 does not start
127.0.0.1 does not answer
time 10:15:30 and ratio 3:2:1
order 536904399 is late
invoice AB123456 is wrong
case number 12345678
my manager said that Monday is fine
my wife and I share an account
Mr and Mrs in the title field do not work
I spoke with support on Tuesday
on behalf of the company
100%25 of the text & more &amp; done
the boarding pass is missing
the login page opens with Chrome
I signed in with Google
we set it to Automatic and it works
"""


# Eight languages and Swedish; both written by somebody who had not read the rules, before they were mended by either.
FOURTH = r"""
Please ship the replacement to [[address|14 Harrow Lane, Leeds LS6 2QT]] by Friday.
My billing address changed: [[address|2207 W Cedar St Apt 5C, Austin, TX 78704]].
I moved to [[address|88 Kingsway, Flat 3]] last month and the parcel went to the old place.
Courier left it at [[address|PO Box 4471, Denver CO 80201]] instead.
Bitte liefern Sie an [[address|Lindenstraße 27, 10969 Berlin]], danke.
Meine neue Anschrift lautet [[address|Am Alten Markt 3b, 50667 Köln]].
Ich wohne jetzt im [[address|Rosenweg 112]] und das Paket kam nie an.
Merci d'envoyer le colis au [[address|18 bis rue des Lilas, 69003 Lyon]].
Mon adresse : [[address|4 avenue Jean Jaurès, bâtiment C, 31000 Toulouse]].
J'habite [[address|25 boulevard Voltaire]] et le livreur n'a pas trouvé.
Envíenlo a la [[address|Calle Mayor 45, 3º B, 28013 Madrid]], por favor.
Mi dirección nueva es [[address|Avda. de la Constitución 12, 41001 Sevilla]].
Vivo en [[address|Paseo de Gracia 92, piso 4]] y no llegó nada.
Spedite il pacco in [[address|Via Garibaldi 33, 20121 Milano]].
Il mio indirizzo è [[address|Corso Vittorio Emanuele II 108, 10121 Torino]].
Abito in [[address|Piazza della Repubblica 7]] e il corriere non ha suonato.
Stuur het pakket naar [[address|Prinsengracht 263, 1016 GV Amsterdam]].
Mijn nieuwe adres is [[address|Kerkstraat 18-2, 3581 RD Utrecht]].
Ik woon op de [[address|Dorpsweg 44]] en er is niets bezorgd.
Enviem para a [[address|Rua das Flores 120, 4050-262 Porto]].
Meu endereço é [[address|Avenida Paulista, 1578, apto 42, São Paulo - SP, 01310-200]].
Moro na [[address|Travessa do Carmo 9]] e a encomenda não chegou.
Proszę wysłać na [[address|ul. Długa 15/4, 31-147 Kraków]].
Mój nowy adres to [[address|al. Jerozolimskie 120, 02-017 Warszawa]].
Mieszkam przy [[address|ulicy Słonecznej 8]] i kurier nie dotarł.
Skicka paketet till [[address|Storgatan 12, 114 55 Stockholm]].
Min nya adress är [[address|Björkvägen 7 B, 752 36 Uppsala]].
My date of birth is [[birth_date|04/11/1983]] if you need to verify.
I was born on [[birth_date|March 9, 1971]], please check the account.
DOB: [[birth_date|1990-02-28]]
Mein Geburtsdatum ist der [[birth_date|17.06.1988]].
Ich bin am [[birth_date|3. Oktober 1965]] geboren.
geb. [[birth_date|22.1.79]], Kundin seit Jahren
Ma date de naissance est le [[birth_date|12/09/1992]].
Je suis née le [[birth_date|1er mai 1984]] à Nantes.
Né le [[birth_date|30-07-1959]], je voudrais le tarif senior.
Mi fecha de nacimiento es [[birth_date|08/12/1979]].
Nací el [[birth_date|15 de enero de 1995]].
La mia data di nascita è [[birth_date|25/04/1968]].
Sono nata il [[birth_date|7 febbraio 2001]].
Mijn geboortedatum is [[birth_date|14-05-1986]].
Ik ben geboren op [[birth_date|2 augustus 1974]].
A minha data de nascimento é [[birth_date|19/10/1981]].
Nasci em [[birth_date|6 de junho de 1999]].
Moja data urodzenia to [[birth_date|11.03.1977]].
Urodziłam się [[birth_date|24 września 1991]].
Mitt födelsedatum är [[birth_date|1982-08-16]].
Jag är född den [[birth_date|5 december 1969]].
Reach me at [[email|maria.kowalczyk+shop@posteo.example.org]] please.
My card is [[card|4111 1111 1111 1111]] exp next year.
Use [[card|5555-5555-5555-4444]] for the refund.
call me on [[phone|+44 7911 123456]] after five
Phone: [[phone|(415) 555-0132]]
Our server is at [[ip|203.0.113.77]] and it is blocked.
ipv6 [[ip|2001:db8:85a3::8a2e:370:7334]] cannot connect
my api key is [[key|sk_liv~e_4eC39HqLyjWDarjtT1zdp7dc]]
token [[key|ghp_16~C7e42F292c6912E7710c838347Ae178B4a]]
I logged in with password [[key|Tr0ub4dor&3]] and it failed
The wifi pass: [[key|correc~t-horse-77]]
SSN [[national_id|078-05-1120]] on file
National insurance number [[national_id|QQ123456C]] was asked
AKIA key [[key|AKIAIO~SFODNN7EXAMPLE]] leaked
mail me: [[email|jo (at) example (dot) com]]
the link was https://app.example.com/reset?token=[[key|9f8a7c~6b5d4e3f2a1b0c]]
Authorization: Bearer [[key|eyJhbG~ciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U]]
My passport number is [[national_id|533401372]]
Meine IBAN lautet [[iban|DE89 3704 0044 0532 0130 00]].
Telefon [[phone|0171 2345678]], am besten abends
Passwort: [[key|Sommer!2024x]]
Meine Steuer-ID ist [[national_id|86 095 742 719]]
E-Mail an [[email|k.schröder@müller-beispiel.de]]
Mon IBAN : [[iban|FR14 2004 1010 0505 0001 3M02 606]]
Appelez le [[phone|06 12 34 56 78]]
Mon mot de passe est [[key|Chaton#1987]]
Numéro de sécurité sociale [[national_id|2 69 05 49 588 157 80]]
Mi DNI es [[national_id|12345678Z]]
Mi teléfono es [[phone|612 345 678]]
La contraseña es [[key|Perro_azul9]]
Mi NIE [[national_id|X1234567L]] no lo acepta
Il mio codice fiscale è [[national_id|RSSMRA85T10A562S]]
Chiamatemi al [[phone|347 123 4567]]
La password è [[key|Gatto2020!]]
Mijn BSN is [[national_id|111222333]]
Bel me op [[phone|06-12345678]]
Mijn wachtwoord is [[key|Fiets!en88]]
Mijn IBAN: [[iban|NL91ABNA0417164300]]
O meu NIF é [[national_id|123456789]]
Meu CPF é [[national_id|529.982.247-25]]
A minha senha é [[key|Lisboa*44]]
Liga para [[phone|912 345 678]]
Mój PESEL to [[national_id|44051401359]]
Hasło: [[key|Zima#2023a]]
Zadzwoń pod [[phone|601 234 567]]
Mitt personnummer är [[national_id|811228-9874]]
Lösenord: [[key|Sommar_99x]]
Ring [[phone|070-123 45 67]]
my email is [[email|ann&#64;example.com]]
mail [[email|bob%40example.com]] bounced
login [[email|c​arl@example.com]] does not work
Hi, my name is [[name|Oluwaseun Adeyemi]] and my order is late.
Regards,⏎[[name|Priya Venkataraman]]
My husband [[name|Darren Whitlock]] placed the order.
Mit freundlichen Grüßen⏎[[name|Annegret Pfeiffer]]
Mein Name ist [[name|Jürgen Halvorsen]].
Meine Frau [[name|Sabine Krüger]] hat bestellt.
Cordialement,⏎[[name|Mathilde Desrosiers]]
Je m'appelle [[name|Thibault Guérin]].
Me llamo [[name|Íñigo Zubizarreta]].
Un saludo,⏎[[name|Consuelo Barrientos]]
Mi chiamo [[name|Ginevra Santamaria]].
Mijn naam is [[name|Joost van den Heuvel]].
O meu nome é [[name|Leonor Figueiredo]].
Nazywam się [[name|Grzegorz Wiśniewski]].
Jag heter [[name|Torbjörn Åkesson]].
Order 4711-2023 was shipped on 12/09/2023 and arrived on the 14th.
I have tried 3 times: step 1, step 2, step 3, and step 10 of 12 fails.
The invoice says 1 234,50 but I paid 1234.50 on 2024-03-01.
Version 10.2.0.4 crashes when I open Settings > Privacy > Passwords.
I forgot my password and the reset mail does not come.
The Main Street store told me to ask you.
Error 0x80070057 at 14:32:05, build 20231105.
My password is wrong, what now?
I bought 2 of the Park Avenue sofas last week.
The items are 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16.
We born-digital people like the new product of May 2024.
Can you call me back on Monday between 9 and 11?
My name is not on the list of admins.
The key is to restart the router twice.
Your token expires after 30 minutes, says the page.
Ticket TCK-000123456 and order ORD20240115 belong together.
Die Straße zum Erfolg ist lang, aber mein Konto ist seit 3 Tagen gesperrt.
Rechnung 2024-00123 vom 05.03.2024 über 49,90 Euro ist falsch.
Mein Name wird falsch angezeigt.
Das Passwort wird nicht angenommen, obwohl es 12 Zeichen hat.
Mit freundlichen Grüßen
La commande 20231234 du 12/03/2024 n'est pas arrivée.
Le mot de passe est refusé trois fois.
Je suis né pour attendre, on dirait !
Cordialement
El pedido 99887766 llegó roto el 3 de mayo de 2024.
La contraseña es demasiado corta, dice la página.
Un saludo y gracias por todo
La fattura 45 del 12/02/2024 è sbagliata.
La password è scaduta.
Sono nata pronta, ma il sito non funziona.
Bestelling 2024 0456 is op 12-05-2024 verzonden.
Mijn wachtwoord is verlopen.
De straat is afgesloten, dus de bezorger kwam niet.
O pedido 55443322 foi enviado em 10/04/2024.
A senha é inválida, diz o aplicativo.
Zamówienie 12345 z dnia 02.02.2024 nie dotarło.
Hasło jest za krótkie.
Beställning 778899 skickades den 4 maj 2024.
Lösenordet är fel.
"""

FIFTH = r"""
Deliver to [[address|7 Sycamore Crescent, Bristol BS3 1NE]] instead, please.
Our office is at [[address|1600 Harbor Blvd, Suite 210, Oakland, CA 94607]].
the van parked at [[address|31 Mill Road]] and nobody rang
Return label should say [[address|Unit 9, 250 Docklands Drive, Melbourne VIC 3008]].
My address: [[address|415 Old Mill Ct, Naperville IL 60540-1234]]
Senden Sie die Ware an [[address|Goethestr. 5, 80336 München]].
Ich bin umgezogen: [[address|Hauptstrasse 201, 4051 Basel]].
Der Techniker soll in den [[address|Birkenweg 14]] kommen.
Lieferadresse [[address|Kaiserplatz 9a, 53113 Bonn]]
Livrez au [[address|102, rue de la République, 13002 Marseille]].
Nouvelle adresse : [[address|8 impasse du Moulin, 44100 Nantes]]
Le technicien doit venir au [[address|63 chemin des Vignes]].
Je réside [[address|17 place Bellecour, 69002 Lyon]]
La dirección de entrega es [[address|C/ Alcalá 203, 1º izq., 28028 Madrid]].
Mándenlo a [[address|Plaza del Carmen, 6, 18009 Granada]].
El técnico vino a [[address|Carrera 15 # 88-64, Bogotá]] pero no entró.
Resido en [[address|Camino de Ronda 77]].
Consegnate in [[address|Viale Monza 140, 20127 Milano MI]].
La nuova residenza è [[address|Largo Augusto 1/A, 20122 Milano]].
Il tecnico deve venire in [[address|Via dei Mille 56]].
Bezorgadres: [[address|Laan van Meerdervoort 301, 2563 AH Den Haag]]
De monteur moet naar [[address|Stationsplein 5]], graag morgen.
Ik ben verhuisd naar [[address|Burgemeester de Vlugtlaan 87, 1063 BJ Amsterdam]].
Entreguem na [[address|Av. da Liberdade 245, 3.º Dto, 1250-143 Lisboa]].
O técnico deve ir à [[address|Praça da República 15]].
Meu novo endereço: [[address|Rua Augusta 900, Bela Vista, São Paulo, CEP 01304-001]]
Adres dostawy: [[address|os. Kościuszkowskie 5/12, 31-858 Kraków]]
Przeprowadziłem się na [[address|ul. Mickiewicza 40, 61-131 Poznań]].
Technik ma przyjść na [[address|plac Wolności 3]].
Leverera till [[address|Kungsgatan 44, 411 15 Göteborg]].
Jag har flyttat till [[address|Vasagatan 3 A]].
For verification: born [[birth_date|21 July 1968]].
birthday [[birth_date|12/25/1975]], that's on my id
My DOB is [[birth_date|7-3-94]].
She was born [[birth_date|Sept 30th, 2004]]
Geburtstag: [[birth_date|09.09.1999]]
Geboren wurde ich am [[birth_date|28. Februar 1980]].
geboren [[birth_date|01/05/1957]] in Hamburg
Date de naissance : [[birth_date|23.11.1970]]
je suis né le [[birth_date|14 juillet 1966]]
Ma fille est née le [[birth_date|02/02/2012]]
fecha de nac.: [[birth_date|31/03/1985]]
Nacido el [[birth_date|9 de noviembre de 1963]]
naci el [[birth_date|22-08-1990]] en Lima
nato il [[birth_date|16/07/1977]] a Bari
Data di nascita: [[birth_date|30 dicembre 1989]]
geb.datum: [[birth_date|05-06-1997]]
Geboren op [[birth_date|18 maart 1961]] te Gouda
Data de nascimento: [[birth_date|27/01/1973]]
nascida a [[birth_date|10 de agosto de 1987]]
ur. [[birth_date|15.05.1990]]
Urodziłem się [[birth_date|3 kwietnia 1958]]
data ur.: [[birth_date|1986-10-20]]
Född [[birth_date|1994-04-12]]
Födelsedatum: [[birth_date|23 juni 1950]]
contact: [[email|the.fixer_99@mail.example.co.uk]]
amex [[card|3782 822463 10005]] was charged twice
card 4[[card|000056655665556]] declined
cell [[phone|212-555-0187]] text ok
I am on [[phone|+1 (646) 555 0199]]
from [[ip|198.51.100.23]] I get a 403
slack hook https://hooks.slack.com/services/[[key|T00000~000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX]]
stripe [[key|rk_liv~e_51H8xYzAbCdEfGhIjKlMnOp]]
my PIN is [[key|4829]]
pw = [[key|hunter2!]]
the passcode is [[key|Blue-Falcon-19]]
postgres://admin:[[key|s3cr3tPw]]@db.example.com/prod
social security number: [[national_id|219099999]]
driver's license [[national_id|D1234567]] was scanned
gitlab [[key|glpat-~ABCDEFGHIJKLMNOPQRST]] in the log
google key [[key|AIzaSy~D-1234567890abcdefghijklmnopqrstu]]
write to [[email|sam [at] example [dot] net]]
NHS number [[national_id|943 476 5919]]
sort code [[national_id|20-00-00]] account 55779911
My Medicare card is [[national_id|1EG4-TE5-MK73]]
IBAN: [[iban|AT61 1904 3002 3457 3201]]
Handy [[phone|+49 160 9876543]]
Kennwort lautet [[key|Mond&Stern5]]
Personalausweis [[national_id|L01X00T471]]
Die Festnetznummer ist [[phone|030 901820]]
portable : [[phone|+33 6 98 76 54 32]]
mdp : [[key|Soleil2024!]]
carte bancaire [[card|4970 1000 0000 0007]]
mon NIR : [[national_id|1 85 05 78 006 084 91]]
móvil [[phone|+34 699 123 456]]
clave: [[key|Luna!llena3]]
IBAN [[iban|ES91 2100 0418 4502 0005 1332]]
mi CURP [[national_id|HEGG560427MVZRRL04]]
cellulare [[phone|+39 333 1234567]]
parola d'ordine: [[key|Vesuvio#79]]
partita IVA [[national_id|12345670017]]
IBAN [[iban|IT60 X054 2811 1010 0000 0123 456]]
mobiel [[phone|+31 6 87654321]]
ww: [[key|Tulp3n-veld]]
burgerservicenummer [[national_id|123456782]]
telemóvel [[phone|+351 961 234 567]]
palavra-passe: [[key|Fado!1999]]
CNPJ [[national_id|11.222.333/0001-81]]
tel. [[phone|+48 512 345 678]]
NIP [[national_id|526-000-12-46]]
moje hasło to [[key|Wisla*Krak0w]]
mobil [[phone|+46 70 987 65 43]]
mitt lösenord är [[key|Fjäll!räv5]]
org.nr [[national_id|556036-0793]]
please mail to [[email|dana&#x40;example.org]]
he used [[email|eve＠example.com]] to sign up
address [[email|fr­ank@example.com]] is dead
This is [[name|Bartholomew Quigley]] speaking, I need help.
Best,⏎[[name|Xiomara Delacroix]]
My wife [[name|Henrietta Bloom]] cannot log in.
Kind regards,⏎[[name|T. Okonkwo]]
Viele Grüße⏎[[name|Ingeborg Wachsmuth]]
Ich heiße [[name|Detlef Brömmelmeier]].
Mein Sohn [[name|Leon Fichtner]] nutzt das Konto.
Bien à vous,⏎[[name|Clothilde Marchais]]
Mon nom est [[name|Aurélien Pasquier]].
Mi nombre es [[name|Ximena Valdivieso]].
Saludos,⏎[[name|Evaristo Montenegro]]
Sono [[name|Ludovica Bellandi]], cliente dal 2019.
Cordiali saluti,⏎[[name|Ettore Quaglia]]
Met vriendelijke groet,⏎[[name|Femke Dijkhuizen]]
Chamo-me [[name|Baltazar Quintela]].
Atenciosamente,⏎[[name|Rosângela Tavares]]
Pozdrawiam,⏎[[name|Bożena Szczepańska]]
Mam na imię [[name|Zbigniew]].
Mitt namn är [[name|Gunilla Sjöström]].
Med vänliga hälsningar,⏎[[name|Rasmus Hedlund]]
It rained for 40 days and 40 nights, and 3 parcels got wet.
The meeting is at 10:30 on 4 June 2024 in room 12.
Model X-200 Series 5, firmware 4.18.2, serial unknown.
Please reset my password, the link says it is invalid.
My pin does not work any more.
The company was founded on 3 March 1998 according to your page.
I paid 1,299.00 twice, once on 01/02/2024 and once on 02/02/2024.
The API key page is empty.
Is the card declined because of the limit of 5000?
I waited 45 minutes on the phone line.
Router lights: 1 green, 2 amber, 3 red.
Best, and thanks for the quick answer
My address changed, how can I update it?
Where do I enter my date of birth?
This is ridiculous, I need help.
Tracking 1Z999AA10123456784 has not moved.
The drive way of doing this is odd.
Room 101 on Floor 3 has no wifi.
Die Lieferung vom 12. März 2024 fehlt, Auftrag 4500123.
Ich bin mit dem Platz 3 in der Warteschlange seit 20 Minuten.
Mein Kennwort funktioniert nicht mehr.
Viele Grüße aus dem Urlaub
Die Firma hat 250 Mitarbeiter und 12 Lizenzen.
Place 14 dans la file, depuis 25 minutes.
La facture du 3 avril 2024 est de 120 euros.
Mon mot de passe ne marche plus.
Bien à vous
La calle está cortada y no vino nadie.
Factura 2024/118 del 10 de junio de 2024.
Mi clave no funciona.
Saludos cordiales
Sono cliente dal 2015 e sono stufo.
Via libera per il rimborso di 50 euro?
L'ordine 556677 del 3 marzo 2024 manca.
De factuur van 3 april 2024 klopt niet.
Met vriendelijke groet
A praça de pedidos 12 está fechada.
Fatura de 8 de maio de 2024, valor 35,90.
Faktura z 8 maja 2024 jest błędna.
Mam na koncie 150 punktów.
Fakturan från 8 maj 2024 är fel.
Jag är nummer 12 i kön.
"""

_MARK = re.compile(r"\[\[(\w+)\|(.*?)\]\](?!\])", re.DOTALL)


def lines(block: str) -> list[tuple[str, list[tuple[str, int, int]], str | None]]:
    """(text, [(kind, start, end)], customer's name) of every line."""
    found = []
    for line in block.strip("\n").split("\n"):
        line, _, name = line.partition(" ¦ ")
        text, secrets, position = "", [], 0
        line = line.replace("⏎", "\n").replace("~", "")
        for match in _MARK.finditer(line):
            text += line[position : match.start()]
            secret = match.group(2).rstrip()
            secrets.append((match.group(1), len(text), len(text) + len(secret)))
            text, position = text + match.group(2), match.end()
        found.append((text + line[position:], secrets, name or None))
    return found


def measure(redactor, *blocks: str) -> dict[str, tuple[int, int, int, int]]:
    """By kind: secrets, secrets found whole, findings, and findings on a secret."""
    counts: dict[str, list[int]] = {}
    for block in blocks:
        for text, secrets, name in lines(block):
            findings = redactor.find(text, name)
            for kind, start, end in secrets:
                tally = counts.setdefault(kind, [0, 0, 0, 0])
                tally[0] += 1
                tally[1] += any(found.start <= start and found.end >= end for found in findings)
            for found in findings:
                tally = counts.setdefault(found.kind, [0, 0, 0, 0])
                tally[2] += 1
                tally[3] += any(found.end > start and found.start < end for _, start, end in secrets)
    return {kind: tuple(tally) for kind, tally in sorted(counts.items())}
