/** Prose beside the description of the API, at `/docs/<name>`. */
export interface GuidePage {
  readonly name: string
  readonly title: string
  /** HTML that is ours: what stands between the tags of the body. */
  readonly body: string
}

const style = `
:root { color-scheme: light dark; --line: #e4e7eb; --quiet: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --line: #3a424c; --quiet: #1d2229; } }
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; margin: 0 auto; max-width: 1040px; padding: 32px 20px 64px; }
h1 { font-size: 28px; font-weight: 650; margin: 8px 0 16px; } h2 { font-size: 18px; margin: 32px 0 8px; }
p { max-width: 74ch; } code, pre { font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { background: var(--quiet); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; padding: 12px 16px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 14px; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 7px 14px 7px 0; text-align: left; vertical-align: top; }
td:first-child, td:nth-child(2) { white-space: nowrap; }
a { color: inherit; }
`

export const guidePage = ({ title, body }: GuidePage, product: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${product}</title>
<style>${style}</style>
</head>
<body>
<nav><a href="/docs">API</a></nav>
<main>
${body}
</main>
</body>
</html>
`
