from odoo import models


class EcomStockLock(models.Model):
    """An empty table that ``ecom.stock`` locks to grant holds one at a time.

    Separate from the holds, so that neither readers nor PostgreSQL's autovacuum ever wait for the lock, or it for them.
    """

    _name = "ecom.stock.lock"
    _description = "Stock Hold Lock"
    _log_access = False
