"""moto_server with what an account full of target groups needs and moto 5.2.1 does not have.

- POST /moto-api/x/target-health [{"targetGroupArn", "id", "port"?, "state"?, "reason"?, "description"?}]
  decides how targets are reported; without a state a target is as moto itself sees it again.
- One instance may be registered on several ports, groups that no load balancer uses are `unused`, and the ARNs of
  network and gateway load balancers say so, as in AWS.
- CloudFormation creates the types that the auditor's stack has and moto would skip in silence.

Usage: python3 moto_server.py -H 127.0.0.1 -p PORT. Exits with 3 where moto is not installed.
"""

import json
import sys

try:
    import moto.cloudwatch.models
    import moto.dynamodb.models
    import moto.elbv2.models as elbv2
    import moto.moto_api._internal.urls as moto_api
    import moto.scheduler.models
    import moto.sns.models
    import moto.sqs.models
    from moto.core.common_models import CloudFormationModel
    from moto.server import main
except ImportError as missing:
    sys.stderr.write(f"{missing}\n")
    sys.exit(3)

# moto files its models under the second part of their module's name, which a script does not have.
__name__ = "moto.additions"


# Targets and their health


class TargetGroup(elbv2.FakeTargetGroup):
    """Keys targets by id and port, and lets a test say how they are."""

    injected: dict = {}

    def register(self, targets):
        for target in targets:
            instance = self.ec2_backend.get_instance_by_id(target["Id"])
            if instance and instance.state != "running":
                raise elbv2.TargetNotRunning(instance_id=target["Id"])
            port = target.get("Port", self.port)
            self.targets[(target["Id"], str(port))] = {"Id": target["Id"], "Port": port}
            self.deregistered_targets.pop(target["Id"], None)

    def deregister(self, targets):
        for target in targets:
            keys = self._keys_of(target)
            if not keys:
                raise elbv2.InvalidTargetError()
            for key in keys:
                self.deregistered_targets[target["Id"]] = self.targets.pop(key)

    def deregister_terminated_instances(self, instance_ids):
        for key in [key for key in self.targets if key[0] in instance_ids]:
            self.terminated_targets[key[0]] = self.targets.pop(key)

    def health_for(self, target, ec2_backend):
        status = self._health_without_injection(target, ec2_backend)
        for port in (str(status.port), None):
            injected = self.injected.get((self.arn, status.instance_id, port))
            if injected:
                status.status = injected["state"]
                status.reason = injected.get("reason")
                status.description = injected.get("description")
                break
        return status

    def _keys_of(self, target):
        port = target.get("Port")
        return [key for key in self.targets if key[0] == target["Id"] and (port is None or key[1] == str(port))]

    def _health_without_injection(self, target, ec2_backend):
        keys = self._keys_of(target)
        registered = self.targets
        try:
            # moto looks a target up by its id alone.
            self.targets = {target["Id"]: registered[key] for key in keys[:1]}
            status = super().health_for(target, ec2_backend)
        finally:
            self.targets = registered
        if keys and status.status == "healthy" and not self.load_balancer_arns:
            status.status, status.reason = "unused", "Target.NotInUse"
            status.description = "Target group is not configured to receive traffic from the load balancer"
        return status


elbv2.FakeTargetGroup = TargetGroup


def inject_health(request, _url, _headers):
    for target in json.loads(request.get_data(as_text=True) or "[]"):
        port = target.get("port")
        key = (target["targetGroupArn"], target["id"], None if port is None else str(port))
        if target.get("state"):
            TargetGroup.injected[key] = target
        else:
            TargetGroup.injected.pop(key, None)
    return 200, {"Content-Type": "application/json"}, json.dumps({"injected": len(TargetGroup.injected)})


moto_api.url_paths["{0}/moto-api/x/target-health"] = inject_health


# Load balancer ARNs

KINDS = {"network": "net", "gateway": "gwy"}
moto_make_arn = elbv2.make_arn_for_load_balancer
moto_create_load_balancer = elbv2.ELBv2Backend.create_load_balancer


def create_load_balancer(backend, *args, **kwargs):
    kind = KINDS.get(kwargs.get("loadbalancer_type"), "app")
    elbv2.make_arn_for_load_balancer = lambda **parts: moto_make_arn(**parts).replace(
        ":loadbalancer/app/", f":loadbalancer/{kind}/"
    )
    try:
        return moto_create_load_balancer(backend, *args, **kwargs)
    finally:
        elbv2.make_arn_for_load_balancer = moto_make_arn


elbv2.ELBv2Backend.create_load_balancer = create_load_balancer


# CloudFormation


class Resource:
    """A type that moto does not create: `create` returns its physical id and its attributes.

    No model itself: moto knows the direct subclasses of CloudFormationModel alone.
    """

    type_name = ""

    def __init__(self, physical_resource_id, attributes):
        self.physical_resource_id = physical_resource_id
        self.attributes = attributes

    @classmethod
    def cloudformation_type(cls):
        return cls.type_name

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, attribute_name):
        return self.attributes[attribute_name]

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name, cloudformation_json, account_id, region_name, **kwargs
    ):
        properties = cloudformation_json.get("Properties", {})
        return cls(*cls.create(resource_name, properties, account_id, region_name))

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, *args, **kwargs):
        pass

    def delete(self, *args, **kwargs):
        pass


