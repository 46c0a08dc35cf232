/** Keys of the query cache, in one place so that what changed can be asked again. */
export const keys = {
  nodes: ['nodes'] as const,
  services: ['services'] as const,
  providers: ['providers'] as const,
  templates: ['templates'] as const,
  workflows: ['workflows'] as const,
  workflow: (id: string) => ['workflow', id] as const,
  customer: (key: string | null) => ['customer', key] as const,
  customers: (words: string) => ['customers', words] as const,
  accounts: (provider: string, customer: string | null) => ['accounts', provider, customer] as const,
  allAccounts: ['accounts'] as const,
  options: (operation: string, field: string, account: string, words: string) =>
    ['options', operation, field, account, words] as const,
  callLog: (customer: string | null, words: string) => ['calls', customer, words] as const,
  call: (id: string) => ['call', id] as const,
  refusedCalls: (customer: string | null) => ['refused calls', customer] as const,
  allOptions: ['options'] as const,
  allRuns: ['runs'] as const,
  runs: (workflow: string, state: string | null) => ['runs', workflow, state] as const,
  versions: (workflow: string) => ['versions', workflow] as const,
  deployments: (workflow: string) => ['deployments', workflow] as const,
}
