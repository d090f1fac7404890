from odoo import api, models


class EcomQueueOverview(models.AbstractModel):
    """What the queues of all installed addons are up to."""

    _name = "ecom.queue.overview"
    _description = "Queue Overview"

    @api.model
    def get_counts(self):
        """Count waiting and failed rows of every queue that the user may read, for the home screen.

        :return: list of ``{"model", "name", "pending", "failed", "action"}``; ``failed`` counts every state that a
            person may retry; ``action`` is what opens the rows, as the home screen takes it, or None. One query a queue,
            answered from an index that holds unsettled rows only.
        """
        counts = []
        for model_name in self.env.registry.descendants(["ecom.queue.mixin"], "_inherit"):
            queue = self.env[model_name]
            if queue._abstract or not queue.has_access("read"):
                continue
            states = ("pending", *queue._queue_retriable)
            by_state = dict(queue._read_group([("state", "in", states)], ["state"], ["__count"]))
            counts.append(
                {
                    "model": model_name,
                    "name": self.env["ir.model"]._get(model_name).name,
                    "pending": by_state.pop("pending", 0),
                    "failed": sum(by_state.values()),
                    "action": queue._queue_action and {"xmlId": queue._queue_action},
                }
            )
        return counts
