import { NativeSelect } from '@mantine/core';
import type { MemberChoice, PlanAnswer } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { type Member, membersOf } from './answer';
import styles from './Move.module.css';
import type { MemberWish, Wish } from './wish';

interface MoveMembersProps {
  wish: Wish;
  answer: PlanAnswer;
  onChange: (changes: Partial<Wish>) => void;
}

/** What becomes of the members of a train: all stay, all follow, or each as somebody says. */
export function MoveMembers({ wish, answer, onChange }: MoveMembersProps) {
  const text = useText();
  const isTrain = answer.changes.some(({ because }) => because === 'member');
  if (answer.asks.length === 0 && wish.each.length === 0 && wish.members === 'ask' && !isTrain) return null;
  const members = wish.members === 'ask' ? membersOf(answer, wish.each) : [];
  const choose = ({ release }: Member, choice: MemberChoice) => {
    const others = wish.each.filter((one) => one.release.id !== release.id);
    const each: MemberWish[] = choice === 'ask' ? others : [...others, { release, choice }];
    onChange({ each });
  };
  return (
    <section className={styles.section} aria-label={text('move.members')}>
      <h3>{text('move.members')}</h3>
      <NativeSelect
        aria-label={text('move.members')}
        value={wish.members}
        onChange={(event) => onChange({ members: event.currentTarget.value as MemberChoice, each: [] })}
        data={(['ask', 'keep', 'follow'] as const).map((value) => ({
          value,
          label: text(`move.members.${value}`),
        }))}
      />
      {members.length > 0 && (
        <>
          <p className="faint">{text('move.members.how')}</p>
          <ul className={styles.members}>
            {members.map((member) => (
              <li key={member.release.id} className={styles.member}>
                <span>
                  {member.release.name} <span className={styles.why}>{member.release.key}</span>
                </span>
                <NativeSelect
                  size="xs"
                  aria-label={text('move.member', { name: member.release.name })}
                  value={member.choice ?? 'ask'}
                  onChange={(event) => choose(member, event.currentTarget.value as MemberChoice)}
                  data={(['ask', 'keep', 'follow'] as const).map((value) => ({
                    value,
                    label: text(`move.member.${value}`),
                  }))}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
