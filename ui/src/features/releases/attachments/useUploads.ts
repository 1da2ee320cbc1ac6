import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keys } from '../../../api/keys';
import { Problem } from '../../../api/problem';
import { upload } from '../../../api/records';

/** A file on its way to the server, or one that did not get there. */
export interface Upload {
  id: number;
  name: string;
  size: number;
  sent: number;
  problem: Problem | null;
  stop: () => void;
}

/** Sends files one after the other; each that arrived leaves the list, each that did not stays with the reason. */
export function useUploads(release: string) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const last = useRef(0);
  const line = useRef(Promise.resolve());
  const change = (id: number, changes: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  const drop = (id: number) => setUploads((all) => all.filter((one) => one.id !== id));

  const send = async (id: number, file: File, signal: AbortSignal) => {
    if (signal.aborted) return;
    try {
      await upload(release, file, (sent) => change(id, { sent }), signal);
      drop(id);
      await queries.invalidateQueries({ queryKey: keys.part('releases', release, 'attachments') });
    } catch (failure) {
      if (failure instanceof Problem) change(id, { problem: failure });
      else drop(id);
    }
  };
  const add = (files: File[]) => {
    for (const file of files) {
      last.current += 1;
      const id = last.current;
      const abort = new AbortController();
      const stop = () => {
        abort.abort();
        drop(id);
      };
      setUploads((all) => [...all, { id, name: file.name, size: file.size, sent: 0, problem: null, stop }]);
      line.current = line.current.then(() => send(id, file, abort.signal));
    }
  };
  return { uploads, add };
}
