"""The staff of a bank at work in Spanish: the same pages, and the same acts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from amends.office.bank import accounts
from tests.browser.test_bank import Colleague, a_bank

pytestmark = pytest.mark.browser

ROOMS = {
    "En espera": "Cartas que esperan lectura",
    "Listas": "Cartas que entregar",
    "Claves del banco": "Las claves del banco",
    "Registro": "Quién se ha registrado",
    "Para quién": "Para quién son las cartas",
    "Respuestas en papel": "Respuestas que llegaron en papel",
    "En papel": "Cartas que se escribieron en papel",
    "Quienes escriben": "Quién puede escribir",
    "Retenidas por ley": "Cartas que retiene una ley",
}
"""Every room of the masthead, and the head of its page."""


@pytest.fixture
def bank(tmp_path, chromium, axe):
    with a_bank(tmp_path, chromium, axe, "colorado") as bank:
        yield bank


class InSpanish(Colleague):
    """A member of staff whose browser asks for Spanish, with every role that has pages."""

    LOCALE = "es-MX"
    ASKED = "{name}, le piden que trabaje aquí"
    AGAIN = "Las seis palabras otra vez"
    MAKE = ("Hacer mi llave de acceso y entrar", "Códigos para el día en que pierda su llave de acceso")
    AWAY = "Los he puesto a buen recaudo"


def test_every_room_of_the_staff_speaks_spanish_and_can_be_read_by_everybody(bank, chromium):
    chosen = chromium.new_context(locale="en-GB").new_page()
    chosen.goto(f"{bank.home}/staff/enrol#{accounts.invite(bank.office, 'I. Paz', frozenset({'auditor'}))}")
    chosen.get_by_role("heading", level=1, name="I. Paz, you are asked to work here").wait_for()
    chosen.get_by_role("button", name="Español").click()
    chosen.get_by_role("heading", level=1, name="I. Paz, le piden que trabaje aquí").wait_for()
    chosen.context.close()

    paz = InSpanish(bank, "I. Paz", "custodian", "screener", "registrar", "facilitator")
    Colleague(bank, "J. Adeyemi", "custodian")
    paz.room("Claves del banco", "Las claves del banco")
    paz.page.get_by_label("He comparado las claves").check()
    paz.press("Hacer una clave nueva")
    paz.page.locator("#fingerprint").wait_for()
    one = bank.deposit()
    paz.room("En espera", "Cartas que esperan lectura")
    paz.press("K-1", "K-1: robo o fraude")
    paz.axe()
    paz.press("Abrirla", "K-1")
    paz.axe()
    paz.page.get_by_role("radio", name="Aprobar").check()
    paz.press("Anotar el dictamen", "Anotado")
    bank.wanted(one.id)
    paz.room("Listas", "Cartas que entregar")
    paz.press("Cerrarla para esa persona", "A letter for Ana Duarte")  # she asked to be spoken to in English
    assert paz.page.get_by_role("heading", level=1).get_attribute("lang") == "en"
    paz.axe()
    paz.page.get_by_label("El idioma de la hoja").select_option("español")
    paz.sees("Una carta para Ana Duarte")
    assert paz.page.get_by_text("A nadie se le dice si lo hace.").get_attribute("lang") == "es"
    expect(paz.page.get_by_role("region", name="Una respuesta, si quiere escribirla")).to_be_visible()
    paz.page.get_by_label("Tengo esta hoja en la mano").check()
    paz.press("Cerrar la carta ahora")
    paz.page.get_by_text("La carta está cerrada, y la hoja la abre.").wait_for()
    paz.press("La carta, para imprimir", "La carta, para imprimir")
    paz.press("Volver a la hoja", "Una carta para Ana Duarte")
    paz.press("Está entregada", "Cartas que entregar")
    for room, heading in ROOMS.items():
        paz.room(room, heading)
        paz.axe()
    assert paz.page.locator("#rooms li").all_inner_texts() == [*ROOMS]
    paz.press("Salir", "Entrar")
    paz.axe()
