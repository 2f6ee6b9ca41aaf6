# The image of web, worker, beat and migrate: the same code, four commands (docker-compose.yml).

# --- front-end files and translations: needs Node (from a wheel) and leaves nothing else behind ---------
FROM python:3.11-slim-bookworm AS assets
WORKDIR /app
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.txt
COPY . .
# demo mode makes up the secrets it needs in /app/var; they stay in this stage
ENV PORTAL_MODE=demo PORTAL_EMBEDDED=1
RUN python manage.py build_assets \
 && python manage.py collectstatic --noinput --clear --verbosity 0 \
 && python manage.py translations --compile

# --- what runs ---------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements/main.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/main.txt \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin portal \
 && install --directory --owner=portal --group=portal --mode=0700 /data /data/media

COPY manage.py LICENSE NOTICE ./
COPY portal/ portal/
COPY measures/ measures/
COPY apprenticeships/ apprenticeships/
COPY conferences/ conferences/
COPY templates/ templates/
COPY static/ static/
COPY ops/compose/healthy.py ops/compose/
COPY --from=assets /app/locale/ locale/
COPY --from=assets /app/var/assets/ var/assets/
COPY --from=assets /app/var/fonts-pdf/ var/fonts-pdf/
COPY --from=assets /app/var/static/ var/static/
RUN python -m compileall -q portal measures apprenticeships conferences

ENV PORTAL_VAR_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "ops/compose/healthy.py"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "30", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
