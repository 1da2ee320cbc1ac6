import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export type RefKind = 'release' | 'system' | 'portfolio' | 'environment';

const PAGE = {
  release: '/releases/$key',
  system: '/systems/$key',
  portfolio: '/portfolios/$key',
  environment: '/environments/$key',
} as const;

interface RefLinkProps {
  kind: RefKind;
  reference: { key: string; name: string };
  /** What to show; the name when left out. */
  children?: ReactNode;
  className?: string;
}

export function RefLink({ kind, reference, children, className }: RefLinkProps) {
  return (
    <Link to={PAGE[kind]} params={{ key: reference.key }} className={className} title={reference.key}>
      {children ?? reference.name}
    </Link>
  );
}
