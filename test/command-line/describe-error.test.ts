import { describeError } from '../../lib/command-line/describe-error.ts';
import { UsageError } from '../../lib/command-line/usage-error.ts';

const withMembers = (error: Error, members: object): Error => Object.assign(error, members);
const named = (name: string, message = 'm') => withMembers(new Error(message), { name });

test.each<[name: string, error: unknown, line: RegExp | undefined]>([
  ['a wrong argument says its message', new UsageError('--port must be …'), /^--port must be …$/],
  ['missing credentials say what to set', named('CredentialsProviderError'), /^no credentials: set AWS_PROFILE/],
  ['expired credentials say how to renew', named('ExpiredTokenException'), /expired: run `aws sso login`/],
  [
    'a refused connection names the endpoint',
    withMembers(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    /^the endpoint cannot be reached: connect ECONNREFUSED 127.0.0.1:1$/,
  ],
  [
    'an aggregate of refusals, whose own message is empty, says the first',
    withMembers(new AggregateError([new Error('connect ECONNREFUSED ::1:1')]), { code: 'ECONNREFUSED' }),
    /connect ECONNREFUSED ::1:1/,
  ],
  [
    "an answer of AWS's says its code",
    withMembers(named('ThrottlingException', 'Rate\nexceeded'), { $metadata: {} }),
    /^AWS answered ThrottlingException: Rate exceeded$/,
  ],
  [
    'a missing file names its path',
    withMembers(new Error(''), { code: 'ENOENT', syscall: 'open', path: '/x' }),
    /^\/x: there is no such file$/,
  ],
  ['a fault of our own is no line', new TypeError('x is undefined'), undefined],
  ['what is no error is no line', 'text', undefined],
])('%s', (_, error, line) => {
  const described = describeError(error);
  if (line === undefined) expect(described).toBeUndefined();
  else expect(described).toMatch(line);
});
