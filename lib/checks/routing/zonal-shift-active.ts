import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';

export default defineCheck({
  id: 'zonal-shift-active',
  title: 'A zonal shift keeps traffic away from targets',
  category: 'routing',
  severity: 'info',
  why: 'Targets in the shifted zone get no new requests however healthy they are; the others carry the whole load.',
  fix: 'End the shift when the zone is well again.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html',
  needs: ['targets'],
  explains: [],
  evaluate({ targets }) {
    const shifted = targets.filter(({ administrativeOverride }) => administrativeOverride?.startsWith('zonal_shift_'));
    const zones = [...new Set(shifted.flatMap(({ zone }) => zone ?? []))];
    const where = zones.length === 0 ? '' : ` in ${zones.join(', ')}`;
    return failIfAny(
      shifted.length === 0
        ? []
        : [
            {
              message: `a zonal shift keeps traffic from ${shifted.length} of ${targets.length} targets${where}`,
              evidence: { zones, overrides: [...new Set(shifted.map((target) => target.administrativeOverride))] },
              targets: shifted,
              confidence: 'certain',
              remedies: [],
            },
          ],
      pass('no zonal shift is active'),
    );
  },
});
