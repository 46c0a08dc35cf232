import { screen, waitFor, within } from '@testing-library/react'
import { makeService } from '@/testing/accounts'
import { FakeWebSocket } from '@/testing/FakeWebSocket'
import { openEditor, show } from '@/testing/page'
import { answerSocket } from '@/testing/server'
import { ChooseServices } from './ChooseServices'

const courier = {
  key: 'courier',
  name: 'Courier',
  icon: '',
  services: [makeService('post', { name: 'Post' }), makeService('parcels', { name: 'Parcels' })],
}

it('asks only for the services that the owner chooses', async () => {
  vi.stubGlobal('WebSocket', FakeWebSocket)
  const popup = { location: { replace: vi.fn() }, close: vi.fn() }
  vi.spyOn(window, 'open').mockReturnValue(popup as unknown as Window)
  const asked = answerSocket({ courier_oauth_login: { url: '/connect/start/1/' } })
  openEditor()
  const { user } = show(<ChooseServices provider={courier} />)
  await user.click(screen.getByRole('button', { name: 'Choose what to ask Courier for' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Connect Courier' }))
  expect(dialog.getByRole('button', { name: 'Connect' })).toBeDisabled()
  await user.click(dialog.getByRole('checkbox', { name: 'Parcels' }))
  await user.click(dialog.getByRole('button', { name: 'Connect' }))
  await waitFor(() => expect(popup.location.replace).toHaveBeenCalledWith('/connect/start/1/'))
  expect(asked).toHaveBeenCalledWith('courier_oauth_login', { services: ['parcels'] })
})
