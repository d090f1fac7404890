#!/usr/bin/env bash
# Pin requirements*.in into requirements*.txt, without any index address or local path in the result.
# Usage: tools/compile_requirements.sh [--upgrade]      (needs uv on PATH or in .ecom/)
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .ecom/uv/bin/uv)
options=(--universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet "$@")
"$uv" pip compile "${options[@]}" requirements.in --output-file requirements.txt
"$uv" pip compile "${options[@]}" requirements-dev.in --output-file requirements-dev.txt
if grep -nE 'https?:|file:|^-' requirements.txt requirements-dev.txt; then
    echo "an address or an option slipped into the pinned requirements" >&2
    exit 1
fi
