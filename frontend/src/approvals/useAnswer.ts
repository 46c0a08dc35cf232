import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import type { ProblemError } from '@/api/problem'
import type { Approval } from '@/api/types'
import type { AnswerApproval } from '@/socket/messages'
import { socket } from '@/socket/socket'

export type Answer = Omit<AnswerApproval, 'approval'>

/** Answers what a run waits for. An answer that came too late shows what is still open. */
export function useAnswer(approval: Approval) {
  const cache = useQueryClient()
  return useMutation<unknown, ProblemError, Answer>({
    mutationFn: (answer) => socket.request('answer_approval', { approval: approval.id, ...answer }),
    onSuccess: () => {
      cache.setQueryData<Approval[]>(keys.approvals(approval.run), (known) => known?.filter(({ id }) => id !== approval.id))
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.allApprovals }),
  })
}
