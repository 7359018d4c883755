/** What `plan` puts on the queue and `audit` takes from it. */
import { z } from 'zod';

/** `health` reads target health and diagnoses what is not healthy; `full` reads everything and runs every check. */
export const CADENCES = ['health', 'full'] as const;
export type Cadence = (typeof CADENCES)[number];

const sweepSchema = z.object({
  accountId: z.string().min(1),
  region: z.string().min(1),
  cadence: z.enum(CADENCES),
  /** The schedule's time, which names the sweep. */
  scheduledAt: z.iso.datetime({ offset: true }),
  /** From then on the message is not worth doing: a newer sweep has begun. */
  validUntil: z.iso.datetime({ offset: true }),
});

const messageSchema = z.discriminatedUnion('kind', [
  /** Audit these target groups. Nothing may be concluded about any other. */
  sweepSchema.extend({ kind: z.literal('shard'), targetGroups: z.array(z.string()).min(1).readonly() }),
  /**
   * The last message of a region's sweep. The region was listed completely, and these target groups, which have open
   * records, were not among what is there.
   */
  sweepSchema.extend({ kind: z.literal('closing'), gone: z.array(z.string()).readonly() }),
]);

export type SweepMessage = Readonly<z.infer<typeof messageSchema>>;
export type ShardMessage = Extract<SweepMessage, { kind: 'shard' }>;
export type ClosingMessage = Extract<SweepMessage, { kind: 'closing' }>;

/** @throws where the text is not a message of this version */
export function readSweepMessage(text: string): SweepMessage {
  return messageSchema.parse(JSON.parse(text));
}

/** What the schedule hands to `plan`. */
export const planRequestSchema = z.object({
  cadence: z.enum(CADENCES),
  scheduledAt: z.iso.datetime({ offset: true }),
});
export type PlanRequest = Readonly<z.infer<typeof planRequestSchema>>;
