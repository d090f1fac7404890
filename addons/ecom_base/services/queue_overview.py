from odoo import api, models


class EcomQueueOverview(models.AbstractModel):
    """What the queues of all installed addons are up to."""

    _name = "ecom.queue.overview"
    _description = "Queue Overview"

    @api.model
    def get_counts(self):
        """Count waiting and failed rows of every queue that the user may read, for the home screen.

        :return: list of ``{"model", "name", "action", "pending", "failed"}``; ``failed`` counts every state that a
            person may retry; ``action`` is what opens the rows, as the home screen takes it, or None. One query a queue,
            answered from an index that holds unsettled rows only.
        """
        names = sorted(self.env.registry.descendants(["ecom.queue.mixin"], "_inherit"))
        queues = [
            queue
            for queue in map(self.env.get, names)
            if not queue._abstract and queue.has_access("read")
        ]
        titles = self._titles(queues)
        return [
            {
                "model": queue._name,
                "name": titles[queue._name],
                "action": queue._queue_action and {"xmlId": queue._queue_action},
                **self._count(queue),
            }
            for queue in queues
        ]

    def _count(self, queue):
        states = ("pending", *queue._queue_retriable)
        by_state = dict(queue._read_group([("state", "in", states)], ["state"], ["__count"]))
        return {"pending": by_state.pop("pending", 0), "failed": sum(by_state.values())}

    def _titles(self, queues):
        """Return what a person calls each queue: as its screen is called in the menu, if it has one."""
        opened = {
            queue._name: self.env.ref(queue._queue_action).id
            for queue in queues
            if queue._queue_action
        }
        # sudo: the names of actions are no secret
        actions = self.env["ir.actions.act_window"].sudo().browse(opened.values())
        titles = {queue._name: self.env["ir.model"]._get(queue._name).name for queue in queues}
        return titles | dict(zip(opened, actions.mapped("name"), strict=True))
