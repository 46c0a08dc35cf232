import { Tooltip } from '@/ui/Tooltip'
import { cx } from '@/ui/cx'

/**
 * Whether a field holds a value that stays, or an expression that is worked out when it runs. All are named alike, so
 * that nobody finds two controls under a field's label; which field one belongs to is its description.
 */
export function ExpressionSwitch({ labelId, on, onSwitch }: { labelId: string; on: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <Tooltip label={on ? 'Back to a fixed value' : 'Work it out from other nodes'} side="top">
      <button
        type="button"
        aria-pressed={on}
        aria-label="Expression"
        aria-describedby={labelId}
        onClick={() => onSwitch(!on)}
        className={cx(
          'flex h-5 shrink-0 items-center rounded-[5px] px-1.5 font-mono text-2xs italic',
          on ? 'bg-accent-soft text-accent-text' : 'text-text-3 hover:bg-hover hover:text-text',
        )}
      >
        ƒx
      </button>
    </Tooltip>
  )
}
