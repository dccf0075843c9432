import {
  ActionIcon,
  Button,
  Checkbox,
  createTheme,
  HoverCard,
  Menu,
  Notification,
  Modal,
  PasswordInput,
  Popover,
  Select,
  TextInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#e4f2f4',
  '#cfe8ec',
  '#a4d2da',
  '#74bac6',
  '#4aa6b5',
  '#2b93a4',
  '#147a8b',
  '#0b6676',
  '#0a5563',
  '#084450',
]

const gray: MantineColorsTuple = [
  '#f6f7f8',
  '#f1f3f5',
  '#e6e9ed',
  '#d5dae0',
  '#b4bcc7',
  '#8b95a3',
  '#626c7b',
  '#465060',
  '#2a323d',
  '#11161d',
]

const dark: MantineColorsTuple = [
  '#e8ecf1',
  '#acb6c2',
  '#8792a1',
  '#5d6875',
  '#2e3742',
  '#20262f',
  '#181d24',
  '#11151b',
  '#0d1015',
  '#0b0e12',
]

const sans = "'Inter Variable', 'Helvetica Neue', Arial, sans-serif"

const floating = { borderColor: 'var(--mr-line)', boxShadow: 'var(--mr-shadow-raised)' }

const field = {
  defaultProps: { size: 'sm' },
  styles: { label: { marginBottom: 5, fontSize: '0.75rem', fontWeight: 550 } },
}
const buttonSizes: Readonly<Record<string, Record<string, string>>> = {
  sm: { '--button-height': '32px', '--button-padding-x': '12px' },
  xs: { '--button-height': '28px', '--button-padding-x': '10px', '--button-fz': '0.75rem' },
  'compact-xs': {
    '--button-height': '24px',
    '--button-padding-x': '8px',
    '--button-fz': '0.75rem',
  },
}

/** The look of Mantine's parts: small, square-shouldered, quiet; the colours are those of tokens.css. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark },
  black: '#11161d',
  fontFamily: sans,
  fontFamilyMonospace: 'var(--mr-mono)',
  fontSizes: {
    xs: '0.6875rem',
    sm: '0.8125rem',
    md: '0.875rem',
    lg: '1rem',
    xl: '1.25rem',
  },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.375rem', sm: '0.625rem', md: '0.875rem', lg: '1.25rem', xl: '2rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.1875rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, { size = 'sm' }) => ({ root: buttonSizes[size] ?? {} }),
      styles: { root: { fontWeight: 550 } },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
    }),
    TextInput: TextInput.extend(field),
    PasswordInput: PasswordInput.extend(field),
    Select: Select.extend(field),
    Menu: Menu.extend({
      defaultProps: { position: 'bottom-end', offset: 4 },
      styles: { dropdown: floating },
    }),
    HoverCard: HoverCard.extend({ styles: { dropdown: floating } }),
    Popover: Popover.extend({ styles: { dropdown: floating } }),
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        padding: 'lg',
        radius: 'lg',
        overlayProps: { blur: 1.5 },
        transitionProps: { duration: 120, transition: 'pop' },
      },
      styles: {
        overlay: { background: 'var(--mr-veil)' },
        content: { border: '1px solid var(--mr-line)', boxShadow: 'var(--mr-shadow-raised)' },
        title: { fontSize: '0.9375rem', fontWeight: 600 },
      },
    }),
    Checkbox: Checkbox.extend({ styles: { label: { fontSize: '0.8125rem' } } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, transitionProps: { duration: 80 }, fz: 'xs', offset: 6 },
    }),
  },
})

/** Mantine's own variables, said in those of tokens.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--mr-surface)',
    '--mantine-color-text': 'var(--mr-ink)',
    '--mantine-color-dimmed': 'var(--mr-ink-3)',
    '--mantine-color-placeholder': 'var(--mr-ink-3)',
    '--mantine-color-anchor': 'var(--mr-accent)',
    '--mantine-color-default': 'var(--mr-raised)',
    '--mantine-color-default-hover': 'var(--mr-hover)',
    '--mantine-color-default-border': 'var(--mr-line-strong)',
    '--mantine-color-default-color': 'var(--mr-ink)',
    '--mantine-color-error': 'var(--mr-red)',
    '--mantine-color-petrol-light': 'var(--mr-accent-soft)',
    '--mantine-color-petrol-light-hover':
      'color-mix(in srgb, var(--mr-accent) 14%, var(--mr-surface))',
    '--mantine-color-petrol-light-color': 'var(--mr-accent)',
    '--mantine-color-gray-light-color': 'var(--mr-ink-2)',
  }
  return { variables: {}, light: both, dark: both }
}
