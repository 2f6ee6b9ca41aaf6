#!/usr/bin/env bash
# Finds Chromium for the browser tests, or installs Debian's; says loudly when neither works.
set -u
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing Chromium for the browser tests …"
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
  if command -v chromium >/dev/null; then exit 0; fi
fi
echo "############################################################################"
echo "NO CHROMIUM: the browser tests WILL FAIL. Install Debian's package chromium."
echo "############################################################################"