class GlobalTable(Resource, CloudFormationModel):
    type_name = "AWS::DynamoDB::GlobalTable"

    @staticmethod
    def create(name, properties, account_id, region_name):
        backend = moto.dynamodb.models.dynamodb_backends[account_id][region_name]
        name = properties.get("TableName", name)
        stream = properties.get("StreamSpecification")
        table = backend.create_table(
            name,
            schema=properties["KeySchema"],
            attr=properties["AttributeDefinitions"],
            throughput=None,
            billing_mode=properties.get("BillingMode", "PAY_PER_REQUEST"),
            global_indexes=properties.get("GlobalSecondaryIndexes", []),
            indexes=properties.get("LocalSecondaryIndexes", []),
            streams={"StreamEnabled": True, **stream} if stream else None,
            sse_specification=None,
            tags=[],
            deletion_protection_enabled=False,
            warm_throughput=None,
        )
        if "TimeToLiveSpecification" in properties:
            backend.update_time_to_live(name, properties["TimeToLiveSpecification"])
        return name, {"Arn": table.table_arn, "StreamArn": table.latest_stream_label}


class Schedule(Resource, CloudFormationModel):
    type_name = "AWS::Scheduler::Schedule"

    @staticmethod
    def create(name, properties, account_id, region_name):
        schedule = moto.scheduler.models.scheduler_backends[account_id][region_name].create_schedule(
            description=properties.get("Description"),
            end_date=None,
            start_date=None,
            flexible_time_window=properties.get("FlexibleTimeWindow"),
            group_name=properties.get("GroupName"),
            kms_key_arn=None,
            name=properties.get("Name", name),
            schedule_expression=properties["ScheduleExpression"],
            schedule_expression_timezone=properties.get("ScheduleExpressionTimezone"),
            state=properties.get("State", "ENABLED"),
            target=properties["Target"],
            action_after_completion=None,
        )
        return schedule.name, {"Arn": schedule.arn}


class Subscription(Resource, CloudFormationModel):
    type_name = "AWS::SNS::Subscription"

    @staticmethod
    def create(_name, properties, account_id, region_name):
        backend = moto.sns.models.sns_backends[account_id][region_name]
        subscription = backend.subscribe(properties["TopicArn"], properties["Endpoint"], properties["Protocol"])
        for attribute in ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"):
            if attribute in properties:
                value = properties[attribute]
                text = value if isinstance(value, str) else json.dumps(value)
                backend.set_subscription_attributes(subscription.arn, attribute, text)
        return subscription.arn, {"Arn": subscription.arn}


class TopicPolicy(Resource, CloudFormationModel):
    type_name = "AWS::SNS::TopicPolicy"

    @staticmethod
    def create(name, properties, account_id, region_name):
        backend = moto.sns.models.sns_backends[account_id][region_name]
        for topic in properties["Topics"]:
            backend.set_topic_attribute(topic, "_policy_json", properties["PolicyDocument"])
        return name, {"Id": name}


class QueuePolicy(Resource, CloudFormationModel):
    type_name = "AWS::SQS::QueuePolicy"

    @staticmethod
    def create(name, properties, account_id, region_name):
        backend = moto.sqs.models.sqs_backends[account_id][region_name]
        for url in properties["Queues"]:
            backend.set_queue_attributes(url.split("/")[-1], {"Policy": json.dumps(properties["PolicyDocument"])})
        return name, {"Id": name}


class Alarm(Resource, CloudFormationModel):
    type_name = "AWS::CloudWatch::Alarm"

    @staticmethod
    def create(name, properties, account_id, region_name):
        name = properties.get("AlarmName", name)
        moto.cloudwatch.models.cloudwatch_backends[account_id][region_name].put_metric_alarm(
            name=name,
            namespace=properties.get("Namespace"),
            metric_name=properties.get("MetricName"),
            comparison_operator=properties["ComparisonOperator"],
            evaluation_periods=properties["EvaluationPeriods"],
            datapoints_to_alarm=properties.get("DatapointsToAlarm"),
            period=properties.get("Period"),
            threshold=properties.get("Threshold"),
            statistic=properties.get("Statistic"),
            description=properties.get("AlarmDescription"),
            dimensions=[{"Name": each["Name"], "Value": each["Value"]} for each in properties.get("Dimensions", [])],
            alarm_actions=properties.get("AlarmActions", []),
            treat_missing_data=properties.get("TreatMissingData"),
        )
        return name, {"Arn": f"arn:aws:cloudwatch:{region_name}:{account_id}:alarm:{name}"}


class Metadata(Resource, CloudFormationModel):
    type_name = "AWS::CDK::Metadata"

    @staticmethod
    def create(name, _properties, _account_id, _region_name):
        return name, {}


# A FIFO queue without a name gets one that ends as SQS wants it.

moto_create_queue = moto.sqs.models.Queue.create_from_cloudformation_json.__func__


def create_queue(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    if cloudformation_json["Properties"].get("FifoQueue") and not resource_name.endswith(".fifo"):
        resource_name = f"{resource_name[:75]}.fifo"
    return moto_create_queue(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)


moto.sqs.models.Queue.create_from_cloudformation_json = classmethod(create_queue)


main(sys.argv[1:])
