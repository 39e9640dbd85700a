#!/bin/sh
# Installs the Debian packages of the servers that tests start, when they are missing and this user may.
# Several test processes may ask at once: the first installs, the others find the work done.
set -eu
exec 9>"${TMPDIR:-/tmp}/openclaw-install-servers.lock"
flock 9

packages=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
command -v redis-server >/dev/null || packages="$packages redis-server"
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || packages="$packages rabbitmq-server"
[ -n "$packages" ] || exit 0
[ -e /etc/debian_version ] || { echo "not Debian: install$packages by hand"; exit 1; }

if [ "$(id -u)" -eq 0 ]; then root=""; else root="sudo -n"; $root true; fi

# Package scripts must not start servers of their own: tests start theirs.
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
  printf '#!/bin/sh\nexit 101\n' | $root tee "$guard" >/dev/null
  $root chmod 755 "$guard"
  trap '$root rm -f "$guard"' EXIT
fi
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
