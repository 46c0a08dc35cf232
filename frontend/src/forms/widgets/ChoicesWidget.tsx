import { ToggleGroup } from 'radix-ui'
import { sentenceCase } from '@/lib/words'
import { described, fieldOptions, type Widget } from '../context'

/** Several of a few fixed values. */
export function ChoicesWidget({ id, value, onChange, disabled, rawErrors, options, label }: Widget) {
  const { fallback, source } = fieldOptions(options)
  const choices = source.items?.enum ?? []
  const current = (Array.isArray(value) ? value : Array.isArray(fallback) ? fallback : []) as string[]
  return (
    <ToggleGroup.Root
      id={id}
      type="multiple"
      aria-label={label}
      disabled={disabled}
      value={current.map(String)}
      onValueChange={(next) => onChange(next.length > 0 ? choices.filter((each) => next.includes(String(each))) : undefined)}
      className="flex flex-wrap gap-1.5"
      {...described(id, rawErrors)}
    >
      {choices.map((each) => (
        <ToggleGroup.Item
          key={String(each)}
          value={String(each)}
          className="h-7 rounded-full border border-line-strong px-2.5 text-xs data-[state=on]:border-accent data-[state=on]:bg-accent-soft data-[state=on]:text-accent-text"
        >
          {sentenceCase(String(each))}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
