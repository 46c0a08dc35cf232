import { ChevronDown, Play, Square } from 'lucide-react'
import { useState } from 'react'
import { shortcut } from '@/lib/shortcuts'
import { useRunWorkflow } from '@/run/useRunWorkflow'
import { Button } from '@/ui/Button'
import { IconButton } from '@/ui/IconButton'
import { Kbd } from '@/ui/Kbd'
import { Menu, MenuItem } from '@/ui/Menu'
import { Tooltip } from '@/ui/Tooltip'
import { InputDialog } from './InputDialog'

/** Runs the whole workflow for whoever is chosen beside it, or stops it. */
export function RunButton() {
  const { run, stop, running, canStop, blocked } = useRunWorkflow()
  const [asking, setAsking] = useState(false)
  if (running) {
    return (
      <span className="ml-1">
        <Button icon={<Square size={12} fill="currentColor" />} disabled={!canStop} onClick={stop}>
          Stop
        </Button>
      </span>
    )
  }
  const words = (
    <span className="flex items-center gap-1.5">
      {blocked ?? 'Runs what is on the screen, saved or not'}
      {!blocked && <Kbd keys={shortcut('runAll')} onDark />}
    </span>
  )
  return (
    <span className="ml-1 flex items-center gap-px">
      <Tooltip label={words}>
        <span>
          <Button look="primary" className="rounded-r-none" disabled={blocked !== null} icon={<Play size={13} fill="currentColor" />} onClick={() => run()}>
            Run workflow
          </Button>
        </span>
      </Tooltip>
      <Menu
        trigger={
          <IconButton label="More ways to run" disabled={blocked !== null} className="w-6 rounded-l-none bg-accent text-on-accent! hover:not-disabled:bg-accent-hover">
            <ChevronDown size={14} />
          </IconButton>
        }
      >
        <MenuItem icon={<Play size={14} />} onSelect={() => setAsking(true)}>
          Run with input…
        </MenuItem>
      </Menu>
      {asking && <InputDialog onClose={() => setAsking(false)} onRun={(input) => run({ input })} />}
    </span>
  )
}
