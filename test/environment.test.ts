import { readEnvironment } from '../lib/environment.ts';

const variables = {
  ACCOUNT_ID: '123456789012',
  AWS_REGION: 'eu-west-1',
  STACK_NAME: 'Auditor',
  TABLE_NAME: 'findings',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  SETTINGS: '{"shardSize":7}',
};

test('a function finds all it needs in its environment', () => {
  expect(readEnvironment(variables)).toMatchObject({
    accountId: '123456789012',
    region: 'eu-west-1',
    queueUrl: undefined,
    settings: { shardSize: 7, healthSweepMinutes: 5 },
  });
  expect(readEnvironment({ ...variables, QUEUE_URL: 'https://queue' }).queueUrl).toBe('https://queue');
});

test.each(Object.keys(variables))('without %s it does not start', (name) => {
  expect(() => readEnvironment({ ...variables, [name]: undefined })).toThrow(name);
});

test('a setting that is not allowed is no better than none', () => {
  expect(() => readEnvironment({ ...variables, SETTINGS: '{"shardSize":0}' })).toThrow('shardSize');
});
