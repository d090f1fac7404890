"""Tools for tests of the shop's own riders."""


class RidersMixin:
    """Put it before ``PaymentsCase``: riders, and parcels that are with them."""

    def make_rider(self, login="rider", company=None):
        group = "ecom_payments.group_ecom_rider"
        return self.make_employee(group, login, company=company, name=login.title())

    def screen(self, rider):
        """Return the service of the screen as a rider calls it."""
        return self.env["ecom.rider"].with_user(rider)

    def give(self, rider, payment_type="cod", **fields):
        """Place an order, and give its parcel, which has left, to a rider; return the parcel."""
        parcel = self.ship(self.paid(payment_type, **fields))
        parcel.ecom_rider_id = rider
        return parcel

    def stop(self, rider, parcel):
        """Return what the rider sees of a parcel."""
        screen = self.screen(rider).load()
        stops = screen["stops"] + screen["later"] + screen["bringBack"]
        return next(stop for stop in stops if stop["id"] == parcel.id)

    def deliver_at_door(self, rider, parcel, stop=None, **payment):
        """Report a delivery as the screen does."""
        stop = stop or self.stop(rider, parcel)
        seen = {"version": stop["version"], "due": stop["due"]}
        answer = self.screen(rider).report_delivered(parcel.id, **seen, **payment)
        self.env.invalidate_all()
        return answer
