import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AccessError } from './access-error.ts';
import { createPace, ELB_PACE, type PaceLimits } from './pace.ts';

/** What collection reads one region with. */
export interface Clients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly sts: STSClient;
}

export interface ClientOptions {
  /** A profile of the shared configuration files; else AWS's standard credential chain decides. */
  readonly profile?: string;
  /** How fast Elastic Load Balancing is asked, retries included. */
  readonly elbPace?: PaceLimits;
}

/**
 * Clients of one region. The SDK itself honours AWS_ENDPOINT_URL, and retries throttled calls adaptively.
 * @throws AccessError where AWS_ENDPOINT_URL is not a URL
 */
export function createClients(region: string, options: ClientOptions = {}): Clients {
  requireValidEndpoint(process.env.AWS_ENDPOINT_URL);
  const { profile } = options;
  const shared = {
    region,
    retryMode: 'adaptive',
    maxAttempts: 6,
    ...(profile === undefined ? {} : { profile, credentials: fromNodeProviderChain({ profile }) }),
  };
  const elb = new ElasticLoadBalancingV2Client(shared);
  const pace = createPace(options.elbPace ?? ELB_PACE);
  elb.middlewareStack.add(
    (next) => async (request) => {
      await pace();
      return next(request);
    },
    // After the retry middleware of this step, so that every attempt is paced.
    { name: 'elbPace', step: 'finalizeRequest', priority: 'low' },
  );
  return {
    elb,
    ec2: new EC2Client(shared),
    cloudwatch: new CloudWatchClient(shared),
    lambda: new LambdaClient(shared),
    sts: new STSClient(shared),
  };
}

/** Closes the connections that the clients keep open. */
export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

function requireValidEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined || endpoint === '' || URL.canParse(endpoint)) return;
  throw new AccessError(`AWS_ENDPOINT_URL must be a URL such as http://localhost:5000, got "${endpoint}"`);
}
