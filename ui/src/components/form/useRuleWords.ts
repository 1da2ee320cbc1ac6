import { useIntl } from 'react-intl';
import { useText } from '../../i18n/text';
import { formatDay, weekdayName } from '../../time/format';
import { type Rule, WEEKDAYS } from './recurrence';

/** A rule in a few words: how often, on which days, and until when. */
export function useRuleWords(): (rule: Rule) => string {
  const text = useText();
  const { locale } = useIntl();
  return (rule) => {
    if (rule.repeat === 'custom') return rule.custom.replaceAll('\n', ' ');
    const word = text(`recurrence.repeat.${rule.repeat}`);
    const every =
      rule.interval === '1' ? word : text('recurrence.everyOf', { word, interval: rule.interval });
    const days = WEEKDAYS.flatMap((day, index) =>
      rule.weekdays.includes(day) ? [weekdayName(index, locale)] : [],
    );
    const words = rule.repeat === 'weekly' && days.length > 0 ? `${every}: ${days.join(', ')}` : every;
    if (rule.ends === 'until' && rule.until)
      return text('recurrence.untilOf', { words, day: formatDay(rule.until, locale) });
    if (rule.ends === 'count' && rule.count)
      return text('recurrence.countOf', { words, count: Number(rule.count) });
    return words;
  };
}
