from . import base, demo, razorpay, registry, stripe
