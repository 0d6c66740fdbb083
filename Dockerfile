# Any image with Python 3.12 or newer will do, or a Debian whose python3 is that new (13 and later).
ARG BASE_IMAGE=docker.io/library/python:3.13-slim

FROM ${BASE_IMAGE} AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
RUN command -v python3 >/dev/null || { \
        apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            ca-certificates python3 tzdata \
        && rm -rf /var/lib/apt/lists/*; }
# What the report's PDF is made with: WeasyPrint needs Pango, and letters to write with.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        fonts-dejavu-core fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
RUN python3 -c 'import ensurepip' 2>/dev/null || { \
        apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv; }
COPY requirements-pdf.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-input --no-cache-dir --require-hashes -r requirements-pdf.txt \
    && .venv/bin/python -m pip uninstall --yes --quiet pip \
    && .venv/bin/python -m compileall -q .venv
COPY . .
RUN .venv/bin/python -m compileall -q assessments deploy mlscore_site

FROM base
RUN groupadd --gid 10001 mlscore \
    && useradd --uid 10001 --gid mlscore --home-dir /app --no-create-home --no-log-init \
        --shell /usr/sbin/nologin mlscore \
    && install -d -o mlscore -g mlscore /app/var
COPY --from=build /app /app
USER mlscore
ENV PATH=/app/.venv/bin:${PATH}
# The key is for this step only; nothing is signed with it.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DJANGO_SETTINGS_MODULE=mlscore_site.settings \
    python -c 'import django; django.setup(); from mlscore_site.serve import collect_static as collect; collect()'
ENV MLSCORE_ENV=production DEMO=0 HOST=0.0.0.0 PORT=8000
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "deploy.healthcheck"]
ENTRYPOINT ["python", "-m", "mlscore_site.serve"]
