"""What the headings of tables mean: Google's, and Outlook's as it writes them in English, German, Spanish and French.

Outlook translates its headings with its menus, so that an address book of a German Outlook has `Straße privat` where
an English one has `Home Street`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORK, OTHER = 100, 101
"""Which of several addresses a heading belongs to; 0 is the one at home."""

_SAID: Final = {
    "name": "name|full name|display name|nombre completo|vollständiger name|nom complet",
    "given": "given name|first name|given|firstname|vorname|nombre|prénom",
    "middle": "additional name|middle name|weitere vornamen|zweiter vorname|segundo nombre|deuxième prénom",
    "family": "family name|last name|surname|family|lastname|nachname|familienname|apellido|apellidos|nom|"
    "nom de famille",
    "suffix": "name suffix|suffix|sufijo|suffixe",
    "also": "nickname|nick name|also|also known as|spitzname|apodo|surnom",
    "email": "email|e-mail|e-mail address|email address|mail|e-mail 2 address|e-mail 3 address|correo|"
    "e-mail-adresse|e-mail 2: adresse|e-mail 3: adresse|correo electrónico|dirección de correo electrónico|"
    "dirección de correo electrónico 2|dirección de correo electrónico 3|dirección del correo electrónico 2|"
    "dirección del correo electrónico 3|adresse de messagerie|adresse de messagerie 2|adresse de messagerie 3|"
    "adresse mail|adresse e-mail",
    "phone": "phone|telephone|mobile|mobile phone|home phone|business phone|other phone|telefon|teléfono|"
    "mobiltelefon|mobiltelefon 2|telefon privat|telefon (privat)|telefon privat 2|telefon geschäftlich|"
    "telefon geschäftlich 2|weiteres telefon|haupttelefon|móvil|teléfono móvil|particular|teléfono particular|"
    "teléfono del trabajo|teléfono del trabajo 2|otro teléfono|tél. mobile|téléphone|téléphone mobile|"
    "téléphone portable|téléphone (domicile)|téléphone personnel|téléphone (bureau)|téléphone professionnel|"
    "téléphone (autre)",
    "address": "address|postal address|anschrift|adresse|dirección",
    "box": "po box|home address po box|postfach privat|boîte postale (domicile)",
    "street": "street|street address|address line 1|home street|straße|strasse|calle|rue|straße privat|"
    "strasse privat|calle del domicilio|calle particular|rue (domicile)",
    "extended": "address line 2|home street 2|flat|apartment|straße privat 2|strasse privat 2|calle del domicilio 2|"
    "rue (domicile) 2",
    "city": "city|town|home city|ort|stadt|ciudad|ville|ort privat|ciudad de residencia|ciudad particular|"
    "ville (domicile)",
    "region": "region|state|county|province|home state|provincia|bundesland/kanton privat|region privat|"
    "provincia o estado de residencia|dép/région (domicile)|département (domicile)",
    "postcode": "postcode|postal code|zip|zip code|home postal code|plz|código postal|code postal|postleitzahl|"
    "postleitzahl privat|código postal de residencia|código postal particular|code postal (domicile)",
    "country": "country|home country|home country/region|land|país|pays|land/region privat|land privat|"
    "país o región de residencia|pays/région (domicile)|pays (domicile)",
    "note": "note|notes|notiz|notizen|notas",
    "org": "org|organisation|organization|organization name|organization 1 - name|company|firma|empresa|"
    "organización|compañía|société",
    "kind": "kind",
    "uid": "uid",
}
_ELSEWHERE: Final = {
    WORK: {
        "street": "business street|straße geschäftlich|strasse geschäftlich|calle del trabajo|rue (bureau)",
        "extended": "business street 2|straße geschäftlich 2|calle del trabajo 2|rue (bureau) 2",
        "city": "business city|ort geschäftlich|ciudad de trabajo|ville (bureau)",
        "region": "business state|region geschäftlich|provincia o estado de trabajo|estado o provincia del trabajo|"
        "dép/région (bureau)|département ou région (bureau)",
        "postcode": "business postal code|postleitzahl geschäftlich|código postal del trabajo|code postal (bureau)",
        "country": "business country|business country/region|land/region geschäftlich|land geschäftlich|"
        "país o región del trabajo|pays/région (bureau)|pays (bureau)",
    },
    OTHER: {
        "street": "other street|weitere straße|otra calle|rue (autre)|autre rue",
        "city": "other city|weiterer ort|otra ciudad|ville (autre)|autre ville",
        "region": "other state|weiteres/r bundesland/kanton|otra provincia o estado|dép/région (autre)",
        "postcode": "other postal code|weitere postleitzahl|otro código postal|code postal (autre)|autre code postal",
        "country": "other country|other country/region|weiteres/e land/region|weiteres land|otro país o región|"
        "pays/région (autre)|pays (autre)|autre pays/région",
    },
}

MEANINGS: Final[Mapping[str, tuple[str, int]]] = {
    heading: (field, which)
    for which, said in {0: _SAID, **_ELSEWHERE}.items()
    for field, headings in said.items()
    for heading in headings.split("|")
}
"""A heading, folded -> what stands under it, and of which of several addresses."""
