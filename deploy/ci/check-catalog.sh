#!/bin/sh
# check-catalog.sh: what a change of the YAML has to pass before it goes live. Runs every step, also behind one that failed, and ends
# with 0 when all passed, 1 when one found problems, 2 or 3 when one could not be run.
#
#   FRONTDESK      the program (frontdesk)
#   CONFIG         folder with frontdesk.yaml, escalation.yaml, intents/ (config)
#   MIN_ACCURACY   least share of held-back examples that are answered as expected (80%)
#   MIN_RECALL     least share of held-back out-of-scope sentences that are not answered (70%)
#   DATA           file of messages whose meaning is known, {"text","locale","intent"} a line; "" = none
#   DATA_ACCURACY  least share of them answered as expected (90%)
#   REPORT         folder for the reports (frontdesk-report)
set -u
FRONTDESK=${FRONTDESK:-frontdesk}
CONFIG=${CONFIG:-config}
REPORT=${REPORT:-frontdesk-report}
DATA=${DATA:-}
worst=0
mkdir -p "$REPORT" || exit 3

# step NAME ARGUMENT...: runs one command, keeps its report. On GitHub each finding is shown at its line of the change.
step() {
	name=$1
	shift
	echo "== $name"
	"$FRONTDESK" --config "$CONFIG" "$@" >"$REPORT/$name.txt" 2>"$REPORT/$name.log"
	status=$?
	sed '/^Misses$/,$d' "$REPORT/$name.txt" # all of them stand in the report
	cat "$REPORT/$name.log"
	if [ "${GITHUB_ACTIONS:-}" = true ]; then
		sed -n -e 's/^\([^ :][^:]*\):\([0-9][0-9]*\):\([0-9][0-9]*\): \(error\|warning\): \(.*\)$/::\4 file=\1,line=\2,col=\3::\5/p' \
			-e 's/^\([^ :][^:]*\):\([0-9][0-9]*\):\([0-9][0-9]*\): \(miss: .*\)$/::error file=\1,line=\2,col=\3::\4/p' \
			"$REPORT/$name.txt" "$REPORT/$name.log"
	fi
	if [ $status -ne 0 ]; then
		echo "== $name: exit status $status"
		[ $status -le $worst ] || worst=$status
	fi
}

step check check --strict
step test test
step eval eval --folds 5 --min-accuracy "${MIN_ACCURACY:-80%}" --min-recall "${MIN_RECALL:-70%}" --misses
[ -z "$DATA" ] || step eval-data eval --data "$DATA" --min-accuracy "${DATA_ACCURACY:-90%}" --misses

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	{
		echo '## Catalog'
		echo '```'
		sed '/^Misses$/,$d' "$REPORT/eval.txt"
		echo '```'
	} >>"$GITHUB_STEP_SUMMARY"
fi
exit $worst
