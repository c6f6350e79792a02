# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY .ci/constraints.txt .ci/container.txt .ci/
COPY pyproject.toml README.md LICENSE ./
COPY lint lint
COPY rules rules
# The build of the wheel, too, takes the versions that were tested.
ENV PIP_CONSTRAINT=/src/.ci/constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/elblint \
    && /opt/elblint/bin/pip install --quiet . \
    && /opt/elblint/bin/pip install --quiet --requirement .ci/container.txt \
    && /opt/elblint/bin/pip uninstall --quiet --yes pip

FROM python:3.13-slim-bookworm
ARG VERSION=unknown
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="elblint" \
      org.opencontainers.image.description="Finds ELB addresses on Huawei Cloud CCE that do not work from inside the cluster" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
# git, for elblint diff. Its version is the distribution's: a pinned one would be gone with the next fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin elblint
COPY --from=build /opt/elblint /opt/elblint
ENV PATH=/opt/elblint/bin:$PATH PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 XDG_CACHE_HOME=/tmp/cache
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["elblint"]
CMD ["."]
