"""Run queues in tests."""

from odoo import SUPERUSER_ID, api


class LaneTools:
    """Mix into a ``TransactionCase``: lanes commit, which a test must not; here they commit into its transaction."""

    def run_lane(self, model_name, lane=0, lanes=1):
        """Work off what is due in one lane of a queue, as its cron would.

        :param str model_name: a model that inherits ``ecom.queue.mixin``
        """
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})[model_name]._run_lane(lane, lanes)
