/** The editor's store, made of slices and read by selectors. */
import { create } from 'zustand'
import { attemptSlice, type AttemptSlice } from './attemptSlice'
import { executionSlice, type ExecutionSlice } from './executionSlice'
import { connectSlice, type ConnectSlice } from './connectSlice'
import { consoleSlice, type ConsoleSlice } from './consoleSlice'
import { graphSlice, type GraphSlice } from './graphSlice'
import { layoutSlice, type LayoutSlice } from './layoutSlice'
import { linkSlice, type LinkSlice } from './linkSlice'
import { listenSlice, type ListenSlice } from './listenSlice'
import { runSlice, type RunSlice } from './runSlice'
import { problemSlice, type ProblemSlice } from './problemSlice'
import { subjectSlice, type SubjectSlice } from './subjectSlice'
import { toastSlice, type ToastSlice } from './toastSlice'
import { viewSlice, type ViewSlice } from './viewSlice'
import { workflowSlice, type WorkflowSlice } from './workflowSlice'

export type EditorStore = GraphSlice &
  WorkflowSlice &
  RunSlice &
  ExecutionSlice &
  ListenSlice &
  ProblemSlice &
  ViewSlice &
  AttemptSlice &
  ConsoleSlice &
  ConnectSlice &
  LinkSlice &
  SubjectSlice &
  LayoutSlice &
  ToastSlice

export const useEditor = create<EditorStore>()((...parts) => ({
  ...graphSlice(...parts),
  ...workflowSlice(...parts),
  ...runSlice(...parts),
  ...executionSlice(...parts),
  ...listenSlice(...parts),
  ...problemSlice(...parts),
  ...viewSlice(...parts),
  ...attemptSlice(...parts),
  ...consoleSlice(...parts),
  ...connectSlice(...parts),
  ...linkSlice(...parts),
  ...subjectSlice(...parts),
  ...layoutSlice(...parts),
  ...toastSlice(...parts),
}))
