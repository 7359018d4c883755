/** A trace as people read it: the way there and back, control by control, so that one glance finds the break. */
import type { Control, FlowEnd, Step, Trace, Verdict } from '../network/trace.ts';
import type { Paint, Style } from './style.ts';

const MARKS: Readonly<Record<Verdict, string>> = { allowed: '✓', blocked: '✗', partlyBlocked: '~', undetermined: '?' };

const HEADLINES: Readonly<Record<Verdict, string>> = {
  allowed: 'ALLOWED',
  blocked: 'BLOCKED',
  partlyBlocked: 'PARTLY BLOCKED',
  undetermined: 'UNDETERMINED',
};

const SIDES: Readonly<Record<Control, string>> = {
  'source-security-groups': 'out',
  'source-acl-out': 'out',
  'route-to-target': '',
  'target-acl-in': 'in',
  'target-security-groups': 'in',
  'target-acl-reply': 'out',
  'route-back': '',
  'source-acl-reply': 'in',
};

const BACK: ReadonlySet<Control> = new Set(['target-acl-reply', 'route-back', 'source-acl-reply']);

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

/** Ranges that still read at a glance; the JSON format has them all. */
const SHOWN_RANGES = 4;

/** Lines without a final newline. */
export function renderPath(trace: Trace, style: Style): string {
  const there = trace.steps.filter(({ control }) => !BACK.has(control));
  const back = trace.steps.filter(({ control }) => BACK.has(control));
  const width = Math.max(12, ...trace.steps.map((step) => nameOf(step).length));
  return [
    headline(trace, style),
    ...note(trace, style),
    '',
    ...lines('there', there, width, style),
    ...lines('back', back, width, style),
  ].join('\n');
}

/** Several traces: those that differ only in where they end are told once. */
export function renderPaths(traces: readonly Trace[], style: Style): string {
  const groups = new Map<string, Trace[]>();
  for (const trace of traces) {
    const key = JSON.stringify([
      trace.source.label,
      trace.verdict,
      trace.protocol,
      trace.port,
      trace.steps,
      noteOf(trace),
    ]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [trace]);
    else same.push(trace);
  }
  return [...groups.values()].map((same) => renderPath(together(same), style)).join('\n\n');
}

function together(traces: readonly Trace[]): Trace {
  const [first, ...rest] = traces;
  if (first === undefined) throw new Error('a group of traces holds at least one');
  if (rest.length === 0) return first;
  const ends = traces.map(({ destination }) => destination);
  const unique = (values: readonly string[]) => [...new Set(values)];
  const destination: FlowEnd = {
    ...first.destination,
    label: ends.map(({ label }) => label).join(' '),
    addresses: unique(ends.flatMap(({ addresses }) => addresses)),
    securityGroupIds: unique(ends.flatMap(({ securityGroupIds }) => securityGroupIds)),
  };
  return { ...first, destination };
}

function headline({ source, destination, protocol, port, verdict }: Trace, style: Style): string {
  const flow = `${PROTOCOLS[protocol] ?? `protocol ${protocol}`}${port === undefined ? '' : `/${port}`}`;
  const from = `${style.bold(source.label)}${bracketed([...source.securityGroupIds, ...source.addresses])}`;
  const to = `${style.bold(destination.label)}${addressOf(destination)}${bracketed(destination.securityGroupIds)}`;
  return `${from}  →  ${to}  ${flow}  ${style.bold(paintOf(verdict, style)(HEADLINES[verdict]))}`;
}

const bracketed = (parts: readonly string[]): string => (parts.length === 0 ? '' : ` (${shortened(parts)})`);

function shortened(parts: readonly string[]): string {
  const shown = parts.slice(0, SHOWN_RANGES).map(withoutHostBits);
  const more = parts.length - shown.length;
  return more > 0 ? `${shown.join(' ')} and ${more} more` : shown.join(' ');
}

/** A single address reads better without its prefix length. */
const withoutHostBits = (text: string): string => text.replace(/(?<=\.\d+)\/32$|(?<=:[\da-f]*)\/128$/, '');

function addressOf({ label, addresses }: FlowEnd): string {
  const others = addresses.map(withoutHostBits).filter((address) => !label.split(' ').includes(address));
  return others.length === 0 ? '' : ` ${shortened(others)}`;
}

/** What no step says: an interface that is not there, a zone without a node. */
function noteOf({ because, steps, verdict }: Trace): string {
  const isSaid = steps.some((step) => because === `${step.resource}: ${step.because}` || because === step.because);
  return verdict === 'allowed' || isSaid ? '' : because;
}

function note(trace: Trace, style: Style): readonly string[] {
  const text = noteOf(trace);
  return text === '' ? [] : [style.dim(`  ${text}`)];
}

function lines(way: 'there' | 'back', steps: readonly Step[], width: number, style: Style): readonly string[] {
  return steps.map((step, index) => {
    const start = (index === 0 ? way : '').padEnd(5);
    const name = nameOf(step).padEnd(width);
    const detail = `${step.because}${rangesOf(step)}`;
    return `  ${start} ${paintOf(step.verdict, style)(`${MARKS[step.verdict]} ${name}`)}  ${detail}`.trimEnd();
  });
}

const nameOf = ({ resource, control }: Step): string => `${resource} ${SIDES[control]}`.trim();

/** Which part is blocked, where it is not all. */
function rangesOf({ verdict, blocked }: Step): string {
  if (verdict !== 'partlyBlocked') return '';
  const shown = blocked
    .slice(0, SHOWN_RANGES)
    .map(({ addresses, ports }) => `${withoutHostBits(addresses)} ports ${ports.replace('-', '–')}`);
  const more = blocked.length - shown.length;
  return ` (blocked: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

function paintOf(verdict: Verdict, style: Style): Paint {
  if (verdict === 'allowed') return style.green;
  return verdict === 'blocked' ? style.red : style.yellow;
}
