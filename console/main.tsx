import '@fontsource-variable/inter/opsz.css'
import './app/mantine-styles.ts'
import './app/tokens.css'
import './app/base.css'
import { createRoot } from 'react-dom/client'
import { Console } from './app/console.tsx'

const place = document.getElementById('root')
if (!place) throw new Error('The page has no place for the console')
createRoot(place).render(<Console />)
