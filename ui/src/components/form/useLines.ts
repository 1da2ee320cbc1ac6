import { useState } from 'react';

/** A line of a form that keeps its number while others come and go, so that what is typed stays where it was typed. */
export type Numbered<Line> = Line & { number: number };

/** The lines after one more was added. */
export function added<Line extends object>(lines: Numbered<Line>[], line: Line): Numbered<Line>[] {
  return [...lines, { ...line, number: Math.max(-1, ...lines.map(({ number }) => number)) + 1 }];
}

/** Lines of a form that can be added, changed and removed. */
export function useLines<Line extends object>(first: () => Line[]) {
  const [lines, setLines] = useState(() => first().map((line, number) => ({ ...line, number })));
  return {
    lines,
    add: (line: Line) => setLines((before) => added(before, line)),
    set: (number: number, changed: Partial<Line>) =>
      setLines((before) => before.map((line) => (line.number === number ? { ...line, ...changed } : line))),
    remove: (number: number) => setLines((before) => before.filter((line) => line.number !== number)),
  };
}
