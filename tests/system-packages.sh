#!/bin/sh
# Installs what only tests need, where it can: ffmpeg (an independent reader of sound) and Chromium (a reader of pages).
# Where it cannot, the tests that need one say so.
set -u
missing=""
command -v ffmpeg >/dev/null 2>&1 || missing="$missing ffmpeg"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	echo "Installing for the tests:$missing"
	export DEBIAN_FRONTEND=noninteractive
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
		echo "Could not install:$missing. The tests that need it will say so."
else
	echo "Not installed:$missing. The tests that need it are skipped; install it to run them."
fi
exit 0
