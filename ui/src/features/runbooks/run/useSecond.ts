import { useEffect, useState } from 'react';

/** The time of the server's clock, once a second: what a browser's own clock is off by does not matter. */
export function useSecond(serverNow: string): number {
  const [now, setNow] = useState(() => Date.parse(serverNow));
  useEffect(() => {
    const off = Date.parse(serverNow) - Date.now();
    setNow(Date.now() + off);
    const timer = setInterval(() => setNow(Date.now() + off), 1_000);
    return () => clearInterval(timer);
  }, [serverNow]);
  return now;
}
