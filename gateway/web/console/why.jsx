// Why the assistant said this, exactly: what the decision read and compared, as it was stored with it.
import { useState } from 'preact/hooks';
import { useWords } from './context.js';
import { Info } from './icons.jsx';

const SCORE_DIGITS = 3;

export function Why({ message }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  if (!message.evidence && !message.why) return null;
  const id = `why-${message.seq}`;
  return (
    <div class="why">
      <button class="why-button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <Info /> {t('message.why')}
      </button>
      <div id={id} class="why-panel" hidden={!open}>
        {open && message.why && <p>{message.why}</p>}
        {open && message.evidence && <Evidence evidence={message.evidence} catalog={message.provenance?.catalog} />}
      </div>
    </div>
  );
}

const place = ({ file, line, col }) => [file, line, col].filter((part) => part !== undefined && part !== null).join(':');

function Evidence({ evidence, catalog }) {
  const { t, languageName } = useWords();
  const { intent, by, pattern, source, locale } = evidence;
  return (
    <dl class="facts-list">
      <Fact name={t('why.intent')}>{intent ? <code>{intent}</code> : t('why.none')}</Fact>
      <Fact name={t('why.by')}>{t(by ? `why.by_${by}` : 'why.by_none')}</Fact>
      {source && (
        <Fact name={t('why.rule')}>
          <code>{place(source)}</code>
        </Fact>
      )}
      {pattern && <Pattern pattern={pattern} />}
      <Score evidence={evidence} />
      <Candidates candidates={evidence.candidates} intent={intent} />
      <Examples examples={evidence.examples} />
      <Texts llm={evidence.llm} />
      {locale && <Fact name={t('why.locale')}>{languageName(locale)}</Fact>}
      {(evidence.catalog ?? catalog) && (
        <Fact name={t('why.catalog')}>
          <code class="hash">{evidence.catalog ?? catalog}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Pattern({ pattern }) {
  const { t } = useWords();
  return (
    <>
      <Fact name={t('why.pattern')}>
        <code>{place(pattern)}</code>
        <br />
        <code class="regex">{pattern.regex}</code>
      </Fact>
      {pattern.match && (
        <Fact name={t('why.match')}>
          <q>{pattern.match}</q>
        </Fact>
      )}
    </>
  );
}

/** The number is said in words; the bar only shows how near it was. */
function Score({ evidence }) {
  const { t, number } = useWords();
  const { confidence, threshold } = evidence;
  if (typeof confidence !== 'number') return null;
  const known = typeof threshold === 'number';
  const score = number(confidence, SCORE_DIGITS);
  const verdict = confidence >= threshold ? 'why.score_reached' : 'why.score_missed';
  return (
    <Fact name={t('why.score')}>
      {known ? t(verdict, { score, threshold: number(threshold, SCORE_DIGITS) }) : score}
      {known && <Bar score={confidence} threshold={threshold} />}
    </Fact>
  );
}

function Bar({ score, threshold }) {
  const x = (value) => Math.min(1, Math.max(0, value)) * 200;
  return (
    <svg class="bar" viewBox="0 0 200 10" width="200" height="10" aria-hidden="true">
      <rect class="bar-ground" x="0" y="3" width="200" height="4" rx="2" />
      <rect class="bar-score" x="0" y="3" width={x(score)} height="4" rx="2" />
      <rect class="bar-mark" x={Math.min(198, x(threshold))} y="0" width="2" height="10" />
    </svg>
  );
}

function Candidates({ candidates, intent }) {
  const { t, number } = useWords();
  const others = (candidates ?? []).filter((candidate) => candidate.intent !== intent);
  if (!others.length) return null;
  return (
    <Fact name={t('why.candidates')}>
      <ul class="plain">
        {others.map((candidate) => (
          <li key={candidate.intent}>
            <code>{candidate.intent}</code> {number(candidate.confidence, SCORE_DIGITS)}
          </li>
        ))}
      </ul>
    </Fact>
  );
}

function Examples({ examples }) {
  const { t, number } = useWords();
  if (!examples?.length) return null;
  return (
    <Fact name={t('why.examples')}>
      <ul class="plain">
        {examples.map((example, i) => (
          <li key={i}>
            <q>{example.text}</q> {typeof example.similarity === 'number' && number(example.similarity, SCORE_DIGITS)}{' '}
            <code>{place(example)}</code>
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** The shop's texts that were looked into, and how likely a model's reply from them is right. */
function Texts({ llm }) {
  const { t, number } = useWords();
  if (!llm?.passages?.length) return null;
  const { passages, asked_before: before, said } = llm;
  return (
    <>
      <Fact name={t('why.texts')}>
        <ul class="plain">
          {passages.map((passage) => (
            <li key={place(passage)}>
              {passage.title} {number(passage.score, SCORE_DIGITS)} <code>{place(passage)}</code>
            </li>
          ))}
        </ul>
      </Fact>
      {before && (
        <Fact name={t('why.asked_before')}>
          <q>{before}</q>
        </Fact>
      )}
      {typeof said?.confidence === 'number' && <Fact name={t('why.confidence')}>{number(said.confidence, SCORE_DIGITS)}</Fact>}
    </>
  );
}
