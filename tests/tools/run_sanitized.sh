#!/bin/sh
# run_sanitized.sh REPORTS PLANTED PROGRAM...: runs each Criterion program; fails when a test fails or a sanitizer wrote a report.
set -eu
reports=$1 planted=$2
shift 2
rm -rf "$reports"
mkdir -p "$reports"
export ASAN_OPTIONS="log_path=$reports/asan:detect_leaks=1:abort_on_error=0:exitcode=99"
export UBSAN_OPTIONS="log_path=$reports/ubsan:print_stacktrace=1:halt_on_error=1"
export LSAN_OPTIONS="print_suppressions=0"

"$planted" >/dev/null 2>&1 || true
if ! grep -q 'LeakSanitizer' "$reports"/asan.* 2>/dev/null; then
	echo 'run_sanitized: the planted leak was not reported, so no silence can be believed' >&2
	exit 1
fi
rm -f "$reports"/*

for program; do
	"$program" || exit 1
done
if [ -n "$(ls "$reports")" ]; then
	head -60 "$reports"/*
	echo "run_sanitized: reports in $reports" >&2
	exit 1
fi
echo "sanitizers: no report, the planted leak was seen"
