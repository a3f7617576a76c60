import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/app/_ui/cx';

const CONTROL =
  'w-full min-h-9 rounded-md border border-line-strong bg-surface px-3 py-1.5 text-sm text-ink placeholder:text-muted disabled:bg-sunken disabled:text-muted aria-[invalid=true]:border-bad';

/** A labelled control with its hint and error tied to it for screen readers. `id` is the control's. */
export function Field(props: {
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="space-y-1">
      <label htmlFor={props.id} className="block text-sm font-medium">
        {props.label}
      </label>
      {props.children}
      {props.hint ? (
        <p id={`${props.id}-hint`} className="text-xs text-muted">
          {props.hint}
        </p>
      ) : null}
      {props.error ? (
        <p id={`${props.id}-error`} role="alert" className="text-xs text-bad">
          {props.error}
        </p>
      ) : null}
    </div>
  );
}

export function Input({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input className={cx(CONTROL, className)} {...rest} />;
}

export function Textarea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cx(CONTROL, 'min-h-24', className)} {...rest} />;
}

export function Select({ className = '', ...rest }: ComponentProps<'select'>) {
  return <select className={cx(CONTROL, className)} {...rest} />;
}

export function Checkbox({
  label,
  className = '',
  ...rest
}: ComponentProps<'input'> & { readonly label: ReactNode }) {
  return (
    <label className="flex items-start gap-2 text-sm">
      <input type="checkbox" className={cx('mt-0.5 size-4 accent-(--accent)', className)} {...rest} />
      <span>{label}</span>
    </label>
  );
}

/** One of a few, all in sight. A form field by `name`; the first is chosen where nothing else is. */
export function RadioGroup({
  name,
  legend,
  options,
  defaultValue,
  hint,
}: {
  readonly name: string;
  readonly legend: ReactNode;
  readonly options: readonly {
    readonly value: string;
    readonly label: ReactNode;
    readonly hint?: ReactNode;
  }[];
  readonly defaultValue?: string;
  readonly hint?: ReactNode;
}) {
  return (
    <fieldset className="space-y-1.5">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      {hint ? <p className="text-xs text-muted">{hint}</p> : null}
      {options.map((option) => (
        <label key={option.value} className="flex items-start gap-2 text-sm">
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === (defaultValue ?? options[0]?.value)}
            className="mt-0.5 size-4 accent-(--accent)"
          />
          <span>
            {option.label}
            {option.hint ? <span className="block text-xs text-muted">{option.hint}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
