from . import controllers, demo, models, providers, services, wizards


def post_init_hook(env):
    """Give the companies of existing stores what they need to take money."""
    stores = env["ecom.store"].with_context(active_test=False).search([])
    env["payment.provider"]._ecom_ensure(stores.company_id)
    env.add_to_compute(stores._fields["payment_provider_id"], stores)


def uninstall_hook(env):
    """Hand Odoo's own records back in a state that works without this addon."""
    env["payment.provider"]._ecom_remove_all()
