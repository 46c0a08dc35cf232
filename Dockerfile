# One image for every process; compose.yaml says which of them a container runs.
FROM node:24-slim AS editor
WORKDIR /frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

# The newest Python that all requirements have wheels for: the image has no compiler.
FROM python:3.14-slim
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    PYTHONTZPATH= \
    DJANGO_SETTINGS_MODULE=machina.settings \
    DATA_DIR=/var/lib/machina
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --only-binary :all: -r requirements.txt \
    && useradd --system --create-home --home-dir /var/lib/machina machina \
    && install --directory --owner machina --mode 700 /var/lib/machina/ledger-heads
COPY manage.py ./
COPY machina ./machina
COPY integrations ./integrations
COPY workflows ./workflows
COPY --from=editor /frontend/dist ./frontend/dist
RUN python -m compileall -q machina integrations workflows
USER machina
EXPOSE 8000
CMD ["python", "-m", "machina.server", "--bind", "0.0.0.0", "--port", "8000"]
