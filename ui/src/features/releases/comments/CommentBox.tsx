import { Button, Combobox, Textarea, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Problem } from '../../../api/problem';
import { mentionableQuery } from '../../../api/records';
import formStyles from '../../../components/form/form.module.css';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { partyName } from '../raid/raid';
import styles from './CommentsSection.module.css';
import { handleAt } from './pieces';

interface CommentBoxProps {
  label: string;
  submitLabel: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit: () => void;
  onCancel?: () => void;
  isPending: boolean;
  problem: Problem | null;
  blockedBy?: string | null;
}

const DEBOUNCE_MS = 120;

/** Where a comment is written. After an `@` the server suggests whom it may mention. */
export function CommentBox(props: CommentBoxProps) {
  const text = useText();
  const { id } = useRelease();
  const area = useRef<HTMLTextAreaElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [cursor, setCursor] = useState(0);
  const handle = handleAt(props.value, cursor);
  const [asked] = useDebouncedValue(handle?.typed ?? '', DEBOUNCE_MS);
  // Those before stay until the next are there: what somebody has just pointed at must not vanish.
  const found = useQuery({
    ...mentionableQuery(id, asked),
    enabled: handle !== null,
    placeholderData: keepPreviousData,
  });
  const choices = handle === null ? [] : (found.data ?? []);
  const blockedBy = props.blockedBy ?? (props.value.trim() === '' ? text('comments.empty') : null);

  const follow = () => {
    const at = area.current?.selectionStart ?? 0;
    setCursor(at);
    if (handleAt(area.current?.value ?? '', at) === null) combobox.closeDropdown();
    else combobox.openDropdown();
  };
  const insert = (chosen: string) => {
    if (handle === null) return;
    const before = `${props.value.slice(0, handle.start)}@${chosen} `;
    props.onChange(before + props.value.slice(cursor));
    combobox.closeDropdown();
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(before.length, before.length);
      setCursor(before.length);
    });
  };

  return (
    <form
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault();
        if (blockedBy === null && !props.isPending) props.onSubmit();
      }}
    >
      {props.problem && <ProblemAlert problem={props.problem} />}
      <Combobox store={combobox} onOptionSubmit={insert} width={320} position="bottom-start">
        <Combobox.Target>
          <Textarea
            ref={area}
            autosize
            minRows={2}
            maxRows={12}
            aria-label={props.label}
            placeholder={text('comments.placeholder')}
            value={props.value}
            onChange={(event) => {
              props.onChange(event.currentTarget.value);
              follow();
              combobox.updateSelectedOptionIndex();
            }}
            onClick={follow}
            onKeyUp={(event) => {
              if (event.key.startsWith('Arrow') && !combobox.dropdownOpened) follow();
            }}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && combobox.dropdownOpened) {
                event.preventDefault();
                combobox.closeDropdown();
              }
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={choices.length === 0}>
          <Combobox.Options mah={240} style={{ overflowY: 'auto' }} aria-label={text('comments.mention')}>
            {choices.map((choice) => (
              <Combobox.Option key={choice.handle} value={choice.handle} className={formStyles.option}>
                <span>{partyName(choice.who)}</span>
                <span>@{choice.handle}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <div className={styles.send}>
        <ReasonedButton type="submit" loading={props.isPending} blockedBy={blockedBy}>
          {props.submitLabel}
        </ReasonedButton>
        {props.onCancel && (
          <Button variant="default" onClick={props.onCancel}>
            {text('action.cancel')}
          </Button>
        )}
        <span className="faint">{text('comments.hint')}</span>
      </div>
    </form>
  );
}
