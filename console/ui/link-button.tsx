import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef, ReactElement } from 'react'

type AnchorButtonProps = ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>

const AnchorButton = (props: AnchorButtonProps): ReactElement => <Button component="a" {...props} />

/** A button that leads somewhere: an anchor, so that it opens in a new window too. */
export const LinkButton = createLink(AnchorButton)
