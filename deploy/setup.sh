#!/bin/sh
# setup.sh [--tests] [--list]: installs what Frontdesk needs on Debian 12 or 13, from the Debian and npm registries only.
#
#   --tests   also what `make test` and `make gate` need
#   --list    only say what would be installed
#
# Never asks, may be run again and again: what is there is left alone. Needs root or sudo only when a package is missing.
set -eu
cd "$(dirname "$0")/.."

tests=no list=no
for arg; do
	case $arg in
	--tests) tests=yes ;;
	--list) list=yes ;;
	*)
		echo "usage: deploy/setup.sh [--tests] [--list]" >&2
		exit 2
		;;
	esac
done

build_packages='gcc make pkg-config libc6-dev ca-certificates libwebsockets-dev libwebsockets-evlib-uv libuv1-dev libpcre2-dev
	libyaml-dev libsqlite3-dev libjansson-dev libsodium-dev libutf8proc-dev libstemmer-dev
	libcurl4-openssl-dev tzdata'
test_packages='libcriterion-dev liblinear-dev clang clang-format clang-tidy cppcheck chromium fonts-noto-cjk procps python3-minimal'

# Node.js: any of version 18 or newer will do, wherever it comes from.
node_is_there() {
	command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
		[ "$(node -p 'process.versions.node.split(".")[0] >= 18')" = true ]
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

wanted=$build_packages
[ $tests = no ] || wanted="$wanted $test_packages"
missing=
for p in $wanted; do
	is_installed "$p" || missing="$missing $p"
done
node_is_there || missing="$missing nodejs npm"

if [ -n "$missing" ]; then
	echo "Debian packages to install:$missing"
else
	echo "Debian packages: all there"
fi
echo "npm packages: gateway/web$([ $tests = no ] || echo ', tests') (npm ci --ignore-scripts)"
[ $list = no ] || exit 0

if [ -n "$missing" ]; then
	sudo=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null 2>&1 || {
			echo "setup.sh: packages are missing and there is neither root nor sudo. As root: apt-get install$missing" >&2
			exit 3
		}
		sudo=sudo
	fi
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q
	# shellcheck disable=SC2086 # the list is meant to be split
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

# npm ci removes node_modules first, so it runs only when the lock file is newer than what it made.
npm_install() {
	if [ ! "$1/node_modules/.installed" -nt "$1/package-lock.json" ]; then
		(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund)
		touch "$1/node_modules/.installed"
	fi
}
npm_install gateway/web
[ $tests = no ] || npm_install tests
