import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { signOut } from '../features/access/session.ts'
import { useSession } from '../features/access/use-session.ts'
import { statuses, statusLooks } from '../features/payments/payment-status.ts'
import { samples } from '../features/payments/samples.ts'
import { usePayer } from '../features/payments/upload-buttons.tsx'
import { useUpload } from '../features/payments/upload.tsx'
import { FileIcon, MoonIcon, PaymentsIcon, SearchIcon, SignOutIcon, SunIcon } from '../ui/icons.tsx'
import { Dot } from '../ui/pill.tsx'
import { destinationsFor } from './destinations.ts'

export interface PaletteEntry {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly icon: ReactNode
  readonly run: () => void
}

const paymentIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What fits the text: a payment or an end-to-end id first, then pages and actions by name. */
export const usePaletteEntries = (text: string): readonly PaletteEntry[] => {
  const named = [...usePages(), ...useActions()].filter(({ label }) => fits(label, text))
  const found = useFound(text)
  return [
    ...found.filter(({ id }) => id === 'payment'),
    ...named,
    ...found.filter(({ id }) => id !== 'payment'),
  ]
}

const fits = (label: string, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word))

const useFound = (text: string): readonly PaletteEntry[] => {
  const navigate = useNavigate()
  if (paymentIdForm.test(text))
    return [
      {
        id: 'payment',
        label: `Open payment ${text.slice(-12)}`,
        hint: 'payment id',
        icon: <PaymentsIcon />,
        run: () => void navigate({ to: '/payments/$paymentId', params: { paymentId: text } }),
      },
    ]
  if (text.length < 2 || text.length > 35) return []
  return [
    {
      id: 'end-to-end-id',
      label: `Payments with the end-to-end id ${text}`,
      hint: 'exact',
      icon: <SearchIcon />,
      run: () => void navigate({ to: '/payments', search: { endToEndId: text } }),
    },
  ]
}

const usePages = (): readonly PaletteEntry[] => {
  const navigate = useNavigate()
  const { roles } = useSession()
  return [
    ...destinationsFor(roles).map(({ to, label, icon: Icon, key }) => ({
      id: to,
      label,
      hint: `g ${key}`,
      icon: <Icon />,
      run: () => void navigate({ to }),
    })),
    ...statuses.map((status) => ({
      id: status,
      label: `${statusLooks[status].label} payments`,
      hint: statusLooks[status].says,
      icon: <Dot tone={statusLooks[status].tone} />,
      run: () => void navigate({ to: '/payments', search: { status } }),
    })),
  ]
}

const useActions = (): readonly PaletteEntry[] => {
  const { trySample } = useUpload()
  const mayPay = usePayer()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const leave = async (): Promise<void> => {
    await signOut(client)
    await navigate({ to: '/sign-in', search: {} })
  }
  return [
    ...(mayPay ? samples : []).map((sample) => ({
      id: sample.fileName,
      label: `Try a sample file: ${sample.title.toLowerCase()}`,
      hint: 'upload',
      icon: <FileIcon />,
      run: () => void trySample(sample),
    })),
    {
      id: 'light',
      label: 'Light appearance',
      hint: '',
      icon: <SunIcon />,
      run: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: 'Dark appearance',
      hint: '',
      icon: <MoonIcon />,
      run: () => setColorScheme('dark'),
    },
    { id: 'sign-out', label: 'Sign out', hint: '', icon: <SignOutIcon />, run: () => void leave() },
  ]
}
