/** What `plan` puts on the queue and `audit` takes from it. */
import * as z from 'zod';

/**
 * `health` sweeps are frequent and look closely at what is not healthy only; `full` ones are rare and look at
 * everything.
 */
const cadence = z.enum(['health', 'full']);
export type Cadence = z.infer<typeof cadence>;

/** What the schedule hands to `plan`. */
const planRequestSchema = z.object({
  cadence,
  /** The schedule's time, which names the sweep: planned twice, it is still one sweep. */
  scheduledAt: z.iso.datetime({ offset: true }),
});
export type PlanRequest = Readonly<z.infer<typeof planRequestSchema>>;

const sweepSchema = planRequestSchema.extend({
  accountId: z.string().min(1),
  region: z.string().min(1),
  /** From then on the message is not worth doing: a newer sweep has begun. */
  validUntil: z.iso.datetime({ offset: true }),
});

const messageSchema = z.discriminatedUnion('kind', [
  /** Audit these target groups. Nothing may be concluded about any other. */
  sweepSchema.extend({
    kind: z.literal('shard'),
    /** How deep to look; a health sweep looks at target groups with an open incident in full. */
    depth: cadence,
    /** Names the part of the region, the same from sweep to sweep. */
    part: z.string().min(1),
    targetGroups: z.array(z.string()).min(1).readonly(),
  }),
  /**
   * The last message of a region's sweep. The region was listed completely, and these target groups, which have open
   * records, were not among what is there.
   */
  sweepSchema.extend({ kind: z.literal('closing'), gone: z.array(z.string()).readonly() }),
  /** The region is not audited any more. */
  sweepSchema.extend({ kind: z.literal('retired') }),
]);

export type SweepMessage = Readonly<z.infer<typeof messageSchema>>;
export type ShardMessage = Extract<SweepMessage, { kind: 'shard' }>;
export type ClosingMessage = Extract<SweepMessage, { kind: 'closing' }>;
export type RetiredMessage = Extract<SweepMessage, { kind: 'retired' }>;

/** @throws where it is not what the schedule of this version sends */
export function readPlanRequest(event: unknown): PlanRequest {
  return planRequestSchema.parse(event);
}

/** @throws where the text is not a message of this version */
export function readSweepMessage(text: string): SweepMessage {
  return messageSchema.parse(JSON.parse(text));
}
