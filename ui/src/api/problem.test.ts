import { expect, test } from 'vitest';
import { faultsByField, Problem, problemOf } from './problem';

const words = {
  unreachable: { title: 'No answer', detail: '' },
  unreadable: { title: 'Unexpected', detail: 'Try again.' },
};

test('a problem document keeps its sentence, faults, reasons and request id', () => {
  const problem = problemOf(
    { status: 409, headers: new Headers() },
    {
      type: '/problems/refused',
      title: 'The release cannot start',
      detail: 'One gate is open.',
      request_id: 'req_1',
      reasons: [{ code: 'gate', detail: 'Scope freeze is pending', who: 'The release manager' }],
    },
    words,
  );
  expect(problem).toBeInstanceOf(Problem);
  expect(problem.title).toBe('The release cannot start');
  expect(problem.reasons[0]?.who).toBe('The release manager');
  expect(problem.requestId).toBe('req_1');
  expect(problem.faults).toEqual([]);
});

test('the page of a proxy becomes a problem with the status and the request id of the header', () => {
  const headers = new Headers({ 'x-request-id': 'req_2' });
  const problem = problemOf({ status: 502, headers }, '<html>Bad gateway</html>', words);
  expect([problem.status, problem.title, problem.requestId]).toEqual([502, 'Unexpected', 'req_2']);
});

test('412 is stale, 401 is signed out', () => {
  const of = (status: number) => new Problem({ type: '', title: '', detail: '', status });
  expect(of(412).isStale).toBe(true);
  expect(of(409).isStale).toBe(false);
  expect(of(401).isSignedOut).toBe(true);
});

test('faults go to the field they are under, the rest stays with the form', () => {
  const fault = (pointer: string, detail: string) => ({ pointer, code: 'x', detail });
  const { fields, rest } = faultsByField(
    [
      fault('/name', 'is empty'),
      fault('/target/date', 'is in the past'),
      fault('/named', 'is unknown'),
      fault('/name', 'is too short'),
    ],
    ['/name', '/target'],
  );
  expect(fields).toEqual({ '/name': 'is empty is too short', '/target': 'is in the past' });
  expect(rest.map((one) => one.pointer)).toEqual(['/named']);
});
