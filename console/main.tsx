import '@fontsource-variable/inter/opsz.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/dropzone/styles.layer.css'
import './app/tokens.css'
import './app/base.css'
import { createRoot } from 'react-dom/client'
import { Console } from './app/console.tsx'

const place = document.getElementById('root')
if (!place) throw new Error('The page has no place for the console')
createRoot(place).render(<Console />)
