import { systemSuggestions } from '../../api/catalog';
import { environmentGroupSuggestions, environmentSuggestions } from '../../api/environments';
import { peopleSuggestions, portfolioSuggestions, teamSuggestions } from '../../api/organisation';
import { releaseSuggestions } from '../../api/releases';
import { type Choice, RefPicker } from './RefPicker';

interface PickerProps {
  label: string;
  description?: string;
  value: Choice | null;
  onChange: (choice: Choice | null) => void;
  error?: string;
  required?: boolean;
  isFilter?: boolean;
}

const keyed = (item: { id: string; key: string; name: string }): Choice => ({
  id: item.id,
  name: item.name,
  detail: item.key,
});

export function PortfolioPicker(props: PickerProps) {
  return <RefPicker {...props} suggest={portfolioSuggestions} choice={keyed} />;
}

export function ReleasePicker(props: PickerProps) {
  return <RefPicker {...props} suggest={releaseSuggestions} choice={keyed} />;
}

export function SystemPicker(props: PickerProps) {
  return <RefPicker {...props} suggest={systemSuggestions} choice={keyed} />;
}

export function EnvironmentPicker(props: PickerProps) {
  return <RefPicker {...props} suggest={environmentSuggestions} choice={keyed} />;
}

export function EnvironmentGroupPicker(props: PickerProps) {
  return <RefPicker {...props} suggest={environmentGroupSuggestions} choice={keyed} />;
}

export function TeamPicker(props: PickerProps) {
  return <RefPicker {...props} suggest={teamSuggestions} choice={keyed} />;
}

export function PersonPicker(props: PickerProps) {
  return (
    <RefPicker
      {...props}
      suggest={peopleSuggestions}
      choice={(person) => ({ id: person.id, name: person.name, detail: person.email ?? undefined })}
    />
  );
}

/** What a reference already on a thing looks like in its picker. */
export const chosen = (
  reference: { id: string; name: string; key?: string } | null | undefined,
): Choice | null => (reference ? { id: reference.id, name: reference.name, detail: reference.key } : null);
