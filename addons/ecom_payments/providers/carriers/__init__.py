from . import base, delhivery, http, indian_time, registry, shiprocket
