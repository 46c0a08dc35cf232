import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Home } from '@/home/Home'
import { TooltipProvider } from '@/ui/Tooltip'
import { Toaster } from '@/ui/Toaster'
import { ErrorBoundary } from './ErrorBoundary'
import { NotFound } from './NotFound'
import { queryClient } from './queryClient'
import { useRoute } from './router'
import { useConnectHints } from '@/connections/useConnectHints'
import { useLiveEvents } from './useLiveEvents'
import { EditorSkeleton } from '@/editor/EditorSkeleton'

const EditorScreen = lazy(() => import('@/editor/EditorScreen').then((module) => ({ default: module.EditorScreen })))

function Screen() {
  useLiveEvents()
  useConnectHints()
  const route = useRoute()
  if (route.page === 'home') return <Home />
  if (route.page === 'unknown') return <NotFound what="page" />
  return (
    <Suspense fallback={<EditorSkeleton />}>
      <EditorScreen key={route.id} id={route.id} />
    </Suspense>
  )
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={350} skipDelayDuration={200}>
        <ErrorBoundary>
          <Screen />
        </ErrorBoundary>
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>
  )
}
