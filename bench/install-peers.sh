#!/bin/sh
# Installs what `make bench` compares with, from Debian: ffmpeg, sox, loudgain, Liquidsoap and MPD. Without root, or where
# apt-get is missing, it says what to install.
set -u
missing=""
for program in ffmpeg sox loudgain liquidsoap mpd; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if [ -z "$missing" ]; then
	echo "ffmpeg, sox, loudgain, Liquidsoap and MPD are installed."
	exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
	echo "Not installed:$missing. There is no apt-get here; install them by hand. The benchmark leaves out what is missing." >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	echo "Not installed:$missing. Only root may install: run 'sudo apt-get install --no-install-recommends$missing'." >&2
	exit 1
fi
echo "Installing from Debian:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
failed=0
case "$missing" in *sox*) missing="$missing libsox-fmt-mp3" ;; esac
for package in $missing; do
	if apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; then
		echo "Installed $package."
	else
		echo "Could not install $package; try 'apt-get install $package' to see why. The benchmark leaves it out." >&2
		failed=1
	fi
done
exit $failed
