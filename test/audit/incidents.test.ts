import type { TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import type { IncidentRecord } from '../../lib/audit/incident-record.ts';
import type { IncidentState } from '../../lib/audit/incidents.ts';
import type { LifecycleSettings } from '../../lib/audit/lifecycle-settings.ts';
import { aCause, aDiagnosis, aGroup, minute } from '../support/audit-result.ts';
import { aBlockedGroup, incidentAfter, stateAfter } from '../support/incidents.ts';

const WELL = aGroup();
const NOTHING: IncidentState = { watch: undefined, incident: undefined };
const bad = (count: number, total = 4) =>
  aBlockedGroup(
    Array.from({ length: count }, (_, at) => `i-${at}`),
    'orders-api',
    total,
  );
const muted = (value: string) => aGroup({ unhealthy: ['i-0'], tags: { 'tga:mute': value } });

type Looks = readonly (readonly [number, TargetGroupAudit])[];

/** What each look makes people be told. */
function told(looks: Looks, settings: Partial<LifecycleSettings> = {}): readonly string[] {
  let state = NOTHING;
  return looks.map(([minutes, group]) => {
    const before = state.incident;
    state = stateAfter(state, minutes, group, settings);
    const { incident } = state;
    if (incident === undefined) return '';
    const known = before?.openedAt === incident.openedAt ? before.alerts : 0;
    return incident.owed
      .filter(({ id }) => id > known)
      .map(({ event, reasons }) => [event, ...reasons].join(' '))
      .join(', ');
  });
}

test.each<[string, Looks, readonly string[]]>([
  [
    'opens at the first sight, says nothing while it goes on, and says when it is over',
    [
      [0, bad(1)],
      [5, bad(1)],
      [10, WELL],
      [15, WELL],
    ],
    ['opened', '', 'resolved', ''],
  ],
  ['nothing where targets are in their first checks', [[0, aGroup({ impact: 'starting' })]], ['']],
  ['nothing where no rule uses the group', [[0, aGroup({ impact: 'unused', unhealthy: ['i-0'] })]], ['']],
  ['nothing where it is by design', [[0, aGroup({ impact: 'by-design', unhealthy: ['i-0'] })]], ['']],
  ['nothing where it could not look', [[0, aGroup({ impact: 'not-known' })]], ['']],
  [
    'not over while it could not look',
    [
      [0, bad(1)],
      [5, aGroup({ impact: 'not-known' })],
      [10, WELL],
    ],
    ['opened', '', 'resolved'],
  ],
  [
    'not over while new targets are in their first checks',
    [
      [0, bad(1)],
      [5, aGroup({ impact: 'starting' })],
      [10, WELL],
    ],
    ['opened', '', 'resolved'],
  ],
  [
    'over when nothing uses the group any more',
    [
      [0, bad(1)],
      [5, aGroup({ impact: 'unused', loadBalancers: [] })],
    ],
    ['opened', 'resolved'],
  ],
  [
    'over when it turns out to be by design',
    [
      [0, bad(1)],
      [5, aGroup({ impact: 'by-design', unhealthy: ['i-0'] })],
    ],
    ['opened', 'resolved'],
  ],
  [
    'worse with more targets',
    [
      [0, bad(1)],
      [5, bad(2)],
      [10, bad(3)],
    ],
    ['opened', 'worsened more-targets', 'worsened more-targets'],
  ],
  [
    'no worse with one more of a hundred',
    [
      [0, bad(10, 100)],
      [5, bad(11, 100)],
      [10, bad(20, 100)],
    ],
    ['opened', '', 'worsened more-targets'],
  ],
  [
    'worse once when it falls and rises again',
    [
      [0, bad(1)],
      [5, bad(2)],
      [10, bad(1)],
      [15, bad(2)],
    ],
    ['opened', 'worsened more-targets', '', ''],
  ],
  [
    'worse when it begins to fail open',
    [
      [0, bad(3)],
      [5, bad(4)],
      [10, bad(3)],
      [15, bad(4)],
    ],
    ['opened', 'worsened failing-open more-targets', '', ''],
  ],
  [
    'another cause',
    [
      [0, bad(1)],
      [5, aGroup({ unhealthy: ['i-0'], causes: [{ check: 'path-not-found' }] })],
      [10, bad(1)],
    ],
    ['opened', 'worsened another-cause', ''],
  ],
  [
    'a cause that can no longer be seen is no other cause',
    [
      [0, bad(1)],
      [5, aGroup({ unhealthy: ['i-0'], causes: [{ check: 'cause-not-visible' }] })],
    ],
    ['opened', ''],
  ],
  [
    'a cause that comes into sight is told',
    [
      [0, aGroup({ unhealthy: ['i-0'], causes: [{ check: 'cause-not-visible' }] })],
      [5, bad(1)],
    ],
    ['opened', 'worsened another-cause'],
  ],
  [
    'flapping is told once and is quiet until it has been calm',
    [
      [0, bad(1)],
      [5, WELL],
      [10, bad(1)],
      [15, WELL],
      [20, bad(2)],
      [25, WELL],
      [50, WELL],
      [55, WELL],
    ],
    ['opened', 'resolved', 'worsened flapping', '', '', '', '', 'resolved'],
  ],
  [
    'after a calm half hour it is another incident',
    [
      [0, bad(1)],
      [5, WELL],
      [36, bad(1)],
    ],
    ['opened', 'resolved', 'opened'],
  ],
  [
    'flapping that begins to fail open is told',
    [
      [0, bad(1)],
      [5, WELL],
      [10, bad(1)],
      [15, bad(4)],
    ],
    ['opened', 'resolved', 'worsened flapping', 'worsened failing-open'],
  ],
  [
    'muted is silent from first to last',
    [
      [0, muted('all')],
      [5, muted('all')],
      [10, WELL],
    ],
    ['', '', ''],
  ],
  ['a mute of another check does not silence it', [[0, muted('path-not-found')]], ['opened']],
  ['a mute of its check silences it', [[0, muted('target-ingress-blocked until=2026-11-23')]], ['']],
  ['a mute that has ended does not silence it', [[0, muted('all until=2026-11-22')]], ['opened']],
  ['a mute that cannot be understood does not silence it', [[0, muted('everything! please')]], ['opened']],
  [
    'told when the mute is lifted while it goes on',
    [
      [0, muted('all')],
      [5, bad(1)],
      [10, WELL],
    ],
    ['', 'opened', 'resolved'],
  ],
  [
    'muted after it was told, it ends in silence',
    [
      [0, bad(1)],
      [5, muted('all')],
      [10, WELL],
    ],
    ['opened', '', ''],
  ],
])('%s', (_, looks, expected) => {
  expect(told(looks)).toEqual(expected);
});

test('a mute on the load balancer silences its target groups', () => {
  expect(
    told([[0, aGroup({ unhealthy: ['i-0'], loadBalancerTags: { 'tga:mute': 'all reason=being replaced' } })]]),
  ).toEqual(['']);
});

test('a mute holds while tags cannot be read, and none begins by it', () => {
  const unread = { ...bad(1), tags: { known: false, because: 'denied' } as const };
  expect(
    told([
      [0, muted('all')],
      [5, unread],
    ]),
  ).toEqual(['', '']);
  expect(told([[0, unread]])).toEqual(['opened']);
});

test('below the severity that is alerted it is recorded in silence, and told when it climbs', () => {
  const looks: Looks = [
    [0, bad(1)],
    [5, bad(4)],
    [10, WELL],
  ];
  expect(told(looks, { alertSeverity: 'critical' })).toEqual(['', 'opened', 'resolved']);
  const never: Looks = [
    [0, bad(1)],
    [5, WELL],
  ];
  expect(told(never, { alertSeverity: 'critical' })).toEqual(['', '']);
});

describe('with three sights in a row needed', () => {
  const three = { consecutiveSights: 3 };
  test.each<[string, Looks, readonly string[]]>([
    [
      'the third opens it',
      [
        [0, bad(1)],
        [5, bad(1)],
        [10, bad(1)],
        [15, WELL],
      ],
      ['', '', 'opened', 'resolved'],
    ],
    [
      'a healthy sight starts the count anew',
      [
        [0, bad(1)],
        [5, bad(1)],
        [10, WELL],
        [15, bad(1)],
        [20, bad(1)],
        [25, bad(1)],
      ],
      ['', '', '', '', '', 'opened'],
    ],
    [
      'what could not be looked at neither counts nor starts anew',
      [
        [0, bad(1)],
        [5, bad(1)],
        [10, aGroup({ impact: 'not-known' })],
        [15, bad(1)],
      ],
      ['', '', '', 'opened'],
    ],
    [
      'the same look again does not count',
      [
        [0, bad(1)],
        [0, bad(1)],
        [0, bad(1)],
      ],
      ['', '', ''],
    ],
    [
      'it takes three to flap',
      [
        [0, bad(1)],
        [1, bad(1)],
        [2, bad(1)],
        [3, WELL],
        [4, bad(1)],
        [5, bad(1)],
        [6, WELL],
        [7, bad(1)],
        [8, bad(1)],
        [9, bad(1)],
      ],
      ['', '', 'opened', 'resolved', '', '', '', '', '', 'worsened flapping'],
    ],
  ])('%s', (_, looks, expected) => {
    expect(told(looks, three)).toEqual(expected);
  });

  test('it has been open since the first of them', () => {
    expect(
      incidentAfter(
        [
          [0, bad(1)],
          [5, bad(1)],
          [10, bad(1)],
        ],
        three,
      ).openedAt,
    ).toBe(minute(0));
  });
});

test('a flapping incident counts its changes', () => {
  const looks: Looks = [
    [0, bad(1)],
    [5, WELL],
    [10, bad(1)],
    [15, WELL],
    [20, bad(1)],
  ];
  expect(incidentAfter(looks)).toMatchObject({ flapping: true, transitions: 5, openedAt: minute(0), status: 'open' });
});

test.each<[string, Looks]>([
  [
    'resolves',
    [
      [0, bad(1)],
      [10, bad(2)],
      [5, WELL],
    ],
  ],
  [
    'opens again',
    [
      [0, bad(1)],
      [10, WELL],
      [5, bad(1)],
    ],
  ],
])('a look that is older than the last change %s nothing', (_, looks) => {
  const [first = [0, WELL], second = [0, WELL]] = looks;
  expect(incidentAfter(looks).version).toBe(incidentAfter([first, second]).version);
});

test.each<[number, TargetGroupAudit, IncidentRecord['severity']]>([
  [1, bad(1), 'high'],
  [2, bad(2), 'high'],
  [3, bad(3), 'critical'],
  [4, bad(4), 'critical'],
  [0, aGroup({ impact: 'no-targets' }), 'critical'],
])('%d of 4 targets down is as grave as it is', (_, group, severity) => {
  expect(incidentAfter([[0, group]]).severity).toBe(severity);
});

test('targets that drain or start are not counted as down, and those stuck in registration are', () => {
  const diagnoses = (['unhealthy', 'draining', 'initial'] as const).map((state) =>
    aDiagnosis('orders-api', [{ id: `i-${state}` }], [aCause()], { state }),
  );
  const stuck = aDiagnosis('orders-api', [{ id: 'i-stuck' }], [aCause({ check: 'registration-stuck' })], {
    state: 'initial',
  });
  const group = aGroup({ impact: 'degraded', diagnoses: [...diagnoses, stuck] });
  expect(incidentAfter([[0, group]]).targets.map(({ id }) => id)).toEqual(['i-unhealthy', 'i-stuck']);
});

test('a group whose targets only start is an incident once one of them is stuck', () => {
  const stuck = aDiagnosis('orders-api', [{ id: 'i-1' }], [aCause({ check: 'registration-stuck' })], {
    state: 'initial',
  });
  const group = aGroup({ impact: 'starting', diagnoses: [stuck], summary: '1 of 4 in the first checks' });
  expect(incidentAfter([[0, group]])).toMatchObject({ check: 'registration-stuck', status: 'open', severity: 'high' });
});
