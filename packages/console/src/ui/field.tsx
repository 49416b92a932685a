import { type FormHTMLAttributes, type InputHTMLAttributes, type ReactNode, useId } from 'react';

interface FormFieldProps {
  readonly label: string;
  /** What stands beside the label in gray, such as a unit. */
  readonly note?: string | undefined;
  readonly className?: string | undefined;
}

/** A label and its control, which gets the id that the label refers to. */
export function FormField({
  label,
  note,
  className,
  id: given,
  children,
}: FormFieldProps & { readonly id?: string; readonly children: (id: string) => ReactNode }) {
  const own = useId();
  const id = given ?? own;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-[13px] font-[550]">
        {label} {note !== undefined && <span className="font-normal text-ink-3">{note}</span>}
      </label>
      {children(id)}
    </div>
  );
}

type ValueProps = Readonly<{ value: string; onChange: (value: string) => void }>;

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, keyof FormFieldProps | keyof ValueProps | 'id'>;

export const InputField = ({
  label,
  note,
  className,
  onChange,
  ...input
}: FormFieldProps & ValueProps & InputProps) => (
  <FormField {...{ label, note, className }}>
    {(id) => <input {...input} id={id} className="input" onChange={(event) => onChange(event.target.value)} />}
  </FormField>
);

/** A day. While none is entered, the last one stays. */
export const DayField = ({ onChange, ...field }: Omit<Parameters<typeof InputField>[0], 'type'>) => (
  <InputField {...field} type="date" onChange={(day) => day !== '' && onChange(day)} />
);

type Choice = Readonly<{ value: string; label: string }>;

export const Options = ({ choices }: Readonly<{ choices: readonly Choice[] }>) =>
  choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));

interface SelectFieldProps extends FormFieldProps, ValueProps {
  readonly choices: readonly Choice[];
}

export const SelectField = ({ value, onChange, choices, ...field }: SelectFieldProps) => (
  <FormField {...field}>
    {(id) => (
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <Options choices={choices} />
      </select>
    )}
  </FormField>
);

type FormProps = Omit<FormHTMLAttributes<HTMLFormElement>, 'onSubmit'> & { readonly onSubmit: () => void };

export const Form = ({ onSubmit, ...form }: FormProps) => (
  <form
    {...form}
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  />
);

/** Why a change is made; the log keeps it. */
export const ReasonField = (props: ValueProps & Pick<FormFieldProps, 'className'>) => (
  <InputField
    {...props}
    label="Reason for the log"
    note="optional"
    maxLength={500}
    placeholder="Work order, ticket, or why"
  />
);
