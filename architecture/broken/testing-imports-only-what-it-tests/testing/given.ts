import { story } from '../journeys/story.ts'

export const given = story
