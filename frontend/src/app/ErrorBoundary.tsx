import { Component, type ErrorInfo, type ReactNode } from 'react'
import { ErrorNote } from '@/ui/ErrorNote'

interface State {
  error: Error | null
}

/** The last net: a defect in the page says so and offers a reload. Unsaved work is in the draft. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error('editor.crashed', error, info.componentStack)
  }

  override render() {
    if (!this.state.error) return this.props.children
    const message = `The page met an error: ${this.state.error.message} What you changed is kept in this browser.`
    return (
      <main className="mx-auto max-w-lg p-8">
        <ErrorNote
          problem={{ code: 'internal_error', message }}
          retryVerb="Reload"
          onRetry={() => window.location.reload()}
        />
      </main>
    )
  }
}
