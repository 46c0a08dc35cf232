import { Command } from 'cmdk'
import { CircleHelp, List, Moon, PanelBottom, PanelLeft, PanelRight, Play, Plug, Save, ScrollText, Settings2, Sun, WandSparkles } from 'lucide-react'
import { useReactFlow } from '@xyflow/react'
import type { ReactNode } from 'react'
import { bootstrap } from '@/app/bootstrap'
import { navigate } from '@/app/router'
import { storeTheme } from '@/app/theme'
import { useTidy } from '@/canvas/useTidy'
import { useCatalog } from '@/catalog/CatalogContext'
import { useAddNode } from '@/catalog/useAddNode'
import { fuzzyScore } from '@/lib/fuzzy'
import { shortcut, type ShortcutId } from '@/lib/shortcuts'
import { useRun } from '@/run/useRun'
import { useFlow } from '@/store/flowStore'
import { useSelectedNode } from '@/store/selection'
import { useEditor } from '@/store/store'
import { Kbd } from '@/ui/Kbd'
import { saveNow } from '@/workflow/saveNow'
import { viewCenter } from '@/canvas/viewCenter'
import { NodeIcon } from '@/ui/NodeIcon'

interface Entry {
  words: string
  icon: ReactNode
  keys?: ShortcutId
  run: () => void
}

const ITEM = 'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover'
const HEAD =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-text-3'

/** Everything by typing: commands, the nodes of this workflow, and nodes to add. */
export function CommandPalette() {
  const open = useEditor((state) => state.overlay === 'commands')
  if (!open) return null
  return <Commands />
}

function Commands() {
  const { setOverlay, openDock, fold, folded, history } = useEditor.getState()
  const catalog = useCatalog()
  const add = useAddNode()
  const flow = useReactFlow()
  const { tidy } = useTidy()
  const node = useSelectedNode()
  const { run, blocked } = useRun(node)
  const close = () => setOverlay(null)

  const commands: Entry[] = [
    ...(node && !blocked ? [{ words: `Run “${node.name}”`, icon: <Play size={15} />, keys: 'run' as const, run }] : []),
    { words: 'Save now', icon: <Save size={15} />, keys: 'save', run: () => void saveNow() },
    { words: 'Tidy up', icon: <WandSparkles size={15} />, keys: 'tidy', run: () => void tidy() },
    { words: 'Show connections', icon: <Plug size={15} />, run: () => openDock('connections') },
    { words: 'Show the console', icon: <ScrollText size={15} />, run: () => openDock('console') },
    { words: 'Show the output', icon: <PanelBottom size={15} />, run: () => openDock('output') },
    {
      words: folded.palette ? 'Unfold the palette' : 'Fold the palette',
      icon: <PanelLeft size={15} />,
      keys: 'palette',
      run: () => fold('palette', !folded.palette),
    },
    {
      words: folded.inspector ? 'Unfold the panel of the node' : 'Fold the panel of the node',
      icon: <PanelRight size={15} />,
      keys: 'inspector',
      run: () => fold('inspector', !folded.inspector),
    },
    { words: 'Light theme', icon: <Sun size={15} />, run: () => storeTheme('light') },
    { words: 'Dark theme', icon: <Moon size={15} />, run: () => storeTheme('dark') },
    { words: 'All workflows', icon: <List size={15} />, run: () => navigate('/') },
    { words: 'Administration', icon: <Settings2 size={15} />, run: () => window.location.assign(bootstrap.admin_url) },
    { words: 'Keyboard', icon: <CircleHelp size={15} />, keys: 'sheet', run: () => setOverlay('shortcuts') },
  ]

  return (
    <Command.Dialog
      open
      onOpenChange={close}
      label="Commands"
      filter={(value, search) => fuzzyScore(search, value)}
      overlayClassName="fixed inset-0 z-40 bg-black/25"
      contentClassName="fixed top-[16vh] left-1/2 z-40 w-[560px] max-w-[calc(100vw-32px)] -translate-x-1/2 animate-fade overflow-hidden rounded-xl bg-raised shadow-float"
    >
      <Command.Input
        placeholder="Find a command or a node…"
        className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-text-3"
      />
      <Command.List className="max-h-[46vh] overflow-y-auto p-1.5 pb-2">
        <Command.Empty className="px-3 py-6 text-center text-text-2">Nothing is called that.</Command.Empty>
        <Command.Group heading="Commands" className={HEAD}>
          {commands.map((entry) => (
            <Command.Item
              key={entry.words}
              value={entry.words}
              onSelect={() => {
                close()
                entry.run()
              }}
              className={ITEM}
            >
              <span className="flex w-6 justify-center text-text-3">{entry.icon}</span>
              <span className="flex-1">{entry.words}</span>
              {entry.keys && <Kbd keys={shortcut(entry.keys)} />}
            </Command.Item>
          ))}
        </Command.Group>
        {history.present.nodes.length > 0 && (
          <Command.Group heading="In this workflow" className={HEAD}>
            {history.present.nodes.slice(0, 300).map((each) => (
              <Command.Item
                key={each.id}
                value={`${each.name} go ${each.id}`}
                onSelect={() => {
                  close()
                  useFlow.getState().select([each.id])
                  void flow.fitView({ nodes: [{ id: each.id }], maxZoom: 1, duration: 300 })
                }}
                className={ITEM}
              >
                <NodeIcon size="sm" type={catalog.byType.get(each.type)} fallback={each.name} />
                <span className="flex-1 truncate">{each.name}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading="Add a node" className={HEAD}>
          {catalog.nodes.map((type) => (
            <Command.Item
              key={type.type}
              value={`${type.label} ${type.service_name} add`}
              onSelect={() => {
                close()
                add(type, node ? { after: { node: node.id, handle: 'main' } } : { position: viewCenter(flow) })
              }}
              className={ITEM}
            >
              <NodeIcon size="sm" type={type} />
              <span className="flex-1 truncate">{type.label}</span>
              <span className="text-xs text-text-3">{type.service_name}</span>
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  )
}
