/** Short notes about what was just done. */
import type { StateCreator } from 'zustand'
import { newId } from '@/lib/id'
import type { EditorStore } from './store'

export interface Toast {
  id: string
  tone: 'neutral' | 'success' | 'error'
  text: string
  action?: { label: string; run: () => void }
}

export interface ToastSlice {
  toasts: Toast[]
  notify: (toast: Omit<Toast, 'id'>) => void
  dismiss: (id: string) => void
}

export const toastSlice: StateCreator<EditorStore, [], [], ToastSlice> = (set) => ({
  toasts: [],
  notify: (toast) => set(({ toasts }) => ({ toasts: [...toasts.slice(-2), { ...toast, id: newId('t') }] })),
  dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
})
