# Odoo 19 Community with the suite's addons and the Python packages they need.
ARG ODOO_IMAGE=odoo:19.0
FROM ${ODOO_IMAGE}

USER root
# A folder of its own, first on the path: the image's own packages stay as its maintainers tested them.
ENV PYTHONPATH=/opt/ecom/python \
    PYTHONDONTWRITEBYTECODE=1
COPY requirements.in requirements.txt /opt/ecom/
RUN sed -n '/^# --- the suite ---/,$p' /opt/ecom/requirements.in > /opt/ecom/suite.in \
    && python3 -m pip install --no-cache-dir --disable-pip-version-check --break-system-packages \
        --target /opt/ecom/python --constraint /opt/ecom/requirements.txt --requirement /opt/ecom/suite.in \
    && python3 -m compileall -q /opt/ecom/python
COPY deploy/healthcheck.py /opt/ecom/healthcheck.py
COPY odoo.conf /etc/odoo/odoo.conf
COPY addons /mnt/extra-addons
USER odoo
