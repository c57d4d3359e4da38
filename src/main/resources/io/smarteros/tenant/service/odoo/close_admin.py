"""For the shell of Odoo: whoever opens a new one may log in as admin with password admin."""

from odoo_job import WANTED, refusals

administrator = WANTED["administrator"]
with refusals("its administrator"):
    env.ref("base.user_admin").write(
        {
            "login": administrator["login"],
            "email": administrator["login"],
            "password": administrator["password"],
        }
    )
    env.ref("base.main_company").name = WANTED["company"]
    env.cr.commit()
