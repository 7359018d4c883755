declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** DynamoDB in this process; without a path it lives in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number; readonly path?: string }): Server;
}
