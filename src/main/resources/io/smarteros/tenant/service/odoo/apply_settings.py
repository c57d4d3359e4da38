"""For the shell of Odoo: language, country, currency and address, before modules are installed."""

from odoo_job import WANTED, refusals, refuse


def check_modules():
    modules = env["ir.module.module"]
    modules.update_list()
    unknown = sorted(set(WANTED["modules"]) - set(modules.search([]).mapped("name")))
    if unknown:
        refuse(f"This Odoo has no module {', '.join(unknown)}. Correct settings.modules")


def find(setting, model, field):
    """What a setting names, also where Odoo has it switched off. Empty where it is not set."""
    value = WANTED.get(setting)
    found = env[model].with_context(active_test=False).search([(field, "=", value)]) if value else env[model]
    if value and not found:
        refuse(f"Odoo has no {setting} {value}. Correct settings.{setting}")
    return found


def apply_language(language):
    if not language or language.active:
        return
    env["base.language.install"].create({"lang_ids": [(6, 0, language.ids)]}).lang_install()
    env["ir.default"].set("res.partner", "lang", language.code)
    env.ref("base.main_partner").lang = language.code
    env.ref("base.user_admin").lang = language.code


def apply_country(country):
    # the chart of accounts that is installed later is that of the country
    company = env.ref("base.main_company")
    if country and company.country_id != country:
        company.country_id = country


def apply_currency(currency):
    company = env.ref("base.main_company")
    if currency and company.currency_id != currency:
        currency.active = True
        company.currency_id = currency


def apply_address():
    parameters = env["ir.config_parameter"]
    parameters.set_param("web.base.url", WANTED["url"])
    # otherwise each log-in of an administrator writes the address that he came by
    parameters.set_param("web.base.url.freeze", "True")
    # Odoo prints pages that it fetches: from itself, and not through the route
    parameters.set_param("report.url", WANTED["reportUrl"])


check_modules()
with refusals("its settings"):
    apply_language(find("language", "res.lang", "code"))
    apply_country(find("country", "res.country", "code"))
    apply_currency(find("currency", "res.currency", "name"))
    apply_address()
    env.cr.commit()
