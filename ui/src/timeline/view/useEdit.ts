import { useEffect, useRef } from 'react';
import { Hand, type HandOptions } from './hand';

/** Lets things of the timeline be moved; the elements are for `EditLayer`. */
export function useEdit(options: HandOptions) {
  const latest = useRef(options);
  latest.current = options;
  const handles = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLParagraphElement>(null);
  const spoken = useRef<HTMLParagraphElement>(null);
  const hand = useRef<Hand | null>(null);
  const parts = { handles, layer, bubble, words, spoken };
  hand.current ??= new Hand(latest, parts);
  const own = hand.current;

  const { controller, root, focused } = options;
  useEffect(() => own.listen(root.current, controller), [own, root, controller]);
  const focusedId = focused?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes elsewhere with the keyboard leaves things where they are
  useEffect(() => own.leave(), [own, focusedId]);

  return {
    parts,
    onKeyDown: own.onKeyDown,
    onPointerMove: own.point,
    onPointerLeave: own.away,
    leave: own.leave,
  };
}
