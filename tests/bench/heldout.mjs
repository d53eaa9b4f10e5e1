// Held-out messages: how well does the catalog as it stands treat words that nobody tuned it on? Totals, never the messages.
//
// node tests/bench/heldout.mjs FRONTDESK [--config DIR] [--json] [--show]
//
// Every message is a conversation of its own, asked through `try --conversations`, so nothing carries over. What counts as what:
//   right       the labelled intent was taken; for complaint and contact_human_agent also a handover or an offer of one for the reason
//               complaint or request, which the escalation words find before any intent is asked
//   wrong       another intent was taken; silent: none was
//   unanswered  of the out-of-scope messages, those for which no intent was taken that is a label here (a bit of small talk is fine)
//   signals     the reason of the handover, or else of the offer, is the labelled one; `other`: it is another one of the three
//   alarms      it is one of the three though nothing called for it: on the harmless lines, and on in-scope messages that are neither
//               complaint nor contact_human_agent
// --show prints the misses themselves: for whoever mends a label here, not for whoever writes the catalog (see the README there).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const folder = new URL('../golden/heldout/', import.meta.url);
const locales = ['en', 'de', 'fr', 'zh-Hant', 'zh-Hans'];
const signals = ['complaint', 'request', 'sensitive'];
const signalOfIntent = { complaint: 'complaint', contact_human_agent: 'request' };

function fail(status, text) {
	console.error(`heldout: ${text}`);
	process.exit(status);
}

function options() {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: { config: { type: 'string', default: 'config' }, json: { type: 'boolean' }, show: { type: 'boolean' } },
		});
		if (positionals.length === 1) return { ...values, frontdesk: positionals[0] };
	} catch (error) {
		console.error(`heldout: ${error.message}`);
	}
	return fail(2, 'usage: heldout.mjs FRONTDESK [--config DIR] [--json] [--show]');
}

// What is wrong with one line, or null. A label that is misspelt or said twice would be measured in silence.
function problem(row, key, only, seen) {
	if (typeof row.text !== 'string' || row.text.trim() === '') return 'no text';
	if (Object.keys(row).sort().join() !== ['locale', 'text', key].sort().join()) return `keys are not text, locale, ${key}`;
	if (only ? row.locale !== only : !locales.includes(row.locale)) return `locale "${row.locale}"`;
	if (key === 'intent' && !/^[a-z][a-z_]*$/.test(row.intent)) return `intent "${row.intent}"`;
	if (key === 'signal' && row.signal !== null && !signals.includes(row.signal)) return `signal "${row.signal}"`;
	if (seen.has(`${row.locale} ${row.text}`)) return 'said twice';
	seen.add(`${row.locale} ${row.text}`);
	return null;
}

function read(name, key, only) {
	const seen = new Set();
	return readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n').map((line, i) => {
		let row;
		try {
			row = JSON.parse(line);
		} catch (error) {
			fail(2, `${name}:${i + 1}: ${error.message}`);
		}
		const bad = problem(row, key, only, seen);
		return bad ? fail(2, `${name}:${i + 1}: ${bad}`) : row;
	});
}

// Adds to each row what was decided: `intent` taken or null, `reason` of the handover or offer or null.
function ask({ frontdesk, config }, rows) {
	const input = rows.map(({ locale, text }) => JSON.stringify({ locale, turns: [text] })).join('\n') + '\n';
	const run = spawnSync(frontdesk, ['--config', config, 'try', '--json', '--conversations'],
		{ input, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'inherit'] });
	if (run.error || run.status !== 0) fail(3, `${frontdesk} try: ${run.error?.message ?? `status ${run.status}`}`);
	const answers = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
	if (answers.length !== rows.length) fail(3, `${rows.length} messages, ${answers.length} answers`);
	return rows.map((row, i) => {
		const { text, intent, escalate, offer } = answers[i];
		if (text !== row.text) fail(3, `answer ${i + 1} is to another message`);
		return { ...row, taken: intent === 'out_of_scope' ? null : intent, reason: escalate?.reason ?? offer?.reason ?? null };
	});
}

const share = (rows, test) => ({ hits: rows.filter(test).length, of: rows.length });
const alarm = (r) => signals.includes(r.reason);
const right = (r) => r.taken === r.intent || (r.intent in signalOfIntent && r.reason === signalOfIntent[r.intent]);

function measure(intents, lines, shop) {
	return (locale) => {
		const here = (r) => locale === 'all' || r.locale === locale;
		const inScope = intents.filter((r) => here(r) && r.intent !== 'out_of_scope');
		const outside = intents.filter((r) => here(r) && r.intent === 'out_of_scope');
		const labelled = (signal) => lines.filter((r) => here(r) && r.signal === signal);
		return {
			locale,
			right: share(inScope, right),
			wrong: share(inScope, (r) => !right(r) && r.taken !== null),
			silent: share(inScope, (r) => !right(r) && r.taken === null),
			unanswered: share(outside, (r) => !shop.has(r.taken)),
			...Object.fromEntries(signals.map((s) => [s, share(labelled(s), (r) => r.reason === s)])),
			other: share(signals.flatMap(labelled), (r) => alarm(r) && r.reason !== r.signal),
			alarms: share(labelled(null), alarm),
			alarms_in_scope: share(inScope.filter((r) => !(r.intent in signalOfIntent)), alarm),
		};
	};
}

function missed(r, shop) {
	if ('signal' in r) return r.signal ? r.reason !== r.signal : alarm(r);
	return r.intent === 'out_of_scope' ? shop.has(r.taken) : !right(r);
}
const percent = ({ hits, of }) => `${((100 * hits) / of).toFixed(1)} %`;

function table(title, rows, columns) {
	console.log(title);
	console.log('  '.concat('locale'.padEnd(9), ...Object.keys(columns).map((c) => c.padStart(13))));
	for (const row of rows)
		console.log('  '.concat(row.locale.padEnd(9), ...Object.values(columns).map((key) => percent(row[key]).padStart(13))));
	const of = Object.entries(columns).map(([name, key]) => `${name} ${rows.at(-1)[key].of}`);
	console.log(`  of messages in all: ${of.join(', ')}\n`);
}

const chosen = options();
const intents = ask(chosen, locales.flatMap((locale) => read(`${locale}.jsonl`, 'intent', locale)));
const lines = ask(chosen, read('signals.jsonl', 'signal', null));
const later = [2, 3, 4].map((n) => ask(chosen, read(`signals-${n}.jsonl`, 'signal', null)));
const shop = new Set(intents.map((r) => r.intent).filter((id) => id !== 'out_of_scope'));
const totals = [...locales, 'all'].map(measure(intents, lines, shop));
const laterTotals = later.map((set) => [...locales, 'all'].map(measure([], set, shop)));
const found = { complaint: 'complaint', request: 'request', sensitive: 'sensitive', other: 'other', misled: 'alarms' };

if (chosen.json) {
	console.log(JSON.stringify([totals, ...laterTotals]));
} else {
	table('Intents', totals, { right: 'right', wrong: 'wrong', silent: 'silent', unanswered: 'unanswered' });
	table('Signals', totals, { ...found, 'in scope': 'alarms_in_scope' });
	laterTotals.forEach((set, i) => table(`Signals, set ${i + 2}`, set, found));
}
if (chosen.show)
	for (const r of [...intents, ...lines, ...later.flat()].filter((m) => missed(m, shop)))
		console.log(JSON.stringify({ locale: r.locale, expected: r.intent ?? r.signal, intent: r.taken, reason: r.reason, text: r.text }));
