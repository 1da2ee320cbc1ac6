import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { addRule, changeRule, GATE_CHANGES, removeRule } from '../../../api/gates';
import { rolesQuery } from '../../../api/rights';
import { ROLES } from '../../../api/roleOrder';
import type {
  ApprovalRule,
  ApprovalRuleChange,
  Gate,
  NewApprovalRule,
  NewApprovers,
} from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { chosen, PersonPicker, TeamPicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { notify } from '../../../components/notices';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';

type Kind = 'role' | 'team' | 'person';

const KINDS: Kind[] = ['role', 'team', 'person'];

const kindOf = (rule: ApprovalRule | undefined): Kind =>
  rule?.who.team ? 'team' : rule?.who.person ? 'person' : 'role';

interface RulePanelProps {
  gate: Gate;
  rule: ApprovalRule | undefined;
  onClose: () => void;
}

/** How many of whom have to approve, in which order, and whether they sign. */
export function RulePanel({ gate, rule, onClose }: RulePanelProps) {
  const text = useText();
  const own = useQuery(rolesQuery()).data?.custom ?? [];
  const [kind, setKind] = useState<Kind>(() => kindOf(rule));
  const [who, setWho] = useState(() => chosen(rule?.who.team ?? rule?.who.person));
  const [signed, setSigned] = useState(rule?.signed ?? false);
  const [first] = useState({ kind, who: who?.id });
  const saving = useChange({
    change: ({ add, change }: { add: NewApprovalRule; change: ApprovalRuleChange }, key) =>
      rule ? changeRule(rule, change) : addRule(gate.release.id, gate.gate.id, add, key),
    refresh: GATE_CHANGES,
    onDone: ({ name }) => {
      notify(text(rule ? 'plan.saved' : 'plan.added', { name }));
      onClose();
    },
  });
  const removing = useChange({
    change: async (one: ApprovalRule) => void (await removeRule(one)),
    refresh: GATE_CHANGES,
    onDone: (_, { name }) => {
      notify(text('plan.removed', { name }));
      onClose();
    },
  });
  const problem = saving.problem ?? removing.problem;
  const form = useForm(
    {
      name: rule?.name ?? '',
      role: rule?.who.role ?? 'approver',
      needs: String(rule?.needs ?? 1),
      step: String(rule?.step ?? 1),
    },
    problem,
    ['/who/role', '/who/team', '/who/person', '/who'],
  );
  const { values, isChanged } = form;
  const named: NewApprovers | null =
    kind === 'role' ? { role: values.role } : who === null ? null : { [kind]: who.id };
  const isOther = kind !== first.kind || (kind === 'role' ? isChanged('role') : who?.id !== first.who);
  const change: ApprovalRuleChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isOther && named ? { who: named } : {}),
    ...(isChanged('needs') ? { needs: Number(values.needs) } : {}),
    ...(isChanged('step') ? { step: Number(values.step) } : {}),
    ...(signed === (rule?.signed ?? false) ? {} : { signed }),
  };
  const add: NewApprovalRule = {
    name: values.name.trim(),
    who: named ?? {},
    needs: Number(values.needs),
    step: Number(values.step),
    signed,
  };
  const isSame = rule !== undefined && Object.keys(change).length === 0;
  const picker = {
    label: text('column.name'),
    value: who,
    onChange: setWho,
    error: form.fault(`/who/${kind}`) ?? form.fault('/who'),
    required: true,
  };
  return (
    <FormPanel
      title={rule ? text('action.editOf', { name: rule.name }) : text('rules.add')}
      submitLabel={text(rule ? 'action.save' : 'rules.add')}
      onSubmit={() => saving.submit({ add, change })}
      onClose={onClose}
      isPending={saving.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={isSame ? text('form.same') : named === null ? text('rules.choose') : null}
      extra={
        rule && (
          <RemoveButton
            name={rule.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(rule)}
          />
        )
      }
    >
      <p className="faint">{text('rules.what')}</p>
      <TextInput label={text('rules.name')} required {...form.field('name')} />
      <FieldRow>
        <NativeSelect
          label={text('rules.who')}
          value={kind}
          data={KINDS.map((one) => ({ value: one, label: text(`rules.kind.${one}`) }))}
          onChange={(event) => {
            setKind(event.currentTarget.value as Kind);
            setWho(null);
          }}
        />
        {kind === 'role' && (
          <NativeSelect
            label={text('column.role')}
            data={[
              ...own.map(({ key, name }) => ({ value: key, label: name })),
              ...ROLES.map((role) => ({ value: role as string, label: text(`role.${role}`) })),
            ]}
            {...form.field('role')}
            error={form.fault('/who/role')}
          />
        )}
        {kind === 'team' && <TeamPicker {...picker} />}
        {kind === 'person' && <PersonPicker {...picker} />}
      </FieldRow>
      <FieldRow>
        <TextInput
          type="number"
          min={1}
          max={20}
          label={text('rules.needs')}
          required
          {...form.field('needs')}
        />
        <TextInput
          type="number"
          min={1}
          max={9}
          label={text('rules.step')}
          description={text('rules.step.what')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          required
          {...form.field('step')}
        />
      </FieldRow>
      <Checkbox
        label={text('rules.sign')}
        description={text('rules.sign.what')}
        checked={signed}
        onChange={(event) => setSigned(event.currentTarget.checked)}
      />
    </FormPanel>
  );
}
