import type { WindowKind } from '../../api/types';

export const WINDOW_KINDS: WindowKind[] = ['freeze', 'maintenance', 'blockout'];
