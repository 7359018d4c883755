/** Records of Elastic Load Balancing v2, exactly as its Describe* calls answer. Unknown members are kept. */
import * as z from 'zod';

const text = z.string().nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();

export const attributeRecord = z.looseObject({ Key: z.string(), Value: text });
export const tagRecord = z.looseObject({ Key: z.string(), Value: text });

const targetGroupTuple = z.looseObject({ TargetGroupArn: text, Weight: number });

export const actionRecord = z.looseObject({
  Type: z.string(),
  TargetGroupArn: text,
  ForwardConfig: z.looseObject({ TargetGroups: z.array(targetGroupTuple).nullish() }).nullish(),
  RedirectConfig: z
    .looseObject({ Protocol: text, Port: text, Host: text, Path: text, Query: text, StatusCode: text })
    .nullish(),
  FixedResponseConfig: z.looseObject({ StatusCode: text, ContentType: text, MessageBody: text }).nullish(),
});

export const loadBalancerRecord = z.looseObject({
  LoadBalancerArn: z.string(),
  LoadBalancerName: text,
  DNSName: text,
  Scheme: text,
  Type: text,
  VpcId: text,
  CreatedTime: text,
  IpAddressType: text,
  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: text,
  State: z.looseObject({ Code: text, Reason: text }).nullish(),
  SecurityGroups: z.array(z.string()).nullish(),
  AvailabilityZones: z
    .array(
      z.looseObject({
        ZoneName: text,
        SubnetId: text,
        LoadBalancerAddresses: z
          .array(z.looseObject({ IpAddress: text, PrivateIPv4Address: text, IPv6Address: text, AllocationId: text }))
          .nullish(),
      }),
    )
    .nullish(),
});

export const listenerRecord = z.looseObject({
  ListenerArn: z.string(),
  LoadBalancerArn: text,
  Port: number,
  Protocol: text,
  SslPolicy: text,
  DefaultActions: z.array(actionRecord).nullish(),
});

export const ruleRecord = z.looseObject({
  RuleArn: text,
  Priority: text,
  IsDefault: boolean,
  Conditions: z
    .array(
      z.looseObject({
        Field: text,
        Values: z.array(z.string()).nullish(),
        HostHeaderConfig: z.looseObject({ Values: z.array(z.string()).nullish() }).nullish(),
        PathPatternConfig: z.looseObject({ Values: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .nullish(),
  Actions: z.array(actionRecord).nullish(),
});

export const targetGroupRecord = z.looseObject({
  TargetGroupArn: z.string(),
  TargetGroupName: text,
  TargetType: text,
  Protocol: text,
  ProtocolVersion: text,
  Port: number,
  VpcId: text,
  IpAddressType: text,
  HealthCheckEnabled: boolean,
  HealthCheckProtocol: text,
  HealthCheckPort: text,
  HealthCheckPath: text,
  HealthCheckIntervalSeconds: number,
  HealthCheckTimeoutSeconds: number,
  HealthyThresholdCount: number,
  UnhealthyThresholdCount: number,
  Matcher: z.looseObject({ HttpCode: text, GrpcCode: text }).nullish(),
  LoadBalancerArns: z.array(z.string()).nullish(),
});

export const targetHealthRecord = z.looseObject({
  Target: z.looseObject({ Id: z.string(), Port: number, AvailabilityZone: text }),
  HealthCheckPort: text,
  TargetHealth: z.looseObject({ State: text, Reason: text, Description: text }).nullish(),
  AdministrativeOverride: z.looseObject({ State: text, Reason: text, Description: text }).nullish(),
  AnomalyDetection: z.looseObject({ Result: text, MitigationInEffect: text }).nullish(),
});

export type AttributeRecord = z.infer<typeof attributeRecord>;
export type ActionRecord = z.infer<typeof actionRecord>;
export type LoadBalancerRecord = z.infer<typeof loadBalancerRecord>;
export type ListenerRecord = z.infer<typeof listenerRecord>;
export type RuleRecord = z.infer<typeof ruleRecord>;
export type TargetGroupRecord = z.infer<typeof targetGroupRecord>;
export type TargetHealthRecord = z.infer<typeof targetHealthRecord>;
