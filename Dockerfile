# One image for web, worker and the one-off migration; docker-compose.yml says how they differ.
FROM python:3.11-slim-bookworm

# Pango and HarfBuzz draw the PDF; fontconfig fills the font cache now, because the running
# container cannot write it. Their versions are those of the base image's distribution.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fontconfig \
        fonts-arphic-ukai \
        fonts-noto-cjk \
        libharfbuzz-subset0 \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . ./

RUN useradd --system --uid 10001 --no-create-home mingzhang \
    && install --directory --owner=mingzhang /srv/files \
    && STATIC_PATH=/srv/static python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf var

ENV MINGZHANG_ENV=production \
    STATIC_PATH=/srv/static \
    STORAGE_PATH=/srv/files

USER 10001
VOLUME /srv/files
EXPOSE 8000

# The Host header must be an allowed one, or Django answers 400.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=4)"]

CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4", \
    "--worker-class", "gthread", "--worker-tmp-dir", "/tmp", "--preload", "--no-control-socket", \
    "--access-logfile", "-"]
