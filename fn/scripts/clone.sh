#!/bin/sh
# Fetches one commit of a Git repository. What to fetch comes in environment
# variables only, so that no value is ever read as shell text.
set -eu
rm -rf "$NVJ_GIT_DEST"
git init -q "$NVJ_GIT_DEST"
cd "$NVJ_GIT_DEST"
export GIT_TERMINAL_PROMPT=0
git fetch -q --depth 1 -- "$NVJ_GIT_URL" "${NVJ_GIT_REF:-HEAD}"
git checkout -q FETCH_HEAD
[ -f "$NVJ_NOTEBOOK" ] || { echo "no notebook at $NVJ_NOTEBOOK" >&2; exit 1; }
