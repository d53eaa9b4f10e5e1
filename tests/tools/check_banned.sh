#!/bin/sh
# Functions that are never the right choice here: unbounded, error-hiding, or asking the system for time in the wrong room.
set -eu
found=$(git grep -nE '\b(strcpy|strcat|sprintf|strtok|atoi|atol|gets|sscanf|strncpy|alloca)\(' -- 'config/*.[ch]' 'intents/*.[ch]' 'escalation/*.[ch]' 'gateway/*.[ch]' | grep -vE '^\S+:[0-9]+:\s*(\*|/\*|//)' || true)
time=$(git grep -nE '\b(clock_gettime|gettimeofday|time)\(' -- 'config/*.c' 'intents/*.c' 'escalation/*.c' 'gateway/*.c' | grep -vE '^gateway/base/clock.c:|^\S+:[0-9]+:\s*(\*|/\*|//)' || true)
alloc=$(git grep -nE '\brealloc\(' -- 'config/*.c' 'intents/*.c' 'escalation/*.c' 'gateway/*.c' | grep -vE '^config/load/(mem|vec).c:|^gateway/base/buf.c:' || true)
all=$(printf "%s\n%s\n%s\n" "$found" "$time" "$alloc" | sed '/^$/d')
if [ -n "$all" ]; then
	printf '%s\n' "$all"
	exit 1
fi
echo 'banned functions: none'
