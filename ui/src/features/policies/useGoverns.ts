import type { PolicyVersion } from '../../api/types';
import { useText } from '../../i18n/text';

/** What a version governs, in a few words. */
export function useGoverns(): (version: PolicyVersion) => string {
  const text = useText();
  return ({ selector }) => {
    const parts = [
      ...selector.stages.map(({ name }) => name),
      ...selector.systems.map(({ name }) => name),
      ...selector.kinds.map((kind) => text(`kind.${kind}`)),
      ...selector.types.map(({ name }) => name),
      ...selector.tags.map((tag) => `#${tag}`),
      ...selector.risk.map((level) => text('windows.riskOf', { risk: text(`risk.${level}`) })),
    ];
    return parts.length === 0 ? text('policies.everything') : parts.join(', ');
  };
}
