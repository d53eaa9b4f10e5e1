#!/bin/sh
# run.sh BINARY LISTEN DATA: `make run`. Makes a first login for the console when there is nobody yet, prints it once, then
# serves until it is stopped.
set -eu
binary=$1 listen=$2 data=$3

if [ -z "$("$binary" user list --data "$data")" ]; then
	password=$(head -c 32 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | head -c 16)
	printf '%s' "$password" | "$binary" user add agent --role admin --password-stdin --data "$data" >/dev/null
	echo
	echo "  First login for the console, shown only now:"
	echo "    name      agent"
	echo "    password  $password"
	echo "  More people: $binary user add NAME --role agent --password-stdin --data $data"
	echo
fi
echo "  Demo shop: http://$listen/     Console: http://$listen/console/     Stop: Ctrl-C"
echo
exec "$binary" serve --listen "$listen" --data "$data"
