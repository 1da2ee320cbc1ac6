/**
 * What changes how one signs in is refused to a browser that was left alone. Whoever asked need not know: the refused
 * request waits here until a person has confirmed that it is them, and is then sent once more.
 */
type Tell = (isConfirmed: boolean) => void;

let waiting: Tell[] = [];
const listeners = new Set<() => void>();

function publish(next: Tell[]): void {
  waiting = next;
  for (const tell of listeners) tell();
}

export function onConfirmation(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a request waits for somebody to confirm that it is them. */
export const isConfirmationWanted = (): boolean => waiting.length > 0;

/** Tells every waiting request whether somebody did. */
export function settleConfirmation(isConfirmed: boolean): void {
  const told = waiting;
  publish([]);
  for (const tell of told) tell(isConfirmed);
}

const nextConfirmation = (): Promise<boolean> => new Promise((tell) => publish([...waiting, tell]));

async function wantsConfirmation(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  try {
    const { reasons } = (await response.clone().json()) as { reasons?: { code: string }[] };
    return reasons?.some(({ code }) => code === 'confirm') ?? false;
  } catch {
    return false;
  }
}

/** Sends a request; once more when somebody had to confirm first and did. `renew` makes it fit the session by then. */
export async function sendConfirmed(request: Request, renew: (request: Request) => void): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  if (!(await wantsConfirmation(response)) || !(await nextConfirmation())) return response;
  renew(again);
  return fetch(again);
}
