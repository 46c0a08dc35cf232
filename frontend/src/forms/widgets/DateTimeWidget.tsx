import { joinMoment, OFFSETS, ownOffset, splitMoment } from '@/lib/datetime'
import { described, type Widget } from '../context'
import { TextWidget } from './TextWidget'

/** Date, time and offset. A value of another form, such as an expression, is edited as text. */
export function DateTimeWidget(props: Widget) {
  const { id, value, onChange, onBlur, disabled, rawErrors, required, label } = props
  const moment = splitMoment(value)
  if (typeof value === 'string' && value && !moment) return <TextWidget {...props} />
  const offset = moment?.offset ?? ownOffset('')
  const offsets = OFFSETS.includes(offset) ? OFFSETS : [offset, ...OFFSETS]
  return (
    <div className="flex gap-1.5">
      <input
        id={id}
        type="datetime-local"
        className="field tabular flex-1"
        disabled={disabled}
        value={moment?.local ?? ''}
        onChange={({ target }) =>
          onChange(target.value ? joinMoment({ local: target.value, offset: moment?.offset ?? ownOffset(target.value) }) : undefined)
        }
        onBlur={() => onBlur(id, value)}
        {...described(id, rawErrors, required)}
      />
      <select
        aria-label={`Offset from UTC of ${label}`}
        title="Offset from UTC"
        className="field tabular !w-[92px] shrink-0 whitespace-nowrap"
        disabled={disabled || !moment}
        value={offset}
        onChange={({ target }) => moment && onChange(joinMoment({ ...moment, offset: target.value }))}
      >
        {offsets.map((each) => (
          <option key={each} value={each}>
            {each === '+00:00' ? 'UTC' : each}
          </option>
        ))}
      </select>
    </div>
  )
}
