/** Which of plaintext and TLS, and of HTTP's versions, a port speaks, by probes, settings and neighbours. */
import type { Probe } from '../../model/region.ts';
import { answeredOtherProtocol, type HealthReading, saysPlaintextToTls } from './health-reading.ts';
import { isHttp, wordsOf } from './probe-evidence.ts';

const TLS_PORTS = [443, 465, 636, 853, 989, 990, 993, 995, 2376, 4443, 5986, 6443, 8443, 9443, 10250];
const PLAINTEXT_PORTS = [80, 3000, 3001, 4000, 5000, 5601, 8000, 8008, 8080, 8081, 8888, 9000, 9090, 9200];

/** OpenSSL, Go, Java and Node on a plaintext answer to their ClientHello. */
const PLAINTEXT_ANSWER =
  /wrong[ _]version[ _]number|http[ _]request|unknown protocol|packet length too long|record (layer )?(was )?too (long|large)|first record does not look like a tls handshake|not an ssl\/tls record|unrecognized ssl message|plain ?text|\bhttp\/1\.[01] \d{3}\b|http_request|ssl_error_rx_record_too_long|server gave http response to https client/i;

/** A TLS record, such as an alert, in place of an HTTP answer. */
const TLS_ANSWER =
  /\\x15\\x03|\\u0015\\u0003|0x15 ?0x03|tls alert|tls record|ssl record|15 03 0[0-4]|invalid constant string|malformed HTTP response "\\x15/i;

/** The health check speaks HTTP, and a probe shows that the port speaks TLS. */
export function showsTls(reading: HealthReading): Probe | undefined {
  const { asked, repeated } = reading;
  if (asked.protocol !== 'HTTP') return undefined;
  const answered = answeredOtherProtocol(reading);
  if (answered) return answered;
  if (!repeated) return undefined;
  if (saysPlaintextToTls(repeated)) return repeated;
  return repeated.outcome !== 'response' && TLS_ANSWER.test(repeated.error) ? repeated : undefined;
}

/** The health check speaks TLS, and a probe shows that the port answers in plaintext. */
export function showsPlaintext(reading: HealthReading): Probe | undefined {
  const { asked, repeated } = reading;
  if (asked.protocol !== 'HTTPS') return undefined;
  if (repeated && repeated.outcome !== 'response' && PLAINTEXT_ANSWER.test(repeated.error)) return repeated;
  return answeredOtherProtocol(reading);
}

/** Without a probe: the group's own settings disagree, or the port is one that the other protocol is known for. */
export function settingsDisagree({ group, asked, target }: HealthReading): string | undefined {
  const isTrafficPort = asked.port !== undefined && asked.port === target.port;
  if (!isTrafficPort || !isHttp(asked)) return undefined;
  const isTls = group.protocol === 'HTTPS' || group.protocol === 'TLS';
  const isPlain = group.protocol === 'HTTP';
  if (isTls && asked.protocol === 'HTTP')
    return `the group speaks ${group.protocol} to port ${asked.port}, its check HTTP`;
  if (isPlain && asked.protocol === 'HTTPS') return `the group speaks HTTP to port ${asked.port}, its check HTTPS`;
  if (asked.protocol === 'HTTP' && TLS_PORTS.includes(asked.port ?? 0)) return `port ${asked.port} usually speaks TLS`;
  if (asked.protocol === 'HTTPS' && PLAINTEXT_PORTS.includes(asked.port ?? 0)) {
    return `port ${asked.port} usually speaks plaintext`;
  }
  return undefined;
}

/** The port of an HTTP check looks like one that wants TLS. */
export const wantsTls = (reading: HealthReading): boolean =>
  reading.asked.protocol === 'HTTP' && (showsTls(reading) !== undefined || settingsDisagree(reading) !== undefined);

/** A client that speaks HTTP/1.1 and is answered HTTP/2 frames, or the reverse. */
const OTHER_VERSION =
  /http\/0\.9|http\/?2|\bh2c?\b|preface|settings frame|\bpri \*|goaway|rst_stream|http_1_1_required|alpn|malformed http|parse error|expected http\/|invalid http|unsupported http version|nghttp2|frame|grpc/i;

export const speaksOtherVersion = (probe: Probe): boolean =>
  (probe.outcome === 'protocol-error' || probe.outcome === 'reset') && OTHER_VERSION.test(wordsOf(probe));

/** Errors of the probe itself about a certificate: an ALB or NLB accepts any. */
const CERTIFICATE_ONLY =
  /self[- _]signed|expired|unable to (verify|get)|altname|hostname.*mismatch|does not match|unknown (ca|authority)|not trusted|certificate verify|verify.?fail/i;
const HANDSHAKE =
  /alert|cipher|handshake|protocol version|unsupported protocol|no protocols|version|sni|unrecognized.?name|certificate required|client certificate|bad certificate|inappropriate fallback|renegotiat|key.?share|curve|group/i;

/** A TLS handshake that failed for something that ELB does not offer either. */
export function showsHandshakeFailure({ asked, repeated }: HealthReading): Probe | undefined {
  if (asked.protocol !== 'HTTPS' || !repeated || repeated.outcome !== 'tls-error') return undefined;
  if (PLAINTEXT_ANSWER.test(repeated.error)) return undefined;
  if (CERTIFICATE_ONLY.test(repeated.error) && !/alert|required/i.test(repeated.error)) return undefined;
  return repeated;
}

export const namesHandshake = (probe: Probe): boolean => HANDSHAKE.test(probe.error);
