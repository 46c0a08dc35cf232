import { joinMoment, movedTo, OFFSETS, ownOffset, splitMoment } from '@/lib/datetime'
import { zoneOf } from '@/lib/schema/zone'
import { described, fieldOptions, type Widget } from '../context'
import { TextWidget } from './TextWidget'

const NO_OFFSET = 'No offset'

/**
 * Date and time, with an offset, or by the clocks of the zone that another field names. A value of another form, such as
 * a day or an expression, is edited as text.
 */
export function DateTimeWidget(props: Widget) {
  const { id, value, onChange, onBlur, disabled, rawErrors, required, label, options, registry } = props
  const { zone: zoneField } = fieldOptions(options)
  const zone = zoneOf(zoneField, registry.formContext.values)
  const moment = splitMoment(value)
  if (typeof value === 'string' && value && !moment) return <TextWidget {...props} />
  return (
    <div className="flex gap-1.5">
      <input
        id={id}
        type="datetime-local"
        className="field tabular flex-1"
        disabled={disabled}
        value={moment?.local ?? ''}
        onChange={({ target }) => onChange(target.value ? joinMoment(movedTo(target.value, moment, zone)) : undefined)}
        onBlur={() => onBlur(id, value)}
        {...described(id, rawErrors, required)}
      />
      {zone && !moment?.offset ? (
        <span className="field !w-auto max-w-[45%] shrink-0 truncate text-text-2" title={`By the clocks of ${zone}`}>
          {zone}
        </span>
      ) : (
        <OffsetSelect
          label={label}
          disabled={disabled || !moment}
          offset={moment?.offset ?? ownOffset('')}
          mayBeNone={zoneField !== null || moment?.offset === ''}
          onChange={(offset) => moment && onChange(joinMoment({ ...moment, offset }))}
        />
      )}
    </div>
  )
}

interface OffsetProps {
  label: string
  disabled?: boolean
  offset: string
  mayBeNone: boolean
  onChange: (offset: string) => void
}

function OffsetSelect({ label, disabled, offset, mayBeNone, onChange }: OffsetProps) {
  const offsets = !offset || OFFSETS.includes(offset) ? OFFSETS : [offset, ...OFFSETS]
  return (
    <select
      aria-label={`Offset from UTC of ${label}`}
      title="Offset from UTC"
      className="field tabular !w-[92px] shrink-0 whitespace-nowrap"
      disabled={disabled}
      value={offset}
      onChange={({ target }) => onChange(target.value)}
    >
      {mayBeNone && <option value="">{NO_OFFSET}</option>}
      {offsets.map((each) => (
        <option key={each} value={each}>
          {each === '+00:00' ? 'UTC' : each}
        </option>
      ))}
    </select>
  )
}
