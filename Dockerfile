# syntax=docker/dockerfile:1
FROM python:3.13-slim AS built

WORKDIR /app
COPY requirements/ requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/prod.txt

COPY . .
ENV PATH=/venv/bin:$PATH
# The addresses are not used while static files are collected; the real ones come when a container starts.
RUN pybabel compile --domain django --directory locale --statistics \
    && CBM_MODE=production CBM_SECRET_KEY=building CBM_DATABASE_URL=postgresql://cbm_app@/cbm \
        CBM_BROKER_URL=memory:// CBM_MAIL_URL=console:// CBM_MAIL_FROM=nobody@localhost \
        CBM_ALLOWED_HOSTS=localhost CBM_SITE_URL=https://localhost \
        python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q api cbm_tracker measures

FROM python:3.13-slim

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin cbm \
    && install --directory --owner cbm /var/lib/cbm /var/lib/cbm/files \
    && install --directory --owner cbm --mode 0700 /var/lib/cbm/backups /var/lib/cbm/copies /var/lib/cbm/heads /var/lib/cbm/tmp
COPY --from=built /venv /venv
COPY --from=built /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CBM_MODE=production \
    CBM_VAR=/var/lib/cbm
USER cbm
VOLUME /var/lib/cbm
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "docker/healthcheck.py"]
CMD ["python", "-m", "cbm_tracker.web", "--host", "0.0.0.0", "--port", "8000"]
