from . import ecom_pos_projection
