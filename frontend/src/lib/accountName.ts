import type { Account } from '@/socket/messages'

/** What people know an account by: its address, or its name where the vendor tells no address. Empty texts are none. */
export const accountName = ({ email, name, id }: Pick<Account, 'email' | 'name' | 'id'>): string => email || name || id
