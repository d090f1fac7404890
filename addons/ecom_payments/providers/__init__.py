from . import base, carriers, demo, razorpay, registry, stripe
