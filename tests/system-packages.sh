#!/bin/sh
# Installs what only tests need, where it can: ffmpeg (an independent reader of sound), libebur128 (an independent meter
# of loudness), Chromium (a reader of pages), a screen without a monitor and a hand to touch it (Xvfb, xdotool), a
# sound server without a loudspeaker (PulseAudio), an independent opener of sealed words (age), and a reader of units
# (systemd-analyze), and of PDFs (poppler). Where it cannot, the tests that need one say so.
set -u
missing=""
need() { # need COMMAND PACKAGE: the package that brings a command, where the command is missing
	command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
loaded() { # loaded LIBRARY PACKAGE: the package that brings a library, where the library is missing
	python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need ffmpeg ffmpeg
loaded libebur128.so.1 libebur128-1
command -v chromium-browser >/dev/null 2>&1 || need chromium chromium
need Xvfb xvfb
need xdotool xdotool
need age age
need pulseaudio "pulseaudio libasound2"
need pactl pulseaudio-utils
need systemd-analyze systemd
need pdftotext poppler-utils
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	echo "Installing for the tests:$missing"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >/dev/null 2>&1
	for package in $missing; do
		# Newer releases call libasound2 by another name; pulseaudio brings what it needs there.
		apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
			echo "Could not install $package. The tests that need it will say so."
	done
else
	echo "Not installed:$missing. The tests that need them are skipped; install them to run those."
fi
exit 0
