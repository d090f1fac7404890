import psycopg2

from odoo.exceptions import UserError


def pre_init_hook(env):
    """Overlapping price windows are refused by an exclusion constraint, which needs an extension of PostgreSQL."""
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except psycopg2.Error:
        raise UserError(
            env._(
                "Ecom Pricing needs PostgreSQL's extension btree_gist, and Odoo's database user may not create it. "
                "Let an administrator of the database run: CREATE EXTENSION btree_gist"
            )
        )


def uninstall_hook(env):
    """Without this addon nobody can read the strict price lists: stores fall back to the sales price."""
    lists = env["product.pricelist"].with_context(active_test=False, ecom_price_system=True)
    strict = lists.search([("ecom_strict", "=", True)])
    stores = env["ecom.store"].with_context(active_test=False)
    stores.search([("pricelist_id", "in", strict.ids)]).pricelist_id = False
    strict.item_ids.unlink()
    strict.active = False
